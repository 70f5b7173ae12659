"""Finds where sound stops dead: dropouts, and recordings that begin or end in full swing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from tunemantra.contrib.media.listening._spots import Spot, add, told
from tunemantra.contrib.media.listening._window import Samples, Window
from tunemantra.core.analysis import SoundFault, SoundFaultKind

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORTEST = 0.001
"""Seconds of nothing that nobody plays."""
_TIP = 0.00015
_ABRUPT = 0.1
_SWING = 0.25
_AUDIBLE = np.float32(10 ** (-50 / 20))
_CLEAR = np.float32(10 ** (-40 / 20))


@frozen
class _Hole:
    start: int
    abrupt: bool


class Gaps:
    """Looks for samples that are exactly zero between two sounds that neither fade out nor in, and at both ends.

    Args:
        rate: Hz.
        channels: count.
    """

    def __init__(self, rate: int, channels: int) -> None:
        self._rate, self._channels = rate, channels
        self._shortest = max(round(SHORTEST * rate), 8)
        self._tip = max(round(_TIP * rate), 2)
        self._open: list[_Hole | None] = [None] * channels
        self._sum, self._frames = np.zeros(channels, np.float64), 0
        self._spots: list[Spot] = []
        self._cuts: list[SoundFault] = []

    def feed(self, window: Window) -> None:
        """Look at the next window."""
        self._sum += window.core.sum(axis=1, dtype=np.float64)
        self._frames = window.end
        if window.start == 0:
            self._begin(window)
        for channel in range(self._channels):
            self._holes(window, channel)
        if window.last:
            self._end(window)

    def _holes(self, window: Window, channel: int) -> None:
        line = window.core[channel]
        hole = self._open[channel]
        if hole is None and len(line) - np.count_nonzero(line) < min(self._shortest, self._tip):
            return
        edges = np.flatnonzero(np.diff(line == 0, prepend=hole is not None))
        if hole is not None and edges.size:
            self._close(window, channel, hole, int(edges[0]))
            edges, self._open[channel] = edges[1:], None
        for start, end in zip(edges[::2].tolist(), [*edges[1::2].tolist(), None][: -(-len(edges) // 2)], strict=True):
            if end is None:
                self._open[channel] = _Hole(window.start + start, self._stops(window, channel, start))
            elif end - start >= self._shortest:
                self._close(window, channel, _Hole(window.start + start, self._stops(window, channel, start)), end)

    def _close(self, window: Window, channel: int, hole: _Hole, end: int) -> None:
        past = window.start + end
        if hole.abrupt and past - hole.start >= self._shortest and self._starts(window, channel, end):
            add(self._spots, hole.start / self._rate, past / self._rate, channel)

    def _stops(self, window: Window, channel: int, at: int) -> bool:
        return self._is_abrupt(window.wide[channel, at : at + window.pad][::-1])

    def _starts(self, window: Window, channel: int, at: int) -> bool:
        return self._is_abrupt(window.wide[channel, window.pad + at : 2 * window.pad + at])

    def _is_abrupt(self, sound: Samples) -> bool:
        """Return whether sound is there at once, in its height or in its steepness; it begins with its edge."""
        height = np.abs(sound)
        top = height.max(initial=0)
        if top < _AUDIBLE:
            return False
        slope = np.abs(np.diff(sound))
        steep = slope[: self._tip].max() >= 2 * _ABRUPT * slope.max()
        return bool(height[0] >= _ABRUPT * top or (steep and height[: self._tip].max() >= _ABRUPT / 4 * top))

    def _in_swing(self, sound: Samples) -> bool:
        # What is off the middle throughout is an offset, and no sound.
        middle = (self._sum / max(self._frames, 1)).astype(np.float32)
        return any(self._swings(line - middle[at]) for at, line in enumerate(sound) if len(line) > self._tip)

    def _swings(self, line: Samples) -> bool:
        height, slope = np.abs(line), np.abs(np.diff(line))
        high = max(height[0] / _ABRUPT, height[: self._tip].max() / _SWING) >= height.max()
        steep = slope[: self._tip].max() >= 2 * _SWING * slope.max()
        return bool(height.max() >= _CLEAR and (high or steep))

    def _begin(self, window: Window) -> None:
        if self._in_swing(window.core[:, : window.pad]):
            at = window.pad / self._rate
            self._cuts.append(SoundFault(SoundFaultKind.CUT_START, 0.0, at, detail="begins in full swing"))

    def _end(self, window: Window) -> None:
        seconds = window.end / self._rate
        holes = [hole for hole in self._open if hole is not None]
        if len(holes) == self._channels and all(window.end - hole.start >= self._shortest for hole in holes):
            if any(hole.abrupt for hole in holes):
                at = max(hole.start for hole in holes) / self._rate
                words = "stops in full swing, and silence follows"
                self._cuts.append(SoundFault(SoundFaultKind.CUT_END, at, seconds, detail=words))
            return
        if self._in_swing(window.wide[:, -2 * window.pad : -window.pad][:, ::-1]):
            at = max(seconds - window.pad / self._rate, 0.0)
            self._cuts.append(SoundFault(SoundFaultKind.CUT_END, at, seconds, detail="ends in full swing"))

    def faults(self) -> Iterator[SoundFault]:
        """Return what was found."""
        yield from self._cuts
        yield from told(SoundFaultKind.DROPOUT, self._spots, self._channels, "holes", "hole", "holes")


__all__ = ["Gaps"]
