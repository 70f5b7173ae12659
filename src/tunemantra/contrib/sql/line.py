"""A line for those who want to write to SQLite: the threads of a process, and the processes of a machine."""

from __future__ import annotations

import errno
import os
import threading
import time
import weakref
from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, lockf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

NAP = 0.002
"""Seconds until a process looks again whether another one has ended its turn."""

_NOBODYS = -1
_TAKEN = LOCK_EX | LOCK_NB


class Line:
    """Lets one write, and others wait for that.

    Left to itself, SQLite sleeps for up to a tenth of a second and looks again: of four processes, one slept while the
    others did its work. Threads wait for a lock of the process, which wakes them up, and processes for one on a
    file beside the database, `ledger.db-turn`, at short intervals. It belongs to a process, not to a file that is
    open: a fork does not inherit it, and whoever is killed gives it back.

    The line keeps nobody out, as SQLite does: who waited too long, or has no such file, asks SQLite all the same.

    Args:
        database: path of its file.
        patience: seconds to wait, for threads and for processes.
    """

    def __init__(self, database: str, patience: float) -> None:
        self._path = f"{database}-turn"
        self._patience = patience
        self._threads = threading.RLock()
        self._file: int | None = None

    def turn(self) -> Generator[None, None, None]:
        """Wait until nobody else writes, and keep the others waiting until this is closed or forgotten."""
        threads = self._threads
        file = _NOBODYS
        try:
            # Where it takes too long, the place in the line is the other thread's, who may also have opened the file.
            if threads.acquire(timeout=self._patience):
                file = self._opened() if self._file is None else self._file
            if file != _NOBODYS:
                try:
                    lockf(file, _TAKEN)
                except OSError as problem:
                    file = self._wait(file, problem)
            yield
        finally:
            # Whatever an interrupt has left of it: to give back what is not held does nothing.
            try:
                if file != _NOBODYS:
                    lockf(file, LOCK_UN)
            finally:
                try:  # noqa: SIM105 - an interrupt would find its way between
                    threads.release()
                except RuntimeError:
                    pass  # it is not ours: it took too long, or was interrupted

    def _opened(self) -> int:
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError:
            file = _NOBODYS
        else:
            # Not when the ledger is closed, nor as the process ends: somebody may be in the middle, and the number
            # another file's by then.
            weakref.finalize(self, _close, file, os.getpid()).atexit = False
        self._file = file
        return file

    def _wait(self, file: int, problem: OSError) -> int:
        """Wait for whoever was first; return the file, or none where files cannot be locked."""
        until = time.monotonic() + self._patience
        while problem.errno in _HELD:
            if time.monotonic() > until:
                return file
            time.sleep(NAP)
            try:
                lockf(file, _TAKEN)
            except OSError as again:
                problem = again
            else:
                return file
        self._file = _NOBODYS
        return _NOBODYS


def _close(file: int, pid: int) -> None:
    """Close a file where it was opened: a fork may have closed all it had, and opened another by this number."""
    if os.getpid() == pid:
        os.close(file)


_HELD = frozenset({errno.EAGAIN, errno.EACCES})

__all__ = ["NAP", "Line"]
