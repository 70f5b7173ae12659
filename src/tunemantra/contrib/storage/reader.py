"""A stream that notices when what it read is not what was stored."""

from __future__ import annotations

import hashlib
import io
import os
from typing import TYPE_CHECKING, BinaryIO, cast

from tunemantra.errors import AssetCorruptError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from _typeshed import WriteableBuffer

BLOCK = 1024 * 1024


class _Verified(io.RawIOBase):
    """Hashes while it is read from start to end; a jump elsewhere gives up until it is back at the start."""

    def __init__(self, file: Path, sha256: str, spoilt: Callable[[str], None]) -> None:
        self._raw = io.FileIO(file)
        self._sha256 = sha256
        self._spoilt = spoilt
        self._size = os.fstat(self._raw.fileno()).st_size
        self._hash = hashlib.sha256()
        self._hashed = 0
        self._check()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def readinto(self, buffer: WriteableBuffer) -> int:
        start = self._raw.tell()
        if start == 0 and self._hashed:
            self._hash, self._hashed = hashlib.sha256(), 0
        count = self._raw.readinto(buffer) or 0
        if start == self._hashed:
            self._hash.update(memoryview(buffer)[:count])
            self._hashed += count
            self._check(ended=not count)
        return count

    def _check(self, *, ended: bool = False) -> None:
        """Compare before the last block is handed out, and not only when somebody asks for more."""
        if (ended or self._hashed >= self._size) and self._hash.hexdigest() != self._sha256:
            self._spoilt(self._sha256)
            raise corrupt(self._sha256, os.fstat(self._raw.fileno()))

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()

    def close(self) -> None:
        self._raw.close()
        super().close()


def verified(file: Path, sha256: str, spoilt: Callable[[str], None]) -> BinaryIO:
    """Return a seekable stream of a file; `spoilt` is told the hash that the bytes do not have.

    Read from start to end, it raises `AssetCorruptError` in place of its last block where the hash differs. After a
    seek to another place it checks nothing until it is back where it stopped, or at the start.
    """
    return cast("BinaryIO", io.BufferedReader(_Verified(file, sha256, spoilt), BLOCK))


def corrupt(sha256: str, found: os.stat_result) -> AssetCorruptError:
    """Return the error for bytes that do not match their hash.

    Args:
        sha256: of what was stored.
        found: the file; with a second name, it is a master that was linked and not copied.
    """
    if found.st_nlink > 1:
        return AssetCorruptError(
            f"a master was changed after it was taken in: it no longer has the hash {sha256}",
            hint='order the release folder again; with masters = "copy" no edit ever changes what was ordered',
            sha256=sha256,
        )
    return AssetCorruptError(
        f"asset {sha256} does not match its hash",
        hint="put the original file in again; it takes the place of the damaged one",
        sha256=sha256,
    )


__all__ = ["BLOCK", "corrupt", "verified"]
