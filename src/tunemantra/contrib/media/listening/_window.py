"""Cuts the decoder's bytes into windows that overlap, so that each detector sees what is around an edge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tunemantra.core.analysis import SoundFault

Samples = NDArray[np.float32]

CELLS_A_SECOND = 100
_CELLS = 64
_AROUND = 4
_WORD = 4


@frozen(eq=False)
class Window:
    """Some hundred milliseconds of all channels, and 40 ms of what stands before and behind them.

    Args:
        rate: Hz.
        start: frame of the recording that `core` begins with.
        core: samples, `(channels, frames)`, full scale is 1.
        wide: the same with `pad` frames on both sides; zeros where the recording has none.
        pad: frames.
        hop: frames of a cell, 10 ms.
        high, low: highest and lowest sample of each cell, `(channels, cells)`.
        last: whether the recording ends with this window.
    """

    rate: int
    start: int
    core: Samples
    wide: Samples
    pad: int
    hop: int
    high: Samples
    low: Samples
    last: bool

    @property
    def peak(self) -> Samples:
        """Return the loudest of each cell, `(channels, cells)`."""
        return np.maximum(self.high, -self.low)

    @property
    def end(self) -> int:
        """Return the frame behind the last one of `core`."""
        return self.start + int(self.core.shape[1])


class Detector(Protocol):
    """Looks at windows in their order, and says at the end what was wrong."""

    def feed(self, window: Window) -> None:
        """Look at the next window."""

    def faults(self) -> Iterable[SoundFault]:
        """Return what was found."""


class Windows:
    """Takes bytes as they come and hands windows to detectors.

    Args:
        rate: Hz.
        channels: count.
        words: whether the bytes are 32-bit integers; otherwise they are 32-bit floats.
        detectors: who looks.
    """

    def __init__(self, rate: int, channels: int, detectors: Sequence[Detector], *, words: bool) -> None:
        self.frames = 0
        self.bits = 0
        self.odd: list[tuple[int, int, int]] = []
        self._rate, self._channels, self._words, self._detectors = rate, channels, words, detectors
        self._hop = max(rate // CELLS_A_SECOND, 1)
        self._pad = _AROUND * self._hop
        self._size = _CELLS * self._hop
        self._bytes = bytearray(self._size * channels * _WORD)
        self._filled = 0
        self._wide = np.zeros((channels, self._size + 2 * self._pad), np.float32)
        self._used = 0
        self._grain = _Grain()

    def feed(self, data: memoryview) -> None:
        """Take the next bytes, any number of them."""
        offset = 0
        while offset < len(data):
            count = min(len(data) - offset, len(self._bytes) - self._filled)
            self._bytes[self._filled : self._filled + count] = data[offset : offset + count]
            self._filled += count
            offset += count
            if self._filled == len(self._bytes):
                self._take(self._size)
                self._filled = 0

    def end(self) -> None:
        """Hand over what is left, with nothing behind it."""
        rest = self._filled // (self._channels * _WORD)
        self._take(rest, last=True)

    def _take(self, count: int, *, last: bool = False) -> None:
        pad, wide, first = self._pad, self._wide, not self.frames
        fresh = wide[:, 2 * pad : 2 * pad + count]
        self._convert(fresh, count)
        wide[:, 2 * pad + count :] = 0
        begin = 2 * pad if first else pad
        end = 2 * pad + count if last else pad + count
        start = self.frames if first else self.frames - pad
        self.frames += count
        if end > begin:
            self._show(start, begin, end, last=last)
        if not last:
            wide[:, : 2 * pad] = wide[:, count : count + 2 * pad].copy()

    def _convert(self, fresh: Samples, count: int) -> None:
        raw = memoryview(self._bytes)[: count * self._channels * _WORD]
        if not count:
            return
        if self._words:
            words = np.frombuffer(raw, "<i4").reshape(count, self._channels)
            self._used |= int(np.bitwise_or.reduce(words, axis=None))
            np.multiply(words.T, np.float32(2.0**-31), out=fresh, dtype=np.float32, casting="unsafe")
            return
        fresh[:] = np.frombuffer(raw, "<f4").reshape(count, self._channels).T
        if not np.isfinite(fresh.max() - fresh.min()):
            self._mend(fresh)
        self._grain.feed(fresh)

    def _mend(self, fresh: Samples) -> None:
        """Note samples that are no numbers and take silence for them."""
        for channel, line in enumerate(fresh):
            for start, end in runs(~np.isfinite(line)):
                self._note(self.frames + start, self.frames + end, channel)
            line[~np.isfinite(line)] = 0

    def _note(self, start: int, end: int, channel: int) -> None:
        for place, (first, past, where) in reversed(list(enumerate(self.odd))):
            if where == channel:
                if start - past < self._rate:
                    self.odd[place] = (first, end, channel)
                    return
                break
        self.odd.append((start, end, channel))

    def _show(self, start: int, begin: int, end: int, *, last: bool) -> None:
        hop, pad, wide = self._hop, self._pad, self._wide
        cells = -(-(end - begin) // hop)
        grid = wide[:, begin : begin + cells * hop].reshape(self._channels, cells, hop)
        window = Window(
            rate=self._rate,
            start=start,
            core=wide[:, begin:end],
            wide=wide[:, begin - pad : end + pad],
            pad=pad,
            hop=hop,
            high=grid.max(axis=2),
            low=grid.min(axis=2),
            last=last,
        )
        for detector in self._detectors:
            detector.feed(window)

    @property
    def used_bits(self) -> int:
        """Return how many bits of each sample say something; 0 for silence."""
        if not self._words:
            return self._grain.bits
        return 32 - (self._used & -self._used).bit_length() + 1 if self._used else 0


class _Grain:
    """Finds out whether floating point samples hold no more than 16 or 24 bits."""

    def __init__(self) -> None:
        self._left = [16, 24]
        self._sounded = False

    def feed(self, fresh: Samples) -> None:
        self._sounded = self._sounded or bool(fresh.any())
        while self._left:
            scaled = fresh * np.float32(2 ** (self._left[0] - 1))
            if np.array_equal(scaled, np.rint(scaled)):
                return
            self._left.pop(0)

    @property
    def bits(self) -> int:
        return (self._left[0] if self._left else 32) if self._sounded else 0


def runs(mask: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield start and end of each run of True."""
    edges = np.flatnonzero(np.diff(mask, prepend=False, append=False))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


__all__ = ["CELLS_A_SECOND", "Detector", "Samples", "Window", "Windows", "runs"]
