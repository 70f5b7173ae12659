"""Rules on the words of recordings: their moments, and what does not belong to them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from tunemantra.core.finding import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.core.finding import Finding
    from tunemantra.core.lyrics import Lyrics
    from tunemantra.core.release import Track
    from tunemantra.core.rules.case import Case

AFTER_THE_END: Final = 1000
"""Milliseconds a moment may be behind the end of the audio (`platform-facts` 5.4, APPL-LYR-001)."""

INSTRUMENTAL: Final = "zxx"
_PARTS: Final = "intro|verse|pre-?chorus|chorus|refrain|hook|bridge|interlude|break|instrumental|solo|outro"
_LABEL: Final = re.compile(rf"[\[(]?\s*(?:{_PARTS})(?:\s+\d+)?\s*(?:x\s*\d+)?\s*[\])]?\s*:?", re.IGNORECASE)
_BRACKETED: Final = re.compile(r"\[[^\]]*\]")


def _sung(case: Case) -> Iterator[tuple[int, Track, str, Lyrics]]:
    for index, track in enumerate(case.release.tracks):
        for place, lyrics in enumerate(track.lyrics):
            yield index, track, f"tracks[{index}].lyrics[{place}]", lyrics


def moments_in_order(case: Case) -> Iterator[Finding]:
    """CMN-LYR-001: no line or word begins before the one ahead of it, or ends before it begins."""
    for _, _, path, lyrics in _sung(case):
        fault = _disorder(lyrics)
        if fault:
            moment, text = fault
            yield warning(
                "CMN-LYR-001",
                path,
                "the moments of the lyrics do not follow one another",
                observed=f"{clock(moment)} in the line {text!r}",
                expected="a later moment",
                hint="correct the moments of this line and the one ahead",
                file=lyrics.file,
            )


def _disorder(lyrics: Lyrics) -> tuple[int, str] | None:
    """Return the first moment that is too early, with its line; lines may overlap, for two may sing at once."""
    starts = [(line.start, line.text) for line in lyrics.lines if line.start is not None]
    late = next(((start, text) for (before, _), (start, text) in pairwise(starts) if start < before), None)
    if late:
        return late
    for line in lyrics.lines:
        begun = [
            moment for moment in (line.start, *(word.start for word in line.words), line.end) if moment is not None
        ]
        wrong = next((after for before, after in pairwise(begun) if after < before), None)
        ended = next((word.end for word in line.words if word.end is not None and word.end < word.start), None)
        if wrong is not None or ended is not None:
            return (wrong if wrong is not None else ended or 0), line.text
    return None


def within_the_recording(case: Case) -> Iterator[Finding]:
    """CMN-LYR-002: no moment lies behind the end of the audio; the measured length counts before the stated one."""
    for index, track, path, lyrics in _sung(case):
        length = _milliseconds(case, index, track)
        if length is None:
            continue
        late = [(moment, text) for moment, text in lyrics.moments() if moment > length + AFTER_THE_END]
        if late:
            moment, text = late[0]
            yield warning(
                "CMN-LYR-002",
                path,
                "the lyrics go on when the recording is over",
                observed=f"{clock(moment)} in the line {text!r}",
                expected=f"nothing after {clock(length)}",
                hint="take the lyrics of this version of the recording",
                file=lyrics.file,
            )


def _milliseconds(case: Case, index: int, track: Track) -> int | None:
    facts = case.audio(index)
    if facts is not None and facts.frames and not facts.problem:
        return round(facts.duration * 1000)
    return None if track.duration is None else round(track.duration * 1000)


def words_alone(case: Case) -> Iterator[Finding]:
    """CMN-LYR-003: a line such as [Chorus] is not sung (`platform-facts` 5.4, APPL-LYR-001: no section labels)."""
    for _, _, path, lyrics in _sung(case):
        labels = [line.text for line in lyrics.lines if _LABEL.fullmatch(line.text) or _BRACKETED.fullmatch(line.text)]
        if labels:
            yield warning(
                "CMN-LYR-003",
                path,
                "the lyrics hold lines that nobody sings",
                observed=", ".join(dict.fromkeys(labels)),
                expected="words that are sung, and nothing else",
                hint="take these lines out",
                file=lyrics.file,
            )


def one_of_each_language(case: Case) -> Iterator[Finding]:
    """CMN-LYR-004: a language has one set of lyrics; which of two would be sent?"""
    for index, track in enumerate(case.release.tracks):
        languages = [lyrics.language or case.release.language_of(track) for lyrics in track.lyrics]
        for language in dict.fromkeys(one for one in languages if languages.count(one) > 1):
            yield warning(
                "CMN-LYR-004",
                f"tracks[{index}].lyrics",
                "there are several lyrics in one language",
                observed=f"{languages.count(language)} in {language}",
                expected="one of each language",
                hint="state the language of each, or keep the one with the finest moments",
            )


def sung_at_all(case: Case) -> Iterator[Finding]:
    """CMN-LNG-002: an instrumental (`zxx`) has no lyrics."""
    for index, track, path, lyrics in _sung(case):
        if case.release.language_of(track) == INSTRUMENTAL:
            yield warning(
                "CMN-LNG-002",
                path,
                "an instrumental has lyrics",
                observed=f"language {INSTRUMENTAL}, {len(lyrics.lines)} lines",
                expected="no lyrics, or the language that is sung",
                hint=f"correct the language of track {index + 1}, or take the lyrics out",
                file=lyrics.file,
            )


def clock(moment: int) -> str:
    """Return a moment of so many milliseconds as people read it."""
    minutes, rest = divmod(moment, 60_000)
    return f"{minutes}:{rest // 1000:02}.{rest % 1000:03}"


__all__ = [
    "clock",
    "moments_in_order",
    "one_of_each_language",
    "sung_at_all",
    "within_the_recording",
    "words_alone",
]
