"""Runs one ffmpeg process, takes what it writes to stdout, and leaves nothing of it behind."""

from __future__ import annotations

import errno
import os
import selectors
import shutil
import subprocess
from collections import deque
from typing import TYPE_CHECKING

from tunemantra.contrib.media._reasons import failure
from tunemantra.contrib.processes import stand_back, tied
from tunemantra.errors import Category, Disposition, MediaError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Process = subprocess.Popen[bytes]
    Sink = Callable[[memoryview], None]

STALL_SECONDS = 60.0
_PIPE_BYTES = 1 << 20
_STDERR_LINES = 40
_STDERR_LINE_BYTES = 500
# ffmpeg gives its large packets back and asks for them anew thousands of times; glibc hands each to the system and has
# it cleared again, unless it is told to keep them. That is a fifteenth of all work on a WAV.
_KEEP_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(256 << 20),
    "MALLOC_TOP_PAD_": str(16 << 20),
}


class _Words:
    """Keeps the last lines of stderr, however much is written to it."""

    def __init__(self) -> None:
        self.lines: deque[str] = deque(maxlen=_STDERR_LINES)
        self._open = b""

    def feed(self, data: memoryview) -> None:
        *whole, self._open = (self._open + data).split(b"\n")
        self._open = self._open[-_STDERR_LINE_BYTES:]
        self.lines.extend(line[:_STDERR_LINE_BYTES].decode(errors="replace") for line in whole)

    def all(self) -> list[str]:
        return [*self.lines, self._open.decode(errors="replace")]


def run_ffmpeg(
    command: Sequence[str],
    sink: Sink,
    *,
    pass_fds: Sequence[int] = (),
    stall_seconds: float = STALL_SECONDS,
    bound_by: str = "",
) -> None:
    """Run ffmpeg to its end. Whatever goes wrong, the process has ended when this returns.

    Args:
        command: the binary and its arguments.
        sink: takes each piece of stdout, whose memory is used again afterwards. What it raises ends the process and
            passes through; `TimeoutError` says that ffmpeg stands still.
        pass_fds: open files that ffmpeg writes to as `pipe:N`.
        stall_seconds: how long ffmpeg may write nothing at all.
        bound_by: what is in the name of the thread that bounds the whole, and goes before all others.

    Raises:
        MediaError: it could not be started, stalled or failed.
    """
    process = _start(command, pass_fds)
    words = _Words()
    try:
        _pump(process, sink, words, stall_seconds, bound_by)
        returncode = process.wait(timeout=stall_seconds)
    except (TimeoutError, subprocess.TimeoutExpired):
        message = f"ffmpeg made no progress for {stall_seconds:g} seconds"
        raise MediaError(message, category=Category.TECHNICAL, disposition=Disposition.RETRY) from None
    finally:
        _end(process)
    if returncode:
        raise failure(returncode, words.all())


def _start(command: Sequence[str], pass_fds: Sequence[int]) -> Process:
    pipe = subprocess.PIPE
    try:
        if shutil.which(command[0]) is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        return subprocess.Popen(
            [*tied(), *command],
            stdin=subprocess.DEVNULL,
            stdout=pipe,
            stderr=pipe,
            pass_fds=pass_fds,
            pipesize=_PIPE_BYTES,
            env={**_KEEP_MEMORY, **os.environ},
        )
    except OSError as error:
        message = f"ffmpeg cannot be started: {error.strerror}"
        raise MediaError(message, category=Category.TECHNICAL) from None


def _pump(process: Process, sink: Sink, words: _Words, stall_seconds: float, bound_by: str) -> None:
    view = memoryview(bytearray(_PIPE_BYTES))
    with selectors.DefaultSelector() as selector:
        selector.register(_descriptor(process.stdout), selectors.EVENT_READ, sink)
        selector.register(_descriptor(process.stderr), selectors.EVENT_READ, words.feed)
        while selector.get_map():
            ready = selector.select(timeout=stall_seconds)
            if not ready:
                raise TimeoutError
            if bound_by and stand_back(process.pid, bound_by):
                bound_by = ""
            for key, _ in ready:
                count = os.readv(key.fd, [view])
                if count:
                    key.data(view[:count])
                else:
                    selector.unregister(key.fd)


def _descriptor(stream: object) -> int:
    return stream.fileno()  # type: ignore[attr-defined,no-any-return]


def _end(process: Process) -> None:
    if process.poll() is None:
        process.kill()
        process.wait()
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()


__all__ = ["STALL_SECONDS", "run_ffmpeg"]
