"""The rule on recordings that are made louder or quieter on the way to a platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve

from tunemantra.core.finding import Finding, Severity, error, warning
from tunemantra.core.gain import CEILING, Asker, bears, clips

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.core.gain import Gain
    from tunemantra.core.media import AudioFacts
    from tunemantra.core.rules.case import Case

RULE: Final = "CMN-AUD-013"


def borne(case: Case) -> Iterator[Finding]:
    """CMN-AUD-013: a note says each change and who asked; a master that does not bear it blocks, or stays as it is."""
    for index, track in enumerate(case.release.tracks):
        facts, path = case.audio(index), f"tracks[{index}].audio"
        if facts is None or facts.problem or case.requirement.audio is None:
            continue
        gain, target = case.gain(path, track), case.requirement.audio.loudness
        if gain is not None and gain.asker is Asker.LABEL:
            yield evolve(_of_label(case, index, facts, gain), file=track.audio.path)
        elif target is not None and track.gain is None:
            found = _of_platform(case, index, facts, gain, f"{target:g} LUFS")
            if found is not None:
                yield evolve(found, file=track.audio.path).on(case.platform)


def _of_label(case: Case, index: int, facts: AudioFacts, gain: Gain) -> Finding:
    path, heard = f"tracks[{index}].gain", case.sound(index)
    if not bears(facts):
        return error(
            RULE,
            path,
            "a lossy or ADM master is passed on as it is, and made neither louder nor quieter",
            observed=f"{gain.decibels:+g} dB, {facts.codec}",
            expected="no gain, or a lossless master",
            hint="leave out the gain, or ask for the lossless master",
        )
    peak = heard.loudness.sample_peak if heard is not None else None
    if peak is not None and heard is not None and clips(gain.decibels, heard.loudness):
        return error(
            RULE,
            path,
            "the gain takes the recording above full scale",
            observed=f"{gain.decibels:+g} dB, and a peak of {peak:+.2f} dBFS",
            expected=f"{max(-peak, 0.0):.2f} dB at most",
            hint="ask for less gain; what is delivered is never limited",
        )
    return _changed(path, gain, "the master as it is")


def _of_platform(case: Case, index: int, facts: AudioFacts, gain: Gain | None, target: str) -> Finding | None:
    path, heard = f"tracks[{index}].audio", case.sound(index)
    if not bears(facts):
        message = "the platform asks for a loudness, and what is lossy or ADM is sent as it is"
        return warning(RULE, path, message, observed=facts.codec, expected=target, hint="ask for the lossless master")
    if heard is None:
        message = "the platform asks for a loudness, and nobody has listened to the master"
        return warning(RULE, path, message, observed="not analysed", expected=target)
    if gain is None:
        return None
    if gain.limited:
        return warning(
            RULE,
            path,
            "less louder than the platform asks for: its true peak would go above full scale",
            observed=str(gain),
            expected=f"{target}, at most {CEILING:g} dBTP",
            hint="ask for a master with headroom; what is delivered is never limited",
        )
    return _changed(path, gain, target)


def _changed(path: str, gain: Gain, expected: str) -> Finding:
    message = f"the recording is made {abs(gain.decibels):g} dB {'louder' if gain.decibels > 0 else 'quieter'}"
    return Finding(RULE, Severity.NOTE, path, f"{message}: {gain.asker.value} asks for it", str(gain), expected)


__all__ = ["RULE", "borne"]
