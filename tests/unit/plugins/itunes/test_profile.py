"""When the iTunes Store reads what is sent."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tunemantra.core.schedule import latest_delivery
from tunemantra.plugins.itunes.profile import CALENDAR, REQUIREMENT


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 11, 27), date(2027, 11, 25), date(2026, 12, 18)])
def test_nobody_reads_in_the_week_of_thanksgiving_and_at_the_end_of_the_year(day):
    assert not CALENDAR.is_business_day(day)


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2026, 11, 30), date(2026, 12, 17), date(2027, 1, 4)])
def test_on_the_days_around_somebody_does(day):
    assert CALENDAR.is_business_day(day)


def test_what_comes_out_in_january_is_sent_in_the_first_days_of_december():
    due = latest_delivery(datetime(2027, 1, 4, 12, tzinfo=UTC), REQUIREMENT.lead, CALENDAR)
    assert due.date() == date(2026, 12, 7)
