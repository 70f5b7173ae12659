"""CMN-TTL-002, 003, 006, CMN-ART-002, 003, CMN-LNG-001."""

from __future__ import annotations

import pytest
from attrs import evolve

from tunemantra.core.party import Artist, ArtistRole
from tunemantra.core.text import Title


@pytest.mark.parametrize(
    ("title", "fault"),
    [
        ("NIGHT TRAINS", "in capitals"),
        ("night trains", "without a capital"),
        ("NiGhT Trains", "here and there"),
        ("rAnDom", "here and there"),
    ],
)
def test_an_odd_case_is_worth_a_look(bench, title, fault):
    bench.change_track(titles=(Title(title),))
    (finding,) = bench.ask("CMN-TTL-002")
    assert (finding.path, finding.observed) == ("tracks[0].titles[0].text", title)
    assert fault in finding.message
    assert not finding.blocks


@pytest.mark.parametrize(
    "title",
    ["Night Trains", "Les trains de nuit", "SOS", "DNA", "iPhone", "McKenzie", "夜の橋", "ночь", "1979", "a-ha"],
)
def test_a_usual_case_is_left_alone(bench, title):
    assert bench.change_track(titles=(Title(title),)).ask("CMN-TTL-002") == ()


@pytest.mark.parametrize("version", ["Original Mix", "official video", "Explicit", "HD"])
def test_a_version_that_says_nothing_is_left_out(bench, version):
    bench.change_track(titles=(Title("Station", version),))
    (finding,) = bench.ask("CMN-TTL-003")
    assert (finding.path, finding.observed) == ("tracks[0].titles[0].version", version)


@pytest.mark.parametrize("version", ["", "Live", "Radio Edit", "Exclusive Dub"])
def test_a_version_that_says_something_stays(bench, version):
    assert bench.change_track(titles=(Title("Station", version),)).ask("CMN-TTL-003") == ()


def single(bench, title, **track):
    tracks = (evolve(bench.release.tracks[0], titles=(Title("Station", "Live"),), **track),)
    return bench.change(titles=(title,), tracks=tracks).ask("CMN-TTL-006")


def test_a_single_is_called_as_its_track(bench):
    assert single(bench, Title("Station", "Live")) == ()
    assert single(bench, Title("Station (Live) - Single")) == ()
    (finding,) = single(bench, Title("Night Trains"))
    assert (finding.path, finding.expected) == ("titles[0]", "Station (Live)")


def test_a_single_has_the_artists_of_its_track(bench):
    (finding,) = single(bench, Title("Station", "Live"), artists=(Artist("Jo Ferro"),))
    assert (finding.path, finding.observed, finding.expected) == ("artists", "Mira Solano", "Jo Ferro")


def test_an_album_may_be_called_as_it_likes(bench):
    assert bench.change(titles=(Title("Anything"),)).ask("CMN-TTL-006") == ()


def test_many_main_artists_are_various_artists(bench):
    artists = tuple(Artist(f"Person {number}") for number in range(4))
    (finding,) = bench.change(artists=artists).ask("CMN-ART-002")
    assert (finding.path, "4 main artists" in finding.message) == ("artists", True)
    guests = (Artist("Person"), *(evolve(one, role=ArtistRole.FEATURED) for one in artists))
    assert bench.change(artists=guests).ask("CMN-ART-002") == ()


@pytest.mark.parametrize("name", ["Sleep Sounds", "TOP  HITS"])
def test_a_search_word_is_no_name(bench, name):
    (finding,) = bench.change_track(artists=(Artist(name),)).ask("CMN-ART-003")
    assert (finding.path, finding.observed) == ("tracks[0].artists[0].name", name)


def test_a_name_is_a_name(bench):
    assert bench.change(artists=(Artist("The Sleep Sounds of Ada"),)).ask("CMN-ART-003") == ()


@pytest.mark.parametrize(
    ("text", "language"), [("Nochnoy Poezd", "ru"), ("夜の橋", "en"), ("Night Bridge", "zh-Hans"), ("夜桥", "ja-Latn")]
)
def test_a_title_in_another_script_than_its_language_is_told(bench, text, language):
    (finding,) = bench.change(titles=(Title("Night"), Title(text, language=language))).ask("CMN-LNG-001")
    assert (finding.path, finding.observed) == ("titles[1].language", f"{text} ({language})")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ночь", "ru"),
        ("Yoru no Hashi", "ja-Latn"),
        ("東京 Night", "ja"),
        ("1979", "ru"),
        ("Anything", "xx"),
        ("Что", ""),
    ],
)
def test_a_title_in_a_script_of_its_language_is_left_alone(bench, text, language):
    assert bench.change(titles=(Title("Night"), Title(text, language=language))).ask("CMN-LNG-001") == ()
