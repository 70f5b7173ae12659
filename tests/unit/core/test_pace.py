from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tunemantra.core.pace import LATE_SECONDS, LEASE_SECONDS, LONGEST_LINE, TURN_SECONDS, Pace, Register, calls_of

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
        register, back = register.enter(who, 5, NOW, pace, rank=2)
        turns.append(back)
    assert turns == [after(2), after(2), after(4)]
    urgent, back = register.enter("eve", 5, NOW, pace)
    assert ([turn.who for turn in urgent.turns], back) == (["eve", "b", "c", "d"], after(2))
    register, back = register.enter("b", 5, after(2), pace, rank=2)
    assert ([turn.who for turn in register.turns], back) == (["c", "d"], None)


def test_nobody_goes_in_before_those_who_wait() -> None:
    """Those who need little come one after the other, and one who needs much would never find room."""
    pace = Pace(requests=10, seconds=10)
    register, entered = Register(), {}
    due = {f"small {number}": float(number) for number in range(60)} | {"big": 20.0}
    while due:
        who = min(due, key=lambda one: due[one])
        at = due.pop(who)
        calls = 8 if who == "big" else 1
        register, back = register.enter(who, calls, after(at), pace)
        if back is None:
            register, entered[who] = register.leave(who, calls, after(at), pace), at
        else:
            due[who] = (back - NOW).total_seconds()
    assert entered["big"] <= 30


def test_room_is_not_kept_for_those_who_do_not_come() -> None:
    pace = Pace(concurrent=1)
    register, _ = Register().enter("ada", 1, NOW, pace)
    register, back = register.enter("bob", 1, NOW, pace)
    assert back == after(1)
    register = register.leave("ada", 1, after(1), pace)
    assert register.enter("cleo", 1, after(1), pace)[1] is not None
    assert register.enter("bob", 1, after(1), pace)[1] is None
    assert register.enter("cleo", 1, after(1 + LATE_SECONDS), pace)[1] is None


def test_who_is_over_again_before_the_next_in_line_comes_goes_in() -> None:
    pace = Pace(concurrent=1)
    register, _ = Register().enter("ada", 1, NOW, pace)
    register, back = register.enter("bob", 1, NOW, pace)
    register = register.leave("ada", 1, after(0.2), pace)
    register, between = register.enter("cleo", 1, after(0.2), pace)
    assert (back, between) == (after(1), None)


def test_turns_are_as_far_apart_as_visits_are_long() -> None:
    pace = Pace(concurrent=1)
    register, _ = Register().enter("ada", 1, NOW, pace)
    register, _ = register.leave("ada", 1, after(0.5), pace).enter("bob", 1, after(0.5), pace)
    turns = []
    for who in "cde":
        register, back = register.enter(who, 1, after(0.5), pace)
        turns.append(back)
    assert turns == [after(1), after(1.5), after(2)]
    # One that goes on and on is asked after each second by the first in line, and seldom by the others.
    assert register.enter("c", 1, after(40), pace)[1] == after(41)
    register, _ = register.enter("c", 1, after(40), pace)
    assert register.enter("d", 1, after(40), pace)[1] == after(80.5)


def test_a_register_of_visits_that_nobody_counts_the_calls_of_stays_small() -> None:
    pace, register = Pace(concurrent=1), Register()
    for number in range(100):
        register, _ = register.enter(f"{number}", 1, after(number / 10), pace)
        register = register.leave(f"{number}", 1, after(number / 10), pace)
    assert len(register.enter("ada", 1, after(10), pace)[0].visits) <= 20


def test_those_who_find_no_room_in_the_line_come_one_after_the_other_behind_it() -> None:
    pace = Pace(requests=10, seconds=10)
    register = Register().enter("ada", 10, NOW, pace)[0].leave("ada", 10, NOW, pace)
    turns = []
    for number in range(LONGEST_LINE + 70):
        register, back = register.enter(f"{number}", 1, NOW, pace)
        turns.append(back)
    beyond = turns[LONGEST_LINE:]
    assert len(register.turns) == LONGEST_LINE
    assert beyond[:3] == [after(70), after(71), after(72)]
    assert beyond[-3:] == [after(70 + TURN_SECONDS)] * 3
    register, back = register.enter("eve", 1, after(1), pace, rank=-1)
    assert (len(register.turns), back) == (LONGEST_LINE, after(10))


def test_turns_are_told_up_to_a_minute_behind_the_room_that_is_sure_to_come() -> None:
    pace = Pace(requests=1, seconds=25)
    register = Register().enter("ada", 1, NOW, pace)[0].leave("ada", 1, NOW, pace)
    turns = []
    for who in "bcdef":
        register, back = register.enter(who, 1, NOW, pace)
        turns.append(back)
    assert turns == [after(25), after(50), after(75), after(25 + TURN_SECONDS), after(25 + TURN_SECONDS)]


def test_a_room_that_is_far_ahead_is_told_as_it_is() -> None:
    pace = Pace(requests=1, seconds=3600)
    register = Register().enter("ada", 1, NOW, pace)[0].leave("ada", 1, NOW, pace)
    register, back = register.enter("bob", 1, NOW, pace)
    assert (back, register.enter("cleo", 1, NOW, pace)[1]) == (after(3600), after(3600 + TURN_SECONDS))


def test_a_call_counts_for_a_span_though_somebody_asks_with_a_moment_that_is_past() -> None:
    """Whoever looked at the clock, and then waited for those who write, is not the one to say when others left."""
    pace = Pace(requests=1, seconds=2)
    register = Register().enter("ada", 1, after(1), pace)[0].leave("ada", 1, after(1), pace)
    register, back = register.enter("bob", 1, after(0.9), pace)
    assert back == after(3)
    assert register.enter("bob", 1, after(2.95), pace)[1] == after(3)


def test_a_clock_that_was_ahead_holds_nobody_up() -> None:
    pace = Pace(requests=2, seconds=60, concurrent=2)
    register = Register().enter("ada", 1, after(7200), pace)[0].leave("ada", 1, after(7200), pace)
    register, _ = register.enter("bob", 1, after(7200), pace)
    register, _ = register.enter("cleo", 1, after(7200), pace)
    register, back = register.enter("dan", 1, NOW, pace)
    assert back == after(60)
    assert register.enter("dan", 1, after(LEASE_SECONDS + 60), pace)[1] is None


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
