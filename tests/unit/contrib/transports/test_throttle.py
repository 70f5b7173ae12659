"""A rate is kept, by one upload and by many (A-090)."""

from __future__ import annotations

import threading

import pytest

from tunemantra.contrib.transports.throttle import Throttle


class Time:
    def __init__(self):
        self.now = 100.0
        self.naps = []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.naps.append(seconds)
        self.now += seconds


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def throttle(time):
    return Throttle(10_000_000, monotonic=time.monotonic, sleep=time.sleep)


def test_ten_megabytes_a_second(time, throttle):
    for _ in range(40):
        throttle(250_000)
    assert sum(time.naps) == pytest.approx(1.0)


def test_what_the_sending_itself_took_is_not_waited_for_again(time, throttle):
    for _ in range(40):
        throttle(250_000)
        time.now += 0.02
    # The last one only begins to be sent.
    assert time.now - 100.0 == pytest.approx(1.0 + 0.02)


def test_an_idle_hour_is_not_saved_up(time, throttle):
    throttle(1_000_000)
    time.now += 3600
    throttle(10_000_000)
    assert time.naps[-1] == pytest.approx(0.9)


def test_uploads_that_share_it_share_its_speed():
    waited = []
    shared = Throttle(1_000, monotonic=lambda: 0.0, sleep=waited.append)
    threads = [threading.Thread(target=lambda: [shared(10) for _ in range(25)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Nobody was told to wait for the same moment as another one: each block has its own hundredth of a second.
    assert sorted(waited) == pytest.approx([0.01 * n for n in range(1, 101)])


def test_a_rate_of_nothing_is_refused():
    with pytest.raises(ValueError, match="more than 0"):
        Throttle(0)
