"""What the desk finds wrong with an album that arrived: every fault, with the recording it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from attrs import frozen

from tunemantra.contrib.sandbox import digest_of, gtin_fault, image_faults, look_at_audio, look_at_image
from tunemantra.contrib.sandbox.mpeg import look_at_mp3, mp3_faults
from tunemantra.plugins.gracenote.sandbox.document import AlbumRead, FileNamed, TrackRead

_BITRATES = (192, 224, 256, 320)
_SMALLEST_COVER = 500
_TOLERANCE = 1.0
_TOC_FRAMES = 75
_WORDS_PER_SECOND = 8
_LEAD = 5
_GUEST = re.compile(r"\b(feat|ft|featuring)\b", re.IGNORECASE)


@frozen
class Fault:
    """One fault: a sentence, and the recording it is about."""

    text: str
    isrc: str = ""


def inspect(album: AlbumRead, folder: Path, held: Mapping[str, str]) -> tuple[Fault, ...]:
    """Return every fault of an album.

    Args:
        album: what its document says.
        folder: `<batch>/<UPC>/`.
        held: references the desk holds from before, ISRC to SHA-256, and `cover`; empty for a new album.
    """
    return (*_album(album, folder), *_cover(album, folder, held), *_tracks(album, folder, held))


def _album(album: AlbumRead, folder: Path) -> Iterator[Fault]:
    if wrong := gtin_fault(album.upc):
        yield Fault(wrong)
    if (folder.parent.name, folder.name) != (album.batch, album.upc):
        yield Fault(f"the document is of {album.batch}/{album.upc}, and lies in {folder.parent.name}/{folder.name}")
    named = {file.name for file in (album.cover, *(track.file for track in album.tracks)) if file is not None}
    for name in sorted({path.name for path in folder.iterdir()} - named - {"album.xml"}):
        yield Fault(f"{name} is there and nobody names it")
    for toc, tracks in zip(album.tocs, album.sizes, strict=True):
        if len(toc) != tracks + 1 or sorted(toc) != [*toc]:
            yield Fault(f"a table of contents of {len(toc)} places for {tracks} tracks")


def _file(file: FileNamed, folder: Path, isrc: str = "") -> Iterator[Fault]:
    path = folder / file.name
    if path.is_symlink() or not path.is_file():
        yield Fault(f"{file.name} is named and not there", isrc)
    elif path.stat().st_size != file.size or digest_of(path, "md5") != file.md5:
        yield Fault(f"{file.name} is not the file that was announced: size or MD5 differ", isrc)


def _cover(album: AlbumRead, folder: Path, held: Mapping[str, str]) -> Iterator[Fault]:
    if album.cover is None:
        if "cover" not in held and album.action != "suppress":
            yield Fault("no cover")
        return
    wrong = [*_file(album.cover, folder)]
    yield from wrong
    if not wrong:
        seen = look_at_image(folder / album.cover.name)
        yield from (Fault(f"{album.cover.name}: {text}") for text in image_faults(seen, side=_SMALLEST_COVER))


def _tracks(album: AlbumRead, folder: Path, held: Mapping[str, str]) -> Iterator[Fault]:
    if album.action == "suppress":
        return
    places = [place for toc in album.tocs for place in pairwise(toc)]
    for track, (begin, end) in zip(album.tracks, places, strict=False):
        if _GUEST.search(track.title):
            yield Fault(f"{track.title!r}: guests belong into the artists, not into the title", track.isrc)
        if abs((end - begin) / _TOC_FRAMES - track.milliseconds / 1000) > _TOLERANCE:
            yield Fault("the table of contents and the duration differ", track.isrc)
        if track.file is not None:
            yield from _reference(track, track.file, folder)
        elif track.isrc not in held:
            yield Fault("no reference recording", track.isrc)


def _reference(track: TrackRead, file: FileNamed, folder: Path) -> Iterator[Fault]:
    wrong = [*_file(file, folder, track.isrc)]
    yield from wrong
    if wrong:
        return
    for text in mp3_faults(look_at_mp3(folder / file.name), kilobits=_BITRATES):
        yield Fault(f"{file.name}: {text}", track.isrc)
    seen = look_at_audio(folder / file.name)
    if seen.problem or seen.silent:
        yield Fault(f"{file.name}: {seen.problem or 'silent throughout'}", track.isrc)
    if abs(seen.seconds - track.milliseconds / 1000) > _TOLERANCE:
        yield Fault(f"{file.name}: {seen.seconds:.2f} s of audio, {track.milliseconds} ms stated", track.isrc)
    words = None if track.fingerprint is None else len(track.fingerprint) / 4
    if words is not None and not 0 <= seen.seconds - words / _WORDS_PER_SECOND <= _LEAD:
        yield Fault(f"a fingerprint of {words:g} words for {seen.seconds:.1f} s", track.isrc)


__all__ = ["Fault", "inspect"]
