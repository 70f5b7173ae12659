"""The program as a process of its own, without the second that its imports take.

A process that has imported everything forks one for each command: that one has its own id, streams, folder and
environment, works beside the others, and ends or is killed as any other; only the imports are done. What a test
promises of starting and of signals while it starts, it shows with a program that it starts itself.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path

from attrs import define, field

from tests.support import REPO_ROOT
from tunemantra.plugins import load

Order = tuple[list[str], str, dict[str, str], list[str]]
PROGRAM = [sys.executable, "-c", "from tunemantra.host.cli import main; main()"]
"""The program, started."""
LOADED = (
    "tunemantra.host.cli.program",
    "tunemantra.host.cli.releases",
    "tunemantra.host.cli.worker",
    "tunemantra.host.container",
    "tunemantra.host.monitoring",
    "tunemantra.host.sandboxes",
    "tunemantra.contrib.ddex",
    "tunemantra.contrib.formats",
    "tunemantra.contrib.media.audio",
    "tunemantra.contrib.media.images",
    "tunemantra.contrib.metrics",
    "tunemantra.contrib.sql",
    "tunemantra.contrib.transports.http",
    "tunemantra.contrib.transports.sftp",
)
"""What most commands need, and takes its time."""
LISTENERS = frozenset({"check", "demo", "distribute", "media", "worker"})
HEARING = ("librosa.feature", "librosa.onset", "rapidocr")
"""What commands need that listen to recordings and look at covers; it takes more time than all the rest."""


def run(
    *arguments: object,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    timeout: float = 120,
) -> subprocess.CompletedProcess[str]:
    """Run a command of the program to its end, with nothing to read, as `subprocess.run` does."""
    with tempfile.TemporaryDirectory(prefix="tunemantra-said-") as folder:
        out, err = (Path(folder, name) for name in ("out", "err"))
        running = start(*arguments, out=out, err=err, cwd=cwd, env=env)
        try:
            code = running.wait(timeout)
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
            running.wait(timeout)
            raise
        return subprocess.CompletedProcess(running.args, code, out.read_text("utf-8"), err.read_text("utf-8"))


def start(
    *arguments: object,
    out: Path = Path(os.devnull),
    err: Path = Path(os.devnull),
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Running:
    """Start a command in a process group of its own, with nothing to read.

    Args:
        arguments: of the program.
        out, err: files it writes to; a pipe with a name is one as well, and is opened before anything else happens.
        cwd: folder; ours where it is left out.
        env: the same for the environment.
    """
    args = [str(one) for one in arguments]
    parent = _parent()
    order = (args, str(cwd or Path.cwd()), dict(env or os.environ), [str(out), str(err)])
    return Running(args, parent.begin(order), parent)


@define
class Running:
    """A command that was started; what is here is here as in `subprocess.Popen`."""

    args: list[str]
    pid: int
    parent: _Parent

    def poll(self) -> int | None:
        """Return how it ended; None where it has not."""
        return self.parent.ended(self.pid, 0)

    def wait(self, timeout: float) -> int:
        """Return how it ended, as soon as it has."""
        code = self.parent.ended(self.pid, timeout)
        if code is None:
            raise subprocess.TimeoutExpired(self.args, timeout)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal; nothing happens where it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)


@define
class _Parent:
    """The process that forks, seen from the tests."""

    process: subprocess.Popen[bytes] = field(init=False)
    talk: Connection = field(init=False)
    codes: dict[int, int] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.talk, theirs = Pipe()
        command = [sys.executable, "-m", "tests.program", str(theirs.fileno())]
        self.process = subprocess.Popen(command, cwd=REPO_ROOT, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])
        theirs.close()
        atexit.register(self.close)

    def begin(self, order: Order) -> int:
        """Have a process started; return its id."""
        self.talk.send(order)
        while True:
            pid, code = self.talk.recv()
            if code is None:
                self.codes.pop(pid, None)  # an id that is used again
                return int(pid)
            self.codes[pid] = code

    def ended(self, pid: int, timeout: float) -> int | None:
        """Return how a process ended, if it does in time."""
        until = time.monotonic() + timeout
        while pid not in self.codes and self.talk.poll(max(0.0, until - time.monotonic())):
            one, code = self.talk.recv()
            self.codes[one] = code
        return self.codes.get(pid)

    def close(self) -> None:
        self.talk.close()
        self.process.wait(timeout=30)


_started: list[_Parent] = []


def _parent() -> _Parent:
    if not _started:
        _started.append(_Parent())
    return _started[0]


def _serve(talk: Connection) -> None:
    """Fork for each order that comes; say its process id, and with what it ended."""
    load()
    _load(LOADED)
    hears = False
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    running: set[int] = set()
    while True:
        ready = wait([talk, woken])
        if woken in ready:
            os.read(woken, 4096)
            for one, code in _ended(running):
                running.remove(one)
                talk.send((one, code))
        if talk in ready:
            try:
                order = talk.recv()
            except EOFError:
                return None
            if not hears and LISTENERS & set(order[0]):
                _load(HEARING)
                hears = True
            child = os.fork()
            if child == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                talk.close()
                os.close(woken)
                os.close(wake)
                return _become(*order)
            running.add(child)
            talk.send((child, None))


def _load(modules: Sequence[str]) -> None:
    """Load modules before the next process is forked, which then shares them."""
    for name in modules:
        import_module(name)
    gc.freeze()


def _ended(running: set[int]) -> list[tuple[int, int]]:
    found = [os.waitpid(one, os.WNOHANG) for one in running]
    return [(pid, os.waitstatus_to_exitcode(status)) for pid, status in found if pid]


def _become(arguments: list[str], cwd: str, env: dict[str, str], said: list[str]) -> None:
    """Be a process that was just started with these arguments."""
    os.setsid()
    for number, path in enumerate(said, start=1):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    sys.argv[:] = ["tunemantra", *arguments]
    from tunemantra.host.cli import main

    main()


if __name__ == "__main__":
    _serve(Connection(int(sys.argv[1])))
