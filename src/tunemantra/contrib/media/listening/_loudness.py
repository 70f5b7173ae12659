"""Reads what ffmpeg's `ebur128` says ten times a second (EBU Tech 3341, 3342; ITU-R BS.1770)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from attrs import define, field

from tunemantra.contrib.media.listening._levels import spread
from tunemantra.core.analysis import Loudness, SoundFault, SoundFaultKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

FILTER = "ebur128=peak=true:metadata=1"
STEP = 0.1
_GATE = -70.0
_POINTS = 500
_COARSE = 0.05
_WHOLE_SHORT_TERM = 30
_STEPS = 100
"""Steps until three seconds are full; what the range says before that is about nothing."""


@define
class Course:
    """How loud it was, step by step.

    Args:
        momentary, short_term: LUFS, of each step.
        integrated: LUFS, at the end.
        range: LU, at the end.
        peaks: dBTP, by channel, at the end.
        over: for each channel the steps at which its true peak passed full scale first and rose last.
    """

    momentary: list[float] = field(factory=list)
    short_term: list[float] = field(factory=list)
    integrated: float = _GATE
    range: float = 0.0
    peaks: dict[int, float] = field(factory=dict)
    over: dict[int, tuple[int, int]] = field(factory=dict)

    def take(self, key: str, value: float) -> None:
        """Take one figure of the present step; samples that are no numbers make figures that are none."""
        known = math.isfinite(value)
        if key == "M":
            self.momentary.append(value if known else _GATE)
        elif key == "S":
            self.short_term.append(value if known else _GATE)
        elif key == "I":
            self.integrated = value if known else _GATE
        elif key == "LRA":
            self.range = value if known else 0.0
        elif key.startswith("true_peaks_ch") and known:
            self._peak(int(key.removeprefix("true_peaks_ch")), value)

    def _peak(self, channel: int, value: float) -> None:
        step = len(self.momentary) - 1
        if value > 1 and value > self.peaks.get(channel, 0.0):
            first, _ = self.over.get(channel, (step, step))
            self.over[channel] = (first, step)
        self.peaks[channel] = value

    def loudness(self, sample_peak: float) -> Loudness:
        """Return the figures for the whole.

        Args:
            sample_peak: linear, of all channels.
        """
        highest = max(self.peaks.values(), default=0.0)
        # ffmpeg writes peaks with three decimals, too few for soft ones; no true peak is below the sample peak.
        true_peak = max(highest, sample_peak) if highest > _COARSE else sample_peak
        return Loudness(
            integrated=_gated(self.integrated),
            range=self.range if len(self.short_term) > _WHOLE_SHORT_TERM else 0.0,
            momentary=_gated(max(self.momentary, default=_GATE)),
            short_term=_gated(max(self.short_term, default=_GATE)),
            true_peak=_at_most(true_peak),
            sample_peak=_at_most(sample_peak),
        )

    @property
    def curve(self) -> tuple[float, ...]:
        """Return the momentary loudness in LUFS of each 1/500 of the length, the loudest moment of each."""
        loud = spread(np.array(self.momentary or [_GATE]), _POINTS)
        return tuple(round(max(float(value), _GATE), 1) for value in loud)

    def faults(self, seconds: float) -> Iterator[SoundFault]:
        """Return where the wave goes beyond full scale between the samples.

        Args:
            seconds: length of the recording.
        """
        for channel, (first, last) in sorted(self.over.items()):
            value = _decibels(self.peaks[channel]) or 0.0
            start, end = first * STEP, min((last + 1) * STEP, seconds)
            named = None if len(self.peaks) == 1 else channel
            yield SoundFault(SoundFaultKind.TRUE_PEAK, start, end, named, value, "dBTP", f"{value:+.1f} dBTP")


def read_course(stream: BinaryIO) -> Course:
    """Return what `ametadata` has written, from its beginning."""
    course = Course()
    stream.seek(0)
    for line in stream:
        if line.startswith(b"lavfi.r128."):
            key, _, value = line[11:].decode("ascii", "replace").partition("=")
            course.take(key, _number(value))
    return course


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _gated(value: float) -> float | None:
    return value if value > _GATE else None


def _decibels(value: float) -> float | None:
    return round(20 * math.log10(value), 2) if value > 0 else None


def _at_most(peak: float) -> float | None:
    """Return a peak in dB, never below what it is: a gain that just fits by its figure has to fit."""
    return math.ceil(round(20 * math.log10(peak) * _STEPS, 6)) / _STEPS if peak > 0 else None


__all__ = ["FILTER", "Course", "read_course"]
