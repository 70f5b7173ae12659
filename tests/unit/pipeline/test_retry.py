from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.core.quota import DailyReset
from tunemantra.errors import AuthError, Category, ConnectError, OutageError, QuotaError, TuneMantraError
from tunemantra.pipeline.retry import Limit, Pause, RetryPolicy, pause, worth_another

NOW = datetime.fromisoformat("2026-05-01T12:00:00+00:00")


@given(st.text(min_size=1), st.integers(1, 2000))
def test_waits_grow_stay_bounded_and_are_the_same_every_time(delivery: str, attempts: int) -> None:
    policy = RetryPolicy(first=2.0, factor=2.0, longest=60.0)
    wait = pause(policy, ConnectError("reset"), delivery, attempts, NOW, None)
    full = min(60.0, 2.0 * 2.0 ** min(attempts - 1, 60))
    assert full / 2 <= wait.seconds <= full
    assert wait == pause(policy, ConnectError("reset"), delivery, attempts, NOW, None)


def test_deliveries_that_failed_together_do_not_come_back_together() -> None:
    waits = {pause(RetryPolicy(first=60.0), ConnectError(""), f"d-{n}", 1, NOW, None).seconds for n in range(50)}
    assert len(waits) > 30
    assert max(waits) - min(waits) > 20


def test_a_wait_that_was_asked_for_counts() -> None:
    assert pause(RetryPolicy(), QuotaError("", retry_after=0.5), "x", 9, NOW, None) == Pause(0.5)


@pytest.mark.parametrize("asked", [0.0, -5.0])
def test_a_platform_that_says_at_once_again_and_again_does_not_use_up_all_tries_in_a_moment(asked: float) -> None:
    own = pause(RetryPolicy(), QuotaError(""), "x", 6, NOW, None)
    assert pause(RetryPolicy(), QuotaError("", retry_after=asked), "x", 6, NOW, None) == own
    assert own.seconds >= 32


def test_a_platform_that_says_at_once_is_not_left_alone_until_its_quota_is_whole_again() -> None:
    reset = DailyReset("America/Los_Angeles")
    at_once = pause(RetryPolicy(), QuotaError("", retry_after=0.0), "x", 1, NOW, reset)
    assert at_once == pause(RetryPolicy(), QuotaError(""), "x", 1, NOW, None)
    assert pause(RetryPolicy(), QuotaError(""), "x", 1, NOW, reset).seconds == 19 * 3600


def test_a_category_has_limits_of_its_own() -> None:
    policy = RetryPolicy(first=2.0, categories={Category.PLATFORM: Limit(first=100.0, tries=2)})
    assert pause(policy, OutageError(""), "x", 1, NOW, None).seconds >= 50
    assert pause(policy, ConnectError(""), "x", 1, NOW, None).seconds <= 2
    assert worth_another(policy, OutageError(""), 2, NOW, NOW) == "it was tried 2 times"
    assert worth_another(policy, ConnectError(""), 2, NOW, NOW) == ""


@pytest.mark.parametrize(
    ("problem", "attempts", "since", "why"),
    [
        (AuthError("no"), 1, NOW, "another try changes nothing"),
        (ConnectError("reset"), 10, NOW, "it was tried 10 times"),
        (ConnectError("reset"), 2, NOW - timedelta(days=8), "it has failed since 2026-04-23 12:00 UTC"),
        (ConnectError("reset"), 2, NOW - timedelta(days=6), ""),
    ],
)
def test_a_try_is_worth_it_or_not(problem: TuneMantraError, attempts: int, since: datetime, why: str) -> None:
    assert worth_another(RetryPolicy(), problem, attempts, since, NOW) == why
