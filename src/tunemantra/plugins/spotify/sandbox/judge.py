"""The store's own judgement of documents and files; it shares no code with the driver's document or rules."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING

from attrs import frozen

from tunemantra.contrib.sandbox import (
    AudioSeen,
    FilmSeen,
    audio_faults,
    film_faults,
    gtin_fault,
    image_faults,
    isrc_fault,
    look_at_audio,
    look_at_film,
    look_at_image,
    territory_fault,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

METADATA, AUDIO, ARTWORK, RIGHTS = (
    "Failed: metadata",
    "Failed: transcode error",
    "Failed: artwork",
    "Failed: missing track-level rights",
)
WORST_FIRST = (AUDIO, ARTWORK, RIGHTS, METADATA)

_SCHEMA = "spotify-sandbox/1"
_MOST_TRACKS = 500
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_TYPES = {"album", "single", "ep", "compilation"}
_FEATURING = re.compile(r"[(\[ ](feat|ft|featuring)\b\.? ", re.IGNORECASE)
_CLOCKS = {
    "store-turn": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"),
    "global": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"),
}


@frozen
class Fault:
    """One thing that is wrong: a rule of ours, where, why, and the word the release gets for it."""

    rule: str
    path: str
    message: str
    word: str = METADATA


def shape(document: object) -> list[Fault]:
    """Return what keeps a document from being handled at all: the API refuses it at once."""
    return list(_shape(document))


def _shape(document: object) -> Iterator[Fault]:
    if not isinstance(document, dict) or document.get("schema") != _SCHEMA:
        yield Fault("SHAPE-SCHEMA", "schema", f"a document of the schema {_SCHEMA} is expected")
        return
    if not re.fullmatch(r"[0-9]{8,14}", str(document.get("icpn"))):
        yield Fault("SHAPE-ICPN", "icpn", "the product code is not 8 to 14 digits")
    yield from _file_shape(document.get("artwork"), "artwork")
    tracks = document.get("tracks")
    if not isinstance(tracks, list) or not 1 <= len(tracks) <= _MOST_TRACKS:
        yield Fault("SHAPE-TRACKS", "tracks", f"1 to {_MOST_TRACKS} tracks are expected")
        return
    names = []
    for index, track in enumerate(tracks):
        audio = track.get("audio") if isinstance(track, dict) else None
        yield from _file_shape(audio, f"tracks[{index}].audio")
        names.append(str(audio.get("file")) if isinstance(audio, dict) else "")
        if isinstance(track, dict) and "canvas" in track:
            yield from _canvas_shape(track["canvas"], f"tracks[{index}].canvas")
            names.append(str(track["canvas"].get("file")) if isinstance(track["canvas"], dict) else "")
    if len(set(names)) != len(names):
        yield Fault("SHAPE-FILES", "tracks", "two tracks name the same file")


def _canvas_shape(entry: object, path: str) -> Iterator[Fault]:
    yield from _file_shape(entry, path)
    if isinstance(entry, dict) and not str(entry.get("file")).endswith(".mp4"):
        yield Fault("SHAPE-FILE", f"{path}.file", "a Canvas is an MP4")


def _file_shape(entry: object, path: str) -> Iterator[Fault]:
    if not isinstance(entry, dict):
        yield Fault("SHAPE-FILE", path, "names no file")
        return
    if not _NAME.fullmatch(str(entry.get("file"))) or entry.get("file") == "release.json":
        yield Fault("SHAPE-FILE", f"{path}.file", "is no file name")
    if not _SHA256.fullmatch(str(entry.get("sha256"))):
        yield Fault("SHAPE-FILE", f"{path}.sha256", "is no SHA-256 in hex")
    if not isinstance(entry.get("size"), int) or entry["size"] <= 0:
        yield Fault("SHAPE-FILE", f"{path}.size", "is no number of bytes")


def metadata_faults(document: dict[str, object]) -> list[Fault]:
    """Return what is wrong with a document that has the right shape."""
    return [*_release(document), *_tracks(document), *_unicode(document, "")]


def _release(document: dict[str, object]) -> Iterator[Fault]:
    if fault := gtin_fault(str(document.get("icpn"))):
        yield Fault("ID-ICPN", "icpn", fault)
    if document.get("type") not in _TYPES:
        yield Fault("TYPE", "type", f"{document.get('type')!r} is not one of {', '.join(sorted(_TYPES))}")
    if not _LANGUAGE.fullmatch(str(document.get("language"))):
        yield Fault("LANGUAGE", "language", f"{document.get('language')!r} is no language tag")
    for name in ("label", "release_date"):
        if not document.get(name):
            yield Fault("REQUIRED", name, "is missing")
    for name in ("p_line", "c_line"):
        line = document.get(name)
        if not isinstance(line, dict) or not line.get("owner") or not isinstance(line.get("year"), int):
            yield Fault("REQUIRED", name, "needs a year and an owner")
    yield from _titles(document.get("titles"), "titles")
    yield from _artists(document.get("artists"), "artists")


def _tracks(document: dict[str, object]) -> Iterator[Fault]:
    tracks = document["tracks"]
    seen: dict[str, int] = {}
    places: set[tuple[object, object]] = set()
    for index, track in enumerate(tracks if isinstance(tracks, list) else []):
        path = f"tracks[{index}]"
        isrc = str(track.get("isrc"))
        if fault := isrc_fault(isrc):
            yield Fault("ID-ISRC", f"{path}.isrc", fault)
        if isrc in seen:
            yield Fault("ID-ISRC-TWICE", f"{path}.isrc", f"{isrc} is track {seen[isrc] + 1} already")
        seen.setdefault(isrc, index)
        place = (track.get("disc"), track.get("number"))
        if place in places or not all(isinstance(number, int) and number > 0 for number in place):
            yield Fault("POSITION", path, f"disc and number {place} are taken or no numbers")
        places.add(place)
        yield from _titles(track.get("titles"), f"{path}.titles")
        yield from _artists(track.get("artists"), f"{path}.artists")
        yield from _deals(track.get("deals"), f"{path}.deals")


def _titles(titles: object, path: str) -> Iterator[Fault]:
    if not isinstance(titles, list) or not titles:
        yield Fault("TITLE", path, "there is no title")
        return
    for place, title in enumerate(titles):
        text = str(title.get("text", "")) if isinstance(title, dict) else ""
        if not text.strip():
            yield Fault("TITLE", f"{path}[{place}]", "the title is empty")
        if _FEATURING.search(text):
            yield Fault("TITLE-FEAT", f"{path}[{place}]", "featured artists belong into the credits by their role")


def _artists(artists: object, path: str) -> Iterator[Fault]:
    listed = [artist for artist in artists if isinstance(artist, dict)] if isinstance(artists, list) else []
    if not any(artist.get("role") == "main" and str(artist.get("name", "")).strip() for artist in listed):
        yield Fault("ARTIST", path, "there is no main artist")


def _deals(deals: object, path: str) -> Iterator[Fault]:
    if not isinstance(deals, list) or not deals:
        yield Fault("DEAL-TRACK", path, "this track has no deal of its own", RIGHTS)
        return
    for place, deal in enumerate(deals):
        where = f"{path}[{place}]"
        if not isinstance(deal, dict) or not deal.get("models") or not deal.get("uses"):
            yield Fault("DEAL", where, "models and uses are missing", RIGHTS)
            continue
        codes = str(deal.get("territories", "")).split(";")
        wrong = [code for code in codes if territory_fault(code)]
        if wrong or len(set(codes)) != len(codes):
            yield Fault("DEAL-TERRITORY", where, f"no list of countries: {';'.join(wrong) or 'one comes twice'}")
        yield from _times(deal, where)


def _times(deal: dict[str, object], where: str) -> Iterator[Fault]:
    form = _CLOCKS.get(str(deal.get("clock")))
    start, end = deal.get("start"), deal.get("end")
    for moment in (start, *([end] if end is not None else [])):
        if form is None or not form.fullmatch(str(moment)) or not _exists(str(moment)):
            yield Fault("DEAL-TIME", where, f"{moment!r} is no time of the clock {deal.get('clock')!r}")
            return
    if end is not None and str(end) <= str(start):
        yield Fault("DEAL-TIME", where, "the end does not lie after the start")


def _exists(moment: str) -> bool:
    try:
        datetime.fromisoformat(moment)
    except ValueError:
        return False
    return True


def _unicode(value: object, path: str) -> Iterator[Fault]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _unicode(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _unicode(inner, f"{path}[{place}]")
    elif isinstance(value, str) and unicodedata.normalize("NFC", value) != value:
        yield Fault("UNICODE", path, "the text is not in normal form C")


def cover_faults(path: Path) -> list[Fault]:
    """Return what is wrong with a cover."""
    return [Fault("COVER", "artwork", message, ARTWORK) for message in image_faults(look_at_image(path))]


def track_faults(path: Path, index: int, duration_ms: object) -> list[Fault]:
    """Return what is wrong with a track's audio.

    Args:
        path: of the file.
        index: of the track, from 0.
        duration_ms: as the document says.
    """
    seen = look_at_audio(path)
    messages = [*audio_faults(seen), *_duration(seen, duration_ms)]
    return [Fault("AUDIO", f"tracks[{index}].audio", message, AUDIO) for message in messages]


def canvas_faults(path: Path, index: int, duration_ms: object) -> list[Fault]:
    """Return what is wrong with a track's Canvas; the arguments are those of `track_faults`."""
    seen = look_at_film(path)
    messages = [*film_faults(seen, ratio=(9, 16), heights=(720, 1920), seconds=(3, 8)), *_duration(seen, duration_ms)]
    return [Fault("CANVAS", f"tracks[{index}].canvas", message, AUDIO) for message in messages]


def _duration(seen: AudioSeen | FilmSeen, stated: object) -> Iterator[str]:
    if not isinstance(stated, int) or abs(seen.seconds * 1000 - stated) > 1000:  # noqa: PLR2004 - one second
        yield f"{seen.seconds:.2f} s long, the document says {stated} ms"
