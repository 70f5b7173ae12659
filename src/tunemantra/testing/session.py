"""A session whose other side is a folder in memory: what a driver sends is seen, and its calls can be cut off."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from typing import BinaryIO, Self

from attrs import define, field

from tunemantra.errors import AssetMissingError, ConnectError, Disposition, IntegrityError, LeaseLostError, RemoteError
from tunemantra.ports.package import Draft, Order, Package, PackageFile, Placed
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.tool import ToolTransport
from tunemantra.ports.transport import ApiTransport, CallTransport, Mail, RemoteFile, Sent
from tunemantra.testing.factories import CREATED, content_of


@define
class FixedClock:
    """A clock that stands still until somebody sleeps."""

    moment: datetime = CREATED + timedelta(minutes=5)

    def now(self) -> datetime:
        """Return the moment."""
        return self.moment

    def sleep(self, seconds: float) -> None:
        """Be later at once."""
        self.moment += timedelta(seconds=seconds)


@define
class MemoryFolder:
    """A `FileTransport` to a folder in memory.

    Args:
        content: what it holds, by path.
        written: the paths of `put`s that wrote something, in order.
        before_put: called with the path before each `put`; may raise.
    """

    content: dict[str, bytes] = field(factory=dict)
    written: list[str] = field(factory=list)  # noqa: A003 - the port calls a method so
    before_put: Callable[[str], None] = lambda _path: None

    def put(self, source: BinaryIO, path: str, *, size: int, sha256: str, sent: Sent | None = None) -> int:
        """Keep the bytes whole, and return how many came (0 where they were there)."""
        self.before_put(path)
        data = source.read()
        if len(data) != size or hashlib.sha256(data).hexdigest() != sha256:
            raise IntegrityError(f"{path!r} is not what was announced", path=path)
        fresh = self.content.get(path) != data
        if fresh:
            self.content[path] = data
            self.written.append(path)
        if sent is not None:
            sent(size)
        return size if fresh else 0

    def stat(self, path: str) -> RemoteFile | None:
        """Return what is there, or None."""
        if path in self.content:
            return RemoteFile(path, len(self.content[path]))
        below = any(name.startswith(f"{path.rstrip('/')}/") for name in self.content)
        return RemoteFile(path, 0, folder=True) if below or not path.strip("/.") else None

    def list(self, path: str) -> Sequence[RemoteFile]:
        """Return the entries of a folder by name."""
        start = f"{path.rstrip('/')}/" if path.strip("/.") else ""
        names = {start + name[len(start) :].split("/", 1)[0] for name in self.content if name.startswith(start)}
        return [entry for name in sorted(names) if (entry := self.stat(name)) is not None]

    def read(self, path: str, *, limit: int = 16 * 1024 * 1024) -> bytes:
        """Return a small file's bytes."""
        if len(self.content.get(path, b"")) > limit:
            raise RemoteError(f"{path!r} is larger than {limit} bytes", disposition=Disposition.STOP)
        if path not in self.content:
            raise RemoteError(f"{path!r} is not there", disposition=Disposition.STOP)
        return self.content[path]

    def remove(self, path: str) -> None:
        """Remove a file; nothing happens where there is none."""
        self.content.pop(path, None)

    def close(self) -> None:
        """Nothing is held open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class NoMail:
    """A `Mailbox` nobody has written to."""

    def messages(self, *, since: datetime | None = None) -> Iterable[Mail]:
        """Yield nothing."""
        del since
        return iter(())

    def close(self) -> None:
        """Nothing is held open."""


@define
class MemorySession:
    """A `Session` over a `MemoryFolder`; there is no API behind it.

    Args:
        blobs: bytes of the package files, by SHA-256; see `blobs_of`.
        folder: the other side.
        secrets: by reference; any other one is a made-up word.
        clock: stands still.
        lost: raise `LeaseLostError` from now on wherever the driver says that it is alive.
        told: progress as `(path, bytes)`.
    """

    blobs: Mapping[str, bytes]
    folder: MemoryFolder = field(factory=MemoryFolder)
    secrets: Mapping[str, str] = field(factory=dict)
    clock: FixedClock = field(factory=FixedClock)
    lost: bool = False
    told: list[tuple[str, int]] = field(factory=list)

    def api(self, name: str = "api") -> ApiTransport:
        """Refuse: nobody listens.

        Raises:
            ConnectError: always.
        """
        raise ConnectError(f"nobody listens at {name!r}")

    def files(self, name: str = "files") -> MemoryFolder:
        """Return the folder, whatever the connection is called."""
        del name
        return self.folder

    def mailbox(self, name: str = "mail") -> NoMail:
        """Return an empty mailbox."""
        del name
        return NoMail()

    def calls(self, name: str = "calls") -> CallTransport:
        """Refuse: nobody listens.

        Raises:
            ConnectError: always.
        """
        raise ConnectError(f"nobody listens at {name!r}")

    def tool(self, name: str = "tool") -> ToolTransport:
        """Refuse: there is no program.

        Raises:
            ConnectError: always.
        """
        raise ConnectError(f"no program at {name!r}")

    def secret(self, reference: SecretRef) -> str:
        """Return a secret."""
        return self.secrets.get(str(reference), "correct horse battery staple")

    def open(self, file: PackageFile) -> BinaryIO:
        """Return a stream of a package file's bytes.

        Raises:
            AssetMissingError: the file is not of the package.
        """
        if file.sha256 not in self.blobs:
            raise AssetMissingError(f"{file.path!r} has no bytes")
        return BytesIO(self.blobs[file.sha256])

    def progress(self, file: PackageFile, sent: int) -> None:
        """Note how far a file is."""
        self.alive()
        self.told.append((file.path, sent))

    def alive(self) -> None:
        """Note that work goes on.

        Raises:
            LeaseLostError: the test said so.
        """
        if self.lost:
            raise LeaseLostError("another worker has taken over")


def blobs_of(order: Order, draft: Draft, package: Package) -> Mapping[str, bytes]:
    """Return the bytes of every file of a package built from an order of `make_order`."""
    return dict(_blobs(order, draft, package))


def _blobs(order: Order, draft: Draft, package: Package) -> Iterator[tuple[str, bytes]]:
    for entry, file in zip(draft.files, package.files, strict=True):
        yield file.sha256, content_of(entry.rendition, order.release) if isinstance(entry, Placed) else entry.content


__all__ = ["FixedClock", "MemoryFolder", "MemorySession", "NoMail", "blobs_of"]
