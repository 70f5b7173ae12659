"""What changes between two statements of a release."""

import sys
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from attrs import evolve, fields
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import draws
from tunemantra.core.composition import Asset
from tunemantra.core.difference import Concern, differences
from tunemantra.core.identifiers import Isrc
from tunemantra.core.party import Artist, Contributor, ContributorRole
from tunemantra.core.release import ParentalWarning, ReleaseKind
from tunemantra.core.rights import CommercialModel, Deal, PLine, Price, UseType
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.takedown import Scope, withdraw
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import LocalText, Title
from tunemantra.testing.factories import make_release
from tunemantra.testing.products import products

MAY = ReleaseMoment.local(date(2026, 5, 1))
STREAMS = Deal(
    TerritorySet.of("DE", "AT", "JP"), MAY, models=(CommercialModel.SUBSCRIPTION,), uses=(UseType.ON_DEMAND_STREAM,)
)
RELEASE = make_release(tracks=2, deals=(STREAMS,))
slow = settings(max_examples=draws(30), deadline=None, suppress_health_check=[HealthCheck.too_slow])


def only(after, before=RELEASE):
    (change,) = differences(before, after)
    return change


def by(name, *roles, **more):
    return Contributor(name, roles, **more)


PLAYS, WRITES, WORDS = ContributorRole.MUSICIAN, ContributorRole.COMPOSER, ContributorRole.LYRICIST


def test_the_order_of_contributors_counts_within_a_role():
    def told(*contributors):
        before = evolve(RELEASE, contributors=(by("Jo", WRITES), by("Al", PLAYS), by("Mo", WRITES, WORDS)))
        return [change.path for change in differences(before, evolve(RELEASE, contributors=contributors))]

    assert told(by("Al", PLAYS), by("Jo", WRITES), by("Mo", WORDS), by("Mo", WRITES)) == []
    assert told(by("Mo", WRITES, WORDS), by("Al", PLAYS), by("Jo", WRITES)) == ["contributors"]
    assert told(by("Jo", WRITES), by("Al", PLAYS, instruments=("Guitar",)), by("Mo", WRITES, WORDS)) == ["contributors"]


def test_what_changes_is_told_of_one_or_of_several():
    other = evolve(RELEASE, contributors=(by("Jo", WRITES),), titles=(Title("Other"),), synopsis=(LocalText("Long"),))
    told = {change.path: change.message for change in differences(RELEASE, other)}
    assert told["titles"] == "the title changes"
    assert told["contributors"] in {"the contributors change", "the contributors are new"}
    assert told["synopsis"] == "the synopsis is new"


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


def test_a_gain_is_said_as_what_listeners_hear():
    first, *others = RELEASE.tracks
    change = only(evolve(RELEASE, tracks=(evolve(first, gain=Decimal("-1.5")), *others)))
    assert (change.concern, change.path, change.message) == (Concern.LISTENERS, "tracks[0].gain", "the gain is new")
    assert (change.before, change.after) == ("", "-1.5")


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
        ({"p_line": PLine(1999, "Other")}, "p_line", Concern.RIGHTS),
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


def test_of_two_tracks_with_one_isrc_each_is_compared_with_itself():
    first, second = RELEASE.tracks
    again = evolve(first, number=3)
    twice = evolve(RELEASE, tracks=(first, second, again))
    assert differences(twice, twice) == ()
    louder = evolve(again, titles=(Title("Louder"),))
    assert only(evolve(twice, tracks=(first, second, louder)), twice).path == "tracks[2].titles"
    gone = only(evolve(twice, tracks=(second, again)), twice)
    assert (gone.path, gone.message) == ("tracks[0]", f"“{first.title.display}” is taken off")
    new = only(twice, evolve(twice, tracks=(second, again)))
    assert (new.path, new.message) == ("tracks[0]", f"“{first.title.display}” is added")


def test_of_two_tracks_with_one_isrc_that_are_both_different_the_place_decides():
    first, second = RELEASE.tracks
    twice = evolve(RELEASE, tracks=(first, second, evolve(first, number=3)))
    moved = evolve(first, number=4, titles=(Title("Slow"),))
    changes = differences(twice, evolve(twice, tracks=(moved, second, evolve(first, titles=(Title("Fast"),)))))
    title = first.title.display
    assert [(change.path, change.before, change.after) for change in changes] == [
        ("tracks[0].titles", title, "Slow"),
        ("tracks[0].number", "3", "4"),
        ("tracks[2].titles", title, "Fast"),
    ]


def with_first(release, **changes):
    first, *others = release.tracks
    return evolve(release, tracks=(evolve(first, **changes), *others))


