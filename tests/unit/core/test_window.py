"""Hours in which files may be sent (A-090)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.core.window import TransferWindow, next_opening
from tunemantra.errors import ScheduleError

NIGHT = TransferWindow.parse("22:00-06:00 Europe/Berlin")
NOON = TransferWindow(time(12), time(13))


def utc(*fields):
    return datetime(*fields, tzinfo=UTC)


def test_it_is_written_as_it_is_read():
    assert str(NIGHT) == "22:00-06:00 Europe/Berlin"
    assert TransferWindow.parse(str(NIGHT)) == NIGHT
    assert TransferWindow.parse(" 12:00 - 13:00 ") == NOON


@pytest.mark.parametrize("text", ["", "22-6", "22:00-25:00", "22:00-06:00 Moon/Sea", "22:00-06:00 ../x", "08:00-08:00"])
def test_what_is_no_window_is_refused(text):
    with pytest.raises(ScheduleError):
        TransferWindow.parse(text)


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        (utc(2026, 1, 15, 20, 59), False),
        (utc(2026, 1, 15, 21, 0), True),
        (utc(2026, 1, 16, 4, 59), True),
        (utc(2026, 1, 16, 5, 0), False),
    ],
)
def test_it_runs_past_midnight_by_the_local_clock(moment, inside):
    assert (moment in NIGHT) is inside


def test_it_opens_now_or_next_time():
    assert NOON.opens(utc(2026, 1, 15, 12, 30)) == utc(2026, 1, 15, 12, 30)
    assert NOON.opens(utc(2026, 1, 15, 11)) == utc(2026, 1, 15, 12)
    assert NOON.opens(utc(2026, 1, 15, 13)) == utc(2026, 1, 16, 12)


def test_the_hour_moves_with_summer_time():
    assert NIGHT.opens(utc(2026, 1, 15, 12)) == utc(2026, 1, 15, 21)
    assert NIGHT.opens(utc(2026, 7, 15, 12)) == utc(2026, 7, 15, 20)


def test_the_earliest_of_several_counts():
    moment = utc(2026, 1, 15, 7)
    assert next_opening([NIGHT, NOON], moment) == utc(2026, 1, 15, 12)
    assert next_opening([], moment) == moment


@given(
    start=st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    hours=st.integers(1, 23),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati"]),
    moment=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_nobody_waits_longer_than_a_day_and_the_hour_of_a_change(start, hours, zone, moment):
    end = (datetime.combine(moment.date(), start) + timedelta(hours=hours)).time()
    window = TransferWindow(start, end, zone)
    opening = window.opens(moment)
    assert timedelta(0) <= opening - moment <= timedelta(hours=25)
    local = opening.astimezone(ZoneInfo(zone))
    # Where the clock is put forward over the start, it opens at the first hour that exists.
    assert opening == moment or timedelta(0) <= _after(local, start) <= timedelta(hours=1)


def _after(local, start):
    return local.replace(tzinfo=None) - datetime.combine(local.date(), start)
