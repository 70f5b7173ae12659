"""How the tracks of a release follow one another: the silence between them, and where there is none."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from attrs import frozen

from tunemantra.core.analysis import SoundAnalysis, SoundFaultKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tunemantra.core.analysis import Analysis
    from tunemantra.core.release import Release

RUNS_ON: Final = 0.01
"""Seconds of silence between two tracks that nobody hears as a gap."""


@frozen
class Join:
    """Where one track ends and the next of its disc begins.

    Args:
        before, after: indexes of the tracks.
        gap: seconds of digital silence between the last sound of one and the first of the other.
        gapless: whether the sound runs on: one ends in full swing, and the other begins so.
    """

    before: int
    after: int
    gap: float
    gapless: bool


def joins(release: Release, analyses: Mapping[str, Analysis]) -> Iterator[Join]:
    """Yield the joins between tracks that were both listened to, in the order they are played.

    Args:
        release: the tracks.
        analyses: by path in the release (`tracks[0].audio`).
    """
    played = sorted(enumerate(release.tracks), key=lambda entry: entry[1].position)
    for (before, one), (after, other) in pairwise(played):
        end, start = (analyses.get(f"tracks[{index}].audio") for index in (before, after))
        if one.disc == other.disc and isinstance(end, SoundAnalysis) and isinstance(start, SoundAnalysis):
            runs_on = _has(end, SoundFaultKind.CUT_END) and _has(start, SoundFaultKind.CUT_START)
            gap = end.trailing + start.leading
            yield Join(before, after, gap, runs_on and gap < RUNS_ON)


def _has(heard: SoundAnalysis, kind: SoundFaultKind) -> bool:
    return any(fault.kind is kind for fault in heard.faults)


__all__ = ["Join", "joins"]
