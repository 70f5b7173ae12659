from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from attrs import evolve

from tunemantra.core.rights import CommercialModel, Deal, Price, UseType, Visibility
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.terms import Term, Terms, stated
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import Title
from tunemantra.testing.factories import make_release
from tunemantra.testing.stating import with_and_without

START = ReleaseMoment.local(date(2026, 4, 24))
PLAIN = make_release(tracks=1, titles=(Title("Salt"),), deals=(Deal(TerritorySet.worldwide(), START),))


def told(release, terms=None):
    return [(one.term, one.path) for one in stated(release, terms or Terms.everything())]


def with_deal(**changes):
    return evolve(PLAIN, deals=(evolve(PLAIN.deals[0], **changes),))


def with_track(**changes):
    return evolve(PLAIN, tracks=(evolve(PLAIN.tracks[0], **changes),))


def test_a_plain_release_states_nothing_that_needs_saying():
    assert told(PLAIN) == []


def test_nothing_can_be_told_unless_it_is_declared():
    assert Terms().says == frozenset()
    assert Terms.everything().says == frozenset(Term)


@pytest.mark.parametrize("term", Term)
def test_each_term_is_found_where_it_is_stated(term):
    without, stating = with_and_without(make_release(), term)
    assert term not in {found for found, _ in told(without)}
    assert term in {found for found, _ in told(stating)}


@pytest.mark.parametrize(
    ("release", "terms", "observed"),
    [
        (with_deal(territories=TerritorySet.of("DE")), [(Term.TERRITORIES, "deals[0].territories")], "DE"),
        (
            with_deal(end=ReleaseMoment.local(date(2027, 1, 2))),
            [(Term.END, "deals[0].end")],
            "2027-01-02",
        ),
        (
            with_deal(prices=(Price(amount=Decimal("6.99"), currency="EUR", territory="DE"),)),
            [(Term.PRICE, "deals[0].prices[0]"), (Term.PRICE_TERRITORIES, "deals[0].prices[0].territory")],
            "6.99 EUR",
        ),
        (with_deal(exclusive=True), [(Term.EXCLUSIVE, "deals[0].exclusive")], "exclusive"),
        (with_track(language="ja"), [(Term.TRACK_LANGUAGE, "tracks[0].language")], "ja"),
        (
            with_track(titles=(Title("Salt"), Title("塩", language="ja"), Title("Sel"))),
            [(Term.TITLE_LANGUAGES, "tracks[0].titles[1]"), (Term.TITLE_LANGUAGES, "tracks[0].titles[2]")],
            "塩 (ja)",
        ),
        (
            with_track(visibility=(Visibility(),)),
            [(Term.ANNOUNCEMENT, "tracks[0].visibility")],
            "1 announcements",
        ),
    ],
)
def test_what_would_be_lost_is_named_exactly(release, terms, observed):
    found = list(stated(release, Terms.everything()))
    assert [(one.term, one.path) for one in found] == terms
    assert found[0].observed == observed


def test_the_language_of_the_release_is_no_language_of_its_own():
    assert told(with_track(language="en")) == []


def test_the_end_of_a_day_is_no_time_of_day():
    late = ReleaseMoment.local(date(2027, 1, 2), time(23, 59, 59))
    assert told(with_deal(end=late)) == [(Term.END, "deals[0].end")]
    assert told(with_deal(start=ReleaseMoment.local(date(2026, 4, 24), time(18)))) == [(Term.TIME, "deals[0].start")]


def test_an_instant_is_told_apart_from_a_time_of_day():
    noon = ReleaseMoment.instant(datetime(2026, 4, 24, 12, tzinfo=UTC))
    assert told(with_deal(start=noon)) == [(Term.INSTANT, "deals[0].start")]


def test_exclusive_in_some_of_its_territories_is_exclusive_in_part():
    part = (Term.EXCLUSIVE_TERRITORIES, "deals[0].exclusive")
    there = evolve(PLAIN.deals[0], exclusive=True, territories=TerritorySet.of("DE"))
    assert part in told(evolve(PLAIN, deals=(there, PLAIN.deals[0])))
    assert part not in told(evolve(PLAIN, deals=(there,)))


def test_a_deal_that_is_not_the_platforms_business_states_nothing():
    terms = Terms({Term.END}, {UseType.ON_DEMAND_STREAM}, {CommercialModel.SUBSCRIPTION})
    sold = with_deal(
        uses=(UseType.PERMANENT_DOWNLOAD,), models=(CommercialModel.PAY_AS_YOU_GO,), prices=(Price(tier="Front"),)
    )
    assert told(sold, terms) == []
    assert not terms.concern(sold.deals[0])
    assert terms.concern(PLAIN.deals[0])
    assert not terms.concern(evolve(PLAIN.deals[0], models=(CommercialModel.DEVICE_FEE,)))


def test_terms_of_a_track_count_where_they_are_the_platforms_business():
    own = with_track(deals=(evolve(PLAIN.deals[0], end=ReleaseMoment.local(date(2027, 1, 2))),))
    assert told(own) == [(Term.TRACK_TERMS, "tracks[0].deals"), (Term.END, "tracks[0].deals[0].end")]
    assert told(own, Terms(uses={UseType.RINGTONE})) == []


def test_what_a_deal_says_of_territories_the_platform_is_not_in_is_no_business_of_its():
    here = Terms(within=TerritorySet.of("CN"))
    assert told(with_deal(territories=~TerritorySet.of("DE", "KP")), here) == []
    away = evolve(PLAIN.deals[0], territories=TerritorySet.of("DE"), exclusive=True)
    assert told(evolve(PLAIN, deals=(PLAIN.deals[0], away)), here) == []
    assert not here.concern(away)
    assert here.concern(evolve(away, territories=TerritorySet.of("CN", "DE")))


def test_a_deal_for_a_part_of_where_the_platform_is_names_it():
    two = Terms(within=TerritorySet.of("CN", "IN"))
    assert told(with_deal(territories=TerritorySet.of("CN", "DE")), two) == [(Term.TERRITORIES, "deals[0].territories")]
    assert two.concern(evolve(PLAIN.deals[0], territories=TerritorySet.nothing()))


def test_a_track_without_terms_of_its_own_is_nothing_to_a_platform_that_offers_none():
    alone = with_track(album_only=True)
    assert told(alone) == [(Term.TRACK_TERMS, "tracks[0].deals")]
    assert told(alone, Terms(uses=(), models=())) == []
