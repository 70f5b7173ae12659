"""Copying with a hash, durable renames, and what the file system's errors become."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import mmap
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from tunemantra.contrib.storage.reader import BLOCK
from tunemantra.errors import AssetError, AssetMissingError, Disposition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

READ_ONLY = 0o444
_COPY_BLOCK = 4 * 1024 * 1024
_DIRECT = getattr(os, "O_DIRECT", 0)

# errno: (error, what to do next, hint); anything else stops.
_TABLE: dict[int, tuple[type[AssetError], Disposition, str]] = {
    errno.ENOENT: (AssetMissingError, Disposition.STOP, ""),
    errno.ENOTDIR: (AssetMissingError, Disposition.STOP, ""),
    errno.ENOSPC: (AssetError, Disposition.RETRY, "the disk is full"),
    errno.EDQUOT: (AssetError, Disposition.RETRY, "the disk quota is used up"),
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
        raise error(message, hint=hint, disposition=disposition) from failure


def copy_hashed(source: BinaryIO, target: BinaryIO) -> tuple[str, int]:
    """Copy a stream to its end into an empty file; return the SHA-256 and the number of bytes.

    What fills a block goes to the disk past the page cache, where the file system allows that: masters are large, and
    filling the cache with them costs several times what hashing them does.
    """
    digest = hashlib.sha256()
    handle = target.fileno()
    size = 0
    # A map begins on a page, as the disk asks of memory it reads by itself.
    block = mmap.mmap(-1, _COPY_BLOCK)
    view = memoryview(block)
    while count := source.readinto(block):  # type: ignore[attr-defined]
        digest.update(view[:count])
        _past_the_cache(handle, wanted=count == _COPY_BLOCK)
        _write(handle, view[:count])
        size += count
    return digest.hexdigest(), size


def _write(handle: int, piece: memoryview) -> None:
    done = 0
    while done < len(piece):
        try:
            done += os.write(handle, piece[done:])
        except OSError as failure:
            # The file system takes the flag and not the write, or the disk has larger sectors than the block.
            if failure.errno != errno.EINVAL or not _past_the_cache(handle, wanted=False):
                raise


def _past_the_cache(handle: int, *, wanted: bool) -> bool:
    """Have an open file written past the page cache or through it; return whether that is a change."""
    flags = fcntl.fcntl(handle, fcntl.F_GETFL)
    after = flags | _DIRECT if wanted else flags & ~_DIRECT
    if after == flags:
        return False
    try:
        fcntl.fcntl(handle, fcntl.F_SETFL, after)
    except OSError:
        return False
    return True


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
