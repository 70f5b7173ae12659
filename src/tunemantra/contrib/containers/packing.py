"""Writes containers: the same files give the same bytes, whenever and wherever (A-021).

Names are sorted, times and owners left out, and nothing is compressed: audio and pictures hardly shrink, and what a
compressor makes differs from version to version.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tarfile
import zipfile
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tunemantra.contrib.containers.names import checked
from tunemantra.errors import AssetError, Disposition

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Files = Mapping[str, Path]

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
_MODE: Final = 0o644
_BLOCK: Final = 1024 * 1024


class Container(StrEnum):
    """What files are put into, named by the extension; a folder has none."""

    FOLDER = "folder"
    ZIP = "zip"
    TAR = "tar"
    ITMSP = "itmsp"


def container_of(name: str) -> Container:
    """Return the container a file's or folder's name promises; a folder where it promises none."""
    extension = name.rpartition(".")[2].lower()
    return Container(extension) if extension in {"zip", "tar", "itmsp"} else Container.FOLDER


def pack(files: Files, target: Path, container: Container) -> Path:
    """Write files into a container, under another name until it is complete; return where it is.

    Args:
        files: paths of files by their name in the container.
        target: what to make; a file that was there is replaced, a folder has to be empty.
        container: which; an `.itmsp` is a flat folder of that extension with its `metadata.xml` (`platform-facts` 7).

    Raises:
        AssetError: a name is no path within a container, a file is not there, or the disk refuses.
    """
    checked(files)
    if target.is_dir() and any(target.iterdir()):
        raise AssetError(f"{target} is there already, and not empty", hint="name a folder that is not")
    if container is Container.ITMSP:
        _bundle(files, target)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _WRITERS[container](files, part)
        part.replace(target)
    except OSError as problem:
        message = f"{target}: {problem.strerror or problem}"
        raise AssetError(message, disposition=Disposition.RETRY) from problem
    finally:
        _remove(part)
    return target


def _bundle(files: Files, target: Path) -> None:
    """Refuse what Transporter would not take for a package."""
    if target.suffix != ".itmsp":
        raise AssetError(f"{target.name}: the name of such a package ends with .itmsp")
    deep = next((name for name in files if "/" in name), None)
    if deep is not None:
        raise AssetError(f"{deep}: an .itmsp package has no folders")
    if "metadata.xml" not in files:
        raise AssetError("an .itmsp package has a metadata.xml")


def _write_folder(files: Files, part: Path) -> None:
    part.mkdir()
    for name, source in files.items():
        file = part / name
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, file)


def _write_zip(files: Files, part: Path) -> None:
    with zipfile.ZipFile(part, "x", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system, entry.external_attr = 3, (0o100000 | _MODE) << 16
            entry.file_size = files[name].stat().st_size
            with files[name].open("rb") as source, archive.open(entry, "w") as written:
                shutil.copyfileobj(source, written, _BLOCK)


def _write_tar(files: Files, part: Path) -> None:
    with tarfile.open(part, "x", format=tarfile.PAX_FORMAT) as archive:
        for name in sorted(files):
            with files[name].open("rb") as source:
                entry = tarfile.TarInfo(name)
                entry.size, entry.mode = os.fstat(source.fileno()).st_size, _MODE
                archive.addfile(entry, source)


def _remove(part: Path) -> None:
    if part.is_dir():
        shutil.rmtree(part, ignore_errors=True)
    with suppress(OSError):
        part.unlink()


_WRITERS: Final[Mapping[Container, Callable[[Files, Path], None]]] = {
    Container.FOLDER: _write_folder,
    Container.ITMSP: _write_folder,
    Container.ZIP: _write_zip,
    Container.TAR: _write_tar,
}

__all__ = ["Container", "container_of", "pack"]
