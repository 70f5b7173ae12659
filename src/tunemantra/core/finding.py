"""What a check has to say: one fault, where it is, and what to do."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable


_NUMBER: Final = re.compile(r"([0-9]+)")


class Severity(StrEnum):
    """How much a finding weighs (`platform-facts` section 3): an error blocks the delivery."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def weight(self) -> int:
        """Return 0 for an error, 1 for a warning, 2 for a note: the order for people."""
        return list(Severity).index(self)


@frozen
class Finding:
    """One fault or remark.

    Args:
        rule: stable id, e.g. `CMN-ID-002`.
        severity: whether it blocks.
        path: where in the release, in its own words: `tracks[2].isrc`, `artwork`.
        message: one sentence for people.
        observed: what was found.
        expected: what would be right.
        hint: what to do.
        file: the file it is about, relative to the release folder, where there is one.
        platform: key of the platform whose rule it is; empty for every platform.
        at: seconds from the start of the audio, where the fault has a place in time.
    """

    rule: str
    severity: Severity
    path: str
    message: str
    observed: str = ""
    expected: str = ""
    hint: str = ""
    file: str = ""
    platform: str = ""
    at: float | None = None

    @property
    def blocks(self) -> bool:
        """Return whether nothing may be sent while this stands."""
        return self.severity is Severity.ERROR

    def on(self, platform: str) -> Finding:
        """Return the same finding as a finding of one platform."""
        return evolve(self, platform=platform)


def error(
    rule: str,
    path: str,
    message: str,
    *,
    observed: str = "",
    expected: str = "",
    hint: str = "",
    file: str = "",
    platform: str = "",
) -> Finding:
    """Return a finding that blocks; the texts are those of `Finding`."""
    return Finding(rule, Severity.ERROR, path, message, observed, expected, hint, file, platform)


def warning(
    rule: str,
    path: str,
    message: str,
    *,
    observed: str = "",
    expected: str = "",
    hint: str = "",
    file: str = "",
    platform: str = "",
) -> Finding:
    """Return a finding that is shown and does not block; the texts are those of `Finding`."""
    return Finding(rule, Severity.WARNING, path, message, observed, expected, hint, file, platform)


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that block, in their order."""
    return tuple(finding for finding in findings if finding.blocks)


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings without repeats, errors first, then by path (`tracks[2]` before `tracks[10]`) and rule."""
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda f: (f.severity.weight, _natural(f.path), f.rule, f.platform)))


def _natural(path: str) -> list[tuple[str, int, str]]:
    """Return what a path is sorted by: its numbers by how long they are first, and so by their value."""
    texts, numbers = _NUMBER.split(path)[::2], [*_NUMBER.findall(path), ""]
    return [(text, len(number.lstrip("0")), number) for text, number in zip(texts, numbers, strict=True)]


__all__ = ["Finding", "Severity", "blocking", "error", "ordered", "warning"]
