"""What the store finds wrong with a release that arrived: every fault, each with the desk it goes to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path

from attrs import frozen

from tunemantra.contrib.sandbox import (
    audio_faults,
    digest_of,
    gtin_fault,
    image_faults,
    isrc_fault,
    look_at_audio,
    look_at_image,
    territory_fault,
)
from tunemantra.contrib.sandbox.ern import FileNamed
from tunemantra.plugins.beatport.sandbox.message import MessageRead, RecordingRead

_ALGORITHMS = {"MD5": "md5", "SHA1": "sha1", "SHA-256": "sha256", "SHA-512": "sha512"}
_KEY = re.compile(r"[A-G](b|#)? (maj|min)")
_AUDIO_NAME = re.compile(r"(?P<icpn>[0-9]+)_[0-9]{2,3}_[0-9]{2,3}\.wav")
_TOLERANCE = 1.0
_SLOWEST, _FASTEST = 40, 250


@frozen
class Fault:
    """One fault: the desk (`genre`, `audio`, …), a sentence, and the recording it is about."""

    desk: str
    text: str
    isrc: str = ""


def store_genres() -> tuple[str, ...]:
    """Return the store's closed list."""
    text = resources.files(__package__).joinpath("genres.json").read_text("utf-8")
    return tuple(json.loads(text))


def inspect(message: MessageRead, folder: Path, held: Mapping[str, str]) -> tuple[Fault, ...]:
    """Return every fault of a release.

    Args:
        message: what its message says.
        folder: the release folder of the batch, `<UPC>/`.
        held: recordings the store holds from before, ISRC to SHA-256, and `cover`; empty for a new product.
    """
    return (
        *_document(message, folder),
        *_files(message, folder),
        *_media(message, folder, held),
        *_tracks(message),
        *_deals(message),
    )


def _document(message: MessageRead, folder: Path) -> Iterator[Fault]:
    for problem in message.problems:
        yield Fault("package", problem)
    if wrong := gtin_fault(message.icpn):
        yield Fault("metadata", wrong)
    if message.icpn != folder.name:
        yield Fault("package", f"the message is for {message.icpn}, the folder for {folder.name}")
    if not message.catalog_number:
        yield Fault("metadata", "the catalogue number is missing")
    if not message.label:
        yield Fault("metadata", "the label is missing")
    if message.exclusive not in {"", "2", "4", "8"}:
        yield Fault("metadata", f"exclusive period {message.exclusive!r} is not 2, 4 or 8 weeks")
    if not message.recordings:
        yield Fault("metadata", "there is no sound recording")
    if len(message.covers) != 1:
        yield Fault("artwork", f"{len(message.covers)} images, one front cover is needed")


def _files(message: MessageRead, folder: Path) -> Iterator[Fault]:
    named = [file.uri for file in message.files]
    there = {path.name for path in folder.iterdir()} - {f"{folder.name}.xml"}
    for uri in sorted(set(named)):
        if named.count(uri) > 1:
            yield Fault("package", f"{uri} is named twice")
    for name in sorted(there - set(named)):
        yield Fault("package", f"{name} is there and nobody names it")
    for file in message.files:
        yield from _file(file, folder)


def _file(file: FileNamed, folder: Path) -> Iterator[Fault]:
    path = folder / file.uri
    if "/" in file.uri or file.uri in {"", ".", ".."} or path.is_symlink() or not path.is_file():
        yield Fault("package", f"{file.uri!r} is named and not there")
        return
    size = path.stat().st_size
    if file.size is not None and file.size != size:
        yield Fault("checksum", f"{file.uri}: {size} bytes, {file.size} announced")
    algorithm = _ALGORITHMS.get(file.algorithm)
    if algorithm is None:
        yield Fault("package", f"{file.uri}: hash algorithm {file.algorithm!r}")
    elif digest_of(path, algorithm) != file.digest:
        yield Fault("checksum", f"{file.uri}: {file.algorithm} differs")


