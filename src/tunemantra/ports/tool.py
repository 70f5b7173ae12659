"""A program of the platform's own that does the talking; `contrib.transports` runs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import BinaryIO, Protocol

from attrs import field, frozen

from tunemantra.ports.runtime import SecretRef


@frozen
class ToolRun:
    """One run of an external program.

    Args:
        arguments: after the program's name; what belongs to nobody else's eyes goes into `secrets`.
        secrets: names of environment variables to references; the program alone sees their values.
        files: by relative path, what opens a stream of each file that lies in the program's working folder.
        wanted: relative paths of small files that it is to leave there.
        timeout: seconds until it has to have ended.
    """

    arguments: tuple[str, ...]
    secrets: Mapping[str, SecretRef] = field(factory=dict)
    files: Mapping[str, Callable[[], BinaryIO]] = field(factory=dict)
    wanted: tuple[str, ...] = ()
    timeout: float = 600.0


@frozen
class ToolOutcome:
    """How a program ended.

    Args:
        code: its exit code; negative for the signal that ended it.
        output: the end of what it wrote, standard output and error in the order of writing; secrets are masked.
        cut: whether the beginning of it was longer than is kept.
        files: those of `ToolRun.wanted` that it left.
    """

    code: int
    output: str
    cut: bool = False
    files: Mapping[str, bytes] = field(factory=dict)


class ToolTransport(Protocol):
    """An external program on this machine that does the talking. One thread at a time.

    *Contract.* The program runs in a fresh folder with a small environment of its own, never through a shell. However
    `run` ends, the program and its process group have ended, and the folder is gone. Output and wanted files are
    bounded. Any exit code is an outcome; a `TransportError` says that it could not be started or took too long.
    """

    def run(self, run: ToolRun, *, alive: Callable[[], None]) -> ToolOutcome:
        """Run the program to its end; `alive` is called again and again meanwhile, and may raise to end it."""

    def close(self) -> None:
        """End the connection."""


__all__ = ["ToolOutcome", "ToolRun", "ToolTransport"]
