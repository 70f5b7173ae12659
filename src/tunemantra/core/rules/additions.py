"""Rules on what goes with the recordings: immersive mixes, canvases and booklets, and films as far as alike.

A fault in a file that the platform is not sent is a warning; the platform that takes it refuses the release.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve

from tunemantra.core.finding import Finding, Severity, error
from tunemantra.core.media import AudioFacts, BookletFacts, VideoFacts
from tunemantra.core.release import Part
from tunemantra.core.requirement import BookletSpec, VideoSpec
from tunemantra.core.rules.audio import DURATION_TOLERANCE, broken, misfits
from tunemantra.core.rules.booklet import judge_booklet
from tunemantra.core.rules.video import whole_film

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.core.composition import Asset
    from tunemantra.core.rules.case import Case

ALIGNED: Final = 1000
"""Samples at 48 kHz by which an immersive mix may be longer or shorter than its stereo recording (APPL-ATM-006)."""
_RATE: Final = 48_000


def not_taken(case: Case) -> Iterator[Finding]:
    """CMN-ADD-001: what a platform does not take stays here, and a note says so."""
    for path, asset in case.release.additions():
        part = case.release.part(path)
        if case.requirement.spec(part) is None:
            yield Finding(
                "CMN-ADD-001",
                Severity.NOTE,
                path,
                f"the {part.value} is not sent to {case.platform}",
                observed=asset.path,
                expected=f"{case.platform} takes no {part.value}",
                file=asset.path,
            ).on(case.platform)


def whole_mix(case: Case) -> Iterator[Finding]:
    """CMN-ATM-001: an immersive mix decodes to its end, and is what the platform takes."""
    for _, path, asset, facts in _mixes(case):
        fault = broken(facts)
        spec = case.requirement.immersive
        if fault:
            message, observed, expected, hint = fault
            found = error("CMN-ATM-001", path, message, observed=observed, expected=expected, hint=hint)
            yield _weighed(case, Part.IMMERSIVE, evolve(found, file=asset.path))
        elif spec is not None:
            for finding in misfits("CMN-ATM-001", path, facts, spec):
                yield evolve(finding, file=asset.path).on(case.platform)


def aligned_mix(case: Case) -> Iterator[Finding]:
    """CMN-ATM-002: a mix is as long as its stereo recording, within 1000 samples at 48 kHz; silence is cut."""
    for index, path, asset, facts in _mixes(case):
        stereo = case.audio(index)
        if broken(facts) or stereo is None or broken(stereo):
            continue
        apart = facts.frames * _RATE / facts.sample_rate - stereo.frames * _RATE / stereo.sample_rate
        if abs(apart) > ALIGNED:
            found = error(
                "CMN-ATM-002",
                path,
                "the immersive mix is not as long as its stereo recording",
                observed=f"{facts.duration:.3f} s, {abs(apart):.0f} samples {'more' if apart > 0 else 'less'}",
                expected=f"{stereo.duration:.3f} s, give or take {ALIGNED} samples at 48 kHz",
                hint="align it with the stereo master, without silence before or behind",
                file=asset.path,
            )
            yield _weighed(case, Part.IMMERSIVE, found)


def own_mix(case: Case) -> Iterator[Finding]:
    """CMN-ATM-003: no file is the immersive mix of two tracks, nor a recording of the release besides."""
    first = {asset.path: path for path, asset in case.release.assets()}
    for path, asset in case.release.additions():
        if case.release.part(path) is not Part.IMMERSIVE:
            continue
        if first.setdefault(asset.path, path) != path:
            found = error(
                "CMN-ATM-003",
                path,
                "this file has another place in the release already",
                observed=f"{asset.path} at {first[asset.path]}",
                expected="a file of its own",
                hint="name the immersive mix of this track",
                file=asset.path,
            )
            yield _weighed(case, Part.IMMERSIVE, found)


def whole_films(case: Case) -> Iterator[Finding]:
    """CMN-VID-001: films, canvases and motion artwork decode to their ends."""
    for part, path, asset, facts in _films(case):
        for finding in whole_film(facts, path, asset.path):
            yield _weighed(case, part, finding)


def deliverable_film(case: Case) -> Iterator[Finding]:
    """CMN-VID-002: nothing is enlarged, cut off or made up to give the platform's film."""
    for part, path, asset, facts in _films(case):
        spec = case.requirement.spec(part)
        if not facts.problem and isinstance(spec, VideoSpec) and spec.form_for(facts) is None:
            yield error(
                "CMN-VID-002",
                path,
                f"the {part.value} cannot be made into what the platform takes",
                observed=f"{facts.width} x {facts.height} pixels, {facts.milliseconds / 1000:g} seconds",
                expected=str(spec),
                hint="ask for one of this shape, size and length; nothing is enlarged or cut off unasked",
                file=asset.path,
            ).on(case.platform)


def stated_length(case: Case) -> Iterator[Finding]:
    """CMN-VID-003: a film is as long as the metadata says."""
    for part, path, asset, facts in _films(case):
        stated = case.release.tracks[_index(path)].duration if part is Part.FILM else None
        if facts.problem or stated is None:
            continue
        seconds = facts.milliseconds / 1000
        if abs(float(stated) - seconds) > DURATION_TOLERANCE:
            yield error(
                "CMN-VID-003",
                path,
                "the film is not as long as the metadata says",
                observed=f"{seconds:.2f} s",
                expected=f"{stated:f} s, give or take {DURATION_TOLERANCE:g}",
                hint="correct the duration, or look for the right film",
                file=asset.path,
            )


def sound_booklet(case: Case) -> Iterator[Finding]:
    """CMN-BKL-001 to 009: of a platform that takes none, those of iTunes are asked (`platform-facts` 7)."""
    facts, booklet = case.facts.get("booklet"), case.release.booklet
    if booklet is not None and isinstance(facts, BookletFacts):
        spec = case.requirement.booklet or BookletSpec()
        for finding in judge_booklet(facts, spec, booklet.path):
            yield _weighed(case, Part.BOOKLET, finding)


def _weighed(case: Case, part: Part, finding: Finding) -> Finding:
    """Return a finding that blocks where the platform is sent the file."""
    taken = case.requirement.spec(part) is not None
    return finding if taken or not finding.blocks else evolve(finding, severity=Severity.WARNING)


def _mixes(case: Case) -> Iterator[tuple[int, str, Asset, AudioFacts]]:
    for path, asset in case.release.additions():
        facts = case.facts.get(path)
        if case.release.part(path) is Part.IMMERSIVE and isinstance(facts, AudioFacts):
            yield _index(path), path, asset, facts


def _films(case: Case) -> Iterator[tuple[Part, str, Asset, VideoFacts]]:
    for path, asset in (*case.release.assets(), *case.release.additions()):
        facts = case.facts.get(path)
        if isinstance(facts, VideoFacts):
            yield case.release.part(path), path, asset, facts


def _index(path: str) -> int:
    return int(path.removeprefix("tracks[").partition("]")[0])


__all__ = [
    "ALIGNED",
    "aligned_mix",
    "deliverable_film",
    "not_taken",
    "own_mix",
    "sound_booklet",
    "stated_length",
    "whole_films",
    "whole_mix",
]
