from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.contrib.ddex.files import duration
from tunemantra.contrib.ddex.reading import values
from tunemantra.contrib.ddex.terms import date_time
from tunemantra.core.identifiers import Gtin, Isrc
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import Ddex, TerritorySet
from tunemantra.testing.strategies import moments, territory_sets

FUNCTIONS = (
    values.day,
    values.year,
    values.seconds,
    values.moment,
    values.start,
    values.end,
    values.instant,
    values.number,
    values.count,
    values.flag,
    values.place,
    values.amount,
    values.algorithm,
)


@given(st.integers(1, 10**8))
def test_lengths_are_read_as_they_are_written(milliseconds):
    assert values.seconds(duration(milliseconds)) * 1000 == milliseconds


@given(moments())
def test_moments_are_read_as_they_are_written(moment):
    assert values.moment(date_time(moment)) == moment


@given(territory_sets())
def test_territories_are_read_as_they_are_written(territories):
    said = Ddex().encode(territories)
    read = values.territories(tuple(said.territory_codes), tuple(said.excluded_territory_codes))
    assert read == (territories, ())


@given(st.text(max_size=200))
def test_any_text_is_answered(text):
    for function in FUNCTIONS:
        function(text)
    values.scaled(text, text)
    values.digest(text, "Binary64")
    values.code(Gtin, text)
    values.territories((text,), (text,))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-04-24", (date(2026, 4, 24), True)),
        ("2026-04", (date(2026, 4, 1), False)),
        ("2026", (date(2026, 1, 1), False)),
        ("2026-04-24+02:00", (date(2026, 4, 24), True)),
        ("2026-04-24T10:00:00Z", (date(2026, 4, 24), True)),
        ("2026-02-31", None),
        ("24.4.2026", None),
        ("0000", None),
    ],
)
def test_dates(text, found):
    assert values.day(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [("PT3M25.5S", "205.5"), ("PT1H2M3S", "3723"), ("P1DT1S", "86401"), ("45", "45"), ("0.25", "0.25")],
)
def test_lengths(text, found):
    assert values.seconds(text) == Decimal(found)


@pytest.mark.parametrize("text", ["", "P", "PT", "P1Y", "-PT1S", "3:25", "PT1.5M", "1e9", "9" * 200])
def test_what_is_no_length(text):
    assert values.seconds(text) is None


def test_moments_of_any_manner():
    street = ReleaseMoment.local(date(2026, 4, 24))
    assert values.moment("2026-04-24") == values.moment("2026-04-24T00:00:00.000") == street
    assert values.moment("2026-04-24T00:00:00+02:00") == values.moment("2026-04-23T22:00:00Z")
    assert values.moment("2026-04-24Z") == street
    assert values.moment("0001-01-01") is None
    assert values.moment("soon") is None


def test_the_end_of_a_day_is_the_beginning_of_the_next():
    assert values.moment("2026-04-24T24:00:00") == ReleaseMoment.local(date(2026, 4, 25))
    assert values.moment("2026-12-31T24:00:00.0Z") == values.moment("2027-01-01T00:00:00Z")
    assert values.moment("2026-02-30T24:00:00") is None
    assert values.moment("2026-04-24T24:00:01") is None
    assert values.moment("9999-12-31T24:00:00") is None


def test_a_date_counts_to_its_end_and_a_midnight_does_not():
    last = ReleaseMoment.local(date(2026, 4, 24))
    assert values.end("2026-04-24") == last
    assert values.end("2026-04-25T00:00:00") == values.end("2026-04-24T24:00:00") == last
    assert values.end("2026-04-25T00:00:00Z") == values.moment("2026-04-25T00:00:00Z")
    assert values.end("2026-04-25T00:00:01") == values.moment("2026-04-25T00:00:01")
    assert values.end("1000-01-01T00:00:00") is None


def test_a_day_of_a_zone_begins_and_ends_there():
    assert values.start("2026-04-24+02:00") == values.moment("2026-04-23T22:00:00Z")
    assert values.end("2026-04-24+02:00") == values.moment("2026-04-24T21:59:59Z")


def test_an_end_in_the_far_future_is_still_an_end():
    assert values.end("9999-12-31") == values.end("9999-12-31T23:59:59Z") == ReleaseMoment.local(date(9000, 12, 31))


@pytest.mark.parametrize("text", ["", "2026-02-30", "2026-04", "2026", "soon", "2026-04-24T25:00:00", "9" * 200])
def test_what_is_no_end(text):
    assert values.end(text) is None
    assert values.start(text) is None


def test_instants_are_aware():
    assert values.instant("2026-04-24T10:00:00").utcoffset() == timedelta(0)
    assert values.instant("2026-04-24T10:00:00+02:00") == values.instant("2026-04-24T08:00:00Z")
    assert values.instant("yesterday") is None


def test_rates_in_any_unit():
    assert values.scaled("44.1", "kHz") == values.scaled("44100", "Hz") == values.scaled("44100", "") == 44100
    assert values.scaled("320", "kbps") == values.scaled("0.32", "Mbps") == 320_000


def test_codes_as_people_write_them():
    assert values.code(Isrc, "us-s1z-99-00001") == Isrc("USS1Z9900001")
    assert values.code(Gtin, "4006381333932") is None


def test_everywhere_and_former_territories():
    assert values.place("Worldwide") == values.place("2136") == values.place("") == ""
    assert (values.place("DE"), values.place("UK")) == ("DE", "GB")
    assert values.place("SUHH") is None
    assert values.territories(("Worldwide",)) == (TerritorySet.worldwide(), ())
    assert values.territories((), ("JP",)) == (~TerritorySet.of("JP"), ())
    assert values.territories((), ()) == (TerritorySet.nothing(), ())


def test_an_exclusion_that_is_not_understood_leaves_nothing():
    assert values.territories((), ("Atlantis",)) == (TerritorySet.nothing(), ("Atlantis",))
    assert values.territories(("DE", "Atlantis"), ()) == (TerritorySet.of("DE"), ("Atlantis",))


def test_hashes_in_every_spelling():
    assert values.algorithm("sha256") == values.algorithm("SHA_256") == values.algorithm("SHA-256") == "SHA-256"
    assert values.algorithm("md5") == "MD5"
    assert values.digest("AbCd", "") == values.digest("q80=", "Binary64") == "abcd"
    assert values.digest("not base 64", "Binary64") == "not base 64"
