"""Findings of a report while it is read: all of them counted, the first of them kept."""

from __future__ import annotations

from collections import Counter

from attrs import define, field

from tunemantra.contrib.ddex.dsr.rules import Place
from tunemantra.core.finding import Finding, Severity

LIMIT = 1000
# A cell may hold a megabyte of anything.
_LONGEST = 120


@define(eq=False)
class Collector:
    """Keeps findings up to a limit, at least one of each rule, and counts the rest.

    Args:
        limit: how many are kept.
    """

    limit: int = LIMIT
    blocked: bool = field(default=False, init=False)
    _kept: list[Finding] = field(factory=list, init=False)
    _rest: Counter[str] = field(factory=Counter, init=False)
    _rules: set[str] = field(factory=set, init=False)

    def add(
        self,
        rule: str,
        where: Place | None,
        message: str,
        *,
        file: str = "",
        observed: str = "",
        expected: str = "",
        hint: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Take a finding; the texts are those of `Finding`."""
        self.blocked = self.blocked or severity is Severity.ERROR
        if len(self._kept) >= self.limit and rule in self._rules:
            self._rest[rule] += 1
            return
        self._rules.add(rule)
        place = str(where) if where else ""
        self._kept.append(Finding(rule, severity, place, message, shorten(observed), shorten(expected), hint, file))

    def all(self) -> tuple[Finding, ...]:
        """Return what was kept, and one finding that counts the rest."""
        if not self._rest:
            return tuple(self._kept)
        counts = ", ".join(f"{rule}: {number}" for rule, number in sorted(self._rest.items()))
        number = self._rest.total()
        summary = Finding(
            "DSR-LIM-001",
            Severity.ERROR if self.blocked else Severity.WARNING,
            "",
            f"There are {number} more findings, not listed one by one.",
            observed=counts,
            hint="mend what is listed and look again, or ask for more with a higher limit",
        )
        return (*self._kept, summary)


def shorten(text: str) -> str:
    """Return a text cut to what a finding may show."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


__all__ = ["LIMIT", "Collector", "shorten"]
