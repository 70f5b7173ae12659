"""What a simulator has to do later, one thing after the other."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tunemantra.contrib.sandbox.journal import Journal

Job = Callable[[], None]


class Agenda:
    """Jobs and when they are due, done by a thread of their own; what goes wrong with one is not the others' trouble.

    Args:
        journal: hears of a job that went wrong.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._due: list[tuple[float, int, Job]] = []
        self._number = itertools.count()
        self._changed = threading.Condition()
        threading.Thread(target=self._work, name="agenda", daemon=True).start()

    def later(self, seconds: float, job: Job) -> None:
        """Have a job done after so many seconds; jobs of the same moment are done in their order."""
        with self._changed:
            heapq.heappush(self._due, (time.monotonic() + seconds, next(self._number), job))
            self._changed.notify()

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._due or self._due[0][0] > time.monotonic():
                    self._changed.wait(self._due[0][0] - time.monotonic() if self._due else None)
                _, _, job = heapq.heappop(self._due)
            try:
                job()
            except Exception as problem:  # noqa: BLE001 - written down, and the next one is done
                self._journal.write("internal-error", reason=repr(problem))


__all__ = ["Agenda", "Job"]
