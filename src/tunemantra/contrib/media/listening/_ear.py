"""What tempo and key are judged by: how much begins at each moment, and how much of each pitch is heard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.contrib.media.listening._window import Samples

Weights = NDArray[np.float32]

_AT_ONCE: Final = 1024
_BANDS: Final = 128
_LINEAR_TO: Final = 1000.0
_LINEAR_BANDS: Final = 15
_RATIO: Final = np.log(6.4) / 27
_DEEP: Final = 80.0
_FAINTEST: Final = 1e-10
_LOUD: Final = 0.05
_MIDDLE_C_OCTAVE: Final = 4
_OCTAVES: Final = 1.5
_C0: Final = 440 * 2 ** (-57 / 12)
"""Hz of the C four octaves below middle C."""


def onsets(sound: Samples, rate: int, size: int, hop: int) -> NDArray[np.float64]:
    """Return how much louder the bands become from one frame to the next: the mean of the rises, in dB.

    Args:
        sound: one channel.
        rate: Hz.
        size, hop: samples in a frame, and from one frame to the next.
    """
    bank = _mel(rate, size).T
    power = np.concatenate([lines**2 @ bank for lines in _spectra(sound, size, hop)])
    level = 10 * np.log10(np.maximum(power, _FAINTEST))
    # What is buried that deep is heard by nobody.
    level = np.maximum(level, level.max() - _DEEP)
    rises: NDArray[np.float64] = np.maximum(np.diff(level, axis=0), 0).mean(axis=1, dtype=np.float64)
    return rises


def pitches(sound: Samples, rate: int, size: int, low: float, high: float) -> NDArray[np.float64] | None:
    """Return how much of each of the twelve pitches is heard, C first; None where nothing is.

    Args:
        sound: one channel.
        rate: Hz.
        size: samples in a frame; each begins in the middle of the one before.
        low, high: Hz between which is listened.
    """
    frequencies = np.fft.rfftfreq(size, 1 / rate)
    heard = slice(int(np.searchsorted(frequencies, low)), int(np.searchsorted(frequencies, high, "right")))
    bank = _chroma(np.asarray(frequencies[heard], np.float64)).T
    lines = np.concatenate([lines[:, heard] for lines in _spectra(sound, size, size // 2)])
    loud = lines.sum(axis=1)
    if not loud.any():
        return None
    found: NDArray[np.float64] = np.sqrt(lines[loud > _LOUD * loud.max()]).mean(axis=0, dtype=np.float64) @ bank
    return found


def _spectra(sound: Samples, size: int, hop: int) -> Iterator[NDArray[np.float32]]:
    """Yield the magnitudes of some frames at a time: (frames, lines)."""
    shape = np.hanning(size + 1)[:-1].astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(sound, size)[::hop]
    for start in range(0, len(frames), _AT_ONCE):
        yield np.abs(np.fft.rfft(frames[start : start + _AT_ONCE] * shape, axis=1))


def _mel(rate: int, size: int) -> Weights:
    """Return triangles of equal area: (bands, lines).

    Their corners are equally far apart below 1 kHz and by equal ratios above (Slaney, Auditory Toolbox, 1998).
    """
    top = _LINEAR_BANDS + np.log(rate / 2 / _LINEAR_TO) / _RATIO
    places = np.linspace(0, top, _BANDS + 2)
    above = _LINEAR_TO * np.exp((places - _LINEAR_BANDS) * _RATIO)
    corners = np.where(places < _LINEAR_BANDS, places * _LINEAR_TO / _LINEAR_BANDS, above)
    lines = np.fft.rfftfreq(size, 1 / rate)
    low, middle, high = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    rising, falling = (lines - low) / (middle - low), (high - lines) / (high - middle)
    weights: Weights = (np.clip(np.minimum(rising, falling), 0, None) * 2 / (high - low)).astype(np.float32)
    return weights


def _chroma(frequencies: NDArray[np.float64]) -> Weights:
    """Return how much each line counts for each pitch, most around middle C: (pitches, lines).

    A line counts for the pitches within a semitone, and low ones, that stand farther apart, for those within a line.
    """
    height = 12 * np.log2(frequencies / _C0)
    apart = np.maximum(np.diff(height, append=2 * height[-1] - height[-2]), 1)
    distance = (height - np.arange(12)[:, None] + 6) % 12 - 6
    weights = np.exp(-2 * (distance / apart) ** 2)
    weights /= np.sqrt((weights**2).sum(axis=0))
    clear: Weights = (weights * np.exp(-0.5 * ((height / 12 - _MIDDLE_C_OCTAVE) / _OCTAVES) ** 2)).astype(np.float32)
    return clear


__all__ = ["onsets", "pitches"]
