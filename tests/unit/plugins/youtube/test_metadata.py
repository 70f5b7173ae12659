"""What YouTube is told of a release."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from attrs import evolve

from tests.unit.plugins.youtube.material import WORLD, order, said, track
from tunemantra.core.distribution import OrderKind
from tunemantra.core.party import Artist, ArtistRole
from tunemantra.core.rights import CommercialModel, UseType
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import Title
from tunemantra.plugins.youtube.metadata import COLUMNS, asset, match_policy, matched, owned, ownership, sheet
from tunemantra.plugins.youtube.sandbox import sheet as theirs

DE = TerritorySet.of("DE")


def rows(made):
    return list(csv.DictReader(io.StringIO(sheet(made).decode(), newline="")))


def ended(day):
    return evolve(WORLD, territories=DE, end=ReleaseMoment.local(day))


def test_a_row_is_a_track_and_the_store_finds_nothing_wrong_with_it():
    made = order(tracks=(track(), track(1)))
    read = theirs.read(sheet(made).decode())
    assert tuple(read[0]) == COLUMNS
    assert [row["isrc"] for row in read] == ["USS1Z2600001", "USS1Z2600002"]
    assert theirs.faults(read) == []
    assert not theirs.is_takedown(read)


def test_deals_are_groups_in_the_syntax_of_sheets():
    home = evolve(WORLD, territories=~TerritorySet.of("US", "JP"), models=(CommercialModel.ADVERTISEMENT,))
    away = evolve(WORLD, territories=TerritorySet.of("US", "JP"), end=ReleaseMoment.local(date(2027, 1, 31)))
    (row,) = rows(order(deals=(home, away)))
    day = WORLD.start.day.isoformat()
    assert row["track_territory_start_dates"] == f"WW-JP-US:{day}|JP US:{day}"
    assert row["track_territory_end_dates"] == "WW-JP-US:|JP US:2027-01-31"
    assert row["track_models"].startswith("WW-JP-US:ads|JP US:")


def test_a_deal_for_something_else_is_not_told():
    sold = evolve(WORLD, uses=(UseType.PERMANENT_DOWNLOAD,), models=(CommercialModel.PAY_AS_YOU_GO,))
    assert rows(order(deals=(WORLD, sold))) == rows(order(deals=(WORLD,)))


def test_a_takedown_has_the_same_rows_without_a_start():
    read = theirs.read(sheet(order(what=OrderKind.TAKEDOWN)).decode())
    assert theirs.is_takedown(read)
    assert read[0]["isrc"] == "USS1Z2600001"


def test_artists_isnis_and_channels_stand_in_one_order_and_remixers_in_the_version():
    artists = (
        Artist("Ada Lund", ids=(("youtube", "UCada"), ("spotify", "x"))),
        Artist("Ben Okafor", ArtistRole.FEATURED),
        Artist("Cy", ArtistRole.REMIXER),
    )
    (row,) = rows(order(artists=artists))
    assert row["track_artists"] == "Ada Lund | Ben Okafor"
    assert (row["artist_isnis"], row["artist_channel_ids"]) == (" | ", "UCada | ")


def test_further_titles_are_told_with_their_language_and_territory():
    titles = (Title("Tide"), Title("潮", language="ja"), Title("Flut", "Live", "de", "AT"))
    (row,) = rows(order(titles=titles))
    assert row["album_title_translations"] == "ja=潮 | de@AT=Flut (Live)"


def test_text_is_composed():
    (row,) = rows(order(titles=(Title("e\u0301"),)))
    assert row["album_title"] == "\u00e9"


def test_an_asset_names_its_recording_and_product():
    made = asset(order().release, 0)
    assert made["type"] == "sound_recording"
    assert (made["metadata"]["isrc"], made["metadata"]["upc"]) == ("USS1Z2600001", "4006381333931")


@pytest.mark.parametrize(
    ("territories", "expected"),
    [
        (TerritorySet.worldwide(), (100, "exclude", [])),
        (~DE, (100, "exclude", ["DE"])),
        (DE, (100, "include", ["DE"])),
        (TerritorySet.nothing(), (0, "exclude", [])),
    ],
)
def test_ownership_is_whole_somewhere_or_nothing_everywhere(territories, expected):
    (share,) = ownership("quay", territories)["general"]
    assert (share["ratio"], share["type"], share["territories"]) == expected


def test_a_policy_without_territories_has_no_rule():
    assert match_policy("track", TerritorySet.nothing()) == {"rules": []}
    (rule,) = match_policy("track", DE)["rules"]
    assert rule == {
        "action": "track",
        "conditions": {"requiredTerritories": {"type": "include", "territories": ["DE"]}},
    }


@pytest.mark.parametrize(("last", "there"), [(date(2026, 3, 30), False), (date(2026, 3, 31), True)])
def test_a_deal_is_over_two_days_after_its_last(last, there):
    made = evolve(
        order(deals=(evolve(WORLD, territories=~DE), ended(last))), created_at=datetime(2026, 4, 1, 1, tzinfo=UTC)
    )
    assert ("DE" in owned(made, 0)) is there


def test_nothing_is_owned_after_a_takedown_or_where_the_label_says_so():
    assert not owned(order(what=OrderKind.TAKEDOWN), 0)
    assert not owned(order(tracks=(track(extras=said("ownership_ratio", "0")),)), 0)


def test_what_may_be_no_reference_is_owned_and_not_matched():
    made = order(tracks=(track(titles=(Title("Tide", "Karaoke Version"),)),))
    assert owned(made, 0)
    assert not matched(made, 0)
    assert rows(made)[0]["content_id"] == "no"
