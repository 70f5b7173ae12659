"""Rules on how the masters sound, from what listening found; a track nobody listened to has none of these findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from tunemantra.core.analysis import SoundFaultKind as Kind
from tunemantra.core.finding import Finding, Severity
from tunemantra.core.rules.audio import not_silent, within_full_scale
from tunemantra.core.sequence import joins

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tunemantra.core.analysis import SoundAnalysis, SoundFault
    from tunemantra.core.rules.case import Case


@frozen
class _Words:
    """What is said of a kind of fault: what it is, what would be right, and what to do."""

    message: str
    expected: str
    hint: str
    severity: Severity = Severity.WARNING


_ORIGINAL: Final = "ask for the original master, not for one made from it"
_EXPORT: Final = "listen there, and export the master again"
_WORDS: Final = {
    Kind.LOSSY_ANCESTRY: _Words("the master was made from a lossy file", "a lossless recording throughout", _ORIGINAL),
    Kind.UPSAMPLED: _Words("the master was made from a lower sample rate", "sound up to its own limit", _ORIGINAL),
    Kind.PADDED_BITS: _Words("the master was made from fewer bits", "all bits in use", _ORIGINAL),
    Kind.CLIPPING: _Words(
        "the wave is cut off at full scale", "tops below full scale", "ask for a master with headroom"
    ),
    Kind.TRUE_PEAK: _Words(
        "the wave goes beyond full scale between its samples", "0 dBTP at most", "ask for a master limited by true peak"
    ),
    Kind.DROPOUT: _Words("the sound drops out", "sound without holes", _EXPORT),
    Kind.DUAL_MONO: _Words("left and right are the same", "stereo", "make sure that it is meant to be mono"),
    Kind.EMPTY_CHANNEL: _Words("a channel is empty", "sound in each channel", _EXPORT),
    Kind.INVERTED_PHASE: _Words("left and right cancel each other", "channels in phase", "turn one channel's polarity"),
    Kind.CLICK: _Words("there are clicks", "sound without jumps", _EXPORT),
    Kind.CUT_START: _Words("the recording begins in full swing", "a start that is not cut", _EXPORT),
    Kind.CUT_END: _Words("the recording ends in full swing", "an end that is not cut", _EXPORT),
    Kind.DC_OFFSET: _Words("the wave is off its middle", "0.5 % at most", "remove the offset, and export again"),
    Kind.NOT_A_NUMBER: _Words(
        "samples are no numbers", "numbers between -1 and 1", "export the master again", Severity.ERROR
    ),
}


def lossless_origin(case: Case) -> Iterator[Finding]:
    """CMN-AUD-002: a suspicion from the spectrum, so a warning."""
    return _about(case, "CMN-AUD-002", Kind.LOSSY_ANCESTRY)


def true_resolution(case: Case) -> Iterator[Finding]:
    """CMN-AUD-003: neither rate nor depth are made up."""
    return _about(case, "CMN-AUD-003", Kind.UPSAMPLED, Kind.PADDED_BITS)


def headroom(case: Case) -> Iterator[Finding]:
    """CMN-AUD-004: flattened tops, and true peaks above 0 dBTP; floats above full scale need no listening."""
    yield from within_full_scale(case)
    yield from _about(case, "CMN-AUD-004", Kind.CLIPPING, Kind.TRUE_PEAK)


def no_silence(case: Case) -> Iterator[Finding]:
    """CMN-AUD-005: silence at both ends is measured without listening; holes in between are heard."""
    yield from not_silent(case)
    yield from _about(case, "CMN-AUD-005", Kind.DROPOUT)


def sound_stereo(case: Case) -> Iterator[Finding]:
    """CMN-AUD-006: dual mono, an empty channel, channels that cancel each other."""
    return _about(case, "CMN-AUD-006", Kind.DUAL_MONO, Kind.EMPTY_CHANNEL, Kind.INVERTED_PHASE)


def clean_sound(case: Case) -> Iterator[Finding]:
    """CMN-AUD-010: clicks, cut ends, offsets, samples that are no numbers; a gapless neighbour is no cut."""
    yield from _about(case, "CMN-AUD-010", Kind.NOT_A_NUMBER, Kind.CLICK, Kind.DC_OFFSET)
    gapless = [join for join in joins(case.release, case.analyses) if join.gapless]
    before, after = {join.before for join in gapless}, {join.after for join in gapless}
    yield from _about(case, "CMN-AUD-010", Kind.CUT_END, leave_out=before)
    yield from _about(case, "CMN-AUD-010", Kind.CUT_START, leave_out=after)


def _about(case: Case, rule: str, *kinds: Kind, leave_out: Iterable[int] = ()) -> Iterator[Finding]:
    """Yield a finding for each track and kind of fault, with the place of the first."""
    for index, track in enumerate(case.release.tracks):
        heard = case.sound(index)
        if heard is None or index in leave_out:
            continue
        for kind in kinds:
            found = [fault for fault in heard.faults if fault.kind is kind]
            if found:
                finding = _finding(rule, f"tracks[{index}].audio", found, heard)
                yield evolve(finding, file=track.audio.path)


def _finding(rule: str, path: str, found: list[SoundFault], heard: SoundAnalysis) -> Finding:
    words, first = _WORDS[found[0].kind], found[0]
    everywhere = first.start == 0 and first.end >= heard.seconds
    more = f", and {len(found) - 1} more" if len(found) > 1 else ""
    observed = f"{first.detail}{_place(first, everywhere=everywhere)}{more}"
    at = None if everywhere else first.start
    return Finding(rule, words.severity, path, words.message, observed, words.expected, words.hint, at=at)


def _place(fault: SoundFault, *, everywhere: bool) -> str:
    channel = "" if fault.channel is None else f" in channel {fault.channel + 1}"
    return channel if everywhere else f"{channel} at {clock(fault.start)}"


def clock(seconds: float) -> str:
    """Return a moment as people write it: minutes, seconds and thousandths."""
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes}:{rest // 1000:02}.{rest % 1000:03}"


__all__ = [
    "clean_sound",
    "clock",
    "headroom",
    "lossless_origin",
    "no_silence",
    "sound_stereo",
    "true_resolution",
]
