"""From a wall clock to an instant, also where the clock skips the moment asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tunemantra.errors import ScheduleError


@cache  # the library keeps eight of them, and a worldwide release has 250
def zone(name: str) -> ZoneInfo:
    """Return an IANA time zone.

    Raises:
        ScheduleError: there is no such zone, or the machine has no time zone data.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        hint = "use an IANA name such as Europe/Berlin; the tzdata package brings the data"
        raise ScheduleError(f"time zone {name!r} is unknown", hint=hint) from error


@lru_cache(maxsize=16_384)
def first_valid_instant(wall: datetime, zone_name: str) -> datetime:
    """Return the first instant, in UTC, at which the clocks of a zone show `wall` or later.

    Where the clocks show it twice, that is the first time; where they skip it (Egypt begins summer time at
    midnight, Samoa left out a day), the instant at which they jump.

    Args:
        wall: what the clock shows, without a time zone and in whole seconds.
        zone_name: an IANA name.
    """
    local = zone(zone_name)
    early = wall.replace(tzinfo=local, fold=0).astimezone(UTC)
    if early.astimezone(local).replace(tzinfo=None) == wall:
        return early
    # In a gap, fold 0 lands after the jump and fold 1 before it: halve the span down to the second.
    before, after = wall.replace(tzinfo=local, fold=1).astimezone(UTC), early
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(local).replace(tzinfo=None) < wall:
            before = middle
        else:
            after = middle
    return after


__all__ = ["first_valid_instant", "zone"]
