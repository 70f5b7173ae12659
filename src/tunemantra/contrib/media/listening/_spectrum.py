"""Where the spectrum ends, and whether it ends as music does or as a lossy coder or a resampler leaves it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from tunemantra.contrib.media.listening._window import Samples, Window
from tunemantra.core.analysis import SoundFault, SoundFaultKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

BAND = 250.0
"""Hz of a band."""
_LONG = 24
"""Hz between two lines of the spectrum, at most."""
_EVERY = 20
"""Cells from one frame to the next."""
_SHELF_FROM, _SHELF_TO = 10_000.0, 20_250.0
_SHELF_DROP = 22.0
_DENSE = 30.0
_BELOW = 4
_FAR_BELOW = 16
_FAR_SPARE = 4
_FAR_DROP = 11.0
_TRANSITION = 2
_HIGHS_FROM = 8_000.0
_AUDIBLE_HIGHS = -100.0
_HALVES = (22_050.0, 24_000.0, 44_100.0, 48_000.0)
_HALF_DROP = 20.0
_MOST = 0.5
_FEWEST = 8
_SILENT = 1e-30
_BANDWIDTH_DROP = 80.0
_BANDWIDTH_FLOOR = -110.0
_POINTS = 60
_LOWEST = 20.0


class Spectrum:
    """Looks at a frame every fifth of a second (CMN-AUD-002, CMN-AUD-003).

    A lossy coder throws away everything above one frequency, and a resampler everything above half the lower rate: in
    most frames the level falls off a cliff there, with dense sound just below. Music ends elsewhere in each frame.

    Args:
        rate: Hz.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._size = 1 << int(np.ceil(np.log2(rate / _LONG)))
        hann = np.hanning(self._size + 1)[:-1].astype(np.float32)
        self._shape = hann * np.float32(np.sqrt(2 / (self._size * float(np.sum(hann.astype(np.float64) ** 2)))))
        self._lines = np.arange(self._size // 2 + 1) * (rate / self._size)
        self._starts = np.searchsorted(self._lines, np.arange(0, rate / 2 - BAND / 2, BAND))
        self._mean = np.zeros(self._size // 2 + 1, np.float64)
        self._frames = 0
        self._high_frames = 0
        self._shelves = np.zeros(len(self._starts), np.int64)
        self._halves = {half: [0, 0] for half in _HALVES if half * 1.3 < rate / 2}
        self._end = 0

    def feed(self, window: Window) -> None:
        """Look at the next window."""
        self._end = window.end
        room = window.wide.shape[1] - self._size
        starts = np.arange(0, min(window.core.shape[1], room + 1), _EVERY * window.hop)
        if not starts.size:
            return
        frames = window.wide[:, starts[:, None] + np.arange(self._size)]
        lines = np.fft.rfft(frames * self._shape, axis=2)
        power = (lines.real**2 + lines.imag**2).sum(axis=0)
        power = power[power.sum(axis=1) > _SILENT]
        if power.size:
            self._mean += power.sum(axis=0, dtype=np.float64)
            self._frames += len(power)
            # A lower rate leaves no room for a cliff that would say anything.
            if self._rate > 2 * _SHELF_FROM:
                self._judge(10 * np.log10(np.add.reduceat(power, self._starts, axis=1) + _SILENT))

    def _judge(self, bands: Samples) -> None:
        above = np.maximum.accumulate(bands[:, ::-1], axis=1)[:, ::-1]
        just_below = np.lib.stride_tricks.sliding_window_view(bands, _BELOW, axis=1)
        below = just_below.min(axis=2)
        # A single tone falls off a cliff on both sides; dense sound has no holes.
        below[just_below.max(axis=2) - below > _DENSE] = -300
        # below[:, k] are the bands k to k+3; the cliff is at k+4, and what counts as above begins two bands on.
        reach = min(below.shape[1], above.shape[1] - _BELOW - _TRANSITION)
        drop = below[:, :reach] - above[:, _BELOW + _TRANSITION : _BELOW + _TRANSITION + reach]
        # Before a band of noise there is as little as behind it; before a coder's cliff there is sound.
        far = np.lib.stride_tricks.sliding_window_view(bands, _FAR_BELOW, axis=1)
        far = np.partition(far, _FAR_SPARE, axis=2)[:, :, _FAR_SPARE]
        wide = _FAR_BELOW - _BELOW
        reach = min(reach, far.shape[1] + wide)
        beyond = above[:, wide + _BELOW + _TRANSITION : _BELOW + _TRANSITION + reach]
        drop = drop[:, :reach]
        drop[:, wide:] = np.where(far[:, : reach - wide] - beyond >= _FAR_DROP, drop[:, wide:], -300)
        first, past = int(_SHELF_FROM / BAND) - _BELOW, int(_SHELF_TO / BAND) - _BELOW
        inside = drop[:, first : min(past + 1, reach)]
        highs = bands[:, int(_HIGHS_FROM / BAND) :].max(axis=1, initial=-300) > _AUDIBLE_HIGHS
        self._high_frames += int(highs.sum())
        if inside.shape[1]:
            where = inside.argmax(axis=1)
            cliff = highs & (inside.max(axis=1) >= _SHELF_DROP)
            np.add.at(self._shelves, where[cliff] + first + _BELOW, 1)
        self._ask_halves(bands, above)

    def _ask_halves(self, bands: Samples, above: Samples) -> None:
        for half, counts in self._halves.items():
            just_below = bands[:, int(0.8 * half / BAND) : int(0.9 * half / BAND)].min(axis=1)
            beyond = above[:, int(1.03 * half / BAND) + 1]
            counts[0] += len(bands)
            counts[1] += int((just_below - beyond >= _HALF_DROP).sum())

    @property
    def bandwidth(self) -> float:
        """Return the frequency in Hz above which there is 80 dB less than where there is most."""
        if not self._frames:
            return 0.0
        levels = 10 * np.log10(np.add.reduceat(self._mean / self._frames, self._starts) + _SILENT)
        audible = np.flatnonzero(levels > max(levels.max() - _BANDWIDTH_DROP, _BANDWIDTH_FLOOR))
        return min(float((audible[-1] + 1) * BAND), self._rate / 2) if audible.size else 0.0

    @property
    def levels(self) -> tuple[float, ...]:
        """Return the mean level in dBFS of 60 bands of equal ratio from 20 Hz to half the rate."""
        edges = np.geomspace(_LOWEST, self._rate / 2, _POINTS + 1)
        places = np.searchsorted(self._lines, edges)
        power = self._mean / max(self._frames, 1)
        sums = [power[low : max(high, low + 1)].sum() for low, high in pairwise(places.tolist())]
        return tuple(round(10 * float(np.log10(value + 1e-15)), 1) for value in sums)

    def faults(self) -> Iterator[SoundFault]:
        """Return what was found."""
        seconds = self._end / self._rate
        for half, (asked, cliffs) in self._halves.items():
            if asked >= _FEWEST and cliffs >= _MOST * asked:
                words = f"nothing above {half / 1000:g} kHz: made from {half / 500:g} kHz"
                yield SoundFault(SoundFaultKind.UPSAMPLED, 0.0, seconds, None, half, "Hz", words)
                break
        shelf = self._shelf()
        if shelf:
            words = f"a cliff at {shelf / 1000:.1f} kHz, as lossy coders leave it"
            yield SoundFault(SoundFaultKind.LOSSY_ANCESTRY, 0.0, seconds, None, shelf, "Hz", words)

    def _shelf(self) -> float:
        near: NDArray[np.int64] = np.convolve(self._shelves, np.ones(3, np.int64), "same")
        best = int(near.argmax())
        if self._high_frames < _FEWEST or near[best] < _MOST * self._high_frames:
            return 0.0
        return best * BAND


__all__ = ["BAND", "Spectrum"]
