"""Tells whether a picture that cannot be decoded ends before it should: what it promises, and what is there."""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    from pathlib import Path

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_END_OF_JPEG: Final = b"\xff\xd9"
_START_OF_SCAN: Final = 0xDA
_BARE_MARKERS: Final = frozenset({0x01, *range(0xD0, 0xD9)})
"""JPEG markers without a length behind them (ITU-T T.81, table B.1)."""
_MOST_PARTS: Final = 100_000
_PIECE: Final = 1 << 20


def cut_off(source: Path) -> str:
    """Return how far a JPEG, PNG, TIFF or WebP falls short of what it promises; empty where its end is there.

    Args:
        source: the file; one that cannot be read is not said to be cut off.
    """
    try:
        with source.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            head = stream.read(12)
            if head.startswith(_PNG):
                return _png(stream, size)
            if head.startswith(_JPEG):
                return _jpeg(stream, size)
            if head[:4] == b"RIFF" and head[8:] == b"WEBP":
                return _short("its header promises bytes up to", int.from_bytes(head[4:8], "little") + 8, size)
            if head[:4] in {b"II*\0", b"MM\0*"}:
                (directory,) = struct.unpack("<I" if head[:2] == b"II" else ">I", head[4:8])
                return _short("its directory begins at byte", directory + 2, size)
    except (OSError, struct.error):
        return ""
    return ""


def _png(stream: BinaryIO, size: int) -> str:
    position = len(_PNG)
    for _ in range(_MOST_PARTS):
        if position + 8 > size:
            return f"truncated: the file ends after {size:,} bytes, ahead of its IEND chunk"
        stream.seek(position)
        length, name = struct.unpack(">I4s", stream.read(8))
        told = "".join(chr(byte) if 0x20 < byte < 0x7F else "?" for byte in name)  # noqa: PLR2004
        position += 12 + length
        if position > size:
            return _short(f"its {told} chunk ends at byte", position, size)
        if name == b"IEND":
            break
    return ""


def _jpeg(stream: BinaryIO, size: int) -> str:
    """Look for the end behind the first scan: what stands ahead of it may hold a smaller picture with its own end."""
    position = 2
    for _ in range(_MOST_PARTS):
        stream.seek(position)
        head = stream.read(4)
        if len(head) < 4 or head[0] != 0xFF:  # noqa: PLR2004
            break
        position += 2 if head[1] in _BARE_MARKERS else 1 if head[1] == 0xFF else 2 + int.from_bytes(head[2:], "big")  # noqa: PLR2004
        if head[1] == _START_OF_SCAN:
            break
    stream.seek(min(position, size))
    last = b""
    while piece := stream.read(_PIECE):
        if _END_OF_JPEG in last + piece:
            return ""
        last = piece[-1:]
    return f"truncated: the file ends after {size:,} bytes, without the mark that ends a JPEG"


def _short(promise: str, promised: int, size: int) -> str:
    return f"truncated: {promise} {promised:,}, the file has {size:,} bytes" if promised > size else ""


__all__ = ["cut_off"]
