"""A simulator's own look at an MP3: every frame header is read, so that one wrong frame is seen (ISO/IEC 11172-3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from attrs import define, field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_KILOBITS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_RATES = (44_100, 48_000, 32_000)
_HEAD = 4
_MOST_JUNK = 4096
_ID3V1 = 128


@frozen
class Mp3Seen:
    """What an MP3 is.

    Args:
        frames: MPEG-1 Layer III frames with music in them.
        bitrates: kbit/s of each of them, without repeats.
        sample_rates: Hz of each of them, without repeats.
        mono: whether some frame has one channel.
        tag: `ID3v2.3`, `ID3v1`, …; empty where there is no tag.
        encoder: what the frame ahead of the music says of its encoder; empty where there is no such frame.
        junk: bytes that are neither a frame nor a tag.
    """

    frames: int = 0
    bitrates: frozenset[int] = frozenset()
    sample_rates: frozenset[int] = frozenset()
    mono: bool = False
    tag: str = ""
    encoder: str = ""
    junk: int = 0


@define
class _Walk:
    bitrates: set[int] = field(factory=set)
    rates: set[int] = field(factory=set)
    frames: int = 0
    mono: bool = False
    junk: int = 0
    encoder: str = ""


def look_at_mp3(path: Path) -> Mp3Seen:
    """Return what an MP3 is; a file that is none has no frames."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start, tag = _leading_tag(file)
        end, last = _trailing_tag(file, size)
        walk = _walk(file, start, end)
    return Mp3Seen(
        walk.frames,
        frozenset(walk.bitrates),
        frozenset(walk.rates),
        walk.mono,
        tag or last,
        walk.encoder,
        walk.junk,
    )


def _leading_tag(file: BinaryIO) -> tuple[int, str]:
    head = file.read(10)
    if head[:3] != b"ID3" or len(head) < 10:  # noqa: PLR2004 - the header of a tag
        return 0, ""
    length = 0
    for byte in head[6:10]:
        length = length << 7 | byte & 0x7F
    return length + 10, f"ID3v2.{head[3]}"


def _trailing_tag(file: BinaryIO, size: int) -> tuple[int, str]:
    file.seek(max(size - _ID3V1, 0))
    return (size - _ID3V1, "ID3v1") if size >= _ID3V1 and file.read(3) == b"TAG" else (size, "")


def _walk(file: BinaryIO, place: int, end: int) -> _Walk:
    walk, first = _Walk(), True
    while place + _HEAD <= end and walk.junk < _MOST_JUNK:
        file.seek(place)
        head = file.read(_HEAD)
        length = _length(head)
        if not length or place + length > end:
            walk.junk += 1
            place += 1
            continue
        body = file.read(length - _HEAD) if first else b""
        info = next((word for word in (b"Info", b"Xing") if word in body[:64]), b"")
        if info:
            walk.encoder = _encoder(body, body.index(info))
        else:
            walk.frames += 1
            walk.bitrates.add(_KILOBITS[head[2] >> 4])
            walk.rates.add(_RATES[head[2] >> 2 & 3])
            walk.mono = walk.mono or head[3] >> 6 == 3  # noqa: PLR2004 - the mode of one channel
        first = False
        place += length
    walk.junk += max(end - place, 0)
    return walk


def _length(head: bytes) -> int:
    """Return the bytes of an MPEG-1 Layer III frame; 0 where the four bytes begin none."""
    if head[0] != 0xFF or head[1] & 0xFE != 0xFA:  # noqa: PLR2004 - sync, MPEG-1, Layer III
        return 0
    kilobits, rate = head[2] >> 4, head[2] >> 2 & 3
    if kilobits in {0, 15} or rate == len(_RATES):
        return 0
    return 144_000 * _KILOBITS[kilobits] // _RATES[rate] + (head[2] >> 1 & 1)


def _encoder(body: bytes, at: int) -> str:
    # Four fields may lie between: frames, bytes, 100 places to seek to, quality.
    name = body[at + 120 : at + 129]
    return name.decode("ascii", "replace").strip("\0 ") if name.strip(b"\0") else ""


def mp3_faults(seen: Mp3Seen, *, kilobits: tuple[int, ...] = (320,), sample_rate: int = 44_100) -> tuple[str, ...]:
    """Return what is wrong with an MP3 of constant bitrate; nothing where it may be taken.

    Args:
        seen: from `look_at_mp3`.
        kilobits: the bitrates that are taken, one of them throughout the file.
        sample_rate: Hz.
    """
    return tuple(_faults(seen, kilobits, sample_rate))


def _faults(seen: Mp3Seen, kilobits: tuple[int, ...], sample_rate: int) -> Iterator[str]:
    if not seen.frames or seen.junk >= _MOST_JUNK:
        yield "not an MP3: no MPEG-1 Layer III frame where one should begin"
        return
    wanted = " or ".join(map(str, kilobits))
    if len(seen.bitrates) > 1:
        yield f"the bitrate varies: {_listed(seen.bitrates)} kbit/s, {wanted} throughout needed"
    elif not seen.bitrates <= {*kilobits}:
        yield f"{_listed(seen.bitrates)} kbit/s, {wanted} needed"
    if seen.sample_rates != {sample_rate}:
        yield f"{_listed(seen.sample_rates)} Hz, {sample_rate} needed"
    if seen.mono:
        yield "one channel, two needed"
    if seen.tag == "ID3v2.4":
        yield "tags of ID3v2.4; 2.3 at most"
    if not seen.encoder:
        yield "no frame that states the encoder's delay"
    if seen.junk:
        yield f"{seen.junk} bytes that are no frame"


def _listed(values: frozenset[int]) -> str:
    return ", ".join(map(str, sorted(values)))


__all__ = ["Mp3Seen", "look_at_mp3", "mp3_faults"]
