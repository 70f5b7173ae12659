"""Reads the header of an AIFF or AIFF-C file."""

from __future__ import annotations

import struct
from typing import BinaryIO

from attrs import define

from tunemantra.contrib.media._header import (
    MAX_CHUNKS,
    Header,
    HeaderError,
    check_plausible,
    is_name,
    one_of,
    printable,
    read_exactly,
)

_BIG_ENDIAN = {8: "pcm_s8", 16: "pcm_s16be", 24: "pcm_s24be", 32: "pcm_s32be"}
_COMPRESSIONS = {
    b"twos": ("pcm_s16be", 16),
    b"sowt": ("pcm_s16le", 16),
    b"in24": ("pcm_s24be", 24),
    b"in32": ("pcm_s32be", 32),
    b"fl32": ("pcm_f32be", 32),
    b"FL32": ("pcm_f32be", 32),
    b"fl64": ("pcm_f64be", 64),
    b"FL64": ("pcm_f64be", 64),
}
_EXPONENT_BIAS = 16383
_MANTISSA_BITS = 63


@define
class _Walk:
    comm: bytes = b""
    sound_start: int = 0
    sound_size: int = 0
    others: int = 0


def read_aiff(stream: BinaryIO, size: int) -> Header:
    """Return the header of an AIFF or AIFF-C file.

    Args:
        stream: positioned anywhere.
        size: bytes of the file.

    Raises:
        HeaderError: the header contradicts itself or is cut off.
    """
    stream.seek(0)
    compressed = read_exactly(stream, 12, "FORM header")[8:12] == b"AIFC"
    walk = _walk(stream, size)
    if len(walk.comm) < (22 if compressed else 18):
        raise HeaderError("the AIFF has no complete COMM chunk")
    if not walk.sound_start:
        raise HeaderError("the AIFF has no SSND chunk")
    channels, frames, bits = struct.unpack(">HIH", walk.comm[:8])
    rate = _extended(walk.comm[8:18])
    check_plausible(channels, rate)
    codec, stored = _codec(walk.comm[18:22] if compressed else b"NONE", bits)
    block = channels * stored // 8
    available = min(walk.sound_size, max(0, size - walk.sound_start)) // block
    return Header(
        container="aiff",
        codec=codec,
        sample_rate=rate,
        bit_depth=min(bits, stored) or stored,
        channels=channels,
        declared=frames,
        available=available,
        samples_at=walk.sound_start,
        samples_bytes=available * block,
        size=size,
        # FORM, COMM and the head of SSND take 54 bytes where nothing else is there
        clean=not compressed and not walk.others and walk.sound_start == 54 and size - 54 - frames * block in {0, 1},  # noqa: PLR2004
    )


def _walk(stream: BinaryIO, size: int) -> _Walk:
    walk = _Walk()
    position = 12
    for _ in range(MAX_CHUNKS):
        if position + 8 > size:
            return walk
        stream.seek(position)
        name, length = struct.unpack(">4sI", read_exactly(stream, 8, "chunk header"))
        if walk.comm and walk.sound_start and not is_name(name):
            walk.others += 1
            return walk
        if name == b"COMM" and not walk.comm:
            walk.comm = stream.read(min(length, 22))
        elif name == b"SSND" and not walk.sound_start:
            offset = struct.unpack(">II", read_exactly(stream, 8, "SSND chunk"))[0]
            walk.sound_start = position + 16 + offset
            walk.sound_size = max(0, length - 8 - offset)
        else:
            walk.others += 1
        position += 8 + length + (length & 1)
    raise HeaderError(f"the AIFF has more than {MAX_CHUNKS} chunks")


def _codec(compression: bytes, bits: int) -> tuple[str, int]:
    if compression == b"NONE":
        stored = one_of(-(-bits // 8) * 8, tuple(_BIG_ENDIAN), "bits a sample")
        return _BIG_ENDIAN[stored], stored
    if compression not in _COMPRESSIONS:
        raise HeaderError(f"the AIFF-C holds codec {printable(compression)!r}, not PCM")
    return _COMPRESSIONS[compression]


def _extended(data: bytes) -> int:
    """Return an 80-bit extended number as a whole number of Hz; 0 for what is none."""
    exponent, mantissa = struct.unpack(">HQ", data)
    shift = _EXPONENT_BIAS + _MANTISSA_BITS - exponent
    return mantissa >> shift if 0 <= shift <= _MANTISSA_BITS else 0


__all__ = ["read_aiff"]
