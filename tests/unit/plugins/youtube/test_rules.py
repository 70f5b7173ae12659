"""Each rule finds its fault, and a good release has none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from tests.unit.plugins.youtube.material import order, said, track
from tunemantra.core.composition import MixPart
from tunemantra.core.finding import Severity
from tunemantra.core.identifiers import Isrc
from tunemantra.core.media import AudioFacts
from tunemantra.core.party import Artist
from tunemantra.core.release import Genre, Medium, ReleaseKind
from tunemantra.core.rights import CLine, PLine
from tunemantra.core.text import Title
from tunemantra.plugins.youtube.rules import check_order, units

MIXED = (MixPart(Isrc("USS1Z2600009"), (Title("Part"),), (Artist("A"),), start=Decimal(0), duration=Decimal(9)),)


def found(made, **how):
    return [(finding.rule, finding.path) for finding in check_order(made, **how)]


def test_a_good_release_has_no_finding():
    assert found(order(tracks=(track(), track(1)))) == []


@pytest.mark.parametrize(
    ("changes", "rule", "path"),
    [
        ({"p_line": PLine(2026, "Creative Commons BY 4.0")}, "YT-REF-001", "tracks[0].p_line"),
        ({"c_line": CLine(2026, "public domain")}, "YT-REF-001", "tracks[0].p_line"),
        ({"tracks": (track(titles=(Title("Tide", "Sped Up"),)),)}, "YT-REF-002", "tracks[0].titles"),
        ({"tracks": (track(titles=(Title("A Tribute"),)),)}, "YT-REF-002", "tracks[0].titles"),
        (
            {"tracks": (track(extras=said("unlicensed_loops", "Yes")),)},
            "YT-REF-003",
            "tracks[0].platforms.youtube.unlicensed_loops",
        ),
        ({"kind": ReleaseKind.COMPILATION}, "YT-REF-004", "kind"),
        ({"tracks": (track(mixed=MIXED),)}, "YT-REF-004", "tracks[0].mixed"),
        ({"titles": (Title("Tides, Full Album"),)}, "YT-REF-004", "kind"),
        ({"genre": Genre("Soundtrack", "Video Game")}, "YT-REF-005", "tracks[0].genre"),
        (
            {"tracks": (track(extras=said("non_exclusive", "true")),)},
            "YT-REF-006",
            "tracks[0].platforms.youtube.non_exclusive",
        ),
    ],
)
def test_what_is_no_reference_is_told_and_does_not_block(changes, rule, path):
    made = order(**changes)
    assert found(made) == [(rule, path)]
    assert {finding.severity for finding in check_order(made)} == {Severity.WARNING}


@pytest.mark.parametrize("title", ["Tributary", "Slowedown", "Karaokee", "Gamekeeper"])
def test_part_of_a_word_is_no_word(title):
    assert found(order(tracks=(track(titles=(Title(title),)),))) == []


def test_what_a_label_denies_is_no_bar():
    assert found(order(tracks=(track(extras=said("non_exclusive", "no")),))) == []


@pytest.mark.parametrize("facts", [{"format": "PNG"}, {"width": 2999, "height": 2999}])
def test_a_cover_is_a_large_jpeg(facts):
    made = order()
    cover = made.renditions["artwork"]
    spoilt = evolve(cover, facts=evolve(cover.facts, **facts))
    assert found(evolve(made, renditions={**made.renditions, "artwork": spoilt})) == [("YT-IMG-001", "artwork")]


def film(**facts):
    made = order(tracks=(track(medium=Medium.VIDEO),))
    one = made.renditions["tracks[0].audio"]
    return evolve(made, renditions={**made.renditions, one.subject: evolve(one, facts=evolve(one.facts, **facts))})


def test_a_film_has_sound_of_48_khz():
    good = AudioFacts("mp4", "aac", 48_000, 0, 2, 48_000)
    assert found(film(audio=good)) == []
    assert found(film(audio=evolve(good, sample_rate=44_100))) == [("YT-VID-001", "tracks[0].audio")]
    assert found(film(audio=None)) == [("YT-VID-001", "tracks[0].audio")]
    assert found(film(audio=good, codec="prores")) == [("YT-VID-001", "tracks[0].audio")]


@pytest.mark.parametrize(("ratio", "refused"), [("50", True), ("100.0", True), ("0", False), ("100", False)])
def test_a_recording_is_owned_whole_or_not_at_all(ratio, refused):
    path = "tracks[0].platforms.youtube.ownership_ratio"
    faults = [("YT-OWN-001", path)] if refused else []
    assert found(order(tracks=(track(extras=said("ownership_ratio", ratio)),))) == faults


def test_a_package_has_a_hundred_assets_at_most():
    many = tuple(track(index) for index in range(101))
    assert found(order(tracks=many[:100]), daily_units=10**6) == []
    assert found(order(tracks=many), daily_units=10**6) == [("YT-PKG-001", "tracks")]


def test_an_order_that_needs_more_than_a_days_quota_says_so():
    assert found(order(), daily_units=units(1)) == []
    (finding,) = check_order(order(), daily_units=units(1) - 1)
    assert (finding.rule, finding.blocks, finding.platform) == ("YT-QTA-001", False, "youtube")
    assert finding.observed == "304 units"


@pytest.mark.parametrize(("count", "rules"), [(4, []), (5, [("YT-ART-001", "tracks[0].artists")])])
def test_more_artists_than_a_picture_shows_are_noted(count, rules):
    artists = tuple(Artist(f"Artist {number}") for number in range(count))
    made = order(tracks=(track(artists=artists),))
    assert found(made) == rules
    assert {finding.severity for finding in check_order(made)} <= {Severity.NOTE}
