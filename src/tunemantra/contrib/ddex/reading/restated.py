"""What was read, in the words of the writer: for sending it on, converted or corrected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from tunemantra.contrib.ddex.dialect import Extension, Place
from tunemantra.contrib.ddex.files import BOOKLET, COVER, FileEntry
from tunemantra.contrib.ddex.reading.results import ReadMessage
from tunemantra.contrib.ddex.reading.stated import StatedFile
from tunemantra.core.finding import Finding, warning
from tunemantra.core.media import AudioFacts, BookletFacts, Facts, ImageFacts, VideoFacts
from tunemantra.core.release import Medium, Release, Track

_DECODERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AVC": "h264",
        "HEVC": "hevc",
        "MPEG-1": "mpeg1video",
        "MPEG-2": "mpeg2video",
        "MPEG-4": "mpeg4",
        "H.261": "h261",
        "H.263": "h263",
    }
)
_MUXERS: Final[Mapping[str, str]] = MappingProxyType({"QuickTime": "mov"})
_PLACES: Final[Mapping[str, Place]] = MappingProxyType({"VersionType": Place.VERSION, "GenreCategory": Place.GENRE})


def extensions_as_read(release: Release, track: Track | None) -> Iterable[Extension]:
    """Say again what a dialect added to the message that was read (`Dialect.extend`).

    Only extras of a DDEX party are said again: those of a platform key are for that platform's own dialect.
    """
    for space, name, value in (release if track is None else track).extras:
        if space.startswith("PADPIDA") and value:
            yield Extension(space, name, value, _PLACES.get(name, Place.IDENTIFIER))


def file_entries(message: ReadMessage, *, unproved: bool = False) -> tuple[dict[str, FileEntry], tuple[Finding, ...]]:
    """Return the files of a message for the writer, by path in the release, and why some cannot be stated again.

    A file can be, if the message says where it is, how its bytes are proved (SHA-256 or MD5) and what they are.

    Args:
        message: as read.
        unproved: take files without a hash too (`Dialect.unproved_files`).
    """
    entries: dict[str, FileEntry] = {}
    findings = []
    for subject, file in message.files.items():
        facts = _facts(subject, file, message.release)
        if not file.uri or not (file.sha256 or file.md5 or unproved) or facts is None:
            text = "The message does not say enough of this file to state it again: where, hash, technical details."
            findings.append(warning("ERN-READ-011", subject, text, observed=file.uri, hint="measure the file"))
            continue
        provided = file.provided is not False
        entries[subject] = FileEntry(file.uri, file.size, facts, sha256=file.sha256, md5=file.md5, provided=provided)
    return entries, tuple(findings)


def _facts(subject: str, file: StatedFile, release: Release | None) -> Facts | None:
    if subject == COVER:
        if not (file.width and file.height and file.codec):
            return None
        return ImageFacts(file.codec, file.width, file.height, "RGB", file.bits or 8, size=file.size)
    if subject == BOOKLET:
        return BookletFacts(size=file.size) if file.codec == "PDF" else None
    if release is None:
        return None
    track = release.tracks[int(subject.partition("[")[2].partition("]")[0])]
    if track.medium is Medium.VIDEO:
        return _film(file, track)
    return _sound(file, track.duration if subject.count(".") == 1 else None)


def _film(file: StatedFile, track: Track) -> VideoFacts | None:
    if not (file.width and file.height and file.codec and file.frame_rate):
        return None
    length = round((file.duration or track.duration or Decimal(0)) * 1000)
    codec, container = _DECODERS.get(file.codec, file.codec.lower()), _container(file)
    sound = AudioFacts(
        container, _decoder(file.audio_codec, file.bits), file.sampling_rate, file.bits, file.channels, 0
    )
    known = sound if file.audio_codec and file.channels and file.sampling_rate else None
    return VideoFacts(
        container, codec, file.width, file.height, file.frame_rate, length, file.bit_rate, known, file.size
    )


def _sound(file: StatedFile, length: Decimal | None) -> AudioFacts | None:
    if not (file.codec and file.channels and file.sampling_rate):
        return None
    frames = round((file.duration or length or Decimal(0)) * file.sampling_rate)
    codec = _decoder(file.codec, file.bits)
    return AudioFacts(_container(file), codec, file.sampling_rate, file.bits, file.channels, frames, size=file.size)


def _decoder(codec: str, bits: int) -> str:
    return f"pcm_s{bits or 16}le" if codec == "PCM" else codec.lower()


def _container(file: StatedFile) -> str:
    return _MUXERS.get(file.container, file.container.lower())


__all__ = ["extensions_as_read", "file_entries"]
