"""Opens any recording to listen to it: masters as their header says, lossy ones by what their first bytes are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tunemantra.contrib.media._plan import source_arguments
from tunemantra.contrib.media.headers import read_header
from tunemantra.errors import MediaError

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_SECONDS: Final = 4 * 3600
"""Of a recording that is listened to at once; what comes behind is left out."""

_DEMUXERS: Final = {"mp3": "mp3", "m4a": "mov", "ogg": "ogg", "aac": "aac"}
_DECODERS: Final = "mp3,mp3float,aac,alac,vorbis,opus,flac"


def listening_arguments(source: Path) -> list[str]:
    """Return the arguments of ffmpeg that open a recording, lossless or lossy; nothing but this file is ever opened.

    Args:
        source: WAV, FLAC, AIFF, MP3, MP4 audio, Ogg or bare AAC.

    Raises:
        MediaError: it is none of them, or its header is wrong.
    """
    header = read_header(source)
    if not header.problem:
        return source_arguments(source, header, None)
    demuxer = _DEMUXERS.get(header.container)
    if demuxer is None:
        raise MediaError(f"{source.name}: {header.problem}")
    common = ["-nostdin", "-hide_banner", "-nostats", "-v", "error"]
    opened = ["-protocol_whitelist", "file,pipe", "-codec_whitelist", _DECODERS, "-f", demuxer]
    return [*common, *opened, "-i", f"file:{source.absolute()}"]


__all__ = ["LONGEST_SECONDS", "listening_arguments"]
