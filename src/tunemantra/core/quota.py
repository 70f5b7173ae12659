"""Quotas that are whole again at a fixed hour of somebody's clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import Attribute, field, frozen, validators

from tunemantra.core._local_time import first_valid_instant, zone


def _known_zone(_reset: DailyReset, _attribute: Attribute[str], value: str) -> None:
    zone(value)


@frozen
class DailyReset:
    """When a platform's daily quota is whole again (`platform-facts` 14.9: midnight Pacific).

    Args:
        zone: IANA name of the clock that counts.
        hour: of that clock, 0 to 23.

    Raises:
        ScheduleError: there is no such zone.
    """

    zone: str = field(validator=_known_zone)
    hour: int = field(default=0, validator=[validators.ge(0), validators.le(23)])

    def after(self, moment: datetime) -> datetime:
        """Return the next reset after a moment (aware), in UTC; where clocks skip the hour, when they jump."""
        wall = moment.astimezone(zone(self.zone)).replace(tzinfo=None)
        today = wall.replace(hour=self.hour, minute=0, second=0, microsecond=0)
        days = (today + timedelta(days=ahead) for ahead in range(-1, 3))
        return min(reset for day in days if (reset := first_valid_instant(day, self.zone)) > moment)


__all__ = ["DailyReset"]
