"""What the store finds wrong with a package: every fault, with the word the package gets for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from attrs import frozen

from tunemantra.contrib.sandbox import (
    AudioSeen,
    audio_faults,
    film_faults,
    gtin_fault,
    image_faults,
    isrc_fault,
    look_at_audio,
    look_at_film,
    look_at_image,
)
from tunemantra.plugins.apple.sandbox.clearance import unknown_codes
from tunemantra.plugins.apple.sandbox.immersive import look_at_scene, scene_faults
from tunemantra.plugins.apple.sandbox.lyrics import lyrics_faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tunemantra.plugins.apple.sandbox.message import Edition, Message, More, Recording, TrackMore

METADATA, FORMAT, CURATED, TICKET, WARNING = (
    "Failed",
    "Failed: Format",
    "Curated Artist",
    "Your Action Needed",
    "Warning",
)
WORST_FIRST: Final = (FORMAT, METADATA, CURATED, TICKET, WARNING)

_RATES: Final = (44_100, 48_000, 88_200, 96_000, 176_400, 192_000)
_DEPTHS: Final = (16, 24)
_MOST_TRACKS: Final = 500
# Shapes of the cover in motion: width and height, and pixels high.
_MOTION: Final = {"1:1": ((1, 1), 3840), "3:4": ((3, 4), 2732)}
_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_GUEST: Final = re.compile(r"[(\[ ](?:feat|ft|featuring)\b", re.IGNORECASE)
_GOOD_GUEST: Final = re.compile(r"[(\[]feat\. ")
# Words of a version that only advertise; whoever uses them is asked to take them out.
_ADVERTISING: Final = re.compile(r"\b(?:exclusive|limited edition|album version)\b", re.IGNORECASE)
# Artists whose pages the store keeps by hand: their music needs their id.
_CURATED: Final = frozenset({"The Quayside Collective", "Orchester am Kai"})

Find = Callable[[str], "Path"]
"""From the SHA-256 of a file to its path."""


@frozen
class Fault:
    """One fault: a code, where, a sentence, the word for it, and the recording it is about."""

    code: str
    pointer: str
    detail: str
    word: str = METADATA
    isrc: str = ""


def inspect(message: Message, more: More, find: Find) -> list[Fault]:
    """Return every fault of a package.

    Args:
        message, more: its two documents.
        find: where its files lie.
    """
    return [
        *_product(message, more),
        *_artists(message, more),
        *_cover(message, find),
        *_motion(more, find),
        *_tracks(message, more, find),
    ]


def shape(message: Message) -> list[Fault]:
    """Return what keeps a message from being handled at all: the API refuses it at once."""
    faults = [Fault("SCHEMA", "", problem) for problem in message.problems]
    if fault := gtin_fault(message.upc):
        faults.append(Fault("UPC", "ReleaseId/ICPN", fault))
    if len(message.recordings) > _MOST_TRACKS:
        faults.append(Fault("TRACKS", "ResourceList", f"more than {_MOST_TRACKS} recordings"))
    files = [message.cover, *(edition.file for one in message.recordings for edition in one.editions)]
    if not all(files) or len(message.files) < len(files):
        faults.append(Fault("FILES", "ResourceList", "a resource has no file of its own with its SHA-256"))
    faults += [Fault("FILES", name, "is no file name") for name in message.files if not _NAME.fullmatch(name)]
    return faults


def _product(message: Message, more: More) -> Iterator[Fault]:
    if more.upc != message.upc:
        yield Fault("UPC", "AppleMusic/@upc", f"the second document is about {more.upc}")
    if not message.label:
        yield Fault("LABEL", "ReleaseLabelReference", "there is no label")
    if [track.isrc for track in more.tracks] != message.isrcs:
        yield Fault("TRACKS", "AppleMusic/Track", "the second document has another track list")
    if not any(deal.sale or deal.stream for deal in message.deals):
        yield Fault("DEALS", "DealList", "nothing is sold or streamed")
    for deal in message.deals:
        if codes := unknown_codes(deal):
            yield Fault("TERRITORY", "DealList", f"{', '.join(codes)} is no territory")
    for title in (*message.titles, *(recording.title for recording in message.recordings)):
        yield from _title(title)
    if message.kind in {"Single", "EP"} and not message.titles[0].endswith(f" - {message.kind}"):
        yield Fault("SUFFIX", "DisplayTitleText", f"the title does not end with - {message.kind}", WARNING)


def _title(title: str) -> Iterator[Fault]:
    if not title:
        yield Fault("TITLE", "DisplayTitleText", "a title is empty")
    if _GUEST.search(title) and not _GOOD_GUEST.search(title):
        yield Fault("TITLE-STYLE", "DisplayTitleText", f"{title!r} names a guest in a wrong style")
    if found := _ADVERTISING.search(title):
        yield Fault("TITLE-WORDS", "DisplayTitleText", f"take {found[0]!r} out of {title!r}", TICKET)


def _artists(message: Message, more: More) -> Iterator[Fault]:
    for name in message.artists:
        if name in _CURATED and not more.artists.get(name):
            yield Fault("CURATED", "DisplayArtistName", f"{name} needs the id of the artist's page", CURATED)


def _cover(message: Message, find: Find) -> Iterator[Fault]:
    if message.cover is not None:
        for detail in image_faults(look_at_image(find(message.cover.sha256))):
            yield Fault("COVER", message.cover.name, detail, FORMAT)


def _motion(more: More, find: Find) -> Iterator[Fault]:
    if more.motion and set(more.motion) != set(_MOTION):
        yield Fault("MOTION", "AppleMusic/Motion", f"in {', '.join(more.motion)} alone, not in {' and '.join(_MOTION)}")
    for shape, file in more.motion.items():
        if shape in _MOTION:
            ratio, height = _MOTION[shape]
            seen = look_at_film(find(file.sha256))
            for detail in film_faults(seen, ratio=ratio, heights=(height, height), seconds=(8, 20)):
                yield Fault("MOTION", file.name, detail, FORMAT)


def _tracks(message: Message, more: More, find: Find) -> Iterator[Fault]:
    codes = [edition.isrc for recording in message.recordings for edition in recording.editions]
    beside = {track.isrc: track for track in more.tracks}
    for recording in message.recordings:
        isrc = recording.stereo.isrc
        for edition in recording.editions:
            if wrong := isrc_fault(edition.isrc):
                yield Fault("ISRC", edition.isrc, wrong, isrc=isrc)
            elif codes.count(edition.isrc) > 1:
                yield Fault("ISRC", edition.isrc, f"{edition.isrc} is there twice", isrc=isrc)
        yield from _recording(recording, beside.get(isrc), find)


def _recording(recording: Recording, more: TrackMore | None, find: Find) -> Iterator[Fault]:
    stereo = recording.stereo
    if more is not None and not more.songwriters:
        yield Fault("SONGWRITER", stereo.isrc, f"{recording.title!r} has no songwriter", isrc=stereo.isrc)
    if stereo.file is None:
        return
    seen = look_at_audio(find(stereo.file.sha256))
    yield from _stereo(seen, stereo.file.name, recording, more)
    for edition in recording.editions:
        if edition.immersive:
            yield from _mix(edition, more, seen.seconds, find)
    for one in more.lyrics if more else ():
        for detail in lyrics_faults(find(one.file.sha256).read_bytes(), one.timing, seen.seconds):
            yield Fault("LYRICS", one.file.name, detail, METADATA, stereo.isrc)


def _stereo(seen: AudioSeen, name: str, recording: Recording, more: TrackMore | None) -> Iterator[Fault]:
    stereo = recording.stereo
    if stereo.rate not in _RATES or stereo.bits not in _DEPTHS:
        yield Fault("AUDIO", name, f"{stereo.rate} Hz and {stereo.bits} bits are not taken", FORMAT, stereo.isrc)
    for detail in audio_faults(seen, sample_rate=stereo.rate, bits=stereo.bits, channels=2):
        yield Fault("AUDIO", name, detail, FORMAT, stereo.isrc)
    if recording.seconds is None or abs(recording.seconds - seen.seconds) > 1:
        detail = f"{seen.seconds:.2f} s long, {recording.seconds} s stated"
        yield Fault("DURATION", name, detail, METADATA, stereo.isrc)
    hi_res = seen.bits >= 24 and seen.sample_rate > 48_000  # noqa: PLR2004 - what the flag means
    if more is not None and more.hi_res != hi_res:
        yield Fault("HI-RES", name, "the flag for high resolution is not what the file is", METADATA, stereo.isrc)


def _mix(edition: Edition, more: TrackMore | None, seconds: float, find: Find) -> Iterator[Fault]:
    named = more.immersive.get(edition.isrc) if more else None
    if edition.file is None or named != edition.file:
        yield Fault("IMMERSIVE", edition.isrc, "both documents have to name the mix", isrc=edition.isrc)
        return
    for detail in scene_faults(look_at_scene(find(edition.file.sha256)), seconds):
        yield Fault("IMMERSIVE", edition.file.name, detail, FORMAT, edition.isrc)
