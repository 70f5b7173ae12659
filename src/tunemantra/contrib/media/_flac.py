"""Reads the header of a FLAC file: its STREAMINFO block (RFC 9639, section 8.2)."""

from __future__ import annotations

from typing import BinaryIO

from tunemantra.contrib.media._header import Header, HeaderError, check_plausible, one_of, read_exactly

_STREAMINFO_BYTES = 34
_ID3_HEADER_BYTES = 10


def read_flac(stream: BinaryIO, size: int) -> Header:
    """Return the header of a FLAC file, with or without an ID3 tag ahead of it.

    Args:
        stream: positioned anywhere.
        size: bytes of the file.

    Raises:
        HeaderError: it is no FLAC, or its STREAMINFO is missing or cut off.
    """
    stream.seek(id3_length(stream))
    if read_exactly(stream, 4, "FLAC marker") != b"fLaC":
        raise HeaderError("not audio: no WAV, FLAC or AIFF header")
    block = read_exactly(stream, 4, "STREAMINFO block")
    if block[0] & 0x7F or int.from_bytes(block[1:], "big") != _STREAMINFO_BYTES:
        raise HeaderError("the FLAC does not begin with STREAMINFO")
    info = read_exactly(stream, _STREAMINFO_BYTES, "STREAMINFO block")
    # 20 bits sample rate, 3 bits channels - 1, 5 bits depth - 1, 36 bits frames
    packed = int.from_bytes(info[10:18], "big")
    rate, channels = packed >> 44, (packed >> 41 & 0x7) + 1
    depth, frames = (packed >> 36 & 0x1F) + 1, packed & 0xFFFFFFFFF
    check_plausible(channels, rate)
    one_of(depth, range(4, 33), "bits a sample")
    return Header(
        container="flac",
        codec="flac",
        sample_rate=rate,
        bit_depth=depth,
        channels=channels,
        declared=frames or None,
        stream_md5=info[18:34].hex() if any(info[18:34]) else "",
        size=size,
    )


def id3_length(stream: BinaryIO) -> int:
    """Return how many bytes an ID3v2 tag takes at the start; 0 where there is none."""
    stream.seek(0)
    head = stream.read(_ID3_HEADER_BYTES)
    if len(head) < _ID3_HEADER_BYTES or head[:3] != b"ID3":
        return 0
    length = 0
    for byte in head[6:10]:
        length = length << 7 | byte & 0x7F
    return _ID3_HEADER_BYTES + length


__all__ = ["id3_length", "read_flac"]
