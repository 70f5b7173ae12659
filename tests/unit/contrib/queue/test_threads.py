from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tunemantra.contrib.queue import ThreadQueue
from tunemantra.core.distribution import Lane


@pytest.fixture
def queue():
    return ThreadQueue()


def drained(queue):
    return list(iter(lambda: queue.wait(0), None))


def test_the_most_urgent_lane_comes_first_then_the_order_of_arrival(queue):
    for name, lane in (("b", Lane.BULK), ("n1", Lane.NORMAL), ("e", Lane.EMERGENCY), ("n2", Lane.NORMAL)):
        queue.put(name, lane)
    assert drained(queue) == ["e", "n1", "n2", "b"]


def test_an_id_waits_once(queue):
    for _ in range(3):
        queue.put("a", Lane.NORMAL)
    assert len(queue) == 1
    assert drained(queue) == ["a"]


def test_an_id_taken_may_be_put_again(queue):
    queue.put("a", Lane.NORMAL)
    drained(queue)
    queue.put("a", Lane.NORMAL)
    assert drained(queue) == ["a"]


@pytest.mark.parametrize(("lane", "order"), [(Lane.HIGH, ["a", "b"]), (Lane.BULK, ["b", "a"])])
def test_an_id_said_again_moves_up_and_never_down(queue, lane, order):
    queue.put("b", Lane.NORMAL)
    queue.put("a", Lane.NORMAL)
    queue.put("a", lane)
    assert drained(queue) == (order if lane is Lane.HIGH else ["b", "a"])


def test_waiting_ends_when_time_is_up(queue):
    start = time.monotonic()
    assert queue.wait(0.05) is None
    assert 0.05 <= time.monotonic() - start < 5


def test_waiting_ends_when_something_comes(queue):
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(queue.wait, 30)
        queue.put("a", Lane.BULK)
        assert waiting.result(timeout=10) == "a"


def test_closing_wakes_everybody(queue):
    with ThreadPoolExecutor(4) as pool:
        started = threading.Barrier(5)

        def wait(_):
            started.wait(10)
            return queue.wait(60)

        waiting = [pool.submit(wait, number) for number in range(4)]
        started.wait(10)
        queue.close()
        assert [each.result(timeout=10) for each in waiting] == [None] * 4


def test_a_closed_queue_takes_and_gives_nothing(queue):
    queue.put("a", Lane.NORMAL)
    queue.close()
    queue.put("b", Lane.NORMAL)
    assert (len(queue), queue.wait(60)) == (0, None)


def test_each_id_goes_to_one_of_many_that_wait(queue):
    names = [f"d-{number}" for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(queue.wait, 30) for _ in names]
        for name in names:
            queue.put(name, Lane.NORMAL)
        assert sorted(each.result(timeout=30) for each in waiting) == sorted(names)
