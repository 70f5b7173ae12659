"""What changes between two statements of a release."""

from datetime import date

import pytest
from attrs import evolve, fields
from hypothesis import HealthCheck, given, settings

from tunemantra.core.composition import Asset
from tunemantra.core.difference import Concern, differences
from tunemantra.core.identifiers import Isrc
from tunemantra.core.party import Artist, Contributor, ContributorRole
from tunemantra.core.release import ReleaseKind
from tunemantra.core.rights import CommercialModel, Deal, Price, UseType
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.takedown import Scope, withdraw
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import Title
from tunemantra.testing.factories import make_release
from tunemantra.testing.products import products

MAY = ReleaseMoment.local(date(2026, 5, 1))
STREAMS = Deal(
    TerritorySet.of("DE", "AT", "JP"), MAY, models=(CommercialModel.SUBSCRIPTION,), uses=(UseType.ON_DEMAND_STREAM,)
)
RELEASE = make_release(tracks=2, deals=(STREAMS,))
slow = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def only(after, before=RELEASE):
    (change,) = differences(before, after)
    return change


@given(product=products())
@slow
def test_nothing_changes_from_a_release_to_itself(product):
    assert differences(product, product) == ()


@given(one=products(), other=products())
@slow
def test_whatever_field_differs_is_said(one, other):
    said = {change.path for change in differences(one, other)}
    for field in fields(type(one)):
        if field.name not in {"tracks", "deals"} and getattr(one, field.name) != getattr(other, field.name):
            assert field.name in said


@given(one=products(), other=products())
@slow
def test_every_change_is_the_other_way_round_on_the_way_back(one, other):
    there = {(change.before, change.after) for change in differences(one, other) if "tracks[" not in change.path}
    back = {(change.after, change.before) for change in differences(other, one) if "tracks[" not in change.path}
    assert there == back


def test_a_territory_that_goes_is_said_with_what_it_had():
    change = only(withdrawn := evolve(RELEASE, deals=(evolve(STREAMS, territories=TerritorySet.of("AT", "JP")),)))
    assert withdrawn.territories == TerritorySet.of("AT", "JP")
    assert (change.concern, change.path, change.territories) == (Concern.RIGHTS, "deals", TerritorySet.of("DE"))
    assert change.message == "OnDemandStream under SubscriptionModel closes"
    assert (change.before, change.after) == ("from 2026-05-01", "")


def test_a_new_use_opens():
    change = only(evolve(RELEASE, deals=(evolve(STREAMS, uses=(*STREAMS.uses, UseType.PERMANENT_DOWNLOAD)),)))
    assert change.message == "PermanentDownload under SubscriptionModel opens"
    assert change.territories == STREAMS.territories


def test_a_deal_split_in_two_changes_nothing():
    first, rest = (evolve(STREAMS, territories=TerritorySet.of(*codes)) for codes in (("JP",), ("DE", "AT")))
    assert differences(RELEASE, evolve(RELEASE, deals=(first, rest))) == ()


def test_a_price_concerns_only_the_territory_it_is_for():
    priced = evolve(STREAMS, prices=(Price("Mid", territory="JP"),))
    change = only(evolve(RELEASE, deals=(priced,)))
    assert (change.territories, change.after) == (TerritorySet.of("JP"), "from 2026-05-01 at tier Mid territory JP")


def test_what_the_window_is_beyond_its_dates_is_said():
    early = evolve(STREAMS, end=MAY, pre_order=True, exclusive=True, instant_gratification=(RELEASE.tracks[0].isrc,))
    change = only(evolve(RELEASE, deals=(early,)))
    isrc = RELEASE.tracks[0].isrc
    assert change.after == f"from 2026-05-01 to 2026-05-01 as a pre-order exclusively with {isrc} at once"


def test_the_release_speaks_once_for_tracks_that_inherit():
    changes = differences(RELEASE, withdraw(RELEASE, Scope(TerritorySet.of("DE")), date(2026, 6, 1)))
    assert [change.path for change in changes] == ["deals"]


def test_a_withdrawn_track_alone_changes():
    left = withdraw(RELEASE, Scope(isrcs=(RELEASE.tracks[1].isrc,)), date(2026, 6, 1))
    change = only(left)
    assert (change.path, change.after) == ("tracks[1].deals", "from 2026-05-01 to 2026-06-01")


def test_tracks_are_the_same_by_their_isrc():
    first, second = RELEASE.tracks
    new = evolve(first, isrc=Isrc("QMZZZ2600099"), titles=(Title("Encore"),), number=3)
    changes = differences(RELEASE, evolve(RELEASE, tracks=(second, new)))
    assert [(change.path, change.message) for change in changes] == [
        ("tracks[1]", "“Encore” is added"),
        ("tracks[0]", f"“{first.title.display}” is taken off"),
    ]


@pytest.mark.parametrize(
    ("changes", "path", "concern"),
    [
        ({"titles": (Title("Other"),)}, "titles", Concern.LISTENERS),
        ({"artists": (Artist("Jo Ferro"),)}, "artists", Concern.LISTENERS),
        ({"kind": ReleaseKind.EP}, "kind", Concern.LISTENERS),
        ({"catalog_number": "ACME-9"}, "catalog_number", Concern.IDENTITY),
        ({"contributors": (Contributor("Jo", (ContributorRole.COMPOSER,)),)}, "contributors", Concern.CREDITS),
        ({"original_release_date": date(1999, 1, 1)}, "original_release_date", Concern.LISTENERS),
    ],
)
def test_a_field_is_said_with_whom_it_concerns(changes, path, concern):
    change = only(evolve(RELEASE, **changes))
    assert (change.path, change.concern) == (path, concern)


def test_files_are_the_same_by_their_bytes():
    here, there = Asset("cover.jpg", "aa" * 32, 9), Asset("artwork/front.jpg", "aa" * 32, 9)
    before = evolve(RELEASE, artwork=here)
    assert differences(before, evolve(RELEASE, artwork=there)) == ()
    change = only(evolve(RELEASE, artwork=evolve(there, sha256="bb" * 32)), before)
    assert (change.path, change.before) == ("artwork", f"cover.jpg {'a' * 12}")


def test_a_file_that_is_left_out_changes_nothing():
    assert differences(RELEASE, evolve(RELEASE, artwork=Asset(""))) == ()
    assert differences(evolve(RELEASE, artwork=Asset("")), RELEASE) == ()


def test_a_file_of_another_name_and_unknown_bytes_is_another_file():
    assert only(evolve(RELEASE, artwork=Asset("other.jpg")), evolve(RELEASE, artwork=Asset("cover.jpg")))


def test_what_comes_and_what_goes_is_told_from_what_changes():
    numbered = evolve(RELEASE, catalog_number="A")
    bare = evolve(RELEASE, catalog_number="")
    assert only(numbered, bare).message == "the catalog number is new"
    assert only(bare, numbered).message == "the catalog number is gone"
    assert only(evolve(RELEASE, catalog_number="B"), numbered).message == "the catalog number changes"
