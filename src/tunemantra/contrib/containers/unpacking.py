"""Opens containers that strangers made: files alone, inside their folder, and no more of them than allowed."""

from __future__ import annotations

import lzma
import secrets
import shutil
import tarfile
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Final

from attrs import define, field, frozen

from tunemantra.contrib.containers.names import checked, is_plain, shown
from tunemantra.errors import AssetError, Disposition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BLOCK: Final = 1024 * 1024
_ENCRYPTED: Final = 0x1
_LINK: Final = 0o120000
_KIND: Final = 0o170000
_BAD_BYTES: Final = (zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, NotImplementedError)


@frozen
class Limits:
    """What may come out of a container.

    Args:
        files: at most so many.
        size: bytes of all of them together.
    """

    files: int = 10_000
    size: int = 64 << 30


@define
class _Room:
    """Counts the bytes that come out, whatever the container said before."""

    left: int
    block: bytearray = field(factory=lambda: bytearray(_BLOCK))

    def copy(self, source: IO[bytes], target: IO[bytes]) -> None:
        while piece := source.read(_BLOCK):
            self.left -= len(piece)
            if self.left < 0:
                raise AssetError("more comes out of the container than is allowed", hint="unpack it yourself")
            target.write(piece)


def is_container(source: Path) -> bool:
    """Tell whether a file is a ZIP or TAR, from its bytes."""
    return source.is_file() and (zipfile.is_zipfile(source) or tarfile.is_tarfile(source))


def unpack(source: Path, folder: Path, limits: Limits | None = None) -> Path:
    """Write the files of a ZIP or TAR into a new folder, which is there when all of them are.

    Links, devices and encrypted files are refused, and names that lead elsewhere; folders without files are left out.

    Args:
        source: the container; a TAR may be compressed with gzip, bzip2 or xz.
        folder: what to make; it may not be there.
        limits: as above.

    Raises:
        AssetError: it is no such container, is damaged, or holds what is refused; nothing is left then.
    """
    bounds = limits or Limits()
    if folder.exists():
        raise AssetError(f"{folder} is there already", hint="name a folder that is not")
    part = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.part")
    try:
        _opened(source, part, bounds)
        part.replace(folder)
    except _BAD_BYTES as problem:
        raise AssetError(f"{source.name}: damaged: {problem}", hint="get the container again") from None
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise AssetError(f"{source.name}: {reason}", disposition=Disposition.RETRY) from problem
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder


def _opened(source: Path, part: Path, limits: Limits) -> None:
    if zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as archive:
            _take_zip(archive, part, limits)
    elif tarfile.is_tarfile(source):
        with tarfile.open(source) as archive:
            _take_tar(archive, part, limits)
    else:
        raise AssetError(f"{source.name} is neither ZIP nor TAR", hint="name a release folder, or its ZIP or TAR")


def _take_zip(archive: zipfile.ZipFile, part: Path, limits: Limits) -> None:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            raise AssetError(f"{shown(entry.filename)} is encrypted", hint="send it without a password")
        if (entry.external_attr >> 16) & _KIND == _LINK:
            raise AssetError(f"{shown(entry.filename)} is a link, not a file")
    _admit([entry.filename for entry in entries], sum(entry.file_size for entry in entries), limits)
    room = _Room(limits.size)
    part.mkdir(parents=True)
    for entry in entries:
        with archive.open(entry) as stream:
            _take(part, entry.filename, stream, room)


def _take_tar(archive: tarfile.TarFile, part: Path, limits: Limits) -> None:
    """Take one entry after the other: a TAR has no list of them."""
    room, size = _Room(limits.size), 0
    seen: list[str] = []
    part.mkdir(parents=True)
    for entry in _entries(archive):
        name = entry.name.removeprefix("./")
        size += entry.size
        _admit([name], size, limits)
        if name in seen:
            raise _twice(name)
        seen.append(name)
        if len(seen) > limits.files:
            raise _too_many(limits)
        stream = archive.extractfile(entry)
        if stream is not None:
            _take(part, name, stream, room)
    checked(seen)


def _entries(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    for entry in archive:
        if entry.isdir():
            continue
        if not entry.isreg():
            raise AssetError(f"{shown(entry.name)} is no plain file", hint="links and devices are not taken")
        yield entry


def _admit(names: list[str], size: int, limits: Limits) -> None:
    if len(names) > limits.files:
        raise _too_many(limits)
    if size > limits.size:
        raise AssetError(f"the container holds more than {limits.size:,} bytes", hint="unpack it yourself")
    checked(names)
    if len(set(names)) != len(names):
        raise _twice(next(name for name in names if names.count(name) > 1))


def _twice(name: str) -> AssetError:
    return AssetError(f"{shown(name)} stands in the container twice")


def _too_many(limits: Limits) -> AssetError:
    return AssetError(f"the container holds more than {limits.files:,} files", hint="unpack it yourself")


def _take(part: Path, name: str, stream: IO[bytes], room: _Room) -> None:
    assert is_plain(name)  # noqa: S101 - _admit has seen it
    file = part / name
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("xb") as target:
        room.copy(stream, target)


__all__ = ["Limits", "is_container", "unpack"]
