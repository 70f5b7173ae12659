"""A bound on how fast files go out, shared by everything that is told to ask it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

_LEAST: Final = 0.1


class Throttle:
    """Lets so many bytes a second out, whoever sends them; what it is called with may go when it returns.

    Thread-safe: uploads that share one share its speed. Of an idle time no more is saved up than the block before took
    by the rate, or a tenth of a second: so the time that sending itself takes is not waited for twice.

    Args:
        rate: bytes a second.
        monotonic, sleep: the time, in seconds.
    """

    def __init__(
        self,
        rate: float,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if rate <= 0:
            raise ValueError("a rate is more than 0 bytes a second")
        self.rate = rate
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = threading.Lock()
        self._free = monotonic()
        self._saved = _LEAST

    def __call__(self, count: int) -> None:
        """Wait as long as what went out before, and then this, takes at the rate."""
        with self._lock:
            now = self._monotonic()
            takes = count / self.rate
            self._free = max(self._free, now - self._saved) + takes
            self._saved = max(_LEAST, takes)
            wait = self._free - now
        if wait > 0:
            self._sleep(wait)


__all__ = ["Throttle"]
