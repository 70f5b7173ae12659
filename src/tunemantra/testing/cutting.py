"""A session whose calls can be cut off: what `kill -9` in the middle of a delivery looks like from outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, cast

from attrs import define, field

from tunemantra.ports.package import PackageFile
from tunemantra.ports.platform import Session
from tunemantra.ports.runtime import Clock, SecretRef
from tunemantra.ports.tool import ToolTransport
from tunemantra.ports.transport import ApiTransport, CallTransport, FileTransport, Mailbox


class CutOffError(Exception):
    """The process has ended, as far as the driver can tell; no driver may know it."""


@define
class Scissors:
    """Counts calls, and cuts off after one of them.

    Args:
        after: the number of the call, from 1, whose answer nobody hears any more; 0 for none.
        calls: how many there were.
    """

    after: int = 0
    calls: int = 0

    def watch(self, line: object) -> object:
        """Return a connection whose calls are counted, and that can do what the other one can."""
        names = [name for name in dir(type(line)) if not name.startswith("_") and name != "close"]
        methods = {name: _counted(self, name) for name in names if callable(getattr(type(line), name))}
        watched = type(f"Watched{type(line).__name__}", (_Watched,), methods)
        return watched(line)


class _Watched:
    def __init__(self, line: object) -> None:
        self.line = line

    def __setattr__(self, name: str, value: object) -> None:
        if name == "line":
            object.__setattr__(self, name, value)
        else:
            setattr(self.line, name, value)

    def close(self) -> None:
        """Leave it open: its session closes it."""


def _counted(scissors: Scissors, name: str) -> Callable[..., object]:
    def call(self: _Watched, *given: object, **named: object) -> object:
        answer: object = getattr(self.line, name)(*given, **named)
        scissors.calls += 1
        if scissors.calls == scissors.after:
            raise CutOffError
        return answer

    return call


@define
class CuttableSession:
    """A `Session` whose connections are watched by scissors."""

    session: Session
    scissors: Scissors = field(factory=Scissors)

    @property
    def clock(self) -> Clock:
        """Return the clock."""
        return self.session.clock

    def api(self, name: str = "api") -> ApiTransport:
        """Return the HTTP connection the platform named."""
        return cast("ApiTransport", self.scissors.watch(self.session.api(name)))

    def files(self, name: str = "files") -> FileTransport:
        """Return the file connection the platform named."""
        return cast("FileTransport", self.scissors.watch(self.session.files(name)))

    def calls(self, name: str = "calls") -> CallTransport:
        """Return the connection for SOAP or GraphQL the platform named."""
        return cast("CallTransport", self.scissors.watch(self.session.calls(name)))

    def tool(self, name: str = "tool") -> ToolTransport:
        """Return the program the platform named."""
        return cast("ToolTransport", self.scissors.watch(self.session.tool(name)))

    def mailbox(self, name: str = "mail") -> Mailbox:
        """Return the mailbox the platform named."""
        return self.session.mailbox(name)

    def secret(self, reference: SecretRef) -> str:
        """Return a secret for use at once."""
        return self.session.secret(reference)

    def open(self, file: PackageFile) -> BinaryIO:
        """Return a seekable stream of a package file's bytes."""
        return self.session.open(file)

    def progress(self, file: PackageFile, sent: int) -> None:
        """Say how many bytes of a file have arrived."""
        self.session.progress(file, sent)

    def alive(self) -> None:
        """Say that work goes on where no bytes move."""
        self.session.alive()


__all__ = ["CutOffError", "CuttableSession", "Scissors"]
