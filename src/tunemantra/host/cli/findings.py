"""Findings for people: what, where, what was found, what to do; the same thing in many places is said once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from attrs import evolve
from rich.console import Console
from rich.text import Text

from tunemantra.core.finding import Finding, Severity
from tunemantra.host.cli.tables import console_of, print_hanging

MARKS: Final = {
    Severity.ERROR: ("error", "bold red"),
    Severity.WARNING: ("warning", "yellow"),
    Severity.NOTE: ("note", "dim"),
}
MOST: Final = 5
"""So many different values are told of one thing found in many places."""
MOST_OF_A_RULE: Final = 10
"""So many different findings of one rule are shown to people; noise would be told for ever."""
_RUNS: Final = 10
"""So many numbers, or ranges of numbers, are told."""
_INDEX: Final = re.compile(r"(?:\[|^row )(\d+)\b\]?")
_ROW: Final = "row "
_TRACK: Final = re.compile(r"^tracks\[(\d+)\]\.?")
_LINE: Final = re.compile(r"^Line (\d+): ")
_SOME: Final = "<platform>"
"""Stands for the key of whichever platform asks."""
_INDENT: Final = 9


def print_findings(findings: Sequence[Finding], *, to_stderr: bool = False) -> None:
    """Show findings one below the other: what, where, what was found, what to do."""
    out = console_of(stderr=to_stderr)
    told: Counter[tuple[Severity, str]] = Counter()
    rest: Counter[tuple[Severity, str]] = Counter()
    for alike in grouped(findings):
        rule = (alike[0].severity, alike[0].rule)
        told[rule] += 1
        if told[rule] <= MOST_OF_A_RULE:
            _print(out, alike)
        else:
            rest[rule] += len(alike)
    for (severity, name), count in rest.items():
        mark, colour = MARKS[severity]
        more = Text(f"{count} more of {name} (each one with --json)")
        print_hanging(out, Text.assemble((f"{mark:<8} ", colour)), more)
    counts = [(severity, sum(finding.severity is severity for finding in findings)) for severity in Severity]
    sums = [f"{count} {word.value}{'s' * (count != 1)}" for word, count in counts if count or word is Severity.ERROR]
    out.print(f"\n{', '.join(sums)}", highlight=False)


def grouped(findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], ...]:
    """Return the findings, those together that say the same of places that differ by one number alone.

    What several platforms say is said once, by all of them.
    """
    alike: dict[object, list[Finding]] = {}
    for one in _of_platforms(findings):
        said = (one.severity, one.rule, one.platform, _LINE.sub("", one.message), one.expected, one.hint)
        # Rows are counted in each file anew.
        file = one.file if one.path.startswith(_ROW) else ""
        alike.setdefault((*said, file, _INDEX.sub("[]", one.path)), []).append(one)
    return tuple(group for found in alike.values() for group in _apart(found))


def _of_platforms(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Yield the findings, those of several platforms that differ in what they want alone as one."""
    alike: dict[Finding, list[Finding]] = {}
    for one in findings:
        alike.setdefault(evolve(one, platform=_SOME if one.platform else "", expected=""), []).append(one)
    for said, found in alike.items():
        asking = ", ".join(one.platform for one in found)
        yield found[0] if len(found) == 1 else evolve(said, platform=asking, expected=_wanted(found))


def _wanted(found: Sequence[Finding]) -> str:
    """Return what several platforms want: once where it is the same, else with who wants it."""
    same = {one.expected.replace(f".{one.platform}", f".{_SOME}") for one in found}
    if len(same) == 1:
        return same.pop()
    by: dict[str, list[str]] = {}
    for one in found:
        by.setdefault(one.expected, []).append(one.platform)
    return values_of(f"{expected or 'nothing'} ({', '.join(platforms)})" for expected, platforms in by.items())


