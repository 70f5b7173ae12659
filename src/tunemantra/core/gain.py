"""By how much a recording is made louder than its master for a platform, and who asked for that; never by a limiter."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from math import floor
from typing import Final

from attrs import frozen

from tunemantra.core.analysis import Loudness
from tunemantra.core.media import AudioFacts

CEILING: Final = -0.1
"""dBTP that nothing is made louder beyond; true peaks are measured to some hundredths of a dB."""
_STEPS: Final = 100
"""Steps of a dB that a gain is counted in."""


class Asker(StrEnum):
    """Who asks for another loudness."""

    LABEL = "the label"
    PLATFORM = "the platform"


@frozen
class Gain:
    """By how much a recording is made louder than its master.

    Args:
        decibels: dB; below 0 for quieter.
        asker: who asked for it.
        wanted: dB that were asked for; more than `decibels` where a peak would go above full scale.
    """

    decibels: float
    asker: Asker
    wanted: float

    @property
    def limited(self) -> bool:
        """Return whether it is less than was asked for."""
        return self.decibels != self.wanted

    def __str__(self) -> str:
        less = f" of {self.wanted:+g} dB" if self.limited else ""
        return f"{self.decibels:+g} dB{less}, asked for by {self.asker.value}"


def bears(master: AudioFacts) -> bool:
    """Return whether a master can be made louder or quieter: what is lossy, or ADM, is only passed on."""
    return not master.lossy and master.immersive is None


def clips(gain: float, heard: Loudness | None) -> bool:
    """Return whether a gain takes a recording above full scale; False where nobody knows how loud it is.

    Args:
        gain: dB.
        heard: how loud the master is; None where nobody knows.
    """
    return gain > 0 and heard is not None and heard.sample_peak is not None and heard.sample_peak + gain > 0


def gain_for(stated: Decimal | None, target: float | None, master: AudioFacts, heard: Loudness | None) -> Gain | None:
    """Return the gain of a recording; None where it stays as it is.

    What the label states goes before what a platform asks for, and is never made less: what would clip is refused.

    Args:
        stated: dB the label asks for, 0 for the master as it is; None where it leaves that open.
        target: LUFS the platform asks for; None where it asks for none.
        master: what it is.
        heard: how loud the master is; None where nobody knows.
    """
    if stated is not None:
        return Gain(float(stated), Asker.LABEL, float(stated)) if stated else None
    if target is None or heard is None or heard.integrated is None or not bears(master):
        return None
    wanted = round(target - heard.integrated, 2)
    room = max(0.0, floor((CEILING - (heard.true_peak or 0.0)) * _STEPS) / _STEPS)
    return Gain(min(wanted, room), Asker.PLATFORM, wanted) if wanted else None


__all__ = ["CEILING", "Asker", "Gain", "bears", "clips", "gain_for"]
