"""Reads an MPEG-4 audio file: its boxes are walked, its edit list or iTunSMPB says what of it is music.

ISO/IEC 14496-12 for boxes, 14496-1 and 14496-3 for what AAC is; ALAC as its `alac` box states it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from attrs import define

from tunemantra.contrib.media._esds import read_esds
from tunemantra.contrib.media._header import MAX_CHUNKS, Header, HeaderError, check_plausible, one_of, read_exactly

Box = tuple[bytes, int, int]
"""Name of a box, and where its body begins and ends."""

_MAX_BODY = 64 << 20
_SOUND = b"soun"
_GAPLESS = "iTunSMPB"


@define
class _Found:
    """What the boxes have said so far; lengths in ticks of the track's clock unless said otherwise."""

    codec: str = ""
    rate: int = 0
    channels: int = 0
    bits: int = 0
    clock: int = 0
    length: int = 0
    bytes: int = 0
    movie_clock: int = 0
    edit: tuple[int, int] | None = None  # in ticks of the movie's clock; in ticks of the track's
    gapless: int | None = None  # frames
    tagged: bool = False


def read_mp4(stream: BinaryIO, size: int) -> Header:
    """Return the header of an M4A file with one track of AAC-LC or ALAC.

    Args:
        stream: positioned anywhere.
        size: bytes of the file.

    Raises:
        HeaderError: it holds something else, or its boxes contradict each other or the file.
    """
    movie, missing = _top(stream, size)
    found = _Found()
    tracks = 0
    for name, start, end in _boxes(stream, movie[1], movie[2]):
        if name == b"mvhd":
            found.movie_clock, _ = _clock(_body(stream, start, end))
        elif name == b"trak":
            tracks += _take_track(stream, start, end, found)
        elif name == b"udta":
            _take_tags(stream, start, end, found)
        elif name == b"mvex":
            raise HeaderError("the MP4 is in fragments, which is for streaming")
    if tracks != 1:
        raise HeaderError(f"the MP4 has {tracks} sound tracks")
    return _header(found, size, missing)


def _header(found: _Found, size: int, missing: int) -> Header:
    check_plausible(found.channels, found.rate)
    if not found.clock:
        raise HeaderError("the MP4 has a sound track without a clock")
    frames = _frames(found)
    return Header(
        container="m4a",
        codec=found.codec,
        sample_rate=found.rate,
        bit_depth=found.bits,
        channels=found.channels,
        declared=frames,
        size=size,
        bitrate=round(found.bytes * 8 * found.clock / found.length) if found.length and not found.bits else 0,
        variable=not found.bits,
        clean=not found.tagged,
        problem=f"truncated: {missing} bytes of audio are missing at the end" if missing else "",
    )


