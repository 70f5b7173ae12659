"""The flags with which ERN 3 took releases down, and what they leave of terms (`ddex-facts` section 6).

A flag may be of a day to come: the terms go on to that day. What can be understood in two ways grants nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Final

from attrs import evolve, frozen

from tunemantra.contrib.ddex.reading import values
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.terms import is_date
from tunemantra.core.rights import Deal
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.errors import ScheduleError

_LAST_SECOND: Final = time(23, 59, 59)
_APART: Final = timedelta(hours=26)
"""How far the last clocks of the world are behind the first."""


@frozen
class Takedown:
    """Where a flag takes releases down.

    Args:
        territories: where.
        since: the first moment at which nothing may be used any more; None for at once.
    """

    territories: TerritorySet
    since: ReleaseMoment | None = None


def by_release(flags: Iterable[tuple[tuple[str, ...], tuple[Takedown, ...]]]) -> dict[str, tuple[Takedown, ...]]:
    """Return by reference where and when something is taken down, one for each moment.

    Args:
        flags: the references of each composite, and its takedowns.
    """
    taken: dict[str, dict[ReleaseMoment | None, TerritorySet]] = {}
    for references, takedowns in flags:
        for reference in references if takedowns else ():
            own = taken.setdefault(reference, {})
            for one in takedowns:
                own[one.since] = own.get(one.since, TerritorySet.nothing()) | one.territories
    return {
        reference: tuple(Takedown(territories, since) for since, territories in own.items())
        for reference, own in taken.items()
    }


def left_of(deal: Deal, gone: Iterable[Takedown], notes: Notes) -> list[Deal]:
    """Return what is left of a deal: nothing where it is taken down at once, else with an end where it is.

    Args:
        deal: as stated.
        gone: where and when its release is taken down.
        notes: where it is told that nobody can say what comes first, the takedown or a bound of the deal.
    """
    left = [deal]
    for flag in gone:
        left = [part for one in left for part in _ended(one, flag, notes)]
    return left


def wall(moment: ReleaseMoment) -> datetime:
    """Return what the clock says: that of each territory, or UTC."""
    return datetime.combine(moment.day, moment.clock)


def _ended(deal: Deal, flag: Takedown, notes: Notes) -> Iterator[Deal]:
    there = deal.territories & flag.territories
    elsewhere = deal.territories - flag.territories
    if not there:
        yield deal
        return
    if elsewhere:
        yield evolve(deal, territories=elsewhere)
    if flag.since is None:
        return
    try:
        left = _until(evolve(deal, territories=there), flag.since)
    except ScheduleError as fault:
        notes.error("ERN-READ-008", None, f"{fault.message}: the deal is left out.", observed=str(flag.since))
        return
    if left is not None:
        yield left


def _until(deal: Deal, since: ReleaseMoment) -> Deal | None:
    """Return a deal that ends before a takedown; None where it would not have begun.

    Raises:
        ScheduleError: which of the two comes first depends on the territory.
    """
    if not _comes_before(deal.start, since):
        return None
    if deal.end is not None and _comes_before(_close(deal.end), since):
        return deal
    return evolve(deal, end=values.before_midnight(since) or since)


def _comes_before(one: ReleaseMoment, other: ReleaseMoment) -> bool:
    if one.is_local != other.is_local and abs(wall(one) - wall(other)) <= _APART:
        message = f"A takedown on {other} may come before or after {one}"
        raise ScheduleError(message)
    return wall(one) < wall(other)


def _close(end: ReleaseMoment) -> ReleaseMoment:
    """Return the last second of an end: a date counts to its end."""
    return evolve(end, clock=_LAST_SECOND) if is_date(end) else end


__all__ = ["Takedown", "by_release", "left_of", "wall"]
