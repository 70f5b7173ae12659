"""The store computes by itself where something is sold and streamed."""

from __future__ import annotations

from datetime import date

from tunemantra.plugins.apple.sandbox.clearance import clearance_of, countries, restricted, unknown_codes
from tunemantra.plugins.apple.sandbox.message import Deal

TODAY = date(2026, 4, 24)
BOTH, SALE, NOTHING = {"sale": True, "stream": True}, {"sale": True, "stream": False}, {"sale": False, "stream": False}


def deal(*include, exclude=(), end="", sale=True, stream=True):
    return Deal(include, exclude, end, sale, stream)


def test_all_but_some_and_everywhere():
    everywhere, but = clearance_of([deal("Worldwide")], TODAY), clearance_of([deal(exclude=("KP",))], TODAY)
    assert len(everywhere) == len(countries()) == 250
    assert set(everywhere) - set(but) == {"KP"}


def test_sale_and_stream_are_cleared_apart_and_add_up():
    deals = [deal("DE", "FR", stream=False), deal("DE", sale=False)]
    assert clearance_of(deals, TODAY) == {"DE": BOTH, "FR": SALE}


def test_a_deal_that_has_ended_clears_nothing_and_leaves_its_territories_on_the_map():
    deals = [deal("DE", end="2026-04-23"), deal("FR", end="2026-04-24"), deal("IT", end="2026-04-23T23:59:59")]
    assert clearance_of(deals, TODAY) == {"DE": NOTHING, "FR": BOTH, "IT": NOTHING}


def test_a_clearance_takes_away_and_never_adds():
    before = clearance_of([deal("DE", "FR", stream=False)], TODAY)
    assert restricted(before, ["FR"], sale=False, stream=False) == {"DE": SALE, "FR": NOTHING}
    assert restricted(before, ["WW"], sale=True, stream=True) == before
    assert set(map(str, restricted(before, ["WW"], sale=False, stream=False).values())) == {str(NOTHING)}


def test_what_is_no_country_is_named():
    assert unknown_codes(deal("UK", "DE", "Worldwide")) == ["UK"]
