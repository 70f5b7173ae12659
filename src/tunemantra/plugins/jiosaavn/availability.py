"""Where and when a track may be heard, as the manifest says it: one span of days in each territory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from attrs import frozen

from tunemantra.core.rights import Deal
from tunemantra.core.territory import ENCODINGS, TerritorySet
from tunemantra.plugins.jiosaavn.profile import REQUIREMENT

_DAY = timedelta(days=1)
Span = tuple[date, date | None]
"""First and last day; None for no end."""


@frozen
class Availability:
    """One span of days in each territory.

    Args:
        spans: by territory.
        broken: territories with a time between two spans, which the manifest has no place for; the whole counts there.
    """

    spans: Mapping[str, Span]
    broken: tuple[str, ...] = ()

    @property
    def territories(self) -> TerritorySet:
        """Return every territory there is a span for."""
        return TerritorySet.of(*self.spans)

    def cells(self) -> tuple[str, str, str]:
        """Return the cells `territories`, `available_from` and `available_to`; empty ones where there is nothing."""
        if not self.spans:
            return "", "", ""
        tokens = str(ENCODINGS[REQUIREMENT.territory_encoding].encode(self.territories))
        opens = {code: span[0].isoformat() for code, span in self.spans.items()}
        closes = {code: span[1].isoformat() if span[1] else "" for code, span in self.spans.items()}
        return tokens, _with_exceptions(opens), _with_exceptions(closes)


def availability(deals: Iterable[Deal]) -> Availability:
    """Return what some deals allow; those for something else than the store does are left out."""
    concerned = [deal for deal in deals if REQUIREMENT.terms.concern(deal)]
    reached = TerritorySet.nothing()
    for deal in concerned:
        reached |= deal.territories
    found = {code: _spans(deal for deal in concerned if code in deal.territories) for code in reached}
    whole = {code: (spans[0][0], spans[-1][1]) for code, spans in found.items()}
    return Availability(whole, tuple(code for code, spans in found.items() if len(spans) > 1))


def _spans(deals: Iterable[Deal]) -> list[Span]:
    """Return the spans of days, those that overlap or adjoin as one; an open end comes last."""
    spans: list[Span] = []
    for first, last in sorted(_span(deal) for deal in deals):
        before = spans[-1] if spans else None
        if before is None or (before[1] is not None and first > before[1] + _DAY):
            spans.append((first, None if last == date.max else last))
        elif before[1] is not None:
            end = max(before[1], last)
            spans[-1] = (before[0], None if end == date.max else end)
    return spans


def _span(deal: Deal) -> tuple[date, date]:
    return deal.start.day, deal.end.day if deal.end else date.max


def _with_exceptions(days: Mapping[str, str]) -> str:
    """Return the commonest day, and behind it each territory that has another one: `2026-04-24;US=2026-05-01`."""
    counted = Counter(days.values())
    common = max(counted, key=lambda day: (counted[day], day))
    return ";".join([common, *(f"{code}={day}" for code, day in sorted(days.items()) if day != common)])


__all__ = ["Availability", "Span", "availability"]
