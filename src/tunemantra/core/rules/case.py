"""What a rule looks at, and what a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cached_property

from attrs import field, frozen

from tunemantra.core.analysis import Analysis, PictureAnalysis, SoundAnalysis
from tunemantra.core.catalogue import Catalogued
from tunemantra.core.finding import Finding
from tunemantra.core.gain import Gain, gain_for
from tunemantra.core.media import AudioFacts, Facts, ImageFacts
from tunemantra.core.release import Release, Track
from tunemantra.core.requirement import Requirement
from tunemantra.core.terms import Stated, stated


@frozen
class Case:
    """A release before one platform's bench.

    Args:
        release: as submitted.
        platform: key.
        requirement: what the platform demands.
        now: the moment of judgement, aware.
        facts: measurements by path in the release (`tracks[0].audio`, `artwork`); a file that is missing here was
            not measured, and media rules say nothing about it.
        catalogued: what the catalogue has beside a recording, by its path; empty where no catalogue was asked.
        analyses: what was heard and seen, by the same paths; empty where nobody has listened or looked.
    """

    release: Release
    platform: str
    requirement: Requirement
    now: datetime
    facts: Mapping[str, Facts] = field(factory=dict)
    catalogued: Mapping[str, Catalogued] = field(factory=dict)
    analyses: Mapping[str, Analysis] = field(factory=dict)

    @cached_property
    def stated(self) -> tuple[Stated, ...]:
        """Return every term the release states for the platform."""
        return tuple(stated(self.release, self.requirement.terms))

    def audio(self, index: int) -> AudioFacts | None:
        """Return the measurements of a track's master, or None."""
        facts = self.facts.get(f"tracks[{index}].audio")
        return facts if isinstance(facts, AudioFacts) else None

    def is_immersive(self, path: str) -> bool:
        """Return whether a recording was measured, or asked of the catalogue, and is for more than two channels."""
        facts = self.facts.get(path)
        if isinstance(facts, AudioFacts):
            return facts.multichannel
        return path in self.catalogued and self.catalogued[path].recording.immersive

    def sound(self, index: int) -> SoundAnalysis | None:
        """Return what was heard in a track's master, or None."""
        heard = self.analyses.get(f"tracks[{index}].audio")
        return heard if isinstance(heard, SoundAnalysis) else None

    def gain(self, path: str, track: Track) -> Gain | None:
        """Return by how much the master of a track is made louder for the platform; None where it stays as it is."""
        facts, heard, spec = self.facts.get(path), self.analyses.get(path), self.requirement.audio
        if spec is None or not isinstance(facts, AudioFacts):
            return None
        return gain_for(track.gain, spec.loudness, facts, heard.loudness if isinstance(heard, SoundAnalysis) else None)

    def artwork(self) -> ImageFacts | None:
        """Return the measurements of the cover, or None."""
        facts = self.facts.get("artwork")
        return facts if isinstance(facts, ImageFacts) else None

    def look(self) -> PictureAnalysis | None:
        """Return what was seen in the cover, or None."""
        analysis = self.analyses.get("artwork")
        return analysis if isinstance(analysis, PictureAnalysis) else None


@frozen
class Rule:
    """One rule: its id, one sentence for people, and the function that applies it."""

    id: str
    summary: str
    check: Callable[[Case], Iterable[Finding]]


__all__ = ["Case", "Rule"]
