"""The machine's clock may be set; ours follows it and never leaps."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta

import pytest
from attrs import define
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.contrib.runtime import SystemClock
from tunemantra.contrib.runtime.clock import SLEW

BEGUN = datetime(2026, 3, 6, 12, tzinfo=UTC)


@define
class Machine:
    """A machine's two clocks."""

    wall: float = BEGUN.timestamp()
    steady: float = 100.0

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds

    def clock(self) -> SystemClock:
        return SystemClock(wall=lambda: self.wall, steady=lambda: self.steady)


def test_it_is_as_late_as_the_machine_says() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.pass_by(5)
    assert clock.now() == BEGUN + timedelta(seconds=5)


@pytest.mark.parametrize("jump", [3600, -3600])
def test_a_clock_that_is_set_moves_no_moment(jump: float) -> None:
    machine = Machine()
    clock = machine.clock()
    machine.wall += jump
    assert clock.now() == BEGUN
    machine.pass_by(10)
    assert abs(clock.now() - BEGUN - timedelta(seconds=10)) <= timedelta(seconds=10 * SLEW)


@pytest.mark.parametrize("jump", [3600, -3600])
def test_a_clock_that_was_set_is_followed_until_both_agree(jump: float) -> None:
    machine = Machine()
    clock = machine.clock()
    machine.wall += jump
    for _ in range(1000):
        machine.pass_by(abs(jump) / SLEW / 1000)
        clock.now()
    assert clock.now().timestamp() == pytest.approx(machine.wall, abs=0.001)


@given(st.lists(st.tuples(st.floats(0, 1e5), st.floats(-1e6, 1e6)), max_size=30))
def test_whatever_is_done_to_the_machine_time_goes_forward_at_nearly_its_pace(steps: list[tuple[float, float]]) -> None:
    machine = Machine()
    clock = machine.clock()
    before = clock.now()
    for seconds, jump in steps:
        machine.wall += jump
        machine.pass_by(seconds)
        now = clock.now()
        assert (now - before).total_seconds() == pytest.approx(seconds, rel=SLEW * 1.001, abs=0.001)
        before = now


def test_it_survives_pickling_and_tells_the_time_there() -> None:
    there = pickle.loads(pickle.dumps(SystemClock()))
    assert abs(there.now() - datetime.now(UTC)) < timedelta(minutes=1)
