"""Reads an Ogg Opus file (RFC 7845): its pages are walked, the granule of the last one says how long it is."""

from __future__ import annotations

import struct
from typing import BinaryIO

from attrs import define

from tunemantra.contrib.media._header import Header, HeaderError, check_plausible, read_exactly

RATE = 48_000
_PAGE = struct.Struct("<4sBBqIIIB")
_BEGINS, _ENDS = 2, 4
_MAX_PAGES = 2_000_000
_MAX_TAGS = 16 << 20
_HARMLESS = (b"ENCODER=", b"ENCODER_OPTIONS=")


@define
class _Walk:
    serial: int = 0
    granule: int = 0
    pages: int = 0
    size: int = 0
    ended: bool = False
    tags: bytes = b""
    tagged: bool = False


def read_opus(stream: BinaryIO, size: int) -> Header:
    """Return the header of an Ogg Opus file.

    Args:
        stream: positioned anywhere.
        size: bytes of the file.

    Raises:
        HeaderError: it is another codec, several streams, or damaged between its pages.
    """
    head = _first(stream)
    channels, pre_skip = head[9], int.from_bytes(head[10:12], "little")
    check_plausible(channels, RATE)
    walk = _walk(stream, size)
    frames = max(0, walk.granule - pre_skip)
    cut = not walk.ended
    return Header(
        container="opus",
        codec="opus",
        sample_rate=RATE,
        channels=channels,
        declared=frames,
        size=size,
        bitrate=round(walk.size * 8 * RATE / frames) if frames else 0,
        variable=True,
        clean=_is_clean(walk.tags),
        problem=f"truncated: the Opus stream does not end after its {frames} frames" if cut else "",
    )


def _first(stream: BinaryIO) -> bytes:
    stream.seek(0)
    _, _, flags, _, _, _, _, count = _PAGE.unpack(read_exactly(stream, _PAGE.size, "first Ogg page"))
    length = sum(read_exactly(stream, count, "first Ogg page"))
    head = read_exactly(stream, length, "first Ogg page")
    if not flags & _BEGINS or head[:8] != b"OpusHead" or length < 19:  # noqa: PLR2004
        raise HeaderError("Ogg audio other than Opus: a master is WAV, FLAC or AIFF")
    if head[8] >> 4:
        raise HeaderError("the Opus stream is of an unknown version")
    return head


def _walk(stream: BinaryIO, size: int) -> _Walk:
    walk, position = _Walk(), 0
    while position < size:
        if walk.ended:
            raise HeaderError("the Opus file goes on after its end: several streams in a row")
        position = _take_page(stream, size, position, walk)
        if walk.pages > _MAX_PAGES:
            raise HeaderError(f"the Opus file has more than {_MAX_PAGES} pages")
    return walk


def _take_page(stream: BinaryIO, size: int, position: int, walk: _Walk) -> int:
    """Take one page and return where the next one begins; the size of the file where this one is cut off."""
    stream.seek(position)
    head = stream.read(_PAGE.size)
    if len(head) < _PAGE.size:
        return size
    magic, version, flags, granule, serial, sequence, _, count = _PAGE.unpack(head)
    if magic != b"OggS" or version:
        raise HeaderError(f"damaged: at byte {position} of the Opus file no page begins")
    lacing = stream.read(count)
    length = sum(lacing)
    following = int(position + _PAGE.size + count + length)
    if following > size:
        return size
    if walk.pages == 0:
        walk.serial = serial
    elif serial != walk.serial:
        raise HeaderError("the Ogg file holds several streams")
    if sequence != walk.pages:
        raise HeaderError(f"damaged: page {walk.pages} of the Opus file is missing")
    if walk.pages and not walk.tagged:
        _take_tags(stream, walk, length, ended=any(byte < 255 for byte in lacing))  # noqa: PLR2004
    elif walk.pages:
        walk.size += length
        walk.granule = granule if granule >= 0 else walk.granule
    walk.pages += 1
    walk.ended = bool(flags & _ENDS)
    return following


def _take_tags(stream: BinaryIO, walk: _Walk, length: int, *, ended: bool) -> None:
    walk.tags += stream.read(length)
    if len(walk.tags) > _MAX_TAGS:
        raise HeaderError("the tags of the Opus file are larger than 16 MiB")
    if walk.tags[:8] != b"OpusTags":
        raise HeaderError("the Opus file has no tags behind its header")
    walk.tagged = ended


def _is_clean(tags: bytes) -> bool:
    """Whether nothing is tagged but what made it."""
    at = 12 + int.from_bytes(tags[8:12], "little")
    count, at = int.from_bytes(tags[at : at + 4], "little"), at + 4
    for _ in range(min(count, 1024)):
        length = int.from_bytes(tags[at : at + 4], "little")
        if not tags[at + 4 : at + 4 + length].upper().startswith(_HARMLESS):
            return False
        at += 4 + length
    return count <= 1024  # noqa: PLR2004


__all__ = ["RATE", "read_opus"]
