"""The asset store in memory."""

from __future__ import annotations

import hashlib
import io
import shutil
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from tunemantra.errors import AssetCorruptError, AssetError, AssetMissingError
from tunemantra.ports.storage import Stored

if TYPE_CHECKING:
    from collections.abc import Iterator


class MemoryAssetStore:
    """`ports.storage.AssetStore` for small things: everything is gone with the object.

    Safe to use from several threads. `path` and `staging` use a temporary folder, removed with the object.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._kept: dict[str, bytes] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="tunemantra-memory-")

    def __repr__(self) -> str:
        return f"MemoryAssetStore({len(self._kept)} assets)"

    def put_file(self, source: Path) -> Stored:
        """Copy a file in."""
        if not source.exists():
            raise AssetMissingError(f"{source}: no such file")
        if not source.is_file():
            raise AssetError(f"{source}: not a file")
        return self.put_bytes(source.read_bytes())

    def adopt(self, source: Path) -> Stored:
        """Move a file in; the source is gone afterwards."""
        if source.is_symlink():
            raise AssetError(f"{source}: not a file")
        stored = self.put_file(source)
        source.unlink()
        return stored

    def put_bytes(self, content: bytes) -> Stored:
        """Keep a document."""
        sha256 = hashlib.sha256(content).hexdigest()
        with self._guard:
            self._kept[sha256] = bytes(content)
        return Stored(sha256, len(content))

    def open(self, sha256: str) -> BinaryIO:
        """Return a seekable stream of verified bytes."""
        return io.BytesIO(self._verified(sha256))

    def read(self, sha256: str, *, limit: int = 64 * 1024 * 1024) -> bytes:
        """Return a document's bytes, verified; refuse more than `limit` bytes."""
        content = self._verified(sha256)
        if len(content) > limit:
            raise AssetError(f"asset {sha256} has {len(content)} bytes, more than {limit}")
        return content

    def path(self, sha256: str) -> Path:
        """Return a local path for tools that need one; never write to it."""
        content = self._verified(sha256)
        file = Path(self._folder.name, sha256)
        with self._guard:
            if not file.exists() or file.stat().st_size != len(content):
                file.write_bytes(content)
        return file

    def has(self, sha256: str) -> bool:
        """Return whether the bytes are there."""
        with self._guard:
            return sha256 in self._kept

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """Return an empty folder, removed afterwards."""
        folder = Path(tempfile.mkdtemp(prefix="staging-", dir=self._folder.name))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _verified(self, sha256: str) -> bytes:
        with self._guard:
            content = self._kept.get(sha256)
        if content is None:
            raise AssetMissingError(f"no asset {sha256}", sha256=sha256)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise AssetCorruptError(f"asset {sha256} does not match its hash", sha256=sha256)
        return content


__all__ = ["MemoryAssetStore"]
