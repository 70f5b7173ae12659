"""Texts of schema types and their values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.contrib.ddex.mead.lexical import LEXICON, NAME, SECONDS


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (bool, "true", True),
        (bool, " 0 ", False),
        (int, "+7", 7),
        (int, "-007", -7),
        (Decimal, ".5", Decimal("0.5")),
        (Decimal, "5.", Decimal(5)),
        (datetime, "2026-03-01T12:30:15Z", datetime(2026, 3, 1, 12, 30, 15, tzinfo=UTC)),
        (datetime, "2026-03-01T12:30:15", datetime(2026, 3, 1, 12, 30, 15)),  # noqa: DTZ001
        (str, " as it is ", " as it is "),
    ],
)
def test_a_text_has_its_value(kind, text, value):
    assert LEXICON[kind].read(text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (bool, "yes"),
        (bool, ""),
        (int, "1_000"),
        (int, "٣"),
        (int, "1.0"),
        (int, "9" * 101),
        (Decimal, "1e5"),
        (Decimal, "NaN"),
        (Decimal, "1,5"),
        (Decimal, "."),
        (datetime, "2026-03-01"),
        (datetime, "2026-03-01 12:30:15"),
        (datetime, "2026-02-30T12:30:15Z"),
        (datetime, "2026-03-01T24:00:00Z"),
    ],
)
def test_a_text_that_its_type_does_not_have_is_refused(kind, text):
    with pytest.raises(ValueError):
        LEXICON[kind].read(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("PT3M25.123S", "205.123"), ("P1DT1H", "90000"), ("PT0S", "0"), ("-PT1M", "-60"), (" PT2S ", "2")],
)
def test_a_length_is_read_in_seconds(text, seconds):
    assert SECONDS.read(text) == Decimal(seconds)


@pytest.mark.parametrize("text", ["P", "PT", "P1DT", "P1Y", "P1M", "PT5", "PT.5S", "5", "PT1S1M", ""])
def test_a_length_that_is_no_number_of_seconds_is_refused(text):
    with pytest.raises(ValueError):
        SECONDS.read(text)


@given(st.decimals(-(10**12), 10**12, places=9))
def test_a_length_comes_back(seconds):
    assert SECONDS.read(SECONDS.write(seconds)) == seconds


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30, places=20))
def test_a_number_comes_back_without_an_exponent(number):
    text = LEXICON[Decimal].write(number)
    assert "E" not in text
    assert LEXICON[Decimal].read(text) == number


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("Infinity"), Decimal("1E+200"), Decimal("1E-200")])
def test_a_number_the_standard_does_not_have_is_refused(number):
    with pytest.raises(ValueError):
        LEXICON[Decimal].write(number)


def test_a_length_finer_than_a_nanosecond_is_refused():
    with pytest.raises(ValueError):
        SECONDS.write(Decimal("0.0000000001"))


@given(st.datetimes(timezones=st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))))
def test_a_moment_comes_back_with_its_zone(moment):
    again = LEXICON[datetime].read(LEXICON[datetime].write(moment))
    assert again == moment
    assert again.utcoffset() == moment.utcoffset()


def test_a_zone_with_seconds_becomes_utc():
    local_mean_time = timezone(timedelta(minutes=53, seconds=28))
    assert LEXICON[datetime].write(datetime(1890, 1, 1, 0, 53, 28, tzinfo=local_mean_time)) == "1890-01-01T00:00:00Z"


def test_white_space_around_a_reference_means_nothing():
    assert NAME.read("\n U1 ") == "U1"
