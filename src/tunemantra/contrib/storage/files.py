"""Copying with a hash, durable renames, and what the file system's errors become."""

from __future__ import annotations

import errno
import hashlib
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from tunemantra.contrib.storage.reader import BLOCK
from tunemantra.errors import ROOM_SECONDS, AssetError, AssetMissingError, Disposition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

READ_ONLY = 0o444
_COPY_BLOCK = 64 * 1024

# errno: (error, what to do next, hint); anything else stops.
_TABLE: dict[int, tuple[type[AssetError], Disposition, str]] = {
    errno.ENOENT: (AssetMissingError, Disposition.STOP, ""),
    errno.ENOTDIR: (AssetMissingError, Disposition.STOP, ""),
    errno.ENOSPC: (AssetError, Disposition.WAIT, "the disk is full"),
    errno.EDQUOT: (AssetError, Disposition.WAIT, "the disk quota is used up"),
    errno.EMFILE: (AssetError, Disposition.RETRY, "too many files are open"),
    errno.ENFILE: (AssetError, Disposition.RETRY, "too many files are open"),
    errno.EIO: (AssetError, Disposition.RETRY, "the disk reports an error"),
    errno.ESTALE: (AssetError, Disposition.RETRY, "the network share went away"),
    errno.EACCES: (AssetError, Disposition.STOP, "let the user of this process read and write it"),
    errno.EPERM: (AssetError, Disposition.STOP, "let the user of this process read and write it"),
    errno.EROFS: (AssetError, Disposition.STOP, "the file system is mounted read-only"),
    errno.EISDIR: (AssetError, Disposition.STOP, "a file was expected"),
}


@contextmanager
def translated() -> Iterator[None]:
    """Raise our error in place of the operating system's."""
    try:
        yield
    except OSError as failure:
        error, disposition, hint = _TABLE.get(failure.errno or 0, (AssetError, Disposition.STOP, ""))
        message = f"{failure.filename or 'asset store'}: {failure.strerror or failure}"
        wait = ROOM_SECONDS if disposition is Disposition.WAIT else None
        raise error(message, hint=hint, disposition=disposition, retry_after=wait) from failure


def copy_hashed(source: BinaryIO, target: BinaryIO) -> tuple[str, int]:
    """Copy a stream to its end; return the SHA-256 and the number of bytes.

    The copy goes through the page cache, where whoever converts it soon finds it, and there in small pieces: for a
    large one the kernel looks for as much memory in one place, which can cost several times what hashing it does.
    """
    digest = hashlib.sha256()
    block = bytearray(_COPY_BLOCK)
    view = memoryview(block)
    size = 0
    while count := source.readinto(block):  # type: ignore[attr-defined]
        digest.update(view[:count])
        target.write(view[:count])
        size += count
    return digest.hexdigest(), size


def hash_file(file: Path) -> tuple[str, int]:
    """Return the SHA-256 and the size of a file."""
    with file.open("rb", buffering=0) as stream:
        return hash_stream(stream)


def hash_stream(stream: BinaryIO) -> tuple[str, int]:
    """Read a stream to its end; return the SHA-256 and the number of bytes."""
    digest = hashlib.sha256()
    block = bytearray(BLOCK)
    view = memoryview(block)
    size = 0
    while count := stream.readinto(block):  # type: ignore[attr-defined]
        digest.update(view[:count])
        size += count
    return digest.hexdigest(), size


def sync(file: Path) -> None:
    """Return when a file, or the names in a folder, would survive a power failure."""
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


__all__ = ["READ_ONLY", "copy_hashed", "hash_file", "hash_stream", "sync", "translated"]