def _apart(found: Sequence[Finding]) -> Iterable[tuple[Finding, ...]]:
    """Yield groups in which the number of one place alone differs: that with the most values."""
    varying = _varying(found)
    groups: dict[object, list[Finding]] = {}
    for one in found:
        numbers = _INDEX.findall(one.path)
        groups.setdefault(tuple(numbers[:varying] + numbers[varying + 1 :]), []).append(one)
    return map(tuple, groups.values())


def _varying(found: Sequence[Finding]) -> int:
    """Return which number of the path has the most values."""
    columns = list(zip(*(_INDEX.findall(one.path) for one in found), strict=True))
    return max(range(len(columns)), key=lambda column: len(set(columns[column])), default=0)


def _print(out: Console, alike: Sequence[Finding]) -> None:
    first = alike[0]
    mark, colour = MARKS[first.severity]
    file = first.file if len({one.file for one in alike}) == 1 else ""
    place = " ".join(part for part in (file, place_of(alike)) if part)
    head = Text(place)
    if first.platform:
        head.append(f"  [{first.platform}]", "dim")
    print_hanging(out, Text.assemble((f"{mark:<8}", colour), (f"{first.rule:<12} ", "bold")), head)
    print_hanging(out, Text(" " * _INDENT), Text(_message(alike)))
    texts = {"file": "" if file else values_of(one.file for one in alike)}
    texts |= {"found": values_of(one.observed for one in alike), "wanted": first.expected, "do": first.hint}
    for name, text in texts.items():
        if text:
            print_hanging(out, Text(f"{'':<{_INDENT}}{name:<7}", "dim"), Text(text))


def people_path(path: str) -> str:
    """Return a place in a release as people call it: `track 3: isrc` of `tracks[2].isrc`."""
    return _TRACK.sub(lambda found: f"track {int(found[1]) + 1}: ", path).rstrip(": ")


def _message(alike: Sequence[Finding]) -> str:
    """Return the sentence of findings that say the same, with the lines they say it of."""
    lines = sorted({int(found[1]) for one in alike if (found := _LINE.match(one.message))})
    if len(lines) < 2:  # noqa: PLR2004 - one line
        return alike[0].message
    return f"Lines {_ranges(lines)}: {_LINE.sub('', alike[0].message)}"


def place_of(alike: Sequence[Finding]) -> str:
    """Return where findings that say the same are: `track 3: isrc`, `tracks 1-12: isrc`, `…/Deal[1-12]/UseType`."""
    path, varying = alike[0].path, _varying(alike)
    numbers = sorted({int(_INDEX.findall(one.path)[varying]) for one in alike}) if _INDEX.search(path) else []
    if len(numbers) < 2:  # noqa: PLR2004 - one place
        return people_path(path)
    if varying == 0 and path.startswith("tracks["):
        # People count tracks from 1, paths in a release from 0; those of XPath from 1 as well.
        return _TRACK.sub(f"tracks {_ranges([number + 1 for number in numbers])}: ", path).rstrip(": ")
    start, end = list(_INDEX.finditer(path))[varying].span(1)
    begin = f"rows {path[len(_ROW) : start]}" if path.startswith(_ROW) else path[:start]
    return people_path(f"{begin}{_ranges(numbers)}{path[end:]}")


def _ranges(numbers: Sequence[int]) -> str:
    """Return numbers as people write them, the first of them where they are many: `1-4, 6 and 90 more`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs[:_RUNS])
    more = sum(map(len, runs[_RUNS:]))
    return f"{told} and {more} more" if more else told


def values_of(texts: Iterable[str]) -> str:
    """Return the different values, the first few of them and how many more there are."""
    different = [text for text in dict.fromkeys(texts) if text]
    more = len(different) - MOST
    told = "; ".join(different[:MOST])
    return f"{told}; and {more} more (each one with --json)" if more > 0 else told


__all__ = ["grouped", "people_path", "place_of", "print_findings", "values_of"]
