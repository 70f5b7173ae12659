"""A release in the store's words."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.plugins.beatport import material
from tunemantra.core.release import Genre
from tunemantra.core.text import Title
from tunemantra.plugins.beatport.terms import exclusivity, mix_name, store_genre, tempo, weeks_for

START = date(2026, 1, 1)


def exclusive_deal(first, last):
    deal = material.deal(START + timedelta(days=first), START + timedelta(days=last))
    return evolve(deal, exclusive=True)


def weeks_of(*deals):
    period = exclusivity(material.release(deals=deals))
    return period.weeks if period else None


@pytest.mark.parametrize(("days", "weeks"), [(13, 0), (14, 2), (27, 2), (28, 4), (55, 4), (56, 8), (400, 8), (None, 8)])
def test_a_span_earns_two_four_or_eight_weeks(days, weeks):
    assert weeks_for(days) == weeks


def test_the_shortest_span_over_all_deals_counts():
    assert weeks_of(exclusive_deal(0, 55), exclusive_deal(30, 90)) == 2


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 90)), min_size=1, max_size=4))
def test_more_deals_never_make_the_period_longer(spans):
    deals = [exclusive_deal(first, first + length) for first, length in spans]
    alone = min(weeks_of(deal) for deal in deals)
    assert weeks_of(*deals) <= alone


def test_deals_without_exclusivity_have_no_period():
    assert weeks_of(material.deal()) is None


def test_an_open_ended_exclusive_is_capped():
    assert weeks_of(evolve(material.deal(), exclusive=True)) == 8


def test_a_later_original_release_date_makes_it_exclusive():
    release = material.release(original_release_date=date(2026, 2, 6))
    assert exclusivity(release).weeks == 4


def test_an_earlier_original_release_date_does_not():
    assert exclusivity(material.release(original_release_date=date(2020, 1, 1))) is None


@pytest.mark.parametrize(
    ("genre", "name"),
    [
        (Genre("House", "Deep House"), "Deep House"),
        (Genre("minimal", ""), "Minimal / Deep Tech"),
        (Genre("Trap", "Future Bass"), "Trap / Future Bass"),
        (Genre("Drum and Bass"), "Drum & Bass"),
        (Genre("Electronic"), ""),
        (Genre("House", "Liquid"), ""),
    ],
)
def test_a_genre_becomes_the_stores_own_or_nothing(genre, name):
    assert store_genre(genre) == name


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "Original Mix"),
        ({"titles": (Title("Night", "Dub"),)}, "Dub"),
        ({"titles": (Title("Night", "Dub"),), "extras": (("beatport", "mix_name", "Extended Mix"),)}, "Extended Mix"),
    ],
)
def test_every_track_has_a_mix_name(changes, name):
    assert mix_name(material.track(1, **changes)) == name


@given(st.decimals(min_value=40, max_value=250, places=2))
def test_a_tempo_is_written_without_exponent_and_reads_back(bpm):
    text = tempo(bpm)
    assert Decimal(text) == bpm
    assert "E" not in text
    assert not text.endswith(("0", ".")) or "." not in text
