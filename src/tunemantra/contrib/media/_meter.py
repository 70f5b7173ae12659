"""Measures decoded samples while they pass by: their MD5, their count, the silence at both ends."""

from __future__ import annotations

import hashlib
import warnings

with warnings.catch_warnings():
    # From Python 3.13 on it is the audioop-lts package, which setup.cfg asks for.
    warnings.simplefilter("ignore", DeprecationWarning)
    import audioop

_BLOCK_FRAMES = 8192
_LAST_FRAMES = 64
_QUIET = {2: 1, 3: 1 << 8, 4: 1 << 16}
"""The loudest value still taken for silence, by bytes a sample: one step of 16 bits, which is what dither leaves."""


class PcmMeter:
    """Takes interleaved, signed, little-endian samples in pieces of any size and keeps none of them.

    Digital silence is what stays within one 16-bit step of zero (-90.3 dBFS), so that dithered silence counts.

    Args:
        width: bytes a sample: 2, 3 or 4.
        channels: count.
    """

    def __init__(self, width: int, channels: int) -> None:
        self._width = width
        self._frame = width * channels
        self._quiet = _QUIET[width]
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._bytes = 0
        self._tail = b""
        self._first_loud: int | None = None
        self._last_loud = -1

    def feed(self, data: bytes | memoryview) -> None:
        """Take the next piece; its memory may be used again afterwards."""
        self._md5.update(data)
        joined = memoryview(self._tail + data if self._tail else data)
        whole = len(joined) - len(joined) % self._frame
        start = self._bytes - len(self._tail)
        self._bytes += len(data)
        self._tail = bytes(joined[whole:])
        if whole:
            self._find_sound(joined[:whole], start // self._frame)

    @property
    def frames(self) -> int:
        """Whole frames taken so far."""
        return self._bytes // self._frame

    @property
    def md5(self) -> str:
        """MD5 of all bytes taken so far, 32 hex digits."""
        return self._md5.hexdigest()

    @property
    def silent(self) -> bool:
        """Whether nothing but silence passed by."""
        return self._first_loud is None

    @property
    def leading(self) -> int:
        """Frames of silence at the start; all of them where the whole is silent."""
        return self.frames if self._first_loud is None else self._first_loud

    @property
    def trailing(self) -> int:
        """Frames of silence at the end; all of them where the whole is silent."""
        return self.frames - 1 - self._last_loud

    def _find_sound(self, data: memoryview, start: int) -> None:
        step = _BLOCK_FRAMES * self._frame
        if self._first_loud is None:
            for offset in range(0, len(data), step):
                block = data[offset : offset + step]
                if self._loud(block):
                    self._first_loud = start + offset // self._frame + self._quiet_head(block)
                    break
            else:
                return
        # Music is loud nearly everywhere: the last few frames decide at once.
        end, step = len(data), _LAST_FRAMES * self._frame
        while end:
            offset = max(0, end - step)
            block = data[offset:end]
            if self._loud(block):
                self._last_loud = start + offset // self._frame + self._last_in(block)
                return
            end, step = offset, min(2 * step, _BLOCK_FRAMES * self._frame)

    def _loud(self, block: memoryview) -> bool:
        return audioop.max(block, self._width) > self._quiet

    def _quiet_head(self, block: memoryview) -> int:
        """Return the index of the first loud frame of a block that has one."""
        low, high = 0, len(block) // self._frame - 1
        while low < high:
            middle = (low + high) // 2
            if self._loud(block[: (middle + 1) * self._frame]):
                high = middle
            else:
                low = middle + 1
        return low

    def _last_in(self, block: memoryview) -> int:
        """Return the index of the last loud frame of a block that has one."""
        low, high = 0, len(block) // self._frame - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self._loud(block[middle * self._frame :]):
                low = middle
            else:
                high = middle - 1
        return low


__all__ = ["PcmMeter"]
