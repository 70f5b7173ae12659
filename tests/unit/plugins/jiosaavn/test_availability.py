"""Where and when: one span of days in each territory, and cells that say exactly that."""

from __future__ import annotations

from datetime import date

from tunemantra.core.rights import CommercialModel, UseType
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.plugins.jiosaavn.availability import availability
from tunemantra.testing.factories import make_deal


def deal(*codes, start="2026-04-24", end="", **changes):
    territories = changes.pop("territories", None) or TerritorySet.of(*codes)
    last = ReleaseMoment.local(date.fromisoformat(end)) if end else None
    return make_deal(territories=territories, start=ReleaseMoment.local(date.fromisoformat(start)), end=last, **changes)


def test_tokens_are_codes_or_the_world_without_some():
    assert availability((deal("US", "IN"),)).cells() == ("IN;US", "2026-04-24", "")
    world = deal(territories=~TerritorySet.of("PK"))
    assert availability((world,)).cells() == ("WW;-PK", "2026-04-24", "")


def test_a_territory_that_differs_is_named_behind_the_common_day():
    terms = availability((deal(territories=~TerritorySet.of("DE")), deal("DE", end="2026-06-30")))
    assert terms.cells() == ("WW", "2026-04-24", ";DE=2026-06-30")
    later = availability((deal("IN", "US"), deal("GB", start="2026-05-01")))
    assert later.cells() == ("GB;IN;US", "2026-04-24;GB=2026-05-01", "")


def test_spans_that_overlap_or_adjoin_are_one():
    terms = availability((deal("IN", end="2026-05-31"), deal("IN", start="2026-06-01", end="2026-07-31"), deal("IN")))
    assert terms.spans == {"IN": (date(2026, 4, 24), None)}
    assert terms.broken == ()


def test_time_between_two_spans_is_found():
    terms = availability((deal("IN", "US", end="2026-05-31"), deal("IN", start="2026-06-02")))
    assert terms.broken == ("IN",)


def test_deals_for_downloads_are_not_the_stores_business():
    sold = deal("US", models=(CommercialModel.PAY_AS_YOU_GO,), uses=(UseType.PERMANENT_DOWNLOAD,))
    assert availability((sold, deal("IN"))).cells()[0] == "IN"
    assert availability(()).cells() == ("", "", "")
