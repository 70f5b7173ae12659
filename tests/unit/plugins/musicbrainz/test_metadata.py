"""What MusicBrainz is told of a release."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl

import pytest
from attrs import evolve

from tests.unit.plugins.musicbrainz.material import order
from tunemantra.core.party import Artist, ArtistRole
from tunemantra.core.release import ReleaseKind
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import Title
from tunemantra.plugins.musicbrainz.metadata import barcode_message, isrc_message, seed
from tunemantra.plugins.musicbrainz.sandbox import forms
from tunemantra.testing import make_deal

MBID = "0f2b4b3e-9a51-4b2c-8f2a-6d1f0c9c7a11"
MAIN, FEATURED, REMIXER = ArtistRole.MAIN, ArtistRole.FEATURED, ArtistRole.REMIXER


def pairs(made):
    return [list(pair) for pair in parse_qsl(seed(made, "https://label.example/back").decode())]


def fields(made):
    return dict(pairs(made))


def test_the_site_finds_nothing_wrong_with_a_seed():
    told = pairs(order())
    assert list(forms.faults(told)) == []
    assert forms.titles(told) == [[track.title.display for track in order().release.tracks]]
    assert dict(told)["barcode"] == "4006381333931"


def test_a_seed_names_its_order_where_a_person_comes_back_to():
    told = fields(order())
    assert told["redirect_uri"] == "https://label.example/back?order=0199f0c2-4d1e-7a31-8c55-0000000000a1"
    assert told["make_votable"] == "1"


@pytest.mark.parametrize(
    ("roles", "credit"),
    [
        ((MAIN,), "A"),
        ((MAIN, MAIN), "A & B"),
        ((MAIN, MAIN, MAIN), "A, B & C"),
        ((MAIN, FEATURED), "A feat. B"),
        ((FEATURED, MAIN), "B feat. A"),
        ((MAIN, MAIN, FEATURED, FEATURED), "A & B feat. C & D"),
        ((MAIN, REMIXER, FEATURED), "A feat. C"),
    ],
)
def test_featured_artists_stand_in_the_credit(roles, credit):
    artists = tuple(Artist("ABCD"[place], role) for place, role in enumerate(roles))
    told = pairs(order(artists=artists))
    assert forms.credit(told) == credit


@pytest.mark.parametrize(
    ("tag", "language", "script"),
    [("en", "eng", "Latn"), ("ja", "jpn", "Jpan"), ("ja-Latn", "jpn", "Latn"), ("zxx", "zxx", "")],
)
def test_languages_are_those_of_the_database(tag, language, script):
    told = fields(order(language=tag))
    assert (told.get("language", ""), told.get("script", "")) == (language, script)


def test_what_has_no_field_stands_in_the_annotation():
    made = order(language="tlh", titles=(Title("Tidal"), Title("潮", language="ja", territory="JP")))
    tracks = (evolve(made.release.tracks[0], language="fr"), *made.release.tracks[1:])
    told = fields(evolve(made, release=evolve(made.release, tracks=tracks)))
    assert told["annotation"].splitlines() == [
        "Title (ja, JP): 潮",
        "Language of track 1-1: fr",
        "Language: tlh",
    ]
    assert "language" not in told


@pytest.mark.parametrize(
    ("territories", "countries"),
    [
        (TerritorySet.worldwide(), ["XW"]),
        (~TerritorySet.of("KP"), ["XW"]),
        (TerritorySet.of("DE", "AT"), ["AT", "DE"]),
    ],
)
def test_a_release_event_is_where_it_came_out(territories, countries):
    told = pairs(order(deals=(make_deal(territories=territories),), release_date=date(2026, 4, 24)))
    assert [value for name, value in told if name.endswith(".country")] == countries
    assert dict(told)["events.0.date.day"] == "24"


@pytest.mark.parametrize(
    ("kind", "types"), [(ReleaseKind.EP, ["EP"]), (ReleaseKind.COMPILATION, ["Album", "Compilation"])]
)
def test_a_kind_has_primary_and_secondary_types(kind, types):
    assert [value for name, value in pairs(order(kind=kind)) if name == "type"] == types


def test_text_is_composed_and_lengths_are_milliseconds():
    told = fields(order(titles=(Title("e\u0301"),)))
    assert told["name"] == "\u00e9"
    assert told["mediums.0.track.0.length"].isdigit()


def test_codes_are_submitted_as_the_web_service_takes_them():
    assert forms.isrcs_of(isrc_message({MBID: "USS1Z2600001"})) == {MBID: ["USS1Z2600001"]}
    assert forms.barcodes_of(barcode_message(MBID, "4006381333931")) == {MBID: "4006381333931"}
