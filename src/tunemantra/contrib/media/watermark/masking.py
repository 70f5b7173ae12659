"""How much may be added to a sound without being heard, by critical bands (after J. D. Johnston, 1988)."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Power = NDArray[np.float64]

_TONE_DECIBEL: Final = 14.5
_NOISE_DECIBEL: Final = 6.0
_FLATTEST_DECIBEL: Final = -25.0
_UPWARD, _DOWNWARD = 10.0, 25.0
"""Decibel a Bark by which masking falls off above and below a sound."""
_NOTHING: Final = 1e-20


class Masking:
    """The masking threshold of a spectrum.

    Args:
        hertz: of each bin.
    """

    def __init__(self, hertz: NDArray[np.float64]) -> None:
        bands = np.floor(_bark(hertz)).astype(np.int64)
        self._membership = (bands[:, None] == np.arange(bands.max() + 1)).astype(np.float64)
        self._sizes = np.maximum(self._membership.sum(axis=0), 1.0)
        self._numbers = np.arange(self._membership.shape[1])
        distance = self._numbers[None, :] - self._numbers[:, None]
        fall = np.where(distance >= 0, _UPWARD * distance, -_DOWNWARD * distance)
        self._spread = 10 ** (-fall / 10)
        self._spread /= self._spread.sum(axis=0)

    def threshold(self, power: Power) -> Power:
        """Return the power a bin below which something else is not heard.

        Args:
            power: of each bin; shape (frames, bins).
        """
        energy = power @ self._membership
        level = 10 * np.log10(energy / self._sizes + _NOTHING)
        flatness = 10 * (np.log10(power + _NOTHING) @ self._membership) / self._sizes - level
        tonality = np.clip(flatness / _FLATTEST_DECIBEL, 0, 1)
        offset = tonality * (_TONE_DECIBEL + self._numbers) + (1 - tonality) * _NOISE_DECIBEL
        allowed = (energy @ self._spread) * 10 ** (-offset / 10) / self._sizes
        return np.asarray(allowed @ self._membership.T)


def _bark(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(13 * np.arctan(0.00076 * hertz) + 3.5 * np.arctan((hertz / 7500) ** 2))


__all__ = ["Masking"]
