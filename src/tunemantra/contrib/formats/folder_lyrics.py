"""The lyrics of a release folder: read, or refused with what is wrong and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from tunemantra.contrib.formats import findings
from tunemantra.contrib.formats.folder_files import is_file
from tunemantra.contrib.formats.lyrics import LARGEST, LyricsProblem, form_of, read_lyrics
from tunemantra.contrib.formats.places import Record
from tunemantra.core.finding import error

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tunemantra.contrib.formats.places import Place
    from tunemantra.core.finding import Finding
    from tunemantra.core.lyrics import Lyrics


def lyrics_of(record: Record, folder: Path, files: Mapping[str, str]) -> dict[str, Lyrics]:
    """Return the lyrics of a document by their path in the release; those that cannot be read are left out.

    Args:
        record: what was read.
        folder: where the files are.
        files: their paths by path in the release.
    """
    found = {}
    for track in record.all("tracks", Record):
        for one in track.all("lyrics", Record):
            place = one.place.key("file")
            path = files.get(place.path)
            if path is None or not is_file(folder / path):
                continue
            try:
                found[place.path] = evolve(_read(folder / path, one.get("language", str, "")), file=path)
            except LyricsProblem as problem:
                place.add(_unreadable(place, path, str(problem)))
            except OSError as problem:
                place.add(_unreadable(place, path, problem.strerror or "it cannot be opened"))
    return found


def _read(file: Path, language: str) -> Lyrics:
    form = form_of(file.name)
    with file.open("rb") as stream:
        return read_lyrics(stream.read(LARGEST + 1), form, language)


def _unreadable(place: Place, path: str, reason: str) -> Finding:
    return error(
        "CMN-LYR-001",
        place.path,
        "the lyrics cannot be read",
        observed=findings.shorten(reason),
        expected="plain text, LRC or TTML in UTF-8",
        hint="correct the file, or take the lyrics out",
        file=findings.shorten(path),
    )


__all__ = ["lyrics_of"]
