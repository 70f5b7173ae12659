from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tunemantra.core.pace import LEASE_SECONDS, TURN_SECONDS, Pace, Register, calls_of

NOW = datetime.fromisoformat("2026-05-01T12:00:00+00:00")


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_who_finds_no_room_is_told_when_there_is_some() -> None:
    pace = Pace(requests=10, seconds=60)
    register, back = Register().enter("ada", 8, NOW, pace)
    assert back is None
    register, back = register.enter("bob", 3, after(5), pace)
    assert back == after(6)
    register = register.leave("ada", 6, after(20), pace)
    assert register.enter("bob", 4, after(20), pace)[1] is None
    assert register.enter("bob", 5, after(20), pace)[1] == after(80)
    assert register.enter("bob", 5, after(80), pace)[1] is None


def test_several_visits_have_to_be_over_where_one_has_called_too_little() -> None:
    pace = Pace(requests=10, seconds=60)
    register, _ = Register().enter("ada", 2, NOW, pace)
    register, _ = register.leave("ada", 2, after(1), pace).enter("bob", 8, after(2), pace)
    register = register.leave("bob", 8, after(9), pace)
    assert register.enter("cleo", 2, after(9), pace)[1] == after(61)
    assert register.enter("cleo", 3, after(9), pace)[1] == after(69)


def test_no_more_visit_at_once_than_is_allowed() -> None:
    pace = Pace(concurrent=1)
    register, _ = Register().enter("ada", 99, NOW, pace)
    assert register.enter("bob", 1, NOW, pace)[1] == after(1)
    assert register.leave("ada", 99, after(1), pace).enter("bob", 1, after(1), pace)[1] is None


def test_more_calls_than_the_pace_has_are_granted_in_part() -> None:
    pace = Pace(requests=10, seconds=60)
    assert (calls_of(40, pace), calls_of(4, pace), calls_of(40, Pace(concurrent=1))) == (10, 4, 40)
    register, back = Register().enter("ada", 40, NOW, pace)
    assert back is None
    assert register.more("ada", NOW, pace)[1] == after(1)
    left = register.leave("ada", 10, NOW, pace)
    assert left.more("bob", NOW, pace)[1] == after(60)


def test_a_visit_that_needs_one_call_more_may_have_it() -> None:
    register, _ = Register().enter("ada", 2, NOW, Pace(requests=3))
    register, back = register.more("ada", NOW, Pace(requests=3))
    assert (back, register.calls()) == (None, 3)


def test_the_place_of_a_dead_worker_is_free_after_its_lease_and_its_calls_a_span_later() -> None:
    pace = Pace(requests=2, seconds=60, concurrent=1)
    register, _ = Register().enter("ada", 2, NOW, pace)
    assert register.enter("bob", 1, after(LEASE_SECONDS), pace)[1] is not None
    assert register.enter("bob", 1, after(LEASE_SECONDS + 60), pace)[1] is None


def test_a_visit_that_goes_on_keeps_its_place() -> None:
    pace = Pace(concurrent=1)
    register, _ = Register().enter("ada", 1, NOW, pace)
    register = register.stay("ada", after(200))
    assert register.enter("bob", 1, after(400), pace)[1] is not None


def test_those_who_wait_are_told_one_turn_after_the_other() -> None:
    pace = Pace(requests=10, seconds=2)
    register = Register().enter("ada", 10, NOW, pace)[0].leave("ada", 10, NOW, pace)
    turns = []
    for who in "bcd":
        register, back = register.enter(who, 5, NOW, pace)
        turns.append(back)
    assert turns == [after(2), after(3), after(4)]
    assert register.enter("eve", 5, NOW, pace, urgent=True) == (register, after(2))
    assert register.enter("bob", 5, after(2), pace)[1] is None
    emptied, back = register.enter("bob", 5, after(6), pace)
    assert (back, emptied.next_turn) == (None, None)


def test_at_a_platform_that_takes_one_visit_one_of_those_who_wait_asks_each_second() -> None:
    register, turns = Register().enter("ada", 1, NOW, Pace(concurrent=1))[0], []
    for who in "bcd":
        register, back = register.enter(who, 1, NOW, Pace(concurrent=1))
        turns.append(back)
    assert turns == [after(1), after(2), after(3)]


def test_nobody_is_told_a_turn_far_ahead() -> None:
    pace = Pace(requests=1, seconds=25)
    register = Register().enter("ada", 1, NOW, pace)[0].leave("ada", 1, NOW, pace)
    turns = []
    for who in "bcdef":
        register, back = register.enter(who, 1, NOW, pace)
        turns.append(back)
    assert turns == [after(25), after(50), after(TURN_SECONDS), after(TURN_SECONDS), after(TURN_SECONDS)]


def test_a_room_that_is_far_ahead_is_told_as_it_is() -> None:
    pace = Pace(requests=1, seconds=3600)
    register = Register().enter("ada", 1, NOW, pace)[0].leave("ada", 1, NOW, pace)
    register, back = register.enter("bob", 1, NOW, pace)
    assert (back, register.enter("cleo", 1, NOW, pace)[1]) == (after(3600), after(3600))


@given(st.integers(1, 60), st.integers(1, 12))
def test_however_many_wait_few_ask(waiting: int, calls: int) -> None:
    """A-086: as many as there is room for ask at a time, and the pace is used to the full."""
    pace = Pace(requests=12, seconds=1)
    register = Register()
    due = {f"order {number}": 0.0 for number in range(waiting)}
    asked, at = 0, 0.0
    while due:
        who = min(due, key=lambda one: due[one])
        at = due.pop(who)
        asked += 1
        register, back = register.enter(who, calls, after(at), pace)
        if back is None:
            register = register.leave(who, calls, after(at), pace)
        else:
            due[who] = (back - NOW).total_seconds()
    assert asked <= 3 * waiting
    assert at <= 2 * waiting * calls / 12


STEPS = st.lists(
    st.tuples(st.sampled_from("abcde"), st.sampled_from(["enter", "call", "leave"]), st.integers(0, 40)), max_size=60
)


@given(STEPS, st.integers(1, 6), st.integers(1, 4))
def test_never_more_calls_in_any_span_nor_visits_at_once(
    steps: list[tuple[str, str, int]], requests: int, concurrent: int
) -> None:
    """A-086: several workers, one register, a clock of our own."""
    pace = Pace(requests=requests, seconds=60, concurrent=concurrent)
    register, seconds, calls = Register(), 0, list[int]()
    granted: dict[str, int] = {}
    called: dict[str, int] = {}
    for who, what, passed in steps:
        # A visit that is silent for longer than its lease is a dead one: here nobody dies.
        seconds += min(passed, 5)
        if what == "enter" and who not in granted:
            register, back = register.enter(who, 2, after(seconds), pace)
            if back is None:
                granted[who], called[who] = calls_of(2, pace), 0
            else:
                assert back > after(seconds)
        elif what == "call" and who in granted:
            if called[who] >= granted[who]:
                register, back = register.more(who, after(seconds), pace)
                if back is not None:
                    continue
                granted[who] += 1
            called[who] += 1
            calls.append(seconds)
        elif what == "leave" and who in granted:
            register = register.leave(who, called[who], after(seconds), pace)
            del granted[who]
        assert sum(1 for at in calls if at > seconds - 60) <= requests
        assert len(granted) <= concurrent
