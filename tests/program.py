"""The program as a process of its own, without the second that its imports take.

A process that has imported everything forks one for each command: that one has its own id, streams, folder and
environment, and ends as any other; only the imports are done. What a test promises of starting, of signals and of being
killed, it shows with a program that it starts itself.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from attrs import define, field

from tests.support import REPO_ROOT

PROGRAM = [sys.executable, "-c", "from tunemantra.host.cli import main; main()"]
"""The program, started."""
LOADED = (
    "tunemantra.host.cli.program",
    "tunemantra.host.container",
    "tunemantra.host.sandboxes",
    "tunemantra.contrib.sql",
    "tunemantra.contrib.ddex",
)


def run(
    *arguments: object,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    timeout: float = 120,
) -> subprocess.CompletedProcess[str]:
    """Run a command of the program to its end, with nothing to read, as `subprocess.run` does."""
    return _parent().run([str(one) for one in arguments], cwd or Path.cwd(), env or os.environ, timeout)


@define
class _Parent:
    """The process that forks, seen from the tests."""

    process: subprocess.Popen[bytes] = field(init=False)
    talk: Connection = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.talk, theirs = Pipe()
        command = [sys.executable, "-m", "tests.program", str(theirs.fileno())]
        self.process = subprocess.Popen(command, cwd=REPO_ROOT, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])
        theirs.close()
        atexit.register(self.close)

    def run(
        self, arguments: list[str], cwd: Path, env: Mapping[str, str], timeout: float
    ) -> subprocess.CompletedProcess[str]:
        with tempfile.TemporaryDirectory(prefix="tunemantra-said-") as folder:
            said = [Path(folder, name) for name in ("out", "err")]
            self.talk.send((arguments, str(cwd), dict(env), [str(file) for file in said]))
            child = self.talk.recv()
            if not self.talk.poll(timeout):
                os.kill(child, signal.SIGKILL)
                self.talk.recv()
                raise subprocess.TimeoutExpired(arguments, timeout)
            code = self.talk.recv()
            out, err = (file.read_text("utf-8") for file in said)
        return subprocess.CompletedProcess(arguments, code, out, err)

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
    for name in LOADED:
        import_module(name)
    gc.freeze()
    while True:
        try:
            arguments, cwd, env, said = talk.recv()
        except EOFError:
            return None
        child = os.fork()
        if child == 0:
            talk.close()
            return _become(arguments, cwd, env, said)
        talk.send(child)
        talk.send(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _become(arguments: list[str], cwd: str, env: dict[str, str], said: list[str]) -> None:
    """Be a process that was just started with these arguments."""
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
