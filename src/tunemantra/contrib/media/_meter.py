"""Measures decoded samples while they pass by: their count, the silence at both ends, their MD5 where one is stated."""

from __future__ import annotations

import hashlib
import warnings

from attrs import frozen

with warnings.catch_warnings():
    # From Python 3.13 on it is the audioop-lts package, which setup.cfg asks for.
    warnings.simplefilter("ignore", DeprecationWarning)
    import audioop

_BLOCK_FRAMES = 8192
_LAST_FRAMES = 64
_QUIET = {2: 1, 3: 1 << 8, 4: 1 << 16}
"""The loudest value still taken for silence, by bytes a sample: one step of 16 bits, which is what dither leaves."""


@frozen
class Sound:
    """What was found in the samples of a master.

    Args:
        frames: whole frames.
        leading: frames of silence at the start; all of them where the whole is silent.
        trailing: frames of silence at the end; all of them where the whole is silent.
        md5: of all bytes, 32 hex digits; empty where it was not asked for.
        peak: the largest sample, full scale at 1; 0 where it was not asked for.
    """

    frames: int
    leading: int
    trailing: int
    md5: str = ""
    peak: float = 0.0

    @property
    def silent(self) -> bool:
        """Return whether there is nothing but silence."""
        return self.leading == self.frames


@frozen
class Layout:
    """How samples lie: interleaved, signed, little-endian.

    Digital silence is what stays within one 16-bit step of zero (-90.3 dBFS), so that dithered silence counts.

    Args:
        width: bytes a sample: 2, 3 or 4.
        channels: count.
    """

    width: int
    channels: int

    @property
    def frame(self) -> int:
        """Return the bytes a frame has."""
        return self.width * self.channels

    def peak(self, data: memoryview) -> float:
        """Return the largest sample, full scale at 1.

        Args:
            data: whole frames.
        """
        return float(audioop.max(data, self.width) / 2 ** (8 * self.width - 1))

    def first_loud(self, data: memoryview) -> int | None:
        """Return the index of the first frame that is not silent; None where all are.

        Args:
            data: whole frames.
        """
        step = _BLOCK_FRAMES * self.frame
        for offset in range(0, len(data), step):
            block = data[offset : offset + step]
            if self._loud(block):
                return offset // self.frame + self._quiet_head(block)
        return None

    def last_loud(self, data: memoryview) -> int | None:
        """Return the index of the last frame that is not silent; None where all are.

        Args:
            data: whole frames.
        """
        # Music is loud nearly everywhere: the last few frames decide at once.
        end, step = len(data), _LAST_FRAMES * self.frame
        while end:
            offset = max(0, end - step)
            block = data[offset:end]
            if self._loud(block):
                return offset // self.frame + self._last_in(block)
            end, step = offset, min(2 * step, _BLOCK_FRAMES * self.frame)
        return None

    def _loud(self, block: memoryview) -> bool:
        return audioop.max(block, self.width) > _QUIET[self.width]

    def _quiet_head(self, block: memoryview) -> int:
        """Return the index of the first loud frame of a block that has one."""
        low, high = 0, len(block) // self.frame - 1
        while low < high:
            middle = (low + high) // 2
            if self._loud(block[: (middle + 1) * self.frame]):
                high = middle
            else:
                low = middle + 1
        return low

    def _last_in(self, block: memoryview) -> int:
        """Return the index of the last loud frame of a block that has one."""
        low, high = 0, len(block) // self.frame - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self._loud(block[middle * self.frame :]):
                low = middle
            else:
                high = middle - 1
        return low


class PcmMeter:
    """Takes samples in pieces of any size and keeps none of them.

    Args:
        layout: how they lie.
        hashed: whether their MD5 is wanted.
        peaked: whether the largest of them is wanted.
    """

    def __init__(self, layout: Layout, *, hashed: bool = False, peaked: bool = False) -> None:
        self._layout = layout
        self._peak: float | None = 0.0 if peaked else None
        self._md5 = hashlib.md5(usedforsecurity=False) if hashed else None
        self._bytes = 0
        self._tail = b""
        self._first_loud: int | None = None
        self._last_loud = -1

    def feed(self, data: bytes | memoryview) -> None:
        """Take the next piece; its memory may be used again afterwards."""
        if self._md5 is not None:
            self._md5.update(data)
        frame = self._layout.frame
        joined = memoryview(self._tail + data if self._tail else data)
        whole = len(joined) - len(joined) % frame
        start = self._bytes - len(self._tail)
        self._bytes += len(data)
        self._tail = bytes(joined[whole:])
        if whole:
            self._find_sound(joined[:whole], start // frame)
        if whole and self._peak is not None:
            self._peak = max(self._peak, self._layout.peak(joined[:whole]))

    @property
    def frames(self) -> int:
        """Whole frames taken so far."""
        return self._bytes // self._layout.frame

    @property
    def sound(self) -> Sound:
        """What was found so far."""
        leading = self.frames if self._first_loud is None else self._first_loud
        md5 = "" if self._md5 is None else self._md5.hexdigest()
        return Sound(self.frames, leading, self.frames - 1 - self._last_loud, md5, self._peak or 0.0)

    def _find_sound(self, data: memoryview, start: int) -> None:
        if self._first_loud is None:
            first = self._layout.first_loud(data)
            if first is None:
                return
            self._first_loud = start + first
        last = self._layout.last_loud(data)
        if last is not None:
            self._last_loud = start + last


__all__ = ["Layout", "PcmMeter", "Sound"]
