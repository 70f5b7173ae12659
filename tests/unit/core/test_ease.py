from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.core.ease import MIB, EaseRule

RULE = EaseRule(steps=3, part=16 * MIB, least=5 * MIB, slow=30.0, longest=300.0)


def test_each_step_halves_the_parts_and_doubles_the_time_out_within_bounds() -> None:
    assert [RULE.part_size(ease) // MIB for ease in range(4)] == [16, 8, 5, 5]
    assert [RULE.timeout(60.0, ease) for ease in range(4)] == [60.0, 120.0, 240.0, 300.0]


def test_a_time_out_that_is_stated_longer_than_the_bound_stays() -> None:
    assert RULE.timeout(900.0, 2) == 900.0


def test_parts_smaller_than_the_least_are_not_made_larger() -> None:
    assert EaseRule(part=MIB, least=5 * MIB).part_size(0) == MIB


@pytest.mark.parametrize(
    ("ease", "moved", "seconds", "after"),
    [
        (0, 64 * MIB, 10.0, 0),  # a part in 2.5 s
        (0, 64 * MIB, 121.0, 1),  # a part in just over 30 s
        (1, 64 * MIB, 200.0, 1),  # half a part in 25 s: a whole one would be slow
        (1, 64 * MIB, 100.0, 0),  # half a part in 12.5 s
        (3, 64 * MIB, 900.0, 3),  # there is no further step
        (2, 0, 0.0, 1),  # it answered, and there was nothing to send
        (0, MIB, 3600.0, 0),  # less than a part tells nothing
    ],
)
def test_a_visit_that_went_well_is_a_step_at_most(ease: int, moved: int, seconds: float, after: int) -> None:
    assert RULE.after(ease, moved, seconds) == after


def test_who_wants_none_of_it_sets_no_steps() -> None:
    rule = EaseRule(steps=0)
    assert (rule.harder(0), rule.after(0, 64 * MIB, 9999.0)) == (0, 0)


@given(rate=st.floats(1e3, 1e9), start=st.integers(0, 3))
def test_it_comes_to_rest_at_every_rate(rate: float, start: int) -> None:
    """A target of one speed is treated in one way in the end: it does not swing."""
    ease = start
    for _ in range(4):
        ease = RULE.after(ease, 1024 * MIB, 1024 * MIB / rate)
    assert RULE.after(ease, 1024 * MIB, 1024 * MIB / rate) == ease
