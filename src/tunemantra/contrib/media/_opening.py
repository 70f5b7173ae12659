"""Opens recordings whose samples count: masters as their header says, all else to be heard by its first bytes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from tunemantra.contrib.media._plan import source_arguments
from tunemantra.contrib.media._samples import float_peak
from tunemantra.contrib.media.headers import read_header
from tunemantra.errors import MediaError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tunemantra.contrib.media._header import Header

LONGEST_SECONDS: Final = 4 * 3600
"""Of a recording that is listened to at once; what comes behind is left out."""

_MOST_FOLDED: Final = 8
"""Channels up to which ffmpeg knows what each of them is, whatever their number."""
_MOST_ADDED: Final = 64
"""Channels ffmpeg adds up."""
_DEMUXERS: Final = {"mp3": "mp3", "m4a": "mov", "ogg": "ogg", "aac": "aac"}
_DECODERS: Final = "mp3,mp3float,aac,alac,vorbis,opus,flac"


def whole_master(source: Path) -> Header:
    """Return the header of a master that is as long as it says, and whose samples are numbers.

    Raises:
        MediaError: it is none.
    """
    header = read_header(source)
    with named(source):
        if header.problem or header.shortfall:
            raise MediaError(header.problem or header.shortfall)
        float_peak(source, header)
    return header


@contextmanager
def named(source: Path) -> Iterator[None]:
    """Have every error begin with the name of the file it is about.

    Raises:
        MediaError: what was raised, with the name.
    """
    name = f"{source.name}: "
    try:
        yield
    except MediaError as error:
        if error.message.startswith(name):
            raise
        raise MediaError(
            name + error.message, hint=error.hint, category=error.category, disposition=error.disposition
        ) from None


def listening_arguments(source: Path) -> list[str]:
    """Return the arguments of ffmpeg that open a recording, lossless or lossy; nothing but this file is ever opened.

    Args:
        source: WAV, FLAC, AIFF, MP3, MP4 audio, Ogg or bare AAC.

    Raises:
        MediaError: it is none of them, its header is wrong, or its samples are no numbers.
    """
    header = read_header(source)
    if not header.problem:
        with named(source):
            float_peak(source, header)
        return source_arguments(source, header, None)
    demuxer = _DEMUXERS.get(header.container)
    if demuxer is None:
        raise MediaError(f"{source.name}: {header.problem}")
    common = ["-nostdin", "-hide_banner", "-nostats", "-v", "error"]
    opened = ["-protocol_whitelist", "file,pipe", "-codec_whitelist", _DECODERS, "-f", demuxer]
    return [*common, *opened, "-i", f"file:{source.absolute()}"]


def folded(source: Path, channels: int) -> list[str]:
    """Return the arguments of ffmpeg that fold a recording into one channel or two; those of a scene are added up.

    Args:
        source: the recording.
        channels: the most there are then.

    Raises:
        MediaError: there are more than 64.
    """
    there = read_header(source).channels
    if there > _MOST_ADDED:
        raise MediaError(f"{source.name}: {there} channels; {_MOST_ADDED} at most are compared")
    if 0 < there <= channels:
        return []
    if there <= _MOST_FOLDED:
        return ["-ac", str(channels)]
    return ["-af", "pan=mono|c0<" + "+".join(f"c{channel}" for channel in range(there))]


__all__ = ["LONGEST_SECONDS", "folded", "listening_arguments", "named", "whole_master"]
