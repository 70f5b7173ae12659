"""The day's quota, which begins at midnight Pacific."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

UNITS: Mapping[str, int] = {"GET": 1, "POST": 50, "PUT": 50, "PATCH": 50}
DAY = 1_000_000
PACIFIC = ZoneInfo("America/Los_Angeles")


class Quota:
    """Counts the units of the day.

    Args:
        units: of a day.
        clock: the time, aware.
    """

    def __init__(self, units: int = DAY, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.units, self._clock = units, clock
        self._day, self._spent = self._today(), 0
        self._lock = threading.Lock()

    def spend(self, method: str) -> bool:
        """Charge a call; return whether there was enough left. A refused call costs a unit all the same."""
        with self._lock:
            if self._today() != self._day:
                self._day, self._spent = self._today(), 0
            cost = UNITS.get(method, 1)
            enough = self._spent + cost <= self.units
            self._spent += cost if enough else 1
            return enough

    @property
    def left(self) -> int:
        """Return the units that are left today."""
        return max(0, self.units - self._spent)

    def _today(self) -> int:
        return self._clock().astimezone(PACIFIC).toordinal()
