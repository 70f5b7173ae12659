"""Reads an MP3: tags are skipped, frames are walked, and the Xing frame says what of them is music.

ISO/IEC 11172-3 and 13818-3 for frames; the Xing frame and its LAME part are what encoders have agreed on.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

from attrs import define, field, frozen

from tunemantra.contrib.media._flac import id3_length
from tunemantra.contrib.media._header import Header, HeaderError

_RATES = (44_100, 48_000, 32_000)
_KBITS = (
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
_MPEG_1, _MPEG_2, _MPEG_25 = 3, 2, 0
_LAYER_3 = 1
_MONO = 3
_MAX_FRAMES = 4_000_000
_MAX_TAGS = 8
_DECODER_DELAY = 529
"""Samples every decoder adds ahead; what the LAME part calls delay does not count them."""


@frozen
class _Frame:
    rate: int
    channels: int
    bitrate: int
    length: int
    samples: int
    side: int

    @classmethod
    def of(cls, word: int) -> _Frame | None:
        """Return what the four bytes of a frame's header say; None where they are none."""
        version, layer = word >> 19 & 3, word >> 17 & 3
        rate, kbits = word >> 10 & 3, word >> 12 & 15
        if word >> 21 != 0x7FF or version == 1 or layer != _LAYER_3 or rate == len(_RATES) or kbits in {0, 15}:  # noqa: PLR2004
            return None
        first = version == _MPEG_1
        hertz = _RATES[rate] >> {_MPEG_1: 0, _MPEG_2: 1, _MPEG_25: 2}[version]
        bitrate = _KBITS[not first][kbits] * 1000
        mono = word >> 6 & 3 == _MONO
        length = (144 if first else 72) * bitrate // hertz + (word >> 9 & 1)
        side = (17 if mono else 32) if first else (9 if mono else 17)
        return cls(hertz, 1 if mono else 2, bitrate, length, 1152 if first else 576, side)

    @property
    def shape(self) -> tuple[int, int]:
        return self.rate, self.channels


@frozen
class _Info:
    """What a Xing, Info or VBRI frame says; `gapless` where it has a LAME part."""

    frames: int
    delay: int = 0
    padding: int = 0
    gapless: bool = False


@define
class _Walk:
    frames: int = 0
    size: int = 0
    cut: bool = False
    bitrates: set[int] = field(factory=set)


def read_mp3(stream: BinaryIO, size: int) -> Header:
    """Return the header of an MP3 file. All frames are walked, for only their count tells how long it is.

    Args:
        stream: positioned anywhere.
        size: bytes of the file.

    Raises:
        HeaderError: it is no MP3 of one rate and one number of channels, or is damaged between its frames.
    """
    start, end = _leading(stream, size), _trailing(stream, size)
    first = _frame_at(stream, start)
    if first is None or start + first.length > end:
        raise HeaderError("not audio: no MP3 frame where one should begin")
    info = _info(stream, start, first)
    walk = _walk(stream, start + (first.length if info else 0), end, first)
    if not walk.frames:
        raise HeaderError("the MP3 holds no whole frame")
    declared, available = _lengths(walk, info, first.samples)
    return Header(
        container="mp3",
        codec="mp3",
        sample_rate=first.rate,
        channels=first.channels,
        declared=declared,
        available=available,
        samples_at=start,
        samples_bytes=end - start,
        size=size,
        bitrate=round(walk.size * 8 * first.rate / (walk.frames * first.samples)) if _varies(walk) else first.bitrate,
        variable=_varies(walk),
        clean=start == 0 and end == size and not walk.cut,
    )


def _varies(walk: _Walk) -> bool:
    return len(walk.bitrates) > 1


def _leading(stream: BinaryIO, size: int) -> int:
    """Return where the tags and zero bytes ahead of the first frame end."""
    start = 0
    for _ in range(_MAX_TAGS):
        length = id3_length(stream, start)
        if not length:
            break
        start += length
    stream.seek(start)
    padding = stream.read(min(1 << 16, max(0, size - start)))
    return start + len(padding) - len(padding.lstrip(b"\0"))


