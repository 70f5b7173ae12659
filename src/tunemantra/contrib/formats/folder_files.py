"""The files of a release folder: they are there, they are files, and they are inside the folder."""

from __future__ import annotations

import difflib
import os
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Final

from tunemantra.contrib.formats import findings
from tunemantra.contrib.formats.places import Record
from tunemantra.core.finding import error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from tunemantra.contrib.formats.places import Place
    from tunemantra.core.finding import Finding

_MOST_NAMES: Final = 1000


def files_of(record: Record, folder: Path) -> dict[str, str]:
    """Return the paths of a document's files by path in the release; those that are refused are left out.

    A file that is not there keeps its path: the finding says so.
    """
    found = {}
    stated = list(_stated(record))
    named = {PurePosixPath(text).as_posix() for _, text in stated}
    for place, text in stated:
        if _leaves(folder, text):
            place.add(_outside(place, text))
            continue
        path = PurePosixPath(text).as_posix()
        found[place.path] = path
        if not is_file(folder / path):
            place.add(_absent(place, path, folder, named))
    return found


def inside(folder: Path, path: Path) -> bool:
    """Tell whether a path leads to something inside a folder once all links are followed."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        return False


def _stated(record: Record) -> Iterator[tuple[Place, str]]:
    own = ("artwork", "booklet", "motion_square", "motion_tall")
    holders = [(record.place.key(key), record.find(key, str)) for key in own]
    tracks = record.all("tracks", Record)
    holders += [
        (one.place.key("audio"), one.find("file", str))
        for track in tracks
        for one in (track, *track.all("immersive", Record))
    ]
    holders += [(track.place.key("canvas"), track.find("canvas", str)) for track in tracks]
    holders += [
        (one.place.key("file"), one.find("file", str)) for track in tracks for one in track.all("lyrics", Record)
    ]
    yield from ((place, text) for place, text in holders if text is not None)


def _leaves(folder: Path, text: str) -> bool:
    path = PurePosixPath(text)
    foreign = "\\" in text or PureWindowsPath(text).drive or any(not char.isprintable() for char in text)
    return bool(foreign) or path.is_absolute() or ".." in path.parts or not inside(folder, folder / path)


def is_file(path: Path) -> bool:
    """Tell whether there is a file that may be looked at; a folder that may not be entered has none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _outside(place: Place, text: str) -> Finding:
    return error(
        findings.REFERENCE,
        place.path,
        "this path does not stay within the release folder",
        observed=findings.quote(text),
        expected="a path relative to the folder, with forward slashes",
        hint="put the file into the folder",
    )


def _absent(place: Place, path: str, folder: Path, named: AbstractSet[str]) -> Finding:
    there = os.path.lexists(folder / path)
    # What has another place in the document already was hardly meant here.
    names = [name for name in _names(folder) if name not in named]
    near = [] if there else difflib.get_close_matches(path[:200], names, n=1)
    return error(
        _rule_of(place),
        place.path,
        "the file is not there",
        observed=f"{findings.quote(path)}, which is no file" if there else f"no file {findings.quote(path)}",
        expected="a file at this path",
        hint=f"did you mean {near[0]}?" if near else "put the file into the folder, or correct its path",
        file=findings.shorten(path),
    )


def _rule_of(place: Place) -> str:
    if ".lyrics[" in place.path:
        return findings.REFERENCE
    if place.path.endswith(".canvas") or place.path.startswith("motion_"):
        return "CMN-VID-001"
    return {"artwork": "CMN-IMG-001", "booklet": "CMN-BKL-001"}.get(place.path, "CMN-AUD-007")


def _names(folder: Path) -> list[str]:
    names: list[str] = []
    for root, folders, files in os.walk(folder):
        folders.sort()
        names += [Path(root, name).relative_to(folder).as_posix() for name in sorted(files)]
        if len(names) > _MOST_NAMES:
            break
    return names[:_MOST_NAMES]


__all__ = ["files_of", "inside", "is_file"]
