"""The store's calendar and status words."""

from __future__ import annotations

from datetime import date

import pytest

from tunemantra.core.status import State
from tunemantra.plugins.qqmusic.plugin import PLATFORM
from tunemantra.plugins.qqmusic.profile import CALENDAR, STATUS_MAP


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2026, 2, 16), True),
        (date(2026, 2, 17), True),
        (date(2026, 2, 23), True),
        (date(2026, 2, 24), False),
        (date(2026, 9, 30), False),
        (date(2026, 10, 1), True),
        (date(2027, 10, 7), True),
        (date(2027, 10, 8), False),
    ],
)
def test_nobody_reviews_at_new_year_and_in_the_golden_week(day, off):
    assert (day in CALENDAR.holidays) == off


def test_its_days_are_those_of_shanghai():
    assert CALENDAR.zone == "Asia/Shanghai"


def test_every_word_means_a_state_that_exists():
    assert all(State(status, substate, word) for word, (status, substate) in STATUS_MAP.items())
    assert PLATFORM.contract == "sandbox"
