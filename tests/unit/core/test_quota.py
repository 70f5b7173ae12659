from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.core.quota import DailyReset
from tunemantra.errors import ScheduleError

PACIFIC = DailyReset("America/Los_Angeles")


@pytest.mark.parametrize(
    ("moment", "reset"),
    [
        ("2026-01-15T07:59:59+00:00", "2026-01-15T08:00:00+00:00"),
        ("2026-01-15T08:00:00+00:00", "2026-01-16T08:00:00+00:00"),
        ("2026-07-15T12:00:00+00:00", "2026-07-16T07:00:00+00:00"),
        ("2026-03-08T20:00:00+00:00", "2026-03-09T07:00:00+00:00"),
    ],
)
def test_midnight_pacific_follows_the_clocks(moment: str, reset: str) -> None:
    assert PACIFIC.after(datetime.fromisoformat(moment)).isoformat() == reset


def test_an_hour_the_clocks_skip_is_the_moment_they_jump() -> None:
    skipped = DailyReset("Europe/Berlin", 2).after(datetime.fromisoformat("2026-03-29T00:30:00+00:00"))
    assert skipped.isoformat() == "2026-03-29T01:00:00+00:00"


@given(
    st.integers(946_684_800, 2_208_988_800),
    st.integers(0, 23),
    st.sampled_from(["UTC", "America/Los_Angeles", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo"]),
)
def test_the_next_reset_is_ahead_and_at_most_a_day_and_a_jump_away(seconds: int, hour: int, zone: str) -> None:
    moment = datetime.fromtimestamp(seconds, ZoneInfo(zone))
    reset = DailyReset(zone, hour).after(moment)
    assert moment < reset <= moment + timedelta(hours=49)


def test_a_zone_nobody_knows_is_refused() -> None:
    with pytest.raises(ScheduleError):
        DailyReset("Moon/Tycho")
