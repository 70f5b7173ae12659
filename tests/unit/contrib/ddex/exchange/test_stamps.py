"""Stamps: instants in digits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.contrib.ddex.exchange import read_stamp, stamp_of
from tunemantra.errors import TuneMantraError

moments = st.datetimes(timezones=st.just(UTC))


@given(moments)
def test_a_stamp_is_read_back_to_the_millisecond(at):
    assert read_stamp(stamp_of(at)) == at.replace(microsecond=at.microsecond // 1000 * 1000)


@given(moments)
def test_a_short_stamp_is_read_back_to_the_second(at):
    assert read_stamp(stamp_of(at, 14)) == at.replace(microsecond=0)


@given(st.lists(moments, min_size=2, max_size=6))
def test_stamps_sort_as_their_instants(times):
    assert sorted(map(stamp_of, times)) == [stamp_of(at) for at in sorted(times)]


def test_a_stamp_is_in_utc_wherever_it_is_made():
    at = datetime(2026, 3, 1, 8, 30, tzinfo=timezone(timedelta(hours=9)))
    assert stamp_of(at) == "20260228233000000"


@pytest.mark.parametrize(
    "text", ["", "2026", "20261301000000000", "20260230000000000", "20260101250000000", "2026010100000000a", "²" * 17]
)
def test_what_is_no_moment_is_no_stamp(text):
    assert read_stamp(text) is None


def test_nobody_writes_stamps_of_other_lengths():
    with pytest.raises(TuneMantraError, match="no 8 digits"):
        stamp_of(datetime(2026, 1, 1, tzinfo=UTC), 8)
