"""Finds a mark in sound that passes by, without knowing the original or where in it the sound begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import frozen

from tunemantra.contrib.media.watermark.code import CODED_BITS, decode
from tunemantra.contrib.media.watermark.pattern import HIGH, HOPS_PER_SECOND, LOW, PERIOD, window

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tunemantra.contrib.media.watermark.pattern import Pattern

    Sound = NDArray[np.float32] | NDArray[np.float64]

RATE: Final = 44_100

_HOP: Final = RATE // HOPS_PER_SECOND
_STARTS: Final = 4
"""Places within a hop where frames are tried to begin."""
_AROUND_BINS, _AROUND_FRAMES = 4, 8
_LOUDEST_DECIBEL: Final = 6.0
_FLOOR: Final = 1e-4
_SURE: Final = 6.0
"""Standard deviations by which the known signs have to stand out; none of 512 places does by chance in a lifetime."""


@frozen
class Detected:
    """A mark that was found.

    Args:
        recipient: the number that was put in.
        strength: standard deviations by which it stands out of the music; from 6 on it is believed.
    """

    recipient: int
    strength: float


class Detector:
    """Adds up what a recording has of a pattern, in memory that does not grow. Not for several threads.

    Args:
        pattern: of the key.
    """

    def __init__(self, pattern: Pattern) -> None:
        self._pattern = pattern
        self._folded = np.zeros((_STARTS, PERIOD, HIGH - LOW))
        self._frame = 0
        self._kept = np.zeros(0, dtype=np.float32)

    def push(self, sound: Sound) -> None:
        """Take what comes next, mono at 44.1 kHz."""
        self._kept = np.concatenate([self._kept, sound], dtype=np.float32)
        # A frame is looked at with those around it, which the next block has to repeat.
        count = len(self._kept) // _HOP - 2 - 2 * _AROUND_FRAMES
        if count > PERIOD:
            self._fold(count)
            self._kept = self._kept[count * _HOP :]
            self._frame += count

    def finish(self) -> Detected | None:
        """Return the mark; None where there is none of this key."""
        count = len(self._kept) // _HOP - 2 - 2 * _AROUND_FRAMES
        if count > 0:
            self._fold(count)
        start, shift, strength = self._place()
        if strength < _SURE:
            return None
        found = np.roll(self._folded[start], -shift, axis=0) * self._pattern.signs
        bits = np.bincount(self._pattern.slots.ravel(), weights=found.ravel())[:CODED_BITS].astype(np.float64)
        recipient = decode(bits, self._pattern.key)
        return None if recipient is None else Detected(recipient, round(strength, 1))

    def _fold(self, count: int) -> None:
        """Add the frames whose surroundings are there to those of the same place in the mark."""
        shape = window(2 * _HOP).astype(np.float32)
        places = (self._frame + _AROUND_FRAMES + np.arange(count)) % PERIOD
        for start in range(_STARTS):
            first = start * _HOP // _STARTS
            view = np.lib.stride_tricks.sliding_window_view(self._kept[first:], 2 * _HOP)[::_HOP]
            frames = view[: count + 2 * _AROUND_FRAMES] * shape
            reach = slice(LOW - _AROUND_BINS, HIGH + _AROUND_BINS)
            level = 20 * np.log10(np.abs(np.fft.rfft(frames, axis=1)[:, reach]) + _FLOOR)
            rest = level[:, _AROUND_BINS:-_AROUND_BINS] - _mean_around(level, _AROUND_BINS, axis=1)
            rest = rest[_AROUND_FRAMES:-_AROUND_FRAMES] - _mean_around(rest, _AROUND_FRAMES, axis=0)
            np.add.at(self._folded[start], places, np.clip(rest, -_LOUDEST_DECIBEL, _LOUDEST_DECIBEL))

    def _place(self) -> tuple[int, int, float]:
        """Return where the known signs stand out most: start within a hop, shift in frames, standard deviations."""
        sync = self._pattern.sync()
        expected = np.conj(np.fft.fft(sync, axis=0))
        sums = np.fft.ifft((np.fft.fft(self._folded, axis=1) * expected).sum(axis=2), axis=1).real
        spread = np.sqrt(np.square(self._folded).sum(axis=(1, 2)) * np.square(sync).mean())
        strength = sums / np.maximum(spread, np.finfo(np.float64).tiny)[:, None]
        start, shift = np.unravel_index(np.argmax(strength), strength.shape)
        return int(start), int(shift), float(strength[start, shift])


def _mean_around(values: NDArray[np.float32], reach: int, *, axis: int) -> NDArray[np.float32]:
    """Return the mean of each value and `reach` of them on both sides, where they are there."""
    views = np.lib.stride_tricks.sliding_window_view(values, 2 * reach + 1, axis=axis)
    return np.asarray(views.mean(axis=-1))


__all__ = ["RATE", "Detected", "Detector"]
