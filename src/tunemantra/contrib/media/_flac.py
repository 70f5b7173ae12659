"""Reads the header of a FLAC file: its STREAMINFO block (RFC 9639, section 8.2)."""

from __future__ import annotations

import os
from typing import BinaryIO

from tunemantra.contrib.media._header import MAX_CHUNKS, Header, HeaderError, check_plausible, one_of, read_exactly

_STREAMINFO_BYTES = 34
_ID3_HEADER_BYTES = 10
_PADDING, _SEEK_TABLE, _COMMENT = 1, 3, 4
_RATES = {
    1: 88_200,
    2: 176_400,
    3: 192_000,
    4: 8_000,
    5: 16_000,
    6: 22_050,
    7: 24_000,
    8: 32_000,
    9: 44_100,
    10: 48_000,
    11: 96_000,
}
"""Sample rates by their code in a frame's header; a rate of another code stands elsewhere."""
_DEPTHS = {1: 8, 2: 12, 4: 16, 5: 20, 6: 24, 7: 32}
_LARGEST_BLOCK = 16384
"""Frames a block has at most in what players are sure to take (RFC 9639, section 7, the streamable subset)."""


def read_flac(stream: BinaryIO, size: int) -> Header:
    """Return the header of a FLAC file, with or without an ID3 tag ahead of it.

    Args:
        stream: positioned anywhere.
        size: bytes of the file.

    Raises:
        HeaderError: it is no FLAC, or its STREAMINFO is missing or cut off.
    """
    start = id3_length(stream)
    stream.seek(start)
    if read_exactly(stream, 4, "FLAC marker") != b"fLaC":
        raise HeaderError("the FLAC has no marker")
    block = read_exactly(stream, 4, "STREAMINFO block")
    if block[0] & 0x7F or int.from_bytes(block[1:], "big") != _STREAMINFO_BYTES:
        raise HeaderError("the FLAC does not begin with STREAMINFO")
    info = read_exactly(stream, _STREAMINFO_BYTES, "STREAMINFO block")
    # 20 bits sample rate, 3 bits channels - 1, 5 bits depth - 1, 36 bits frames
    packed = int.from_bytes(info[10:18], "big")
    rate, channels = packed >> 44, (packed >> 41 & 0x7) + 1
    depth, frames = (packed >> 36 & 0x1F) + 1, packed & 0xFFFFFFFFF
    check_plausible(channels, rate)
    whole = start == 0 and frames > 0 and any(info[18:34])
    clean = whole and int.from_bytes(info[2:4], "big") <= _LARGEST_BLOCK and _is_clean(stream, size, block[0] >> 7)
    one_of(depth, range(4, 33), "bits a sample")
    _check_first_frame(stream, start + 4, rate, depth)
    return Header(
        container="flac",
        codec="flac",
        sample_rate=rate,
        bit_depth=depth,
        channels=channels,
        declared=frames or None,
        stream_md5=info[18:34].hex() if any(info[18:34]) else "",
        size=size,
        clean=clean,
    )


def _is_clean(stream: BinaryIO, size: int, last: int) -> bool:
    """Whether nothing follows STREAMINFO but padding, a seek table and a comment without comments, and no tag ends it.

    Args:
        stream: positioned behind STREAMINFO.
        size: bytes of the file.
        last: whether STREAMINFO says of itself that no other block follows.
    """
    for _ in range(MAX_CHUNKS):
        if last:
            break
        block = stream.read(4)
        if len(block) < 4:  # noqa: PLR2004
            return False
        last, kind, length = block[0] >> 7, block[0] & 0x7F, int.from_bytes(block[1:], "big")
        if kind not in {_PADDING, _SEEK_TABLE, _COMMENT} or (kind == _COMMENT and stream.read(length)[-4:] != bytes(4)):
            return False
        if kind != _COMMENT:
            stream.seek(length, os.SEEK_CUR)
    stream.seek(max(0, size - 128))
    return bool(last) and stream.read(3) != b"TAG"


def _check_first_frame(stream: BinaryIO, position: int, rate: int, depth: int) -> None:
    """Refuse a STREAMINFO that states another rate or depth than the frames (RFC 9639, section 9.1).

    Raises:
        HeaderError: it does.
    """
    for _ in range(MAX_CHUNKS):
        stream.seek(position)
        block = stream.read(4)
        position += 4 + int.from_bytes(block[1:], "big")
        if len(block) < 4 or block[0] >> 7:  # noqa: PLR2004
            break
    stream.seek(position)
    frame = stream.read(4)
    if len(frame) < 4 or frame[0] != 0xFF or frame[1] & 0xFC != 0xF8:  # noqa: PLR2004
        return
    rates, depths = _RATES.get(frame[2] & 0xF, rate), _DEPTHS.get(frame[3] >> 1 & 0x7, depth)
    for stated, found, what in ((rate, rates, "Hz"), (depth, depths, "bits a sample")):
        if stated != found:
            raise HeaderError(f"the header states {stated} {what}, its first frame {found}")


def id3_length(stream: BinaryIO, start: int = 0) -> int:
    """Return how many bytes an ID3v2 tag takes that begins at `start`; 0 where there is none."""
    stream.seek(start)
    head = stream.read(_ID3_HEADER_BYTES)
    if len(head) < _ID3_HEADER_BYTES or head[:3] != b"ID3":
        return 0
    length = 0
    for byte in head[6:10]:
        length = length << 7 | byte & 0x7F
    footer = _ID3_HEADER_BYTES if head[5] & 0x10 else 0
    return _ID3_HEADER_BYTES + length + footer


__all__ = ["id3_length", "read_flac"]
