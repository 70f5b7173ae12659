"""Hours of the day in which files may be sent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attrs import frozen

from tunemantra.errors import ScheduleError

_FORM: Final = re.compile(r"(\d\d:\d\d)\s*-\s*(\d\d:\d\d)(?:\s+(\S+))?")


@frozen
class TransferWindow:
    """Hours of every day by the clock on a wall, past midnight where `end` is the earlier one.

    Args:
        start, end: the first moment in it and the first one after it.
        zone: IANA name of the wall clock's zone.
    """

    start: time
    end: time
    zone: str = "UTC"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `22:00-06:00 Europe/Berlin`; UTC where no zone is named.

        Raises:
            ScheduleError: it has another form, an hour or zone that does not exist, or no length.
        """
        found = _FORM.fullmatch(text.strip())
        if found is None:
            raise ScheduleError(f"{text!r} is no window", hint="write it as 22:00-06:00 Europe/Berlin")
        zone = found[3] or "UTC"
        try:
            start, end = time.fromisoformat(found[1]), time.fromisoformat(found[2])
            ZoneInfo(zone)
        except (ValueError, ZoneInfoNotFoundError, OSError) as problem:
            raise ScheduleError(f"{text!r} is no window: {problem}") from problem
        if start == end:
            raise ScheduleError(f"{text!r} has no length", hint="leave the window out where there is none")
        return cls(start, end, zone)

    def __contains__(self, moment: datetime) -> bool:
        clock = moment.astimezone(ZoneInfo(self.zone)).time()
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def opens(self, moment: datetime) -> datetime:
        """Return the moment itself where it is in the window, else when the window opens next, in UTC."""
        if moment in self:
            return moment
        zone = ZoneInfo(self.zone)
        today = moment.astimezone(zone).date()
        openings = (
            datetime.combine(today + timedelta(days=ahead), self.start, zone).astimezone(UTC) for ahead in range(3)
        )
        return next(opening for opening in openings if opening > moment)

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M} {self.zone}"


def next_opening(windows: Iterable[TransferWindow], moment: datetime) -> datetime:
    """Return the first moment from `moment` on that lies in a window; `moment` itself where there are none."""
    return min((window.opens(moment) for window in windows), default=moment)


__all__ = ["TransferWindow", "next_opening"]
