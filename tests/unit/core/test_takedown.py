"""Taking back: what is left of the terms."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.core.rights import Deal
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.takedown import Scope, withdraw
from tunemantra.core.territory import TerritorySet
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
    assert cancelled.start == cancelled.end == ReleaseMoment.local(TODAY - timedelta(days=2))


def test_what_has_ended_stays_as_it_ended():
    over = evolve(OPEN, end=ReleaseMoment.local(date(2026, 2, 1)))
    release = evolve(make_release(), deals=(over,))
    assert withdraw(release, Scope(), TODAY).deals == (over,)


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
    after = left.deals if whole else left.deals_of(left.tracks[0])
    assert available(after, tomorrow) == available(before, tomorrow) - scope.territories


@given(release=releases(), territories=territory_sets())
def test_withdrawing_twice_changes_nothing_more(release, territories):
    once = withdraw(release, Scope(territories), TODAY)
    twice = withdraw(once, Scope(territories), TODAY)
    assert available(twice.deals, TODAY) == available(once.deals, TODAY)
    assert {deal.end for deal in twice.deals} == {deal.end for deal in once.deals}
