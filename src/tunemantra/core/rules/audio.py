"""Rules on the masters, from what was measured in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve

from tunemantra.core.analysis import SoundAnalysis, SoundFaultKind
from tunemantra.core.finding import error, warning
from tunemantra.core.requirement import ADM, ONE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.core.analysis import Analysis
    from tunemantra.core.finding import Finding
    from tunemantra.core.media import AudioFacts
    from tunemantra.core.release import Track
    from tunemantra.core.requirement import AudioSpec
    from tunemantra.core.rules.case import Case

LONGEST_SILENCE: Final = 5.0
SHORTEST_TRACK: Final = 30.0
DURATION_TOLERANCE: Final = 1.0
PCM_FORMAT: Final = 1


def _measured(case: Case) -> Iterator[tuple[str, Track, AudioFacts]]:
    for index, track in enumerate(case.release.tracks):
        facts = case.audio(index)
        if facts is not None:
            yield f"tracks[{index}].audio", track, facts


def _sound(case: Case) -> Iterator[tuple[str, Track, AudioFacts]]:
    """Yield what really is sound; CMN-AUD-007 alone speaks about the rest."""
    return (item for item in _measured(case) if not item[2].problem and item[2].frames)


def deliverable_form(case: Case) -> Iterator[Finding]:
    """CMN-AUD-001: what is missing in a master is never made up by upsampling, padding or up- or downmixing."""
    spec = case.requirement.audio
    if spec is None:
        return
    for path, track, facts in _sound(case):
        for finding in misfits("CMN-AUD-001", path, facts, spec):
            yield evolve(finding, file=track.audio.path).on(case.platform)


def misfits(rule: str, path: str, facts: AudioFacts, spec: AudioSpec) -> Iterator[Finding]:
    """Yield why a master gives no form of what a platform takes, under the rule that asks."""
    if not spec.takes_scene_of(facts):
        yield error(
            rule,
            path,
            "an ADM master is never converted, nor made from channels",
            observed="ADM BWF" if facts.immersive else "no ADM chunks",
            expected=str(spec),
            hint="ask for the master that was mixed for this",
        )
        return
    if facts.lossy and not spec.bit_depths and spec.form_for(facts) is None:
        yield error(
            rule,
            path,
            "the master is lossy, and not what the platform takes",
            observed=f"{facts.codec} {facts.bitrate // 1000} kbit/s {facts.sample_rate} Hz",
            expected=f"a lossless master, or {spec.codec} {spec.bitrate // 1000} kbit/s as it is delivered",
            hint="ask for the lossless master; what is lossy is never encoded again",
        )
        return
    if not spec.takes_channels_of(facts):
        yield error(
            rule,
            path,
            "the number of channels is wrong",
            observed=_channels(facts.channels),
            expected=_channels(spec.channels),
            hint="ask for the stereo master" if spec.codec != ADM else "ask for a master with fewer channels",
        )
    if facts.sample_rate < spec.sample_rates[0] and spec.codec not in ONE_RATE:
        yield error(
            rule,
            path,
            "the sample rate is too low",
            observed=f"{facts.sample_rate} Hz",
            expected=f"{spec.sample_rates[0]} Hz or more",
            hint="ask for the original master; it is never upsampled",
        )
    if spec.bit_depths and facts.bit_depth < spec.bit_depths[0]:
        yield error(
            rule,
            path,
            "the resolution is too low",
            observed=f"{facts.bit_depth}-bit" if facts.bit_depth else f"lossy ({facts.codec})",
            expected=f"{spec.bit_depths[0]}-bit or more",
            hint="ask for the original master; it is never padded",
        )


def _channels(count: int) -> str:
    return {1: "1 channel (mono)", 2: "2 channels (stereo)"}.get(count, f"{count} channels")


def not_silent(case: Case) -> Iterator[Finding]:
    """CMN-AUD-005: whole silence blocks; long silence at either end is a warning with its place in time."""
    for path, track, facts in _sound(case):
        if facts.silent:
            yield error(
                "CMN-AUD-005",
                path,
                "the whole file is digital silence",
                observed=f"{facts.duration:.1f} s of silence",
                expected="music",
                hint="export the master again",
                file=track.audio.path,
            )
            continue
        ends = {
            "begins": (facts.leading_silence, 0.0),
            "ends": (facts.trailing_silence, facts.duration - facts.trailing_silence),
        }
        for end, (seconds, at) in ends.items():
            if seconds > LONGEST_SILENCE:
                finding = warning(
                    "CMN-AUD-005",
                    path,
                    f"the track {end} with a long silence",
                    observed=f"{seconds:.1f} s",
                    expected=f"at most {LONGEST_SILENCE:g} s",
                    hint="trim the master, if the silence is not meant",
                    file=track.audio.path,
                )
                yield evolve(finding, at=at)


def whole_recording(case: Case) -> Iterator[Finding]:
    """CMN-AUD-007: one finding for a file, the gravest: no sound, cut off, or not as long as stated."""
    for path, track, facts in _measured(case):
        fault = broken(facts) or _other_length(track, facts)
        if fault:
            message, observed, expected, hint = fault
            yield error(
                "CMN-AUD-007",
                path,
                message,
                observed=observed,
                expected=expected,
                hint=hint,
                file=track.audio.path,
            )


def broken(facts: AudioFacts) -> tuple[str, str, str, str] | None:
    """Return what is wrong with a recording that is not whole: what, observed, expected, what to do."""
    whole = "export or copy the master again and compare its size"
    # Of a file that gave no sound at all, its problem says more than its length.
    if facts.truncated and (facts.frames or not facts.problem):
        declared = facts.declared_frames or 0
        there, promised = f"{facts.duration:.2f} s", f"{declared / (facts.sample_rate or 1):.2f} s"
        if there == promised:
            there, promised = f"{facts.frames} samples", f"{declared} samples"
        return "the file is cut off", there, f"{promised} as its header says", whole
    if facts.problem:
        return "the file cannot be decoded", facts.problem, "a readable WAV, FLAC or AIFF file", whole
    if not facts.frames:
        return "the file holds no sound", "0 samples", "music", whole
    return None


def within_full_scale(case: Case) -> Iterator[Finding]:
    """CMN-AUD-004: what only floating point holds would be cut off in every form there is."""
    for path, track, facts in _sound(case):
        gain = case.gain(path, track)
        level = facts.over + gain.decibels if gain is not None else facts.over
        if facts.over and level > 0:
            yield error(
                "CMN-AUD-004",
                path,
                "the master goes above full scale, where every form it is delivered in ends",
                observed=f"+{level:.2f} dBFS",
                expected="0 dBFS at most",
                hint="ask for the master at a lower level; it is never limited",
                file=track.audio.path,
            )


def _other_length(track: Track, facts: AudioFacts) -> tuple[str, str, str, str] | None:
    if track.duration is None or abs(float(track.duration) - facts.duration) <= DURATION_TOLERANCE:
        return None
    return (
        "the file is not as long as the metadata says",
        f"{facts.duration:.2f} s",
        f"{track.duration:f} s, give or take {DURATION_TOLERANCE:g}",
        "correct the duration, or look for the right master",
    )


def clean_header(case: Case) -> Iterator[Finding]:
    """CMN-AUD-008: only a warning on masters, for every rendition gets a header of its own."""
    for path, track, facts in _sound(case):
        flaws = []
        if facts.format_code not in {None, PCM_FORMAT}:
            flaws.append(f"format code 0x{facts.format_code:04X}")
        if facts.foreign_chunks:
            flaws.append(f"chunks {', '.join(chunk.strip() or '?' for chunk in facts.foreign_chunks)}")
        flaws += _behind(case.analyses.get(path))
        if flaws:
            yield warning(
                "CMN-AUD-008",
                path,
                "the file has more in it than plain audio needs",
                observed="; ".join(flaws),
                expected="format code 0x0001, only fmt and data" if facts.container == "wav" else "audio alone",
                hint="nothing to do: what is delivered gets a clean header",
                file=track.audio.path,
            )


def _behind(heard: Analysis | None) -> list[str]:
    faults = heard.faults if isinstance(heard, SoundAnalysis) else ()
    return [fault.detail for fault in faults if fault.kind is SoundFaultKind.PADDED_FILE]


def long_enough(case: Case) -> Iterator[Finding]:
    """CMN-AUD-009: stores pay for a stream after 30 seconds, and look askance at shorter tracks."""
    for path, track, facts in _sound(case):
        if facts.duration < SHORTEST_TRACK:
            yield warning(
                "CMN-AUD-009",
                path,
                "the track is very short",
                observed=f"{facts.duration:.1f} s",
                expected=f"{SHORTEST_TRACK:g} s or more",
                hint="make sure that it is meant to be that short",
                file=track.audio.path,
            )


__all__ = [
    "broken",
    "clean_header",
    "deliverable_form",
    "long_enough",
    "misfits",
    "not_silent",
    "whole_recording",
    "within_full_scale",
]
