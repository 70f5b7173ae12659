"""Ids in the order of time."""

from __future__ import annotations

import os
import secrets
import threading
import uuid
from typing import TYPE_CHECKING

from tunemantra.contrib.runtime.clock import SystemClock

if TYPE_CHECKING:
    from tunemantra.ports.runtime import Clock

_RANDOM_BITS = 74
_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62


class TimeSortedIds:
    """UUIDs of version 7 (RFC 9562): 48 bits of milliseconds, then chance. Safe to use from several threads.

    Within one process every id is greater than the one before, also within a millisecond and when the clock is set
    back. A forked process starts from fresh chance.

    Args:
        clock: whose time goes into the ids; the machine's for None.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._guard = threading.Lock()
        self._last = (0, 0)
        self._pid = os.getpid()

    def fresh(self) -> str:
        """Return an id that was never returned before: 36 hexadecimal digits and dashes."""
        with self._guard:
            millisecond, chance = self._next(int(self._clock.now().timestamp() * 1000))
            self._last = (millisecond, chance)
        high, low = divmod(chance, 1 << 62)
        return str(uuid.UUID(int=millisecond << 80 | _VERSION_7 | high << 64 | _VARIANT | low))

    def _next(self, now: int) -> tuple[int, int]:
        before, chance = self._last
        if self._pid != os.getpid():
            self._pid, before, chance = os.getpid(), before + 1, secrets.randbits(_RANDOM_BITS - 1)
        if now > before:
            # The highest bit stays free, so that counting within a millisecond never overflows.
            return now, secrets.randbits(_RANDOM_BITS - 1)
        return before, chance + 1 + secrets.randbits(32)


__all__ = ["TimeSortedIds"]
