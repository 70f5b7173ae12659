"""Dates of visibility stand where each version has them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.unit.contrib.ddex.messages import VERSIONS_4, release, texts, track, tree
from tunemantra.contrib.ddex import ERN_42, ERN_43, ERN_411, ERN_432
from tunemantra.contrib.ddex.express import express
from tunemantra.core import OrderKind, ReleaseMoment, TerritorySet, Visibility

DAY, NEXT = ReleaseMoment.local(date(2026, 4, 1)), ReleaseMoment.local(date(2026, 4, 2))
INSTANT = ReleaseMoment.instant(datetime(2026, 4, 3, 12, tzinfo=UTC))
WHOLE = Visibility(release=DAY, cover=NEXT, track_listing=NEXT, clips=INSTANT)


def listed(element):
    return [(child.tag, child.text) for child in element]


def test_the_oldest_says_it_in_the_terms_of_every_deal_in_one_manner():
    dates = tree(release(visibility=(Visibility(release=DAY, cover=NEXT),)), ERN_411).find(".//DealTerms")
    assert dates.findtext("ReleaseDisplayStartDate") == "2026-04-01"
    assert dates.findtext("CoverArtPreviewStartDate") == "2026-04-02"
    times = tree(release(visibility=(WHOLE,)), ERN_411).find(".//DealTerms")
    assert times.findtext("ReleaseDisplayStartDateTime") == "2026-04-01T00:00:00"
    assert times.findtext("ClipPreviewStartDateTime") == "2026-04-03T12:00:00Z"


def test_terms_of_tracks_have_their_own_dates_there():
    early = track(1, visibility=(Visibility(release=DAY, clips=NEXT),))
    deals = tree(release(tracks=(early, track(2)), visibility=(Visibility(release=NEXT),)), ERN_411).findall(
        ".//ReleaseDeal"
    )
    assert [texts(one, "DealReleaseReference") for one in deals] == [["R0"], ["R1"], ["R2"]]
    assert deals[0].findtext(".//ReleaseDisplayStartDate") == "2026-04-02"
    assert deals[1].findtext(".//TrackListingPreviewStartDate") == "2026-04-01"
    assert deals[1].findtext(".//ClipPreviewStartDate") == "2026-04-02"
    assert [one.tag for one in deals[2].iter() if "Preview" in one.tag] == []


@pytest.mark.parametrize("version", [ERN_42, ERN_43, ERN_432], ids=lambda version: version.number)
def test_the_newer_ones_list_it_beside_the_deals(version):
    early = track(2, visibility=(Visibility(release=DAY, clips=NEXT),))
    root = tree(release(tracks=(track(1), early), visibility=(WHOLE,)), version)
    (shown,) = root.findall("DealList/ReleaseVisibility")
    expected = [
        ("VisibilityReference", "V0"),
        ("ReleaseDisplayStartDateTime", "2026-04-01T00:00:00"),
        ("CoverArtPreviewStartDateTime", "2026-04-02T00:00:00"),
        ("FullTrackListingPreviewStartDateTime", "2026-04-02T00:00:00"),
        ("ClipPreviewStartDateTime", "2026-04-03T12:00:00Z"),
    ]
    assert listed(shown) == (expected[:4] if version is ERN_42 else expected)
    assert root.findtext("ReleaseList/Release/ReleaseVisibilityReference") == "V0"
    (tracks,) = root.findall("DealList/TrackReleaseVisibility")
    assert listed(tracks)[1:] == [
        ("TrackListingPreviewStartDateTime", "2026-04-01T00:00:00"),
        ("ClipPreviewStartDateTime", "2026-04-02T00:00:00"),
    ]
    references = [one.findtext("ReleaseVisibilityReference") for one in root.findall("ReleaseList/TrackRelease")]
    assert references == [None, tracks.findtext("VisibilityReference")]


@pytest.mark.parametrize("version", [ERN_43, ERN_432], ids=lambda version: version.number)
def test_territories_have_their_own_dates_and_may_hide_them(version):
    japan = Visibility(release=DAY, territories=TerritorySet.of("JP"), show_dates=False)
    others = Visibility(release=NEXT, territories=~TerritorySet.of("JP"))
    root = tree(release(visibility=(japan, others)), version)
    first, second = root.findall("DealList/ReleaseVisibility")
    assert (first.get("DoNotDisplayDates"), texts(first, "TerritoryCode")) == ("true", ["JP"])
    assert (second.get("DoNotDisplayDates"), texts(second, "ExcludedTerritoryCode")) == (None, ["JP"])
    assert texts(root, "ReleaseList/Release/ReleaseVisibilityReference") == ["V0", "V1"]


@pytest.mark.parametrize("version", VERSIONS_4, ids=lambda version: version.number)
def test_a_takedown_shows_nothing_early(version):
    early = track(1, visibility=(Visibility(release=DAY),))
    root = tree(release(tracks=(early,), visibility=(WHOLE,)), version, OrderKind.TAKEDOWN)
    assert root.findall(".//ReleaseVisibilityReference") == []
    assert root.find("DealList") is None


@pytest.mark.parametrize("version", VERSIONS_4, ids=lambda version: version.number)
def test_a_track_that_is_sold_with_its_release_alone_is_shown_where_the_list_has_a_place_for_it(version):
    early = track(1, album_only=True, visibility=(Visibility(release=DAY, clips=NEXT),))
    product = release(tracks=(early,))
    told = express(product, version)
    if version is ERN_411:
        assert [finding.path for finding in told.findings] == ["tracks[0].visibility[0]"]
    else:
        assert (told.release.tracks[0].visibility, told.findings) == (early.visibility, ())
        root = tree(product, version)
        (shown,) = root.findall("DealList/TrackReleaseVisibility")
        assert root.findtext("ReleaseList/TrackRelease/ReleaseVisibilityReference") == shown[0].text
