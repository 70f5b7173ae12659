"""Time, ids, secrets and a queue that do exactly what a test says."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tunemantra.core.distribution import Lane
from tunemantra.errors import SecretError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tunemantra.core.distribution import Stage
    from tunemantra.ports.runtime import Clock, SecretRef

START = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)


class FixedClock:
    """A clock that stands still; sleeping takes no time.

    Args:
        at: the time, aware.
    """

    def __init__(self, at: datetime = START) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the same moment, always."""
        return self._at

    def sleep(self, seconds: float) -> None:
        """Return at once."""


class ManualClock:
    """A clock that goes on when somebody sleeps, and by nothing else. Safe to use from several threads.

    Args:
        at: where it starts, aware.
    """

    def __init__(self, at: datetime = START) -> None:
        self._at = at.astimezone(UTC)
        self._guard = threading.Lock()

    def now(self) -> datetime:
        """Return how late it is."""
        with self._guard:
            return self._at

    def sleep(self, seconds: float) -> None:
        """Let time pass without waiting for it; it never goes back."""
        with self._guard:
            self._at += timedelta(seconds=max(seconds, 0))

    def set(self, at: datetime) -> None:
        """Let it be a certain moment, an earlier one included."""
        with self._guard:
            self._at = at.astimezone(UTC)


class SequentialIds:
    """Ids that count: `id-000001`, `id-000002`, … Safe to use from several threads.

    Args:
        prefix: what they start with.
    """

    def __init__(self, prefix: str = "id") -> None:
        self._prefix = prefix
        self._last = 0
        self._guard = threading.Lock()

    def fresh(self) -> str:
        """Return the next id."""
        with self._guard:
            self._last += 1
            return f"{self._prefix}-{self._last:06d}"


class MemorySecrets:
    """Secrets from a mapping of references (`env:NAME`) to values."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = dict(known)

    def __repr__(self) -> str:
        return f"MemorySecrets({sorted(self._known)})"

    def reveal(self, reference: SecretRef) -> str:
        """Return the secret without surrounding white space."""
        try:
            return self._known[reference.reference].strip()
        except KeyError:
            raise SecretError(f"no secret {reference}") from None


class MemoryQueue:
    """`ports.queue.WorkQueue` whose waiting is the clock's: with a `ManualClock` nobody ever waits.

    Args:
        clock: passes the time where nothing is in the queue.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or FixedClock()
        self._waiting: dict[str, Lane] = {}
        self._closed = False
        self._guard = threading.Lock()

    def put(self, delivery_id: str, lane: Lane, stage: Stage | None = None) -> bool:  # noqa: ARG002 - all are alike
        """Say that a delivery may be due now; False once the queue is closed."""
        with self._guard:
            known = self._waiting.get(delivery_id, lane)
            if not self._closed:
                self._waiting[delivery_id] = min(known, lane, key=lambda each: each.rank)
            return not self._closed

    def wait(self, seconds: float, lanes: Collection[Lane] | None = None) -> str | None:
        """Return the most urgent id of some lanes; None, after the clock went on, where there is none."""
        found = self._take(lanes)
        if found is None and not self._closed:
            self._clock.sleep(seconds)
            found = self._take(lanes)
        return found

    def _take(self, lanes: Collection[Lane] | None) -> str | None:
        with self._guard:
            wanted = [each for each, lane in self._waiting.items() if lanes is None or lane in lanes]
            if self._closed or not wanted:
                return None
            first = min(wanted, key=lambda each: self._waiting[each].rank)
            del self._waiting[first]
            return first

    def close(self) -> None:
        """Take and give nothing any more."""
        with self._guard:
            self._closed = True
            self._waiting.clear()


__all__ = ["START", "FixedClock", "ManualClock", "MemoryQueue", "MemorySecrets", "SequentialIds"]