def _trailing(stream: BinaryIO, size: int) -> int:
    """Return where the tags behind the last frame begin: ID3v1, APE, Lyrics3."""
    end = size
    for _ in range(_MAX_TAGS):
        stream.seek(max(0, end - 128))
        tail = stream.read(min(128, end))
        length = _tag_length(tail)
        if not 0 < length <= end:
            return end
        end -= length
    return end


def _tag_length(tail: bytes) -> int:
    if tail[:3] == b"TAG" and len(tail) == 128:  # noqa: PLR2004
        return 128
    if tail[-32:-24] == b"APETAGEX":
        length, _, flags = struct.unpack("<III", tail[-20:-8])
        return int(length + (32 if flags >> 31 else 0))
    if tail[-9:] == b"LYRICS200" and tail[-15:-9].isdigit():
        return int(tail[-15:-9]) + 15
    return 0


def _frame_at(stream: BinaryIO, position: int) -> _Frame | None:
    stream.seek(position)
    return _Frame.of(int.from_bytes(stream.read(4), "big"))


def _walk(stream: BinaryIO, position: int, end: int, first: _Frame) -> _Walk:
    walk, known = _Walk(), dict[bytes, _Frame | None]()
    while position + 4 <= end:
        stream.seek(position)
        word = stream.read(4)
        if word not in known:
            known[word] = _Frame.of(int.from_bytes(word, "big"))
        frame = known[word]
        if frame is None:
            break
        if frame.shape != first.shape:
            raise HeaderError("the MP3 changes its sample rate or its channels on the way")
        if position + frame.length > end:
            walk.cut = True
            return walk
        position += frame.length
        walk.frames += 1
        walk.size += frame.length
        walk.bitrates.add(frame.bitrate)
        if walk.frames > _MAX_FRAMES:
            raise HeaderError(f"the MP3 has more than {_MAX_FRAMES} frames")
    _refuse_junk(stream, position, end)
    return walk


def _refuse_junk(stream: BinaryIO, position: int, end: int) -> None:
    stream.seek(position)
    left = stream.read(min(1 << 16, end - position))
    if left.strip(b"\0"):
        raise HeaderError(f"damaged: at byte {position} of the MP3 no frame begins")


def _info(stream: BinaryIO, start: int, first: _Frame) -> _Info | None:
    """Return what the first frame says, if it is no music but such a frame."""
    stream.seek(start)
    data = stream.read(first.length)
    vbri = data[36:62]
    if vbri[:4] == b"VBRI" and len(vbri) == 26:  # noqa: PLR2004
        return _Info(int.from_bytes(vbri[14:18], "big"))
    xing = data[4 + first.side :]
    if xing[:4] not in {b"Xing", b"Info"}:
        return None
    flags = int.from_bytes(xing[4:8], "big")
    frames = int.from_bytes(xing[8:12], "big") if flags & 1 else 0
    if not flags & 3:
        return None  # a frame of music, as decoders take it
    lame = xing[8 + 4 * (flags & 1) + 2 * (flags & 2) + 25 * (flags & 4) + (flags & 8) // 2 :]
    if not frames or lame[:4] not in {b"LAME", b"Lavf", b"Lavc"} or len(lame) < 24:  # noqa: PLR2004
        return _Info(frames)
    both = int.from_bytes(lame[21:24], "big")
    return _Info(frames, both >> 12, both & 0xFFF, gapless=True)


def _lengths(walk: _Walk, info: _Info | None, samples: int) -> tuple[int, int]:
    """Return the frames of audio promised, and those there are."""
    there = walk.frames
    promised = there + walk.cut
    if info is None or not info.frames:
        return promised * samples, there * samples
    if info.frames + 1 < there:
        raise HeaderError(f"the header lies: it counts {info.frames} MP3 frames, the file holds {there}")
    if not info.gapless:
        # Some encoders count this frame too, some do not.
        promised = info.frames if info.frames > there + 1 else promised
        return promised * samples, there * samples
    ahead, behind = info.delay + _DECODER_DELAY, max(0, info.padding - _DECODER_DELAY)
    declared = max(0, info.frames * samples - ahead - behind)
    return declared, declared if there >= info.frames else max(0, there * samples - ahead)


__all__ = ["read_mp3"]
