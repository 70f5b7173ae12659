"""What a check says of a release: by weight, then by what it is about; the same thing of many tracks is said once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from tunemantra.core.finding import Finding, Severity
from tunemantra.core.release import Release
from tunemantra.core.rules.listening import clock
from tunemantra.host.cli.findings import MARKS, grouped, place_of, values_of
from tunemantra.host.cli.release_view import track_numbers
from tunemantra.host.cli.tables import print_hanging

HEADS: Final = {
    Severity.ERROR: "Nothing is sent while these stand",
    Severity.WARNING: "Worth a look before it is sent",
    Severity.NOTE: "Good to know",
}
_TRACK: Final = re.compile(r"^tracks\[(\d+)\]\.?(.*)$")
_RULE: Final = 13
_DEEP: Final = " " * (_RULE + 4)
_NOT_SAID: Final = {"audio", "file", "document", "artwork"}
"""Places that the name of the file says already."""


def print_verdicts(out: Console, findings: Sequence[Finding], release: Release | None = None) -> None:
    """Write findings, the gravest first, those on one thing together; then how many there are.

    Args:
        out: where to.
        findings: what was found.
        release: its tracks are called by their numbers and titles.
    """
    for severity in Severity:
        of_weight = [finding for finding in findings if finding.severity is severity]
        if not of_weight:
            continue
        word, colour = MARKS[severity]
        count = f"{len(of_weight)} {word}{'s' * (len(of_weight) != 1)}"
        out.print(Text.assemble((count, colour), f"  {HEADS[severity]}", style="bold"))
        _print_weight(out, of_weight, release)
        out.print()
    out.print(counted(findings), highlight=False)


def counted(findings: Sequence[Finding]) -> str:
    """Return how many there are of each weight: `0 errors, 2 warnings`."""
    counts = [(severity, sum(finding.severity is severity for finding in findings)) for severity in Severity]
    told = [f"{count} {word.value}{'s' * (count != 1)}" for word, count in counts if count or word is Severity.ERROR]
    return ", ".join(told)


def _print_weight(out: Console, findings: Sequence[Finding], release: Release | None) -> None:
    subjects: dict[str, list[tuple[Finding, ...]]] = {}
    for alike in grouped(findings):
        subjects.setdefault(_subject(alike, release), []).append(alike)
    for subject, groups in subjects.items():
        if subject:
            print_hanging(out, Text("  "), Text(subject, "bold"))
        for alike in groups:
            _print(out, alike)


def _print(out: Console, alike: Sequence[Finding]) -> None:
    first = alike[0]
    message = Text(first.message)
    if first.platform:
        message.append(f"  [{first.platform}]", "dim")
    print_hanging(out, Text(f"    {first.rule:<{_RULE - 1}} ", "dim"), message)
    found = values_of(_found(one) for one in alike)
    parts = [(word, text) for word, text in (("found ", found), ("wanted ", first.expected)) if text]
    if parts:
        print_hanging(out, Text(_DEEP), Text("; ").join(Text.assemble((word, "dim"), text) for word, text in parts))
    if first.hint:
        print_hanging(out, Text(f"{_DEEP}→ ", "dim"), Text(first.hint))


def _found(finding: Finding) -> str:
    """Return what was found and when, as far as the sentence does not say it."""
    found = "" if finding.observed == finding.message else finding.observed
    when = clock(finding.at) if finding.at is not None else ""
    return found if not when or when in found else f"{found} at {when}".lstrip()


def _subject(alike: Sequence[Finding], release: Release | None) -> str:
    """Return what findings are about: `1.2 Night Bridge, audio/02.wav`, `all 6 tracks`."""
    files = {one.file for one in alike}
    file = files.pop() if len(files) == 1 else ""
    places = [_TRACK.match(one.path) for one in alike]
    if release is None or not release.tracks or not all(places):
        where = place_of(alike)
        return ", ".join(filter(None, (file, "" if where in _NOT_SAID else where)))
    indices = sorted({int(place[1]) for place in places if place})
    rest = {place[2] for place in places if place}
    field = rest.pop() if len(rest) == 1 else ""
    return ", ".join(filter(None, (_tracks(indices, release), "" if field in _NOT_SAID else field, file)))


def _tracks(indices: Sequence[int], release: Release) -> str:
    numbers = track_numbers(release)
    known = [index for index in indices if index < len(numbers)]
    if len(known) == 1:
        return f"{numbers[known[0]]} {release.tracks[known[0]].title.display}"
    if len(known) == len(numbers):
        return f"all {len(numbers)} tracks"
    return f"tracks {', '.join(numbers[index] for index in known)}"


__all__ = ["HEADS", "counted", "print_verdicts"]
