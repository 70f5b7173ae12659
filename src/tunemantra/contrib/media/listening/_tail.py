"""Finds bytes behind the audio of a file that are no audio (CMN-AUD-008)."""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING

from tunemantra.contrib.media._header import is_name

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from tunemantra.contrib.media._header import Header

_ID3V1 = 128
_LOOKED_AT = 1 << 16
_PADDING = 64
_MAX_CHUNKS = 64


def bytes_behind(source: Path, header: Header) -> int:
    """Return how many bytes behind the audio are no part of the format: tags, padding, another file.

    Raises:
        OSError: the file cannot be read.
    """
    with source.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        if header.container == "wav" and header.samples_at:
            return size - _past_chunks(stream, header, size, "<")
        if header.container == "aiff" and header.samples_at:
            return size - _past_chunks(stream, header, size, ">")
        return _past_frames(stream, size) if header.container == "flac" else 0


def _past_chunks(stream: BinaryIO, header: Header, size: int, order: str) -> int:
    """Return the end of the last well-formed chunk."""
    position = min(header.samples_at + header.samples_bytes, size)
    position += position & 1 if header.samples_at % 2 == 0 and position < size else 0
    for _ in range(_MAX_CHUNKS):
        stream.seek(position)
        head = stream.read(8)
        if len(head) < 8:  # noqa: PLR2004
            break
        name, length = struct.unpack(f"{order}4sI", head)
        past = position + 8 + length + (length & 1)
        if not is_name(name) or min(past, past - (length & 1)) > size:
            break
        position = min(past, size)
    return position


def _past_frames(stream: BinaryIO, size: int) -> int:
    """Return how many bytes a FLAC has behind its frames: an ID3v1 tag, or zeros."""
    stream.seek(max(0, size - _LOOKED_AT))
    tail = stream.read(_LOOKED_AT)
    if tail[-_ID3V1 : -_ID3V1 + 3] == b"TAG":
        return _ID3V1
    zeros = len(tail) - len(tail.rstrip(b"\0"))
    return zeros if zeros >= _PADDING else 0


__all__ = ["bytes_behind"]
