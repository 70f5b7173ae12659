from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tunemantra.core.problem import Cause, Problem, normalised

NOW = datetime.fromisoformat("2026-05-01T12:00:00+00:00")
CAUSE = Cause("spotify", "deliver", "transport.connect", "refused")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("looking for 4006381333931: refused", "looking for 00602445790098: refused"),
        (
            "PUT api.example/v1/releases/rel_7/assets/01-01.wav: cut",
            "PUT api.example/v1/releases/rel_9/assets/02-11.wav: cut",
        ),
        ("track GBAYE0000351 is taken", "track USRC17607839 is taken"),
        ("no release 'Blue'", 'no release "Red"'),
        ("https://a.example/x?y=1 is gone", "http://b.example/ is gone"),
        ("asset 9f86d081884c7d659a2feaa0c55ad015 is missing", "asset 60303ae22b998861bce3b28f33eec1be is missing"),
        ("key 0b4e2c1a-0d9e-4a67-8a0e-6f3a1c9b7d10 stands", "key 7c9e6679-7425-40de-944b-e07fc1f90ae7 stands"),
        ("it took 12.5 s", "it took 3 s"),
    ],
)
def test_what_differs_from_one_failure_to_the_next_is_left_out(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Spotify answered 500 to looking", "Spotify answered 503 to looking"),
        ("the portal failed (HTTP 500)", "the portal failed (HTTP 502)"),
        ("connection refused", "connection reset"),
    ],
)
def test_what_tells_causes_apart_is_kept(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


def test_an_id_follows_from_the_cause_alone() -> None:
    assert CAUSE.id == Cause("spotify", "deliver", "transport.connect", "refused").id
    others = [("beatport", "deliver"), ("spotify", "track")]
    assert len({CAUSE.id, *(Cause(*other, "transport.connect", "refused").id for other in others)}) == 3


def seen(problem: Problem, *minutes: float) -> tuple[Problem, list[bool]]:
    alerts = []
    for minute in minutes:
        problem, alert = problem.seen(NOW + timedelta(minutes=minute), new=True)
        alerts.append(alert)
    return problem, alerts


def test_five_alike_within_an_hour_raise_one_alert() -> None:
    problem, alerts = seen(Problem(CAUSE, "x", NOW, NOW), 0, 1, 2, 3, 60, 60, 60, 61)
    assert alerts == [False, False, False, False, True, False, False, False]
    assert problem.count == 8


def test_five_in_more_than_an_hour_raise_none() -> None:
    _, alerts = seen(Problem(CAUSE, "x", NOW, NOW), 0, 20, 40, 60, 61, 81)
    assert not any(alerts)


def test_what_was_resolved_and_comes_again_is_open_and_may_raise_another_alert() -> None:
    problem, _ = seen(Problem(CAUSE, "x", NOW, NOW), *range(5))
    problem = problem.solved(NOW, "ada", "fixed")
    assert problem.resolved
    problem, alerts = seen(problem, 6, 7, 8, 9, 10)
    assert (problem.resolved, alerts.count(True)) == (False, 1)
    assert [remark.text for remark in problem.remarks] == ["resolved: fixed", "came again"]


def test_an_order_that_fails_so_again_counts_once() -> None:
    problem, _ = Problem(CAUSE, "x", NOW, NOW, count=1).seen(NOW, new=False)
    assert problem.count == 1