def test_a_track_that_is_sold_with_the_album_alone_is_said_once():
    alone = with_first(RELEASE, album_only=True)
    title = RELEASE.tracks[0].title.display
    change = only(alone)
    assert (change.concern, change.path) == (Concern.RIGHTS, "tracks[0].album_only")
    assert change.message == f"“{title}” is sold with the album alone"
    assert (change.before, change.after) == ("by itself as well", "with the album alone")
    assert only(RELEASE, alone).message == f"“{title}” is sold by itself as well"


def test_terms_of_a_track_that_is_sold_with_the_album_alone_mean_nothing():
    alone = with_first(RELEASE, album_only=True)
    assert differences(alone, with_first(alone, deals=(evolve(STREAMS, end=MAY),))) == ()


def test_terms_a_track_gets_when_it_is_sold_by_itself_are_said():
    changes = differences(with_first(RELEASE, album_only=True), with_first(RELEASE, deals=(evolve(STREAMS, end=MAY),)))
    assert [change.path for change in changes] == ["tracks[0].album_only", "tracks[0].deals"]


def test_what_the_release_and_the_own_terms_of_a_track_lose_is_said_of_both():
    own = evolve(STREAMS, territories=TerritorySet.of("DE"), exclusive=True)
    before = with_first(RELEASE, deals=(own,))
    changes = differences(before, evolve(with_first(before, deals=(evolve(own, end=MAY),)), deals=()))
    assert [change.path for change in changes] == ["deals", "tracks[0].deals"]


def test_own_terms_that_are_those_of_the_release_are_the_same_as_none():
    assert differences(RELEASE, with_first(RELEASE, deals=(STREAMS,))) == ()
    ended = (evolve(STREAMS, end=MAY),)
    before = with_first(RELEASE, deals=(STREAMS,))
    assert only(evolve(RELEASE, deals=ended), before).path == "deals"


def test_the_amount_for_the_whole_product_is_not_the_price_of_a_track():
    sold = evolve(RELEASE, deals=(evolve(STREAMS, prices=(Price(amount=Decimal(7), currency="EUR"),)),))
    assert differences(sold, with_first(sold, deals=(STREAMS,))) == ()


def test_a_price_for_a_territory_takes_the_place_of_the_general_one():
    both = evolve(STREAMS, prices=(Price("Front"), Price("Mid", territory="JP")))
    parts = (
        evolve(STREAMS, territories=TerritorySet.of("DE", "AT"), prices=(Price("Front"),)),
        evolve(STREAMS, territories=TerritorySet.of("JP"), prices=(Price("Mid"),)),
    )
    assert differences(evolve(RELEASE, deals=(both,)), evolve(RELEASE, deals=parts)) == ()


def at(hour, day=1):
    return ReleaseMoment.local(date(2026, 5, day), time(hour))


def instant(day):
    return ReleaseMoment.instant(datetime(2026, 5, day, 7, tzinfo=UTC))


DAYS = tuple(ReleaseMoment.local(date(2026, 5, day)) for day in range(1, 32))


@pytest.mark.parametrize(
    "parts",
    [
        ((DAYS[0], DAYS[9]), (DAYS[10], None)),
        ((DAYS[10], None), (DAYS[0], DAYS[9])),
        ((DAYS[0], DAYS[19]), (DAYS[10], None)),
        ((DAYS[0], DAYS[9]), (DAYS[10], DAYS[19]), (DAYS[20], None)),
        ((DAYS[0], ReleaseMoment.local(date(2026, 5, 9), time(23, 59, 59))), (DAYS[9], None)),
        ((DAYS[0], at(9)), (at(9), None)),
        ((DAYS[0], None), (DAYS[5], DAYS[8])),
        ((DAYS[0], None), (DAYS[0], None)),
    ],
)
def test_terms_without_a_gap_are_one(parts):
    deals = tuple(evolve(STREAMS, start=start, end=end) for start, end in parts)
    assert differences(evolve(RELEASE, deals=(evolve(STREAMS, start=DAYS[0]),)), evolve(RELEASE, deals=deals)) == ()


@pytest.mark.parametrize(
    "parts",
    [
        ((instant(1), instant(3)), (instant(3), instant(9))),
        ((instant(1), instant(9)), (instant(3), instant(4))),
        ((instant(1), instant(4)), (instant(2), instant(9))),
    ],
)
def test_periods_of_instants_without_a_gap_are_one(parts):
    deals = tuple(evolve(STREAMS, start=start, end=end) for start, end in parts)
    whole = evolve(STREAMS, start=instant(1), end=instant(9))
    assert differences(evolve(RELEASE, deals=(whole,)), evolve(RELEASE, deals=deals)) == ()


