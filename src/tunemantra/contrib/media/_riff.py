"""Reads the header of a WAV file: RIFF, RF64 and BW64 (EBU Tech 3306, ITU-R BS.2088)."""

from __future__ import annotations

import struct
from typing import BinaryIO

from attrs import define, evolve, field

from tunemantra.contrib.media._adm import WANTED, Chunks, read_scene
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
from tunemantra.contrib.media._wav import PCM, UNKNOWN_SIZE, wav_header

IEEE_FLOAT = 0x0003
EXTENSIBLE = 0xFFFE

_SUBFORMAT_TAIL = bytes.fromhex("000000001000800000aa00389b71")
_FMT_BYTES = 40
_COMMON = frozenset(
    {b"fmt ", b"data", b"LIST", b"bext", b"iXML", b"axml", b"JUNK", b"junk", b"fact", b"cue ", b"smpl", b"id3 "}
)


@define
class _Walk:
    """What the walk over the chunks has gathered so far."""

    fmt: bytes = b""
    data_start: int = 0
    data_size: int | None = None
    long_data_size: int | None = None
    foreign: list[str] = field(factory=list)
    described: Chunks = field(factory=dict)
    unpadded: str = ""


def read_riff(stream: BinaryIO, size: int) -> Header:
    """Return the header of a WAV file.

    Args:
        stream: positioned anywhere.
        size: bytes of the file.

    Raises:
        HeaderError: the header contradicts itself or is cut off.
    """
    stream.seek(0)
    kind = read_exactly(stream, 12, "RIFF header")[:4]
    walk = _Walk()
    _walk(stream, size, walk, long=kind in {b"RF64", b"BW64"})
    if not walk.fmt:
        raise HeaderError(f"the WAV has no fmt chunk{walk.unpadded or ' ahead of its data'}")
    if not walk.data_start:
        raise HeaderError(f"the WAV has no data chunk{walk.unpadded}")
    header = _header(walk, size)
    try:
        scene = read_scene(
            stream, walk.described, channels=header.channels, rate=header.sample_rate, bits=header.bit_depth
        )
    except HeaderError:
        if not header.shortfall:
            raise
        scene = None  # what ends early has lost chunks as well, and says so itself
    return evolve(header, immersive=scene, clean=_is_clean(stream, header, size))


def _is_clean(stream: BinaryIO, header: Header, size: int) -> bool:
    """Whether the file is the header we would write and its samples, byte for byte."""
    data_bytes = header.samples_bytes
    if header.codec != f"pcm_s{header.bit_depth}le" or header.samples_at + data_bytes + (data_bytes & 1) != size:
        return False
    stream.seek(0)
    return stream.read(header.samples_at) == wav_header(
        channels=header.channels,
        sample_rate=header.sample_rate,
        bit_depth=header.bit_depth,
        data_bytes=data_bytes,
    )


def _walk(stream: BinaryIO, size: int, walk: _Walk, *, long: bool) -> None:
    position = 12
    for _ in range(MAX_CHUNKS):
        if position + 8 > size:
            if position < size and walk.data_start:
                stream.seek(position)
                walk.foreign.append(printable(stream.read(4)))
            return
        stream.seek(position)
        name, length = struct.unpack("<4sI", read_exactly(stream, 8, "chunk header"))
        start = position + 8
        if walk.data_start and not is_name(name):
            walk.foreign.append(printable(name))
            return
        if name == b"fmt " and not walk.fmt:
            walk.fmt = stream.read(min(length, _FMT_BYTES))
        elif name == b"ds64" and long:
            walk.long_data_size = _read_ds64(stream, length)
        elif name == b"data" and not walk.data_start:
            if not walk.fmt:
                return
            length = _take_data(walk, start, length, size, long=long)
        else:
            walk.foreign.append(printable(name))
            if name in WANTED:
                walk.described.setdefault(name, (start, length))
        _note_unpadded(stream, walk, name, start, length)
        position = start + length + (length & 1)
    raise HeaderError(f"the WAV has more than {MAX_CHUNKS} chunks")


