"""When a release opens: a wall-clock moment in each territory, or one instant everywhere; and lead times.

>>> moment = ReleaseMoment.parse("2026-04-24")
>>> moment.instant_in("JP").isoformat(), moment.instant_in("US").isoformat()
('2026-04-23T15:00:00+00:00', '2026-04-24T04:00:00+00:00')
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Self

from attrs import field, frozen

from tunemantra.core._lead_time import (
    Calendar,
    LeadTime,
    LeadUnit,
    answer_due,
    latest_delivery,
    latest_rush_delivery,
)
from tunemantra.core._local_time import first_valid_instant
from tunemantra.core._schedule_data import MAIN_ZONES
from tunemantra.errors import EmptyTerritoryError, ScheduleError, TerritoryError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tunemantra.core.territory import TerritorySet

_MIDNIGHT: Final = time()
# Room at both ends of what datetime can hold, so that no zone carries a moment over the edge.
_FIRST_YEAR, _LAST_YEAR = 1000, 9000
_WRITTEN: Final = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:T(?P<clock>(?:[01][0-9]|2[0-3]):[0-9]{2}(?::[0-9]{2})?)(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?)?"
)


class Mode(StrEnum):
    """How a moment is meant: by the clock of each territory, or as one instant everywhere."""

    LOCAL = "local"
    GLOBAL = "global"


@frozen
class ReleaseMoment:
    """The moment at which something opens, closes or is first shown; never a naive datetime.

    Made by `local`, `instant` and `parse`. A date alone is 00:00 local time; a date and time without a zone is
    that local time in every territory; one with a zone is one instant (DDEX, `platform-facts` 14.4).

    Args:
        day: the date, local or in UTC.
        clock: the time of day in whole seconds, local or in UTC.
        mode: which of the two.

    Raises:
        ScheduleError: the time has fractions of a second or a zone, or the year is not in 1000 to 9000.
    """

    day: date = field()
    clock: time = field()
    mode: Mode = field()

    def __attrs_post_init__(self) -> None:
        if isinstance(self.day, datetime) or self.clock.tzinfo is not None:
            raise ScheduleError(f"{self.day} {self.clock} is not a plain date and time", hint="use instant()")
        if self.clock.microsecond:
            raise ScheduleError(f"{self.clock} has fractions of a second", hint="platforms take whole seconds")
        if not _FIRST_YEAR <= self.day.year <= _LAST_YEAR:
            raise ScheduleError(f"{self.day} is no release date", hint=f"use {_FIRST_YEAR} to {_LAST_YEAR}")

    @classmethod
    def local(cls, day: date, clock: time = _MIDNIGHT) -> Self:
        """Return that wall-clock moment in each territory; midnight unless stated."""
        return cls(day, clock, Mode.LOCAL)

    @classmethod
    def instant(cls, moment: datetime) -> Self:
        """Return one instant everywhere.

        Raises:
            ScheduleError: the datetime has no time zone.
        """
        if moment.utcoffset() is None:
            raise ScheduleError(f"{moment} has no time zone", hint="use local() for the clock of each territory")
        try:
            utc = moment.astimezone(UTC)
        except OverflowError:
            raise ScheduleError(f"{moment} is out of range") from None
        return cls(utc.date(), utc.time(), Mode.GLOBAL)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2026-04-24`, `2026-04-24T09:30[:00]` (local), or that with `Z` or `+02:00` (one instant).

        Raises:
            ScheduleError: the text has another form, or there is no such day or time.
        """
        written = _WRITTEN.fullmatch(text.strip())
        hint = "write 2026-04-24, 2026-04-24T09:30:00 (local time) or 2026-04-24T09:30:00Z (one instant)"
        if written is None:
            raise ScheduleError(f"{text!r} is no release moment", hint=hint)
        try:
            moment = datetime.fromisoformat(written[0])
        except ValueError as error:
            raise ScheduleError(f"{text!r} is no release moment: {error}", hint=hint) from None
        return cls.instant(moment) if written["zone"] else cls.local(moment.date(), moment.time())

    @property
    def is_local(self) -> bool:
        """Whether each territory opens by its own clock."""
        return self.mode is Mode.LOCAL

    def instant_in(self, territory: str, *, zones: Mapping[str, str] | None = None) -> datetime:
        """Return the instant, in UTC, at which this moment comes in a territory.

        Args:
            territory: its code, one of the 250.
            zones: IANA names that a platform uses instead of our main zones, by code.

        Raises:
            TerritoryError: there is no such territory.
        """
        name = (zones or {}).get(territory) or MAIN_ZONES.get(territory)
        if name is None:
            raise TerritoryError(territory, "has no time zone", hint="use one ISO 3166-1 alpha-2 code")
        wall = datetime.combine(self.day, self.clock)
        return first_valid_instant(wall, name) if self.is_local else wall.replace(tzinfo=UTC)

    def first_instant(self, territories: TerritorySet, *, zones: Mapping[str, str] | None = None) -> datetime:
        """Return when the first of the territories opens.

        Raises:
            EmptyTerritoryError: there are no territories.
        """
        return _first(self, territories) if zones is None else min(self._instants(territories, zones))

    def last_instant(self, territories: TerritorySet, *, zones: Mapping[str, str] | None = None) -> datetime:
        """Return when the last of the territories opens; raises as `first_instant`."""
        return max(self._instants(territories, zones))

    def starts_before(self, other: ReleaseMoment, territories: TerritorySet) -> bool:
        """Tell whether this moment comes before the other one in every single territory.

        Raises:
            EmptyTerritoryError: there are no territories.
        """
        pairs = zip(self._instants(territories), other._instants(territories), strict=True)
        return all(ours < theirs for ours, theirs in pairs)

    def _instants(self, territories: TerritorySet, zones: Mapping[str, str] | None = None) -> list[datetime]:
        if not territories:
            raise EmptyTerritoryError
        return [self.instant_in(code, zones=zones) for code in territories]

    def __str__(self) -> str:
        if not self.is_local:
            return f"{datetime.combine(self.day, self.clock).isoformat()}Z"
        return self.day.isoformat() if self.clock == _MIDNIGHT else datetime.combine(self.day, self.clock).isoformat()


# Asked at several stations of each delivery, and by each platform's rules: some 250 clocks each time.
@lru_cache(maxsize=256)
def _first(moment: ReleaseMoment, territories: TerritorySet) -> datetime:
    return min(moment._instants(territories))  # noqa: SLF001 - its own module


__all__ = [
    "MAIN_ZONES",
    "Calendar",
    "LeadTime",
    "LeadUnit",
    "Mode",
    "ReleaseMoment",
    "answer_due",
    "latest_delivery",
    "latest_rush_delivery",
]
