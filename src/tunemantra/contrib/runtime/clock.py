"""The machine's clock, without its jumps."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

SLEW = 0.1
"""How much faster or slower time runs here while it follows a clock that was set."""
_BOOT = getattr(time, "CLOCK_BOOTTIME", None)


def _steady() -> float:
    """Return seconds that nobody can set; those of a machine that slept count, where it tells them."""
    return time.monotonic() if _BOOT is None else time.clock_gettime(_BOOT)


class SystemClock:
    """`ports.runtime.Clock` of this machine: never backwards, and never by leaps.

    Leases, due moments and time-outs are differences of two looks at this clock. Where somebody sets the machine's
    clock while a process works, all of them would be over at once, or not for hours; so the time of a process that runs
    follows such a change by running a tenth faster or slower until both agree. Safe for threads.

    Args:
        wall: seconds since 1970, as the machine has them.
        steady: seconds since some moment, that nobody can set.
    """

    def __init__(self, *, wall: Callable[[], float] = time.time, steady: Callable[[], float] = _steady) -> None:
        self._wall, self._steady = wall, steady
        self._guard = threading.Lock()
        self._at, self._looked = wall(), steady()

    def __reduce__(self) -> tuple[object, ...]:
        return SystemClock, ()

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        with self._guard:
            looked = self._steady()
            passed = max(0.0, looked - self._looked)
            behind = self._wall() - self._at - passed
            self._at += passed + max(-passed * SLEW, min(passed * SLEW, behind))
            self._looked = looked
            return datetime.fromtimestamp(self._at, UTC)

    def sleep(self, seconds: float) -> None:
        """Wait; not at all for nothing or less."""
        if seconds > 0:
            time.sleep(seconds)


__all__ = ["SLEW", "SystemClock"]
