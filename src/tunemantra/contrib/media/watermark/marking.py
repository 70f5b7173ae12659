"""Puts a mark into sound that passes by, block by block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from tunemantra.contrib.media.watermark.masking import Masking
from tunemantra.contrib.media.watermark.pattern import BIN_HERTZ, HIGH, HOPS_PER_SECOND, LOW, PERIOD, window

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Sound = NDArray[np.float64]

_DEPTH: Final = 0.7
"""The share of the masking threshold that is used."""
_DEEPEST: Final = 0.15
"""The largest change of a bin, as a share of what it is: 1.2 dB."""
_NOTHING: Final = 1e-20


class Marker:
    """Marks one recording. Not for several threads.

    What comes in goes out half a frame later, changed in magnitude alone: bins of one frame are raised and lowered by
    at most what their critical band masks, and the energy of the frame stays what it was.

    Args:
        signs: of the mark; shape (PERIOD, HIGH - LOW).
        rate: Hz, a multiple of 50.
        channels: count; all are changed alike.
    """

    def __init__(self, signs: NDArray[np.float64], rate: int, channels: int) -> None:
        self._signs, self._hop = signs, rate // HOPS_PER_SECOND
        self._window = window(2 * self._hop)
        self._masking = Masking(np.arange(self._hop + 1, dtype=np.float64) * BIN_HERTZ)
        self._ahead = np.zeros((self._hop, channels))
        self._tail = np.zeros((channels, self._hop))
        self._frame = self._came = self._went = 0

    def push(self, sound: Sound) -> Sound:
        """Return as much marked sound as is ready.

        Args:
            sound: what comes next; shape (samples, channels).
        """
        self._came += len(sound)
        return self._out(np.concatenate([self._ahead, sound]))

    def finish(self) -> Sound:
        """Return the rest, so that as much went out as came in."""
        missing = self._came - self._went
        silence = np.zeros((2 * self._hop + missing, self._ahead.shape[1]))
        return self._out(np.concatenate([self._ahead, silence]))[:missing]

    def _out(self, sound: Sound) -> Sound:
        count = max(0, len(sound) // self._hop - 1)
        self._ahead = sound[count * self._hop :]
        if not count:
            return sound[:0]
        halves = sound[: (count + 1) * self._hop].reshape(count + 1, self._hop, -1).transpose(0, 2, 1)
        frames = np.concatenate([halves[:-1], halves[1:]], axis=2)
        marked = self._marked(frames)
        out = marked[:, :, : self._hop]
        out[1:] += marked[:-1, :, self._hop :]
        out[0] += self._tail
        self._tail = marked[-1, :, self._hop :]
        ready = out.transpose(0, 2, 1).reshape(count * self._hop, -1)
        if self._frame == 0:
            # The first half frame is the silence put ahead.
            ready = ready[self._hop :]
        self._frame += count
        self._went += len(ready)
        return ready

    def _marked(self, frames: Sound) -> Sound:
        spectra = np.fft.rfft(frames * self._window)
        power = np.square(np.abs(spectra)).sum(axis=1)
        there = np.sqrt(power[:, LOW:HIGH]) + _NOTHING
        masked = np.sqrt(self._masking.threshold(power)[:, LOW:HIGH])
        signs = self._signs[np.arange(self._frame, self._frame + len(frames)) % PERIOD]
        gains = 1 + signs * np.minimum(_DEPTH * masked / there, _DEEPEST)
        energy = np.square(there)
        gains *= np.sqrt(energy.sum(axis=1) / np.square(there * gains).sum(axis=1))[:, None]
        spectra[:, :, LOW:HIGH] *= gains[:, None, :]
        return np.fft.irfft(spectra, 2 * self._hop) * self._window


__all__ = ["Marker"]