def _note_unpadded(stream: BinaryIO, walk: _Walk, name: bytes, start: int, length: int) -> None:
    """Note of a chunk of odd length that it lacks its padding byte.

    Neither ffmpeg nor libsndfile forgives that, so nor is it forgiven here: it is only told.
    """
    stream.seek(start + length)
    if length & 1 and not walk.unpadded and stream.read(4) in _COMMON:
        what = f"its {printable(name)} chunk of {length} bytes"
        walk.unpadded = f": {what} lacks the padding byte of an odd length, which hides all behind it"


def _read_ds64(stream: BinaryIO, length: int) -> int:
    if length < 24:  # noqa: PLR2004
        raise HeaderError("the ds64 chunk is too short")
    return int(struct.unpack("<QQQ", read_exactly(stream, 24, "ds64 chunk"))[1])


def _take_data(walk: _Walk, start: int, length: int, size: int, *, long: bool) -> int:
    """Note where the samples are; return how many bytes the data chunk takes."""
    walk.data_start = start
    if length == UNKNOWN_SIZE and long:
        if walk.long_data_size is None:
            raise HeaderError("the RF64 file has no ds64 chunk ahead of its data")
        walk.data_size = walk.long_data_size
        return walk.data_size
    if length == UNKNOWN_SIZE:
        return size - start  # written to a pipe: everything that follows is audio
    if length == 0 and start < size:
        raise HeaderError("the WAV was never completed: its data chunk states 0 bytes")
    walk.data_size = length
    return length


def _header(walk: _Walk, size: int) -> Header:
    if len(walk.fmt) < 16:  # noqa: PLR2004
        raise HeaderError("the fmt chunk is too short")
    tag, channels, rate, pace, block, bits = struct.unpack("<HHIIHH", walk.fmt[:16])
    check_plausible(channels, rate)
    kind, valid = _kind(walk.fmt, tag, bits)
    stored, surplus = divmod(block * 8, channels)
    if surplus or not 0 < valid <= bits <= stored:
        raise HeaderError(f"the fmt chunk contradicts itself: {bits} bits in blocks of {block} bytes")
    if pace not in {0, rate * block % 2**32}:
        raise HeaderError(
            f"the fmt chunk contradicts itself: {rate} Hz in blocks of {block} bytes at {pace} bytes a second"
        )
    present = max(0, size - walk.data_start)
    one_of(valid, range(8, 65), "bits a sample")
    return Header(
        container="wav",
        codec=_codec(kind, stored),
        sample_rate=rate,
        bit_depth=valid,
        channels=channels,
        declared=None if walk.data_size is None else walk.data_size // block,
        available=present // block,
        format_code=tag,
        foreign_chunks=tuple(walk.foreign),
        samples_at=walk.data_start,
        samples_bytes=min(present, present if walk.data_size is None else walk.data_size) // block * block,
        size=size,
        speakers=int.from_bytes(walk.fmt[20:24], "little") if tag == EXTENSIBLE else 0,
    )


def _kind(fmt: bytes, tag: int, bits: int) -> tuple[int, int]:
    """Return the real format tag and the bits that carry sound."""
    if tag != EXTENSIBLE:
        return tag, bits
    if len(fmt) < _FMT_BYTES:
        raise HeaderError("the EXTENSIBLE fmt chunk is too short")
    valid, _, subformat, tail = struct.unpack("<HIH14s", fmt[18:40])
    if tail != _SUBFORMAT_TAIL:
        raise HeaderError("the EXTENSIBLE fmt chunk names an unknown subformat")
    return subformat, min(valid, bits) or bits


def _codec(kind: int, stored: int) -> str:
    if kind == PCM:
        one_of(stored, (8, 16, 24, 32), "bits a sample")
        return "pcm_u8" if stored == 8 else f"pcm_s{stored}le"  # noqa: PLR2004
    if kind == IEEE_FLOAT:
        return f"pcm_f{one_of(stored, (32, 64), 'bits a sample')}le"
    raise HeaderError(f"the WAV holds codec 0x{kind:04X}, not PCM")


__all__ = ["EXTENSIBLE", "IEEE_FLOAT", "read_riff"]