def _frames(found: _Found) -> int:
    whole = found.length * found.rate // found.clock
    if found.gapless is not None:
        return min(whole, found.gapless)
    if found.edit is None or not found.movie_clock:
        return whole
    length, start = found.edit
    whole -= start * found.rate // found.clock
    return max(0, min(whole, length * found.rate // found.movie_clock) if length else whole)


def _boxes(stream: BinaryIO, start: int, end: int) -> Iterator[Box]:
    for _ in range(MAX_CHUNKS):
        if start + 8 > end:
            return
        stream.seek(start)
        length, name = struct.unpack(">I4s", read_exactly(stream, 8, "MP4 box"))
        body = start + 8
        if length == 1:
            length = int.from_bytes(read_exactly(stream, 8, "MP4 box"), "big")
            body += 8
        elif length == 0:
            length = end - start
        if length < body - start:
            raise HeaderError("the MP4 has a box shorter than its own header")
        yield name, body, start + length
        start += length
    raise HeaderError(f"the MP4 has more than {MAX_CHUNKS} boxes in a row")


def _top(stream: BinaryIO, size: int) -> tuple[Box, int]:
    """Return the `moov` box, and how many bytes of audio are missing."""
    movie, missing = None, 0
    for box in _boxes(stream, 0, size):
        if box[0] == b"moov":
            movie = box
        elif box[0] == b"mdat":
            missing += max(0, box[2] - size)
    if movie is None and missing:
        promised = f"its mdat box ends at byte {size + missing:,}"
        raise HeaderError(f"truncated: {promised}, the file has {size:,} bytes, and its moov box is missing")
    if movie is None:
        raise HeaderError("the MP4 has no moov box: it was never completed, or its end is missing")
    if movie[2] > size:
        raise HeaderError("the file ends inside its moov box")
    return movie, missing


def _body(stream: BinaryIO, start: int, end: int) -> bytes:
    if end - start > _MAX_BODY:
        raise HeaderError("the MP4 has a table larger than 64 MiB")
    stream.seek(start)
    return read_exactly(stream, end - start, "MP4 box")


def _clock(data: bytes) -> tuple[int, int]:
    """Return ticks a second and the length in ticks of an `mvhd` or `mdhd`."""
    layout = ">4xQQIQ" if data[:1] == b"\1" else ">4xIIII"
    _, _, clock, length = _unpacked(layout, data)
    return clock, length


def _unpacked(layout: str, data: bytes, at: int = 0) -> tuple[int, ...]:
    try:
        return struct.unpack_from(layout, data, at)
    except struct.error:
        raise HeaderError("the MP4 has a box that is too short") from None


def _take_track(stream: BinaryIO, start: int, end: int, found: _Found) -> int:
    """Take a track if it is sound; return how many were taken."""
    boxes = {name: (body, after) for name, body, after in _boxes(stream, start, end)}
    if b"mdia" not in boxes:
        return 0
    media = {name: (body, after) for name, body, after in _boxes(stream, *boxes[b"mdia"])}
    kind = _body(stream, *media[b"hdlr"])[8:12] if b"hdlr" in media else b""
    if kind == b"vide":
        raise HeaderError("a video, no audio master")
    if kind != _SOUND or b"mdhd" not in media or b"minf" not in media:
        return 0
    found.clock, _ = _clock(_body(stream, *media[b"mdhd"]))
    if b"edts" in boxes:
        _take_edits(stream, *boxes[b"edts"], found)
    for name, body, after in _boxes(stream, *media[b"minf"]):
        if name == b"stbl":
            _take_table(stream, body, after, found)
    return 1


def _take_edits(stream: BinaryIO, start: int, end: int, found: _Found) -> None:
    for name, body, after in _boxes(stream, start, end):
        if name != b"elst":
            continue
        data = _body(stream, body, after)
        layout, step = (">Qq", 20) if data[:1] == b"\1" else (">Ii", 12)
        (count,) = _unpacked(">I", data, 4)
        edits = [_unpacked(layout, data, 8 + step * index) for index in range(min(count, MAX_CHUNKS))]
        music = [edit for edit in edits if edit[1] >= 0]
        if len(music) > 1:
            raise HeaderError("the MP4 is cut together from several parts by its edit list")
        if music:
            found.edit = music[0][0], music[0][1]


def _take_table(stream: BinaryIO, start: int, end: int, found: _Found) -> None:
    for name, body, after in _boxes(stream, start, end):
        if name == b"stsd":
            _take_description(_body(stream, body, after), found)
        elif name == b"stts":
            data = _body(stream, body, after)
            steps = struct.iter_unpack(">II", data[8 : len(data) - len(data) % 8])
            found.length = sum(count * ticks for count, ticks in steps)
        elif name == b"stsz":
            data = _body(stream, body, after)
            each, count = _unpacked(">4xII", data)
            sizes = data[12 : len(data) - len(data) % 4]
            found.bytes = each * count if each else sum(one for (one,) in struct.iter_unpack(">I", sizes))


def _take_description(data: bytes, found: _Found) -> None:
    length, version, found.channels = _unpacked(">8xI12xH6xH", data)
    kind, entry = data[12:16], data[8 : 8 + length]
    inner = 36 + (16 if version == 1 else 0)
    if kind == b"alac":
        at = entry.find(b"alac", inner)
        depth, count, found.rate = _unpacked(">4x5xB3xB10xI", entry, at + 4) if at > 0 else (0, 0, 0)
        found.codec, found.channels, found.bits = "alac", count, one_of(depth, (16, 20, 24, 32), "bits a sample")
    elif kind == b"mp4a":
        at = entry.find(b"esds", inner)
        sound = read_esds(entry[at + 8 :] if at > 0 else b"")
        found.codec, found.rate, found.channels = "aac", sound.rate, sound.channels or found.channels
    else:
        raise HeaderError("the MP4 holds neither AAC nor ALAC")


def _take_tags(stream: BinaryIO, start: int, end: int, found: _Found) -> None:
    for name, body, after in _boxes(stream, start, end):
        if name != b"meta":
            continue
        for inner, at, until in _boxes(stream, body + 4, after):
            if inner == b"ilst":
                _take_items(stream, at, until, found)


def _take_items(stream: BinaryIO, start: int, end: int, found: _Found) -> None:
    for name, body, after in _boxes(stream, start, end):
        data = _body(stream, body, min(after, body + 512))
        if name == b"----" and _GAPLESS.encode() in data:
            words = data.rpartition(b"data")[2][8:].split()
            found.gapless = _hexadecimal(words[3]) if len(words) > 3 else None  # noqa: PLR2004
        else:
            found.tagged = True


def _hexadecimal(word: bytes) -> int | None:
    try:
        return int(word, 16)
    except ValueError:
        return None


__all__ = ["read_mp4"]
