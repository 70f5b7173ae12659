from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.core.circuit import PROBE_SECONDS, Circuit, CircuitRule, admit, answered, failed

NOW = datetime.fromisoformat("2026-05-01T12:00:00+00:00")
RULE = CircuitRule(failures=5, pause=60.0, factor=2.0, longest=200.0)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def broken(times: int = 5) -> Circuit:
    circuit = Circuit()
    for _ in range(times):
        circuit = failed(circuit, "ada", NOW, "refused", RULE)
    return circuit


@pytest.mark.parametrize(("times", "open_"), [(0, False), (4, False), (5, True)])
def test_it_opens_after_so_many_failures_in_a_row(times: int, open_: bool) -> None:
    assert broken(times).open is open_
    assert admit(broken(times), "bob", NOW, RULE)[1] is not open_


def test_an_answer_in_between_begins_a_new_row() -> None:
    circuit = answered(broken(4), "bob")
    assert circuit == Circuit()


def test_while_it_is_open_one_may_probe_once_the_pause_is_over() -> None:
    circuit, admitted = admit(broken(), "ada", after(59), RULE)
    assert not admitted
    circuit, admitted = admit(circuit, "ada", after(60), RULE)
    assert admitted
    assert admit(circuit, "ada", after(60), RULE)[1]
    assert not admit(circuit, "bob", after(60), RULE)[1]
    assert answered(circuit, "ada") == Circuit()


def test_whoever_was_there_when_it_opened_and_answers_late_does_not_close_it() -> None:
    assert answered(broken(), "bob").open
    probing, _ = admit(broken(), "ada", after(60), RULE)
    late = failed(probing, "bob", after(61), "cut", RULE)
    assert (late.prober, late.probe_at) == (probing.prober, probing.probe_at)


def test_each_probe_that_fails_makes_the_pause_longer_up_to_a_bound() -> None:
    circuit, at, pauses = broken(), after(60), []
    for _ in range(4):
        circuit, _ = admit(circuit, "ada", at, RULE)
        circuit = failed(circuit, "ada", at, "refused", RULE)
        assert circuit.probe_at is not None
        pauses.append((circuit.probe_at - at).total_seconds())
        at = circuit.probe_at
    assert pauses == [120.0, 200.0, 200.0, 200.0]


def test_a_probe_that_is_never_heard_of_again_makes_way_for_another() -> None:
    circuit, _ = admit(broken(), "ada", after(60), RULE)
    assert not admit(circuit, "bob", after(60 + PROBE_SECONDS - 1), RULE)[1]
    assert admit(circuit, "bob", after(60 + PROBE_SECONDS), RULE)[1]


def test_it_says_when_to_ask_again() -> None:
    assert broken().next(NOW, RULE) == after(60)
    assert broken().next(after(70), RULE) == after(130)


def test_a_probe_that_a_clock_put_off_before_it_was_set_back_is_due() -> None:
    circuit, at = broken(), after(-3600)
    assert circuit.next(at, RULE) == at + RULE.wait(0)
    probing, admitted = admit(circuit, "ada", at, RULE)
    assert (admitted, admit(probing, "bob", at, RULE)[1]) == (True, False)
    assert answered(probing, "ada") == Circuit()


def test_clocks_that_differ_a_little_probe_no_sooner() -> None:
    assert not admit(broken(), "ada", after(-60), RULE)[1]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["ask", "fail", "answer"]), st.integers(0, 90))))
def test_never_two_probe_at_once_and_nobody_else_gets_in(steps: list[tuple[str, str, int]]) -> None:
    circuit, seconds = broken(), 0
    prober, since = "", 0
    for who, what, passed in steps:
        seconds += passed
        was_open = circuit.open
        if what == "ask":
            circuit, admitted = admit(circuit, who, after(seconds), RULE)
            if was_open and admitted and who != prober:
                assert not prober or seconds - since >= PROBE_SECONDS
                prober, since = who, seconds
        elif what == "fail":
            circuit = failed(circuit, who, after(seconds), "x", RULE)
            prober = "" if who == prober else prober
        else:
            circuit = answered(circuit, who)
            if was_open and not circuit.open:
                assert who == prober
                prober = ""
