"""Taking back: what is left of the terms."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.core.identifiers import Isrc
from tunemantra.core.rights import Deal, Price
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.takedown import Scope, withdraw
from tunemantra.core.territory import TerritorySet
from tunemantra.errors import ReleaseError
from tunemantra.testing.factories import make_release
from tunemantra.testing.strategies import releases, territory_sets

TODAY = date(2026, 11, 23)
OPEN = Deal(TerritorySet.of("DE", "JP"), ReleaseMoment.local(date(2026, 1, 1)))
COMING = Deal(TerritorySet.of("DE"), ReleaseMoment.local(date(2027, 1, 1)))


def available(deals, on):
    """The territories in which some deal is open on a day."""
    found = TerritorySet.nothing()
    for deal in deals:
        if deal.start.day <= on and (deal.end is None or on <= deal.end.day):
            found |= deal.territories
    return found


def test_a_scope_of_everything_is_a_takedown():
    assert Scope().full
    assert not Scope(TerritorySet.of("DE")).full
    assert not Scope(isrcs=[make_release().tracks[0].isrc]).full


def test_a_withdrawn_territory_keeps_a_deal_that_has_ended():
    release = evolve(make_release(), deals=(OPEN,))
    left = withdraw(release, Scope(TerritorySet.of("DE")), TODAY).deals
    ended = evolve(OPEN, territories=TerritorySet.of("DE"), end=ReleaseMoment.local(TODAY))
    assert left == (evolve(OPEN, territories=TerritorySet.of("JP")), ended)


def test_what_has_not_opened_is_cancelled_in_the_past():
    release = evolve(make_release(), deals=(COMING,))
    (cancelled,) = withdraw(release, Scope(), TODAY).deals
    assert cancelled.start == cancelled.end
    assert cancelled.start.day < TODAY - timedelta(days=365)


def test_what_has_ended_stays_as_it_ended():
    over = evolve(OPEN, end=ReleaseMoment.local(date(2026, 2, 1)))
    release = evolve(make_release(), deals=(over,))
    assert withdraw(release, Scope(), TODAY).deals == (over,)


def test_a_day_in_the_future_opens_nothing_that_was_not_open():
    release = evolve(make_release(), deals=(COMING,))
    (cancelled,) = withdraw(release, Scope(), COMING.start.day - timedelta(days=30)).deals
    assert cancelled.end.day < TODAY


def test_a_track_has_neither_the_price_of_the_product_nor_its_gifts():
    prices = (Price(amount=Decimal("9.99"), currency="EUR"), Price("Mid", Decimal(1), "EUR"))
    release = make_release()
    early = evolve(OPEN, prices=prices, instant_gratification=(release.tracks[1].isrc,))
    left = withdraw(evolve(release, deals=(early,)), Scope(TerritorySet.of("DE"), (release.tracks[0].isrc,)), TODAY)
    assert {price for deal in left.tracks[0].deals for price in deal.prices} == {Price("Mid")}
    assert not any(deal.instant_gratification for deal in left.tracks[0].deals)


def test_the_only_track_is_the_release():
    single = evolve(make_release(tracks=1), deals=(OPEN,))
    left = withdraw(single, Scope(isrcs=(single.tracks[0].isrc,)), TODAY)
    assert left.deals == (evolve(OPEN, end=ReleaseMoment.local(TODAY)),)


def test_a_track_the_release_does_not_have_is_refused():
    with pytest.raises(ReleaseError, match="GBAYE0601477"):
        withdraw(make_release(), Scope(isrcs=[Isrc("GBAYE0601477")]), TODAY)


@pytest.mark.parametrize(("start", "end"), [("2026-01-01", "2026-12-01T00:00:00Z"), ("2026-01-01T10:00:00Z", None)])
def test_what_is_timed_at_one_instant_ends_at_one(start, end):
    timed = evolve(OPEN, start=ReleaseMoment.parse(start), end=ReleaseMoment.parse(end) if end else None)
    (over,) = withdraw(evolve(make_release(), deals=(timed,)), Scope(), TODAY).deals
    assert str(over.end) == "2026-11-23T23:59:59Z"


def test_a_withdrawn_track_gets_terms_of_its_own_and_the_others_keep_theirs():
    release = evolve(make_release(), deals=(OPEN,))
    first, *others = release.tracks
    left = withdraw(release, Scope(isrcs=[first.isrc]), TODAY)
    assert left.deals == release.deals
    assert left.tracks[0].deals == (evolve(OPEN, end=ReleaseMoment.local(TODAY)),)
    assert list(left.tracks[1:]) == others


@pytest.mark.parametrize("whole", [True, False])
@given(data=st.data())
def test_nothing_withdrawn_is_available_and_nothing_else_is_lost(whole, data):
    release = data.draw(releases())
    scope = Scope(data.draw(territory_sets()), () if whole else (release.tracks[0].isrc,))
    left, tomorrow = withdraw(release, scope, TODAY), TODAY + timedelta(days=1)
    before = release.deals if whole else release.deals_of(release.tracks[0])
    after = left.deals if whole or not left.tracks[0].deals else left.tracks[0].deals
    assert available(after, tomorrow) == available(before, tomorrow) - scope.territories


@given(release=releases(), territories=territory_sets())
def test_withdrawing_twice_changes_nothing_more(release, territories):
    once = withdraw(release, Scope(territories), TODAY)
    twice = withdraw(once, Scope(territories), TODAY)
    assert available(twice.deals, TODAY) == available(once.deals, TODAY)
    assert {deal.end for deal in twice.deals} == {deal.end for deal in once.deals}
