"""Territories of terms as sets, moments of periods as dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from attrs import frozen
from lxml.etree import _Element as Node

from tunemantra.contrib.ddex.validation.message import text, value
from tunemantra.core.territory import ISO_CODES, TerritorySet

_WORLD = frozenset({"Worldwide", "2136", "WW"})


def territories(terms: Node) -> TerritorySet | None:
    """Return where terms apply; None where they do not say, or say it in codes other than those of ISO."""
    included = [value(one) for one in terms.iterfind("TerritoryCode")]
    excluded = [value(one) for one in terms.iterfind("ExcludedTerritoryCode")]
    codes = included or excluded
    if not codes or not all(code in ISO_CODES or code in _WORLD for code in codes):
        return None
    places = TerritorySet.nothing()
    for code in codes:
        places = places | (TerritorySet.worldwide() if code in _WORLD else TerritorySet.of(code))
    return places if included else ~places


def reach(terms: Iterable[Node]) -> TerritorySet | None:
    """Return where any of the terms apply; None where there are none, or one of them cannot be told."""
    found: TerritorySet | None = None
    for one in terms:
        places = territories(one)
        if places is None:
            return None
        found = places if found is None else found | places
    return found


@frozen
class Moment:
    """A day or an instant of a message.

    Args:
        at: the instant; without a zone the local time of each territory, told by `zoned`.
        zoned: whether it is the same instant everywhere.
    """

    at: datetime
    zoned: bool

    def surely_after(self, other: Moment) -> bool:
        """Tell whether this is later whatever the zones are: between a local time and an instant lie up to 14 hours."""
        if self.zoned == other.zoned:
            return self.at > other.at
        return (self.at - other.at).total_seconds() > _ZONES


_ZONES = 14 * 3600


def moment(written: str) -> Moment | None:
    """Return a date or a date with time; None where it is neither, or only a year or month."""
    try:
        if len(written) == len("2026-01-01"):
            return Moment(datetime.combine(date.fromisoformat(written), datetime.min.time(), UTC), zoned=False)
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return Moment(at if at.tzinfo else at.replace(tzinfo=UTC), zoned=at.tzinfo is not None)


def start_of(period: Node) -> Moment | None:
    """Return when a period begins."""
    return moment(text(period, "StartDate") or text(period, "StartDateTime"))


def end_of(period: Node) -> Moment | None:
    """Return when a period ends; a date means the end of the day, so it is not compared with times of that day."""
    return moment(text(period, "EndDate") or text(period, "EndDateTime"))


__all__ = ["Moment", "end_of", "moment", "reach", "start_of", "territories"]
