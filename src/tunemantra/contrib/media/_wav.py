"""Writes the one WAV header every store takes: PCM, format code 0x0001, `fmt ` and `data` and nothing else.

ffmpeg writes EXTENSIBLE for 24 bits and a LIST chunk ahead of the samples (SPOT-AUD-001); so it writes bare samples
behind room that is kept for this header. Beyond 4 GiB the header is RF64 with a ds64 chunk (EBU Tech 3306).
"""

from __future__ import annotations

import struct

PCM = 0x0001
UNKNOWN_SIZE = 0xFFFFFFFF
PLAIN_BYTES = 44
LONG_BYTES = 80
_MAX_PLAIN_DATA = UNKNOWN_SIZE - PLAIN_BYTES - 1


def header_room(data_bytes: int) -> int:
    """Return the bytes to keep free ahead of so many bytes of samples."""
    return PLAIN_BYTES if data_bytes <= _MAX_PLAIN_DATA else LONG_BYTES


def wav_header(*, channels: int, sample_rate: int, bit_depth: int, data_bytes: int) -> bytes:
    """Return the header for so many bytes of samples; its length is `header_room(data_bytes)`.

    Args:
        channels: count.
        sample_rate: Hz.
        bit_depth: bits, a multiple of 8.
        data_bytes: bytes of samples that follow, without a padding byte.
    """
    block = channels * bit_depth // 8
    fmt = struct.pack("<4sIHHIIHH", b"fmt ", 16, PCM, channels, sample_rate, sample_rate * block, block, bit_depth)
    padded = data_bytes + (data_bytes & 1)
    if header_room(data_bytes) == PLAIN_BYTES:
        start = struct.pack("<4sI4s", b"RIFF", PLAIN_BYTES - 8 + padded, b"WAVE")
        return start + fmt + struct.pack("<4sI", b"data", data_bytes)
    start = struct.pack("<4sI4s", b"RF64", UNKNOWN_SIZE, b"WAVE")
    sizes = (LONG_BYTES - 8 + padded, data_bytes, data_bytes // block)
    return start + struct.pack("<4sIQQQI", b"ds64", 28, *sizes, 0) + fmt + struct.pack("<4sI", b"data", UNKNOWN_SIZE)


__all__ = ["LONG_BYTES", "PCM", "PLAIN_BYTES", "UNKNOWN_SIZE", "header_room", "wav_header"]
