from __future__ import annotations

import threading

from tunemantra.contrib.queue.celery import tasks
from tunemantra.errors import StateError


class Faulty:
    """A tick that a fault ends twice, and that is told to stop the third time."""

    def __init__(self, over):
        self.over, self.faults = over, [RuntimeError("a bug"), StateError("the tables are newer")]

    def run(self, stop):
        assert not stop()
        if self.faults:
            raise self.faults.pop()
        self.over.set()


def test_a_fault_ends_a_sweep_and_not_sweeping(monkeypatch, caplog):
    monkeypatch.setattr(tasks, "AGAIN", 0)
    over = threading.Event()
    tick = Faulty(over)
    tasks._beat(tick, over)
    assert (tick.faults, over.is_set()) == ([], True)
    assert [str(one.exc_info[1]) for one in caplog.records] == ["the tables are newer", "a bug"]
