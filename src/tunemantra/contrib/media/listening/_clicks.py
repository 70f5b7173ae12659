"""Finds clicks: a jump of a few samples in sound that goes on as before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tunemantra.contrib.media.listening._spots import Spot, add, told
from tunemantra.contrib.media.listening._window import Samples, Window
from tunemantra.core.analysis import SoundFault, SoundFaultKind

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_A_SECOND = 8
"""More of them are a sound: a sawtooth, a crackle that is meant."""
_NEAR = 7
_CONCENTRATED = 0.2
_ABSOLUTE = np.float32(0.03)
_ABOVE_REST = 25.0
_ABOVE_NEXT = 6.0
_STEADY = 6.0
_STILL = 1e-4


class Clicks:
    """Looks at the fourth difference, which music has little of: one peak alone in 10 ms is a click.

    Args:
        rate: Hz.
        channels: count.
    """

    def __init__(self, rate: int, channels: int) -> None:
        self._rate, self._channels = rate, channels
        self._found: list[list[int]] = [[] for _ in range(channels)]
        self._crowded: list[int] = [-1] * channels
        self._spots: list[Spot] = []

    def feed(self, window: Window) -> None:
        """Look at the next window."""
        cells = window.core.shape[1] // window.hop
        if not cells:
            return
        used = window.wide[:, window.pad - 2 : window.pad + cells * window.hop + 2]
        bends = np.diff(used, n=4, axis=1)
        grid = bends.reshape(self._channels, cells, window.hop)
        peak = np.maximum(grid.max(axis=2), -grid.min(axis=2))
        energy = np.einsum("ckh,ckh->ck", grid, grid)
        for channel, cell in np.argwhere((peak > _ABSOLUTE) & (peak * peak > _CONCENTRATED * energy)).tolist():
            at = cell * window.hop + int(np.abs(grid[channel, cell]).argmax())
            if self._alone(window, channel, at) and _goes_on(window, channel, at):
                self._add(channel, window.start + at)

    def _alone(self, window: Window, channel: int, at: int) -> bool:
        reach = window.hop // 2 + _NEAR
        place = window.pad + at
        bends = np.abs(np.diff(window.wide[channel, place - reach - 2 : place + reach + 3], n=4))
        rest = np.concatenate((bends[: reach - _NEAR + 1], bends[reach + _NEAR :]))
        top = bends[reach]
        return bool(top > _ABOVE_NEXT * rest.max() and top > _ABOVE_REST * np.sqrt(np.mean(rest * rest)))

    def _add(self, channel: int, at: int) -> None:
        found = self._found[channel]
        while found and at - found[0] > self._rate:
            self._let_go(channel, found.pop(0))
        found.append(at)
        if len(found) > MOST_A_SECOND:
            self._crowded[channel] = at

    def _let_go(self, channel: int, at: int) -> None:
        if self._crowded[channel] < at:
            add(self._spots, at / self._rate, (at + 1) / self._rate, channel)

    def faults(self) -> Iterator[SoundFault]:
        """Return what was found."""
        for channel, found in enumerate(self._found):
            for at in found:
                self._let_go(channel, at)
            found.clear()
        yield from told(SoundFaultKind.CLICK, self._spots, self._channels, "clicks", "click", "clicks")


def _goes_on(window: Window, channel: int, at: int) -> bool:
    """Return whether the sound is about as loud behind a click as before it; otherwise something began or ended."""
    near, far = window.hop // 10, window.hop
    place = window.pad + at
    before = _strength(window.wide[channel, place - far : place - near])
    behind = _strength(window.wide[channel, place + near : place + far])
    return max(before, behind) <= max(_STEADY * min(before, behind), _STILL)


def _strength(part: Samples) -> float:
    return float(np.sqrt(np.mean(part * part)))


__all__ = ["Clicks"]