def _media(message: MessageRead, folder: Path, held: Mapping[str, str]) -> Iterator[Fault]:
    sent = [recording for recording in message.recordings if recording.file is not None]
    if held and sent and len(sent) < len(message.recordings):
        yield Fault("package", f"{len(sent)} of {len(message.recordings)} recordings sent again: all or none")
    for recording in message.recordings:
        if recording.file is not None:
            yield from _audio(recording, folder)
        elif recording.isrc not in held:
            yield Fault("package", f"no audio for {recording.title!r}", recording.isrc)
    for cover in message.covers:
        if cover is not None and (folder / cover.uri).is_file():
            seen = look_at_image(folder / cover.uri)
            for text in image_faults(seen, side=3000):
                yield Fault("artwork", f"{cover.uri}: {text}")
        elif cover is None and "cover" not in held:
            yield Fault("package", "no cover")


def _audio(recording: RecordingRead, folder: Path) -> Iterator[Fault]:
    name = recording.file.uri if recording.file else ""
    match = _AUDIO_NAME.fullmatch(name)
    if match is None or match["icpn"] != folder.name:
        yield Fault("package", f"{name} is not named {folder.name}_<disc>_<track>.wav", recording.isrc)
    if not (folder / name).is_file() or "/" in name:
        return
    seen = look_at_audio(folder / name)
    for text in audio_faults(seen):
        yield Fault("audio", f"{name}: {text}", recording.isrc)
    if recording.seconds is None:
        yield Fault("metadata", f"{name}: the duration is missing", recording.isrc)
    elif abs(recording.seconds - seen.seconds) > _TOLERANCE:
        text = f"{name}: {seen.seconds:.2f} s of audio, {recording.seconds:.2f} s stated"
        yield Fault("metadata", text, recording.isrc)


def _tracks(message: MessageRead) -> Iterator[Fault]:
    genres = frozenset(store_genres())
    seen: set[str] = set()
    for recording in message.recordings:
        if wrong := isrc_fault(recording.isrc):
            yield Fault("metadata", wrong, recording.isrc)
        if recording.isrc in seen:
            yield Fault("duplicate", f"{recording.isrc} is there twice", recording.isrc)
        seen.add(recording.isrc)
        stated = message.genres.get(recording.reference, message.genres[""])
        if len(stated) != 1 or stated[0] not in genres:
            text = f"{recording.title!r}: genre {' + '.join(stated) or 'missing'} is not one of the store's"
            yield Fault("genre", text, recording.isrc)
        if not recording.mix:
            yield Fault("metadata", f"{recording.title!r}: the mix name is missing", recording.isrc)
        if recording.bpm and not _bpm(recording.bpm):
            yield Fault("metadata", f"{recording.title!r}: BPM {recording.bpm!r}", recording.isrc)
        if recording.key and not _KEY.fullmatch(recording.key):
            yield Fault("metadata", f"{recording.title!r}: key {recording.key!r}", recording.isrc)


def _bpm(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{2,3}(\.[0-9]{1,2})?", text)) and _SLOWEST <= float(text) <= _FASTEST


def _deals(message: MessageRead) -> Iterator[Fault]:
    if not message.deals:
        return
    reached = {reference for deal in message.deals for reference in deal.releases}
    needed = message.track_releases.values() or (message.reference,)
    for reference in sorted(set(needed) - reached):
        yield Fault("rights", f"no deal for {reference}")
    for deal in message.deals:
        if bool(deal.include) == bool(deal.exclude):
            yield Fault("rights", "a deal states its territories either way or not at all")
        for code in (*deal.include, *deal.exclude):
            if code != "Worldwide" and territory_fault(code):
                yield Fault("rights", f"territory {code!r}")
        if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", deal.start):
            yield Fault("rights", f"a deal starts at {deal.start!r}")
        if not deal.models or not deal.uses:
            yield Fault("rights", "a deal says nothing of how it is paid or used")


__all__ = ["Fault", "inspect", "store_genres"]
