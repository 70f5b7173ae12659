from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tunemantra.contrib.memory import (
    START,
    FixedClock,
    ManualClock,
    MemoryQueue,
    MemorySecrets,
    SequentialIds,
)
from tunemantra.core.distribution import Lane
from tunemantra.errors import SecretError
from tunemantra.ports.runtime import SecretRef


def test_a_fixed_clock_stands_still():
    clock = FixedClock()
    clock.sleep(3600)
    assert clock.now() == START


def test_a_manual_clock_goes_on_when_somebody_sleeps():
    clock = ManualClock()
    clock.sleep(1.5)
    clock.sleep(-9)
    assert clock.now() == START + timedelta(seconds=1.5)


def test_a_manual_clock_is_set():
    clock = ManualClock()
    clock.set(datetime(2000, 1, 1, tzinfo=timezone(timedelta(hours=9))))
    assert clock.now().isoformat() == "1999-12-31T15:00:00+00:00"


@pytest.mark.parametrize("clock", [FixedClock, ManualClock])
def test_clocks_speak_utc(clock):
    assert clock(datetime(2000, 1, 1, tzinfo=timezone(timedelta(hours=9)))).now().tzinfo is UTC


def test_ids_count_and_sort():
    ids = SequentialIds("d")
    made = [ids.fresh() for _ in range(12)]
    assert made[:2] == ["d-000001", "d-000002"]
    assert made == sorted(made)


def test_secrets_are_found_and_not_shown():
    secrets = MemorySecrets({"env:TOKEN": " hunter2\n"})
    assert secrets.reveal(SecretRef("env:TOKEN")) == "hunter2"
    assert "hunter2" not in repr(secrets)
    with pytest.raises(SecretError, match="env:OTHER"):
        secrets.reveal(SecretRef("env:OTHER"))


def test_the_queue_gives_the_most_urgent_first_and_each_once():
    queue = MemoryQueue()
    for name, lane in (("a", Lane.BULK), ("b", Lane.HIGH), ("c", Lane.HIGH), ("a", Lane.EMERGENCY), ("b", Lane.BULK)):
        queue.put(name, lane)
    assert [queue.wait(60) for _ in range(4)] == ["a", "b", "c", None]


def test_waiting_is_the_clocks():
    clock = ManualClock()
    assert MemoryQueue(clock).wait(60) is None
    assert clock.now() == START + timedelta(seconds=60)


def test_a_closed_queue_takes_and_gives_nothing():
    queue = MemoryQueue()
    queue.put("a", Lane.BULK)
    queue.close()
    queue.put("b", Lane.BULK)
    assert queue.wait(1) is None
