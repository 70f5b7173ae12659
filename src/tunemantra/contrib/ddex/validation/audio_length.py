"""How long WAV, AIFF and FLAC files are, read from their first bytes: nothing is decoded."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from struct import error as StructError  # noqa: N812 - the name of the exception, not of what it is here
from struct import unpack_from
from typing import BinaryIO, Final

_MOST_CHUNKS: Final = 64
_FLAC_HEAD: Final = 42
_LONGEST_FORMAT: Final = 4096
_UNKNOWN: Final = 0xFFFFFF00
_BIAS: Final = 16383 + 63


def audio_length(path: Path) -> Decimal | None:
    """Return the seconds of a file; None where its kind is another or its header is damaged.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(12)
        try:
            if head[:4] == b"RIFF" and head[8:] == b"WAVE":
                return _wav(file)
            if head[:4] == b"FORM" and head[8:] in {b"AIFF", b"AIFC"}:
                return _aiff(file)
            if head[:4] == b"fLaC":
                return _flac(head + file.read(_FLAC_HEAD - len(head)))
        except (StructError, ArithmeticError, IndexError):
            return None
    return None


def _wav(file: BinaryIO) -> Decimal | None:
    rate = 0
    for _ in range(_MOST_CHUNKS):
        head = file.read(8)
        name, size = unpack_from("<4sI", head)
        if name == b"fmt " and size <= _LONGEST_FORMAT:
            rate = unpack_from("<I", file.read(size), 8)[0]
        elif name == b"data":
            # A size that was not known when the head was written is all ones, or nothing.
            return Decimal(size) / rate if 0 < size < _UNKNOWN else None
        else:
            file.seek(size, 1)
        file.seek(size % 2, 1)
    return None


def _aiff(file: BinaryIO) -> Decimal | None:
    for _ in range(_MOST_CHUNKS):
        head = file.read(8)
        name, size = unpack_from(">4sI", head)
        if name == b"COMM":
            _, frames, _, exponent, mantissa = unpack_from(">hIhHQ", file.read(18))
            # The sample rate is a number of 80 bits.
            return Decimal(frames) / (Decimal(mantissa) * Decimal(2) ** (int(exponent) - _BIAS))
        file.seek(size + size % 2, 1)
    return None


def _flac(head: bytes) -> Decimal | None:
    if len(head) < _FLAC_HEAD:
        return None
    # After the mark and the head of the first block: sizes, then 20 bits of rate, 8 of form and 36 of samples.
    packed = unpack_from(">Q", head, 18)[0]
    rate, samples = packed >> 44, packed & ((1 << 36) - 1)
    return Decimal(samples) / rate if samples else None


__all__ = ["audio_length"]
