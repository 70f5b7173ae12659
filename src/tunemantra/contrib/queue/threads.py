"""The work queue of one process."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from tunemantra.core.distribution import Lane

if TYPE_CHECKING:
    from collections.abc import Collection

    from tunemantra.core.distribution import Stage


class ThreadQueue:
    """`ports.queue.WorkQueue` for threads of one process; what is in it is gone with the process.

    An id waits once: said again it keeps its place, or moves up to the more urgent lane.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._lanes: dict[Lane, dict[str, None]] = {lane: {} for lane in Lane}
        self._closed = False

    def __repr__(self) -> str:
        return f"ThreadQueue({len(self)} waiting)"

    def __len__(self) -> int:
        with self._changed:
            return sum(len(waiting) for waiting in self._lanes.values())

    def put(self, delivery_id: str, lane: Lane, stage: Stage | None = None) -> bool:  # noqa: ARG002 - all are alike
        """Say that a delivery may be due now; False once the queue is closed."""
        with self._changed:
            if self._closed:
                return False
            for other, waiting in self._lanes.items():
                if delivery_id in waiting:
                    if other.rank <= lane.rank:
                        return True
                    del waiting[delivery_id]
            self._lanes[lane][delivery_id] = None
            # All of them: who is woken first may wait for other lanes.
            self._changed.notify_all()
            return True

    def wait(self, seconds: float, lanes: Collection[Lane] | None = None) -> str | None:
        """Return an id as soon as there is one, the most urgent lane first; None when time is up or it is closed."""
        until = time.monotonic() + seconds
        with self._changed:
            while not self._closed:
                found = self._first(lanes)
                if found is not None:
                    return found
                left = until - time.monotonic()
                if left <= 0:
                    return None
                self._changed.wait(left)
            return None

    def _first(self, lanes: Collection[Lane] | None) -> str | None:
        for lane, waiting in self._lanes.items():
            if waiting and (lanes is None or lane in lanes):
                first = next(iter(waiting))
                del waiting[first]
                return first
        return None

    def close(self) -> None:
        """Wake everybody up; nothing is taken or given any more."""
        with self._changed:
            self._closed = True
            for waiting in self._lanes.values():
                waiting.clear()
            self._changed.notify_all()


__all__ = ["ThreadQueue"]
