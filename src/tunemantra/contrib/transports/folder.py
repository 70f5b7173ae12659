"""A local folder as the other side: `file:///folder`. For mounted drives, and for looking at what would be sent."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Self
from urllib.parse import unquote, urlsplit

from tunemantra.contrib.transports._cleaning import clean_parts
from tunemantra.contrib.transports._paths import beside, confined
from tunemantra.contrib.transports._upload import Upload
from tunemantra.errors import Disposition, RemoteError, TransportError
from tunemantra.ports.runtime import SecretStore
from tunemantra.ports.transfer import Pace, Traits
from tunemantra.ports.transport import Endpoint, Proof, RemoteFile, Sent, Verify


class FolderTransport:
    """A `FileTransport` over a local folder, which is made when the first file comes.

    Args:
        endpoint: `file:///folder`.
        verify: how a file is proved before the rename; as the endpoint says unless stated.
        suffix: ending of temporary names.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        secrets: SecretStore | None = None,
        *,
        verify: Verify | None = None,
        suffix: str = ".partial",
    ) -> None:
        del secrets
        self._store = _Disk(Path(unquote(urlsplit(endpoint.url).path)))
        self._verify: Verify = verify or endpoint.verify
        self._proofs: dict[str, Proof] = {}
        self._suffix = suffix
        self.pace: Pace | None = None

    def put(self, source: BinaryIO, path: str, *, size: int, sha256: str, sent: Sent | None = None) -> int:
        """Copy, and return the bytes that were written (0 where the file was there already)."""
        name = confined(path)
        part = beside(name, self._suffix)
        upload = Upload(source, name, part, size, sha256, self._verify, sent, self.pace)
        moved = upload.run(self._store)
        self._proofs[path] = upload.proof
        return moved

    def proof(self, path: str) -> Proof | None:
        """Return how a file was proved; None where this transport has not put it."""
        return self._proofs.get(path)

    def stat(self, path: str) -> RemoteFile | None:
        """Return what is there, or None."""
        name = confined(path, folder=True)
        with _translated(name):
            try:
                return _entry(name, self._store.at(name).stat())
            except FileNotFoundError:
                return None

    def list(self, path: str) -> Sequence[RemoteFile]:
        """Return the entries of a folder by name; empty where there is none."""
        name = confined(path, folder=True)
        with _translated(name):
            try:
                entries = sorted(self._store.at(name).iterdir())
            except FileNotFoundError:
                return ()
            return tuple(_entry(f"{name}/{e.name}".lstrip("/"), e.stat()) for e in entries)

    def read(self, path: str, *, limit: int = 16 * 1024 * 1024) -> bytes:
        """Return a small file's bytes; refuse more than `limit`."""
        name = confined(path)
        with _translated(name), self._store.at(name).open("rb") as file:
            data = file.read(limit + 1)
        if len(data) > limit:
            raise too_large(name, limit)
        return data

    def remove(self, path: str) -> None:
        """Remove a file; nothing happens where there is none."""
        name = confined(path)
        with _translated(name):
            self._store.at(name).unlink(missing_ok=True)

    def clean(self, path: str = "", *, before: datetime) -> Sequence[str]:
        """Remove what uploads into this folder have left and not touched since `before`, and return its names."""
        return clean_parts(self, path, self._suffix, before)

    def close(self) -> None:
        """Nothing is held open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Disk:
    """Satisfies `PartStore`."""

    block = 1024 * 1024
    traits = Traits()

    def __init__(self, root: Path) -> None:
        self._root = root

    def at(self, path: str) -> Path:
        """Return where a path is, symbolic links followed; refuse what leads outside."""
        found = (self._root / path).resolve()
        if not found.is_relative_to(self._root.resolve()):
            raise TransportError(
                f"{path!r} leads outside the endpoint's folder through a link", disposition=Disposition.STOP
            )
        return found

    def size(self, path: str) -> int | None:
        with _translated(path):
            try:
                return self.at(path).stat().st_size
            except FileNotFoundError:
                return None

    def digest(self, path: str, size: int) -> str | None:
        del path, size
        return None

    def blocks(self, path: str, start: int, stop: int) -> Iterator[bytes]:
        with _translated(path), self.at(path).open("rb") as file:
            file.seek(start)
            while (left := stop - file.tell()) > 0 and (data := file.read(min(self.block, left))):
                yield data

    def write(self, path: str, start: int, blocks: Iterable[bytes], arrived: Callable[[int], None]) -> None:
        target = self.at(path)
        with _translated(path):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()
            file = target.open("r+b")
        with file:
            file.truncate(start)
            file.seek(start)
            for data in blocks:
                with _translated(path):
                    file.write(data)
                arrived(len(data))
            with _translated(path):
                file.flush()
                os.fsync(file.fileno())

    def replace(self, part: str, path: str) -> None:
        with _translated(path):
            self.at(part).replace(self.at(path))


def too_large(path: str, limit: int) -> RemoteError:
    """Return the error for a file that was to be small."""
    return RemoteError(f"{path!r} is larger than {limit} bytes", disposition=Disposition.STOP, path=path, limit=limit)


def _entry(path: str, found: os.stat_result) -> RemoteFile:
    return RemoteFile(
        path=path,
        size=found.st_size,
        folder=stat.S_ISDIR(found.st_mode),
        modified=datetime.fromtimestamp(found.st_mtime, UTC),
    )


# Another try does not help against these.
_FINAL: tuple[type[OSError], ...] = (FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError)


@contextmanager
def _translated(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        disposition = Disposition.STOP if isinstance(error, _FINAL) else None
        raise RemoteError(f"{path!r}: {error.strerror}", disposition=disposition, path=path) from error


__all__ = ["FolderTransport"]
