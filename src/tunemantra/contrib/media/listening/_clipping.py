"""Finds waves whose tops were cut off at full scale (CMN-AUD-004)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tunemantra.contrib.media.listening._spots import Spot, add, told
from tunemantra.contrib.media.listening._window import Samples, Window, runs
from tunemantra.core.analysis import SoundFault, SoundFaultKind

if TYPE_CHECKING:
    from collections.abc import Iterator

FULL = np.float32(1 - 2.0**-15)
"""The highest value 16 bits hold; more bits go a little beyond it."""
SHORTEST = 3
FEWEST = 10
# The top of a slow wave stays within a step of full scale as well; but it comes there gently.
_SHARP = np.float32(8 * 2.0**-15)


class Clipping:
    """Counts runs of three and more full-scale samples that the wave runs into at full speed.

    Args:
        rate: Hz.
        channels: count.
    """

    def __init__(self, rate: int, channels: int) -> None:
        self._rate, self._channels = rate, channels
        self._spots: list[Spot] = []
        self.count = 0

    def feed(self, window: Window) -> None:
        """Look at the next window."""
        for channel in range(self._channels):
            for line, top in ((window.high, 1), (-window.low, -1)):
                if line[channel].max() >= FULL:
                    self._tops(window, channel, np.float32(top))

    def _tops(self, window: Window, channel: int, sign: np.float32) -> None:
        # A run over the border of two windows is counted where it begins; 40 ms of it are in sight there.
        wide = window.wide[channel, window.pad - 1 :] * sign
        # Floating point that goes on above full scale is too high, which the true peak tells, but cut off nowhere.
        mask = (wide >= FULL) & (wide <= 1)
        length = window.core.shape[1]
        for start, end in runs(mask):
            if 1 <= start <= length and end - start >= SHORTEST and self._sharp(wide, start, end):
                at = window.start + start - 1
                add(self._spots, at / self._rate, (at + end - start) / self._rate, channel)
                self.count += 1

    @staticmethod
    def _sharp(wide: Samples, start: int, end: int) -> bool:
        before = wide[start] - wide[start - 1]
        behind = wide[end - 1] - wide[end] if end < len(wide) else np.float32(0)
        return bool(max(before, behind) > _SHARP)

    def faults(self) -> Iterator[SoundFault]:
        """Return what was found."""
        if self.count >= FEWEST:
            words = ("flattened top", "flattened tops")
            yield from told(SoundFaultKind.CLIPPING, self._spots, self._channels, "runs", *words)


__all__ = ["Clipping"]
