"""Worker processes beside this one, for as long as it needs them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tunemantra.errors import StateError

PATIENCE = 60.0
"""Seconds a worker may take to finish what it began."""


@contextmanager
def running_workers(settings: Path, count: int, *arguments: str) -> Iterator[None]:
    """Run some `tunemantra worker` processes of a settings file; they finish what they began at the end.

    Args:
        settings: the file.
        count: how many.
        arguments: of each.

    Raises:
        StateError: one of them did not begin to work.
    """
    command = [sys.executable, "-m", "tunemantra", "--settings", str(settings), "worker", *arguments]
    crew: list[subprocess.Popen[str]] = []
    try:
        while len(crew) < count:
            crew.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True))
        for process in crew:
            _await(process)
        yield
    finally:
        for process in crew:
            process.terminate()
        for process in crew:
            _end(process)


def _await(process: subprocess.Popen[str]) -> None:
    for line in process.stdout or ():
        if line.startswith("working"):
            return
    message = "a worker did not begin to work; what it said is above"
    raise StateError(message)


def _end(process: subprocess.Popen[str]) -> None:
    try:
        process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


__all__ = ["running_workers"]
