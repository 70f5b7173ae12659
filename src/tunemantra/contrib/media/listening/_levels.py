"""What the samples weigh: peaks, silence at both ends, mean, and how the first two channels are alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tunemantra.contrib.media.listening._window import Samples, Window, runs
from tunemantra.core.analysis import SoundFault, SoundFaultKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

QUIET = np.float32(2.0**-15)
"""One 16-bit step, which is what dither leaves of silence (as in `media._meter`)."""
LONG_SILENCE = 5.0
_SAME = np.float32(3 * 2.0**-15)
_OPPOSED = -0.9
_FAINT = 10.0**-5  # mean square of -50 dBFS
_OPPOSED_SECONDS = 5.0
_OFFSET = 0.005
_POINTS = 500


class Levels:
    """Weighs every sample (CMN-AUD-005 and 006, DC offset).

    Args:
        rate: Hz.
        channels: count.
    """

    def __init__(self, rate: int, channels: int) -> None:
        self._rate, self._channels = rate, channels
        self.frames = 0
        self.top = np.zeros(channels, np.float64)
        self.first: int | None = None
        self.past = 0
        self._sum = np.zeros(channels, np.float64)
        self._square = np.zeros(channels, np.float64)
        self._peaks: list[Samples] = []
        self._pairs: list[tuple[int, float, float, float]] = []
        self._same = channels > 1

    def feed(self, window: Window) -> None:
        """Look at the next window."""
        core, peak = window.core, window.peak
        self.frames = window.end
        self.top = np.maximum(self.top, peak.max(axis=1))
        self._sum += core.sum(axis=1, dtype=np.float64)
        squares = np.einsum("ci,ci->c", core, core)
        self._square += squares
        loudest = peak.max(axis=0)
        self._peaks.append(loudest)
        self._ends(window, np.flatnonzero(loudest > QUIET))
        if self._channels > 1:
            cross = float(np.dot(core[0], core[1]))
            self._pairs.append((window.end, float(squares[0]), float(squares[1]), cross))
            self._same = self._same and bool(np.abs(core[0] - core[1]).max() <= _SAME)

    def _ends(self, window: Window, loud: NDArray[np.intp]) -> None:
        if not loud.size:
            return
        if self.first is None:
            self.first = window.start + _loud_in(window, int(loud[0]))[0]
        self.past = window.start + _loud_in(window, int(loud[-1]))[1]

    @property
    def silent(self) -> bool:
        """Return whether nothing is louder than silence."""
        return self.first is None

    @property
    def leading(self) -> float:
        """Return the seconds of silence ahead of all sound; 0 where there is no sound."""
        return (self.first or 0) / self._rate

    @property
    def trailing(self) -> float:
        """Return the seconds of silence behind all sound; 0 where there is no sound."""
        return 0.0 if self.silent else (self.frames - self.past) / self._rate

    @property
    def offset(self) -> tuple[float, ...]:
        """Return the mean of each channel, as a share of full scale."""
        return tuple(float(value) for value in self._sum / max(self.frames, 1))

    @property
    def correlation(self) -> float:
        """Return how the first two channels go together, -1 to 1; 0 where one of them is empty."""
        if self._channels == 1:
            return 1.0
        _, left, right, cross = (sum(column) for column in zip(*self._pairs, strict=True)) if self._pairs else (0,) * 4
        return float(np.clip(cross / np.sqrt(left * right), -1, 1)) if left and right else 0.0

    @property
    def envelope(self) -> tuple[float, ...]:
        """Return the highest peak of each 1/500 of the length."""
        return tuple(
            round(float(value), 3)
            for value in spread(np.concatenate(self._peaks or [np.zeros(1, np.float32)]), _POINTS)
        )

    def faults(self) -> Iterator[SoundFault]:
        """Return what was found."""
        seconds = self.frames / self._rate
        if self.silent:
            yield SoundFault(SoundFaultKind.SILENCE, 0.0, seconds, None, seconds, "s", "nothing but silence")
            return
        if self.leading > LONG_SILENCE:
            yield _silence(SoundFaultKind.LEADING_SILENCE, 0.0, self.leading)
        if self.trailing > LONG_SILENCE:
            yield _silence(SoundFaultKind.TRAILING_SILENCE, seconds - self.trailing, seconds)
        yield from self._offsets(seconds)
        yield from self._stereo(seconds)

    def _offsets(self, seconds: float) -> Iterator[SoundFault]:
        for channel, value in enumerate(self.offset):
            if abs(value) > _OFFSET:
                words = f"the middle of the wave is {value:+.2%} off"
                yield SoundFault(
                    SoundFaultKind.DC_OFFSET, 0.0, seconds, _named(channel, self._channels), value, "", words
                )

    def _stereo(self, seconds: float) -> Iterator[SoundFault]:
        empty = [channel for channel in range(self._channels) if self.top[channel] <= QUIET]
        for channel in empty:
            words = "nothing but silence while others play"
            yield SoundFault(SoundFaultKind.EMPTY_CHANNEL, 0.0, seconds, channel, 0.0, "", words)
        if self._channels == 1 or {0, 1} & set(empty):
            return
        if self._same:
            words = "left and right are the same"
            yield SoundFault(SoundFaultKind.DUAL_MONO, 0.0, seconds, None, 1.0, "", words)
        elif self.correlation < _OPPOSED:
            yield _opposed(0.0, seconds, self.correlation)
        else:
            yield from self._opposed_parts()

    def _opposed_parts(self) -> Iterator[SoundFault]:
        ends, left, right, cross = (np.array(column, np.float64) for column in zip(*self._pairs, strict=True))
        length = np.diff(ends, prepend=0)
        floor = _FAINT * length
        mask = (left > floor) & (right > floor) & (cross < _OPPOSED * np.sqrt(left * right))
        for first, past in runs(mask):
            start, end = (ends[first] - length[first]) / self._rate, ends[past - 1] / self._rate
            if end - start >= _OPPOSED_SECONDS:
                part = slice(first, past)
                value = cross[part].sum() / np.sqrt(left[part].sum() * right[part].sum())
                yield _opposed(float(start), float(end), float(value))


def spread(values: NDArray[np.floating], points: int) -> NDArray[np.floating]:
    """Return the highest value of each of so many parts of equal length."""
    edges = np.arange(points) * len(values) // points
    ends = np.maximum(-(-(np.arange(points) + 1) * len(values) // points), edges + 1)
    return np.array([values[edge:end].max() for edge, end in zip(edges, ends, strict=True)])


def _loud_in(window: Window, cell: int) -> tuple[int, int]:
    """Return the first loud frame of a cell, and the one behind its last."""
    start = cell * window.hop
    part = np.abs(window.core[:, start : start + window.hop]).max(axis=0)
    loud = np.flatnonzero(part > QUIET)
    return start + int(loud[0]), start + int(loud[-1]) + 1


def _silence(kind: SoundFaultKind, start: float, end: float) -> SoundFault:
    return SoundFault(kind, start, end, None, end - start, "s", f"{end - start:.1f} s of silence")


def _opposed(start: float, end: float, value: float) -> SoundFault:
    words = "left and right cancel each other"
    return SoundFault(SoundFaultKind.INVERTED_PHASE, start, end, None, value, "", words)


def _named(channel: int, channels: int) -> int | None:
    return None if channels == 1 else channel


__all__ = ["QUIET", "Levels", "spread"]