@pytest.mark.parametrize(
    ("first", "second", "after"),
    [
        ((DAYS[0], DAYS[1]), (DAYS[3], None), "from 2026-05-01 to 2026-05-02; from 2026-05-04"),
        (
            (DAYS[0], instant(4)),
            (DAYS[5], DAYS[6]),
            "from 2026-05-01 to 2026-05-04T07:00:00Z; from 2026-05-06 to 2026-05-07",
        ),
        (
            (instant(1), instant(4)),
            (DAYS[5], DAYS[6]),
            "from 2026-05-01T07:00:00Z to 2026-05-04T07:00:00Z; from 2026-05-06 to 2026-05-07",
        ),
        (
            (DAYS[0], DAYS[9]),
            (DAYS[5], instant(4)),
            "from 2026-05-01 to 2026-05-10; from 2026-05-06 to 2026-05-04T07:00:00Z",
        ),
    ],
)
def test_periods_with_time_between_them_or_perhaps_are_told_apart(first, second, after):
    deals = tuple(evolve(STREAMS, start=start, end=end) for start, end in (first, second))
    assert only(evolve(RELEASE, deals=deals)).after == after


def test_periods_on_other_conditions_are_told_apart():
    deals = (evolve(STREAMS, end=DAYS[9], exclusive=True), evolve(STREAMS, start=DAYS[10]))
    assert only(evolve(RELEASE, deals=deals)).after == "from 2026-05-01 to 2026-05-10 exclusively; from 2026-05-11"


def cut(deal, data):
    """The same rights as two deals: apart in territory or, where there are days enough, in time."""
    codes = tuple(deal.territories)
    last = deal.end.day if deal.end else deal.start.day + timedelta(days=60)
    if deal.start.is_local and (deal.end is None or deal.end.is_local) and last > deal.start.day + timedelta(days=1):
        day = data.draw(st.dates(deal.start.day, last - timedelta(days=2)))
        whole_days = ReleaseMoment.local(day), ReleaseMoment.local(day + timedelta(days=1))
        parts = (evolve(deal, end=whole_days[0]), evolve(deal, start=whole_days[1]))
        if data.draw(st.booleans()):
            return data.draw(st.permutations(parts))
    count = data.draw(st.integers(1, len(codes)))
    sets = (TerritorySet.of(*codes[:count]), TerritorySet.of(*codes[count:]))
    return [evolve(deal, territories=one) for one in sets if one]


@given(product=products(tracks=2), data=st.data())
@slow
def test_terms_that_are_cut_change_nothing(product, data):
    cut_up = tuple(part for deal in product.deals for part in cut(deal, data))
    tracks = tuple(
        evolve(track, deals=tuple(part for deal in track.deals for part in cut(deal, data))) for track in product.tracks
    )
    assert differences(product, evolve(product, deals=cut_up, tracks=tracks)) == ()


CHANGES = {
    "label": "Another Label",
    "catalog_number": "ANOTHER-1",
    "parental_warning": ParentalWarning.EDITED,
    "release_date": date(1999, 12, 31),
}
TRACK_CHANGES = {
    "titles": (Title("Another Song"),),
    "parental_warning": ParentalWarning.EDITED,
    "number": 99,
    "original_release_date": date(1999, 12, 31),
}


def with_track(product, index, **changes):
    tracks = list(product.tracks)
    tracks[index] = evolve(tracks[index], **changes)
    return evolve(product, tracks=tuple(tracks))


@given(product=products(tracks=2), data=st.data())
@slow
def test_one_change_is_told_once_and_nothing_else_is(product, data):
    index = data.draw(st.integers(0, len(product.tracks) - 1))
    product = with_track(product, index, deals=())
    more = evolve(STREAMS, territories=TerritorySet.of("XK"), uses=(UseType.RINGTONE,), exclusive=True, end=MAY)
    changed = {name: evolve(product, **{name: value}) for name, value in CHANGES.items()}
    changed["deals"] = evolve(product, deals=(*product.deals, more))
    own = {**TRACK_CHANGES, "album_only": not product.tracks[index].album_only}
    changed |= {f"tracks[{index}].{name}": with_track(product, index, **{name: value}) for name, value in own.items()}
    path, after = data.draw(st.sampled_from([(path, after) for path, after in changed.items() if after != product]))
    assert [change.path for change in differences(product, after)] == [path]


def steps(function):
    """How many calls Python makes in it: work that no clock sees."""
    count = 0

    def seen(*_):
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        function()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("own", [(), (evolve(STREAMS, territories=TerritorySet.worldwide()),)])
def test_the_work_grows_with_the_tracks_and_not_with_the_territories_of_each(own):
    def compare(size):
        many = make_release(tracks=size, deals=(evolve(STREAMS, territories=TerritorySet.worldwide()),))
        before = evolve(many, tracks=tuple(evolve(track, deals=own) for track in many.tracks))
        after = evolve(
            before,
            label="Other",
            deals=(evolve(many.deals[0], end=DAYS[30]),),
            tracks=tuple(evolve(track, titles=(Title("Other"),)) for track in before.tracks),
        )
        return steps(lambda: differences(before, after))

    few, more, most = compare(1), compare(11), compare(21)
    assert most - more <= 1.1 * (more - few)
    assert (more - few) / 10 < 1000
