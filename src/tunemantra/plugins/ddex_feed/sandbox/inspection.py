"""What the store finds wrong with a release that arrived: every fault, with the standard's word for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from attrs import frozen

from tunemantra.contrib.sandbox import (
    AudioSeen,
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
from tunemantra.plugins.ddex_feed.sandbox.message import MessageRead, RecordingRead
from tunemantra.plugins.ddex_feed.sandbox.rules import RESOURCES, Rules

INVALID, METADATA, IDENTIFIER = "NewReleaseMessageInvalid", "MetadataMissing", "IdentifierInvalid"
MISSING, CHECKSUM, FORM = "ResourceMissing", "SignatureOrHashSumWrongOrMissing", "ResourceNotMeetingSpecifications"
NO_DEAL, POLICY = "NoDealForTrackRelease", "ReleaseViolatesTermsOfService"
GRAVITY = (CHECKSUM, MISSING, INVALID, FORM, IDENTIFIER, METADATA, NO_DEAL, POLICY)
"""The words, the one that counts first."""
_ALGORITHMS = {"MD5": "md5", "SHA-256": "sha256", "SHA-512": "sha512"}
_FEATURED = re.compile(r"\((feat|ft)\. ", re.IGNORECASE)
_TOLERANCE = 1.0


@frozen
class Fault:
    """One fault: the standard's word, a sentence, and the recording it is about."""

    word: str
    text: str
    isrc: str = ""


def inspect(message: MessageRead, folder: Path, held: Mapping[str, str], rules: Rules) -> tuple[Fault, ...]:
    """Return every fault of a release.

    Args:
        message: what its message says.
        folder: where the message lies.
        held: recordings the store holds from before, ISRC to SHA-256, and `cover`; empty for a new product.
        rules: of the store.
    """
    return (
        *_document(message),
        *_files(message, folder, rules.algorithm),
        *_media(message, folder, held, rules),
        *_tracks(message),
        *_deals(message),
    )


def _document(message: MessageRead) -> Iterator[Fault]:
    for problem in message.problems:
        yield Fault(INVALID, problem)
    if wrong := gtin_fault(message.icpn):
        yield Fault(IDENTIFIER, wrong)
    for name, text in (("title", message.title), ("artist", message.artist)):
        if not text:
            yield Fault(METADATA, f"the {name} is missing")
    if not message.recordings:
        yield Fault(METADATA, "there is no sound recording")
    if len(message.covers) != 1:
        yield Fault(METADATA, f"{len(message.covers)} images, one front cover is needed")


def _files(message: MessageRead, folder: Path, wanted: str) -> Iterator[Fault]:
    named = [file.uri for file in message.files]
    for uri in sorted({uri for uri in named if named.count(uri) > 1}):
        yield Fault(INVALID, f"{uri} is named twice")
    for file in message.files:
        yield from _file(file, folder, wanted)


def _file(file: FileNamed, folder: Path, wanted: str) -> Iterator[Fault]:
    home, _, name = file.uri.rpartition("/")
    path = folder / file.uri
    if home != RESOURCES or name in {"", ".", ".."}:
        yield Fault(INVALID, f"{file.uri!r} does not lie in {RESOURCES}")
    elif path.is_symlink() or not path.is_file():
        yield Fault(MISSING, f"{file.uri!r} is named and not there")
    else:
        size = path.stat().st_size
        algorithm = _ALGORITHMS.get(file.algorithm)
        if file.size is not None and file.size != size:
            yield Fault(CHECKSUM, f"{file.uri}: {size} bytes, {file.size} announced")
        if algorithm is None or file.algorithm != wanted:
            yield Fault(INVALID, f"{file.uri}: hash algorithm {file.algorithm!r}, {wanted} is wanted")
        elif digest_of(path, algorithm) != file.digest:
            yield Fault(CHECKSUM, f"{file.uri}: {file.algorithm} differs")


def _media(message: MessageRead, folder: Path, held: Mapping[str, str], rules: Rules) -> Iterator[Fault]:
    sent = [recording for recording in message.recordings if recording.file is not None]
    if held and sent and len(sent) < len(message.recordings):
        yield Fault(MISSING, f"{len(sent)} of {len(message.recordings)} recordings sent again: all or none")
    for recording in message.recordings:
        if recording.file is None and recording.isrc not in held:
            yield Fault(MISSING, f"no audio for {recording.title!r}", recording.isrc)
        elif recording.file is not None and (folder / recording.file.uri).is_file():
            yield from _audio(recording, folder / recording.file.uri, rules)
    for cover in message.covers:
        if cover is None and "cover" not in held:
            yield Fault(MISSING, "no cover")
        elif cover is not None and (folder / cover.uri).is_file():
            for text in image_faults(look_at_image(folder / cover.uri), side=rules.least_side):
                yield Fault(FORM, f"{cover.uri}: {text}")


def _audio(recording: RecordingRead, path: Path, rules: Rules) -> Iterator[Fault]:
    seen = look_at_audio(path)
    for text in _heard(seen, rules):
        yield Fault(FORM, f"{path.name}: {text}", recording.isrc)
    if recording.seconds is None:
        yield Fault(METADATA, f"{path.name}: the duration is missing", recording.isrc)
    elif abs(recording.seconds - seen.seconds) > _TOLERANCE:
        text = f"{path.name}: {seen.seconds:.2f} s of audio, {recording.seconds:.2f} s stated"
        yield Fault(METADATA, text, recording.isrc)


def _heard(seen: AudioSeen, rules: Rules) -> Iterator[str]:
    if seen.container != rules.container:
        yield f"not {rules.container} but {seen.container or 'no audio at all'}"
        return
    if seen.sample_rate not in rules.sample_rates or seen.bits not in rules.bit_depths:
        yield f"{seen.bits} bit, {seen.sample_rate} Hz are not taken"
    if rules.container == "wav":
        yield from audio_faults(seen, sample_rate=seen.sample_rate, bits=seen.bits)
    elif seen.problem or not seen.frames or seen.silent or seen.channels != 2:  # noqa: PLR2004 - stereo
        yield seen.problem or "no stereo sound in it"


def _tracks(message: MessageRead) -> Iterator[Fault]:
    seen: set[str] = set()
    for recording in message.recordings:
        if wrong := isrc_fault(recording.isrc):
            yield Fault(IDENTIFIER, wrong, recording.isrc)
        if recording.isrc in seen:
            yield Fault(IDENTIFIER, f"{recording.isrc} is there twice", recording.isrc)
        seen.add(recording.isrc)
        if _FEATURED.search(recording.title):
            yield Fault(POLICY, f"{recording.title!r}: a guest belongs into the credits", recording.isrc)


def _deals(message: MessageRead) -> Iterator[Fault]:
    reached = {reference for deal in message.deals for reference in deal.releases}
    for reference in sorted({*(message.tracks or (message.main,))} - reached):
        yield Fault(NO_DEAL, f"no deal for {reference}")
    for deal in message.deals:
        if bool(deal.include) == bool(deal.exclude):
            yield Fault(INVALID, "a deal states its territories either way or not at all")
        for code in (*deal.include, *deal.exclude):
            if code != "Worldwide" and territory_fault(code):
                yield Fault(INVALID, f"territory {code!r}")
        if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", deal.start):
            yield Fault(INVALID, f"a deal starts at {deal.start!r}")
        if not deal.models or not deal.uses:
            yield Fault(INVALID, "a deal says nothing of how it is paid or used")


__all__ = ["GRAVITY", "INVALID", "MISSING", "NO_DEAL", "POLICY", "Fault", "inspect"]
