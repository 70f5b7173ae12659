"""How long a platform needs, and the last moment a delivery can still arrive (`platform-facts` 14.4)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from tunemantra.core._local_time import first_valid_instant, zone
from tunemantra.errors import ScheduleError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attrs import Attribute

_DAYS_A_WEEK: Final = 7
_SATURDAY, _SUNDAY = 5, 6


class LeadUnit(StrEnum):
    """What a lead time is counted in: elapsed hours, business days of a calendar, or elapsed weeks."""

    HOURS = "hours"
    BUSINESS_DAYS = "business_days"
    WEEKS = "weeks"


def _lead_unit(unit: str) -> LeadUnit:
    try:
        return LeadUnit(unit)
    except ValueError:
        raise ScheduleError(f"{unit!r} is no unit of lead time", hint=f"use {', '.join(LeadUnit)}") from None


@frozen
class LeadTime:
    """How long a platform takes from a complete delivery to availability: at best `min`, at worst `max`.

    Args:
        min: not negative.
        max: not less than `min`.
        unit: hours, business_days or weeks.

    Raises:
        ScheduleError: the limits are negative or the wrong way round, or the unit is unknown.
    """

    min: int
    max: int
    unit: LeadUnit = field(converter=_lead_unit)

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.min <= self.max:
            raise ScheduleError(f"a lead time of {self.min} to {self.max} {self.unit} is impossible")


def _as_days(days: Iterable[date]) -> frozenset[date]:
    return frozenset(days)


def _as_weekdays(days: Iterable[int]) -> frozenset[int]:
    return frozenset(days)


@frozen
class Calendar:
    """When a platform's people work.

    Args:
        weekend: days off, Monday is 0; Saturday and Sunday unless stated.
        holidays: single days off.
        zone: the IANA zone in which its days begin and end.

    Raises:
        ScheduleError: nobody ever works, a weekday is unknown, or so is the zone.
    """

    weekend: frozenset[int] = field(default=(_SATURDAY, _SUNDAY), converter=_as_weekdays)
    holidays: frozenset[date] = field(default=(), converter=_as_days)
    zone: str = field(default="UTC")

    @weekend.validator
    def _check_weekend(self, _attribute: Attribute[frozenset[int]], weekend: frozenset[int]) -> None:
        if not weekend < frozenset(range(_DAYS_A_WEEK)):
            raise ScheduleError(f"{sorted(weekend)} is no weekend", hint="0 is Monday, 6 is Sunday, one day must stay")

    @zone.validator
    def _check_zone(self, _attribute: Attribute[str], name: str) -> None:
        zone(name)

    def is_business_day(self, day: date) -> bool:
        """Tell whether somebody works on this day."""
        return day.weekday() not in self.weekend and day not in self.holidays


def latest_delivery(start: datetime, lead: LeadTime, calendar: Calendar | None = None) -> datetime:
    """Return the last moment at which a delivery is still in time, even if the platform takes its longest.

    Args:
        start: when the release opens first (`ReleaseMoment.first_instant`), with a time zone.
        lead: how long the platform takes.
        calendar: whose business days count; Monday to Friday in UTC unless stated.

    Returns:
        A moment in UTC. Between it and `start` lie `lead.max` hours, weeks or whole business days.

    Raises:
        ScheduleError: `start` has no time zone.
    """
    return _before(start, lead.max, lead.unit, calendar or Calendar())


def latest_rush_delivery(start: datetime, lead: LeadTime, calendar: Calendar | None = None) -> datetime:
    """Return the last moment in time if the platform takes its shortest; otherwise as `latest_delivery`."""
    return _before(start, lead.min, lead.unit, calendar or Calendar())


def answer_due(start: datetime, lead: LeadTime, calendar: Calendar | None = None) -> datetime:
    """Return when a platform that takes its longest is done with what it was given.

    Args:
        start: when it was given, with a time zone; on a day off, it is taken up when the next business day begins.
        lead: how long the platform takes.
        calendar: whose business days count; Monday to Friday in UTC unless stated.

    Raises:
        ScheduleError: `start` has no time zone.
    """
    if start.utcoffset() is None:
        raise ScheduleError(f"{start} has no time zone")
    start = start.astimezone(UTC)
    if lead.unit is LeadUnit.HOURS:
        return start + timedelta(hours=lead.max)
    if lead.unit is LeadUnit.WEEKS:
        return start + timedelta(weeks=lead.max)
    return _business_days_after(start, lead.max, calendar or Calendar())


def _business_days_after(start: datetime, count: int, calendar: Calendar) -> datetime:
    local = start.astimezone(zone(calendar.zone)).replace(tzinfo=None)
    while not calendar.is_business_day(local.date()):
        local = datetime.combine(local.date() + timedelta(days=1), time())
    while count:
        local += timedelta(days=1)
        count -= calendar.is_business_day(local.date())
    return first_valid_instant(local, calendar.zone)


def _before(start: datetime, count: int, unit: LeadUnit, calendar: Calendar) -> datetime:
    if start.utcoffset() is None:
        raise ScheduleError(f"{start} has no time zone")
    start = start.astimezone(UTC).replace(microsecond=0)
    if unit is LeadUnit.HOURS:
        return start - timedelta(hours=count)
    if unit is LeadUnit.WEEKS:
        return start - timedelta(weeks=count)
    return _business_days_before(start, count, calendar)


def _business_days_before(start: datetime, count: int, calendar: Calendar) -> datetime:
    """Step back whole business days; a start on a day off counts from its midnight."""
    if not count:
        return start
    local = start.astimezone(zone(calendar.zone)).replace(tzinfo=None)
    if not calendar.is_business_day(local.date()):
        local = datetime.combine(local.date(), time())
    while count:
        local -= timedelta(days=1)
        count -= calendar.is_business_day(local.date())
    return first_valid_instant(local, calendar.zone)


__all__ = ["Calendar", "LeadTime", "LeadUnit", "answer_due", "latest_delivery", "latest_rush_delivery"]
