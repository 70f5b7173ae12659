"""The library's own judgement of documents and files; it shares no code with the driver's document or rules."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from attrs import frozen

from tunemantra.contrib.sandbox import (
    audio_faults,
    gtin_fault,
    image_faults,
    isrc_fault,
    look_at_audio,
    look_at_image,
    territory_fault,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TRANSCODE, REVIEW, BLOCKED = "transcode_failed", "review_failed", "blocked"
WORST_FIRST: Final = (TRANSCODE, BLOCKED, REVIEW)

_SCHEMA: Final = "tiktok-sandbox/1"
_MOST_SOUNDS: Final = 500
_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z?")
_FRAUD: Final = re.compile(
    r"\b(?:karaoke|tribute to|originally performed by|mashup|megamix|sped up|slowed|nightcore)\b", re.IGNORECASE
)
# What others have registered: its title cannot come from anybody else.
_REGISTERED: Final = frozenset({"Somebody Else's Evergreen", "Our Neighbour's Waltz"})


@frozen
class Fault:
    """One thing that is wrong: a rule of ours, where, why, and the word the product gets for it."""

    rule: str
    path: str
    message: str
    word: str = REVIEW


def shape(document: object) -> list[Fault]:
    """Return what keeps a document from being handled at all: the API refuses it at once."""
    return list(_shape(document))


def _shape(document: object) -> Iterator[Fault]:
    if not isinstance(document, dict) or document.get("schema") != _SCHEMA:
        yield Fault("SHAPE", "schema", f"a document of the schema {_SCHEMA} is expected")
        return
    if fault := gtin_fault(str(document.get("upc"))):
        yield Fault("UPC", "upc", fault)
    sounds = document.get("sounds")
    if not isinstance(sounds, list) or not 1 <= len(sounds) <= _MOST_SOUNDS:
        yield Fault("SHAPE", "sounds", f"1 to {_MOST_SOUNDS} sounds are expected")
        return
    named = [(document.get("cover"), "cover")]
    named += [
        (one.get("audio") if isinstance(one, dict) else None, f"sounds[{i}].audio") for i, one in enumerate(sounds)
    ]
    names = []
    for file, path in named:
        yield from _file(file, path)
        names.append(file.get("file") if isinstance(file, dict) else None)
    if len(set(names)) < len(names):
        yield Fault("SHAPE", "sounds", "two files have one name")
    codes = [str(one.get("isrc")) for one in sounds if isinstance(one, dict)]
    for index, code in enumerate(codes):
        if (fault := isrc_fault(code)) or codes.count(code) > 1:
            yield Fault("ISRC", f"sounds[{index}].isrc", fault or f"{code} is there twice")


def _file(entry: object, path: str) -> Iterator[Fault]:
    if not isinstance(entry, dict) or not _NAME.fullmatch(str(entry.get("file"))):
        yield Fault("SHAPE", path, "names no file")
    elif not _SHA256.fullmatch(str(entry.get("sha256"))) or not isinstance(entry.get("size"), int):
        yield Fault("SHAPE", path, "says neither SHA-256 nor size")


def review(document: dict[str, object]) -> list[Fault]:
    """Return what moderation has against a document that has the right shape."""
    return [fault for index, sound in enumerate(_sounds(document)) for fault in _sound(sound, f"sounds[{index}]")]


def _sound(sound: dict[str, object], path: str) -> Iterator[Fault]:
    titles = [one for one in _list(sound.get("titles")) if isinstance(one, dict)]
    for title in titles:
        whole = f"{title.get('text', '')} {title.get('version', '')}"
        if str(title.get("text")) in _REGISTERED:
            yield Fault("MASTER", f"{path}.titles", f"{title.get('text')!r} is registered by somebody else", BLOCKED)
        if _FRAUD.search(whole) and sound.get("commercialUse"):
            yield Fault("FRAUD", f"{path}.titles", f"{whole.strip()!r} is not for commercial use")
    if not titles or not all(str(one.get("text", "")).strip() for one in titles):
        yield Fault("TITLE", f"{path}.titles", "a title is missing or empty")
    artists = [one for one in _list(sound.get("artists")) if isinstance(one, dict)]
    if not any(one.get("role") == "MainArtist" and one.get("name") for one in artists):
        yield Fault("ARTIST", f"{path}.artists", "there is no main artist")
    if not _list(sound.get("writers")):
        yield Fault("WRITER", f"{path}.writers", "nobody wrote it")
    yield from _clips(sound, path)
    yield from _deals(sound, path)


def _clips(sound: dict[str, object], path: str) -> Iterator[Fault]:
    audio, clips = sound.get("audio"), _list(sound.get("clips"))
    length = int(str(audio.get("duration_ms", 0))) if isinstance(audio, dict) else 0
    if len(clips) > 5:  # noqa: PLR2004 - what the contract allows
        yield Fault("CLIPS", f"{path}.clips", "more than 5 clips")
    for clip in clips:
        start, seconds = (clip.get(name) if isinstance(clip, dict) else None for name in ("start", "length"))
        if not isinstance(start, int) or not isinstance(seconds, int) or not 15 <= seconds <= 60:  # noqa: PLR2004
            yield Fault("CLIP", f"{path}.clips", "a clip has 15 to 60 seconds")
        elif (start + seconds) * 1000 > length:
            yield Fault("CLIP", f"{path}.clips", "a clip goes on when the recording is over")


def _deals(sound: dict[str, object], path: str) -> Iterator[Fault]:
    deals = [one for one in _list(sound.get("deals")) if isinstance(one, dict)]
    if not deals:
        yield Fault("DEALS", f"{path}.deals", "no right to use it anywhere", BLOCKED)
    for deal in deals:
        territories = deal.get("territories")
        codes = (
            [str(code) for name in ("include", "exclude") for code in _list(dict(territories or {}).get(name))]
            if isinstance(territories, dict)
            else [""]
        )
        if not codes or not all(code == "Worldwide" or not territory_fault(code) for code in codes):
            yield Fault("TERRITORY", f"{path}.deals", f"no territories: {codes}")
        moments = [deal.get("start"), *([deal["end"]] if deal.get("end") else [])]
        if not all(_DAY.fullmatch(str(moment)) for moment in moments):
            yield Fault("TIME", f"{path}.deals", f"no times: {moments}")


def ended_in_part(document: dict[str, object], today: datetime | None = None) -> bool:
    """Return whether some deal has ended, so that it is heard in a part of its territories only."""
    now = (today or datetime.now(UTC)).isoformat()
    deals = [deal for sound in _sounds(document) for deal in _list(sound.get("deals")) if isinstance(deal, dict)]
    return any(deal.get("end") and str(deal["end"])[:19] < now[:19] for deal in deals)


def cover_faults(path: Path) -> list[Fault]:
    """Return what is wrong with a cover."""
    return [Fault("COVER", "cover", said, TRANSCODE) for said in image_faults(look_at_image(path), side=1000)]


def audio_faults_of(path: Path, index: int, duration_ms: object) -> list[Fault]:
    """Return what is wrong with the audio of a sound.

    Args:
        path: of the file.
        index: of the sound, from 0.
        duration_ms: as the document says.
    """
    seen = look_at_audio(path)
    said = list(audio_faults(seen))
    if not isinstance(duration_ms, int) or abs(seen.seconds * 1000 - duration_ms) > 1000:  # noqa: PLR2004 - one second
        said.append(f"{seen.seconds:.2f} s long, the document says {duration_ms} ms")
    return [Fault("AUDIO", f"sounds[{index}].audio", message, TRANSCODE) for message in said]


def _sounds(document: dict[str, object]) -> list[dict[str, object]]:
    return [one for one in _list(document.get("sounds")) if isinstance(one, dict)]


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
