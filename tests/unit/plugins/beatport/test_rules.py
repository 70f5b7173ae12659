"""Each of Beatport's rules, in both directions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.plugins.beatport import material
from tunemantra.core.analysis import Guess, Loudness, PictureAnalysis, SoundAnalysis
from tunemantra.core.finding import Severity, blocking
from tunemantra.core.release import Genre
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import Title
from tunemantra.plugins.beatport.profile import GENRES
from tunemantra.plugins.beatport.rules import check_release

HEARD = SoundAnalysis(2, 200.0, Loudness(-9.0, 5.0, -7.0, -8.0, -1.0, -1.2))


def findings(release, **settings):
    return tuple(check_release(release, material.settings(**settings)))


def found(release, rule, **settings):
    return [(f.path, f.severity) for f in findings(release, **settings) if f.rule == rule]


def one(**changes):
    return material.release(size=1, tracks=(material.track(1, **changes),))


def test_a_sound_release_has_nothing_to_fear():
    assert findings(material.release()) == ()


def test_findings_carry_the_platform():
    assert {f.platform for f in findings(one(bpm=Decimal(20)))} == {"beatport"}


@pytest.mark.parametrize("bpm", ["39.99", "250.01", "0", "-120", "120.001", "NaN", "Infinity"])
def test_bpm_out_of_range_or_too_fine_blocks(bpm):
    assert found(one(bpm=Decimal(bpm)), "BEAT-DJ-001") == [("tracks[0].bpm", Severity.ERROR)]


@pytest.mark.parametrize("bpm", ["40", "250", "128.00", "127.25"])
def test_bpm_in_range_is_taken(bpm):
    assert not found(one(bpm=Decimal(bpm)), "BEAT-DJ-001")


@given(st.decimals(min_value=40, max_value=250, places=2))
def test_every_bpm_with_two_decimals_is_taken(bpm):
    assert not found(one(bpm=bpm), "BEAT-DJ-001")


def test_missing_dj_metadata_is_flagged_and_does_not_block():
    missing = findings(one(bpm=None, key=""))
    assert [(f.rule, f.path) for f in missing] == [
        ("BEAT-DJ-001", "tracks[0].bpm"),
        ("BEAT-DJ-001", "tracks[0].key"),
    ]
    assert not blocking(missing)


@pytest.mark.parametrize(
    ("key", "meant"),
    [("8A", "A min"), ("08B", "C maj"), ("Amin", "A min"), ("F#m", "F# min"), ("d♭ major", "Db maj"), ("H", None)],
)
def test_another_key_notation_blocks_and_says_what_it_means(key, meant):
    (finding,) = [f for f in findings(one(key=key)) if f.rule == "BEAT-DJ-001"]
    assert finding.severity is Severity.ERROR
    assert finding.expected == meant if meant else "Db maj" in finding.expected


@pytest.mark.parametrize("key", ["A min", "Db maj", "F# min"])
def test_the_stores_notation_is_taken(key):
    assert not found(one(key=key), "BEAT-DJ-001")


@pytest.mark.parametrize(("genre", "bpm", "expected"), [("Drum & Bass", "87", "174"), ("House", "248", "124")])
def test_half_or_double_tempo_is_flagged_with_the_likely_one(genre, bpm, expected):
    release = evolve(one(bpm=Decimal(bpm)), genre=Genre(genre))
    (finding,) = [f for f in findings(release) if f.rule == "BEAT-DJ-002"]
    assert finding.severity is Severity.WARNING
    assert finding.expected.startswith(expected)


@pytest.mark.parametrize(("bpm", "heard", "expected"), [("62", "124.2", "124 (124.2"), ("248", "123.8", "124 (123.8")])
def test_half_or_double_of_what_is_heard_is_flagged(bpm, heard, expected):
    release = evolve(one(bpm=Decimal(bpm)), genre=Genre("Experimental"))
    analyses = {"tracks[0].audio": evolve(HEARD, tempo=Guess(heard, 0.9))}
    told = [f for f in check_release(release, material.settings(), analyses) if f.rule == "BEAT-DJ-002"]
    assert [(f.severity, f.expected.startswith(expected)) for f in told] == [(Severity.WARNING, True)]


@pytest.mark.parametrize("analysis", [evolve(HEARD, tempo=Guess("124.2", 0.9)), HEARD, PictureAnalysis(1, 1.0)])
def test_a_tempo_that_is_heard_so_or_not_at_all_is_not_flagged(analysis):
    release = evolve(one(bpm=Decimal(124)), genre=Genre("House"))
    told = check_release(release, material.settings(), {"tracks[0].audio": analysis})
    assert "BEAT-DJ-002" not in {f.rule for f in told}


def test_a_genre_outside_the_closed_list_blocks_every_track_it_reaches():
    release = material.release(genre=Genre("Country"))
    assert found(release, "BEAT-GEN-001") == [
        ("tracks[0].genre", Severity.ERROR),
        ("tracks[1].genre", Severity.ERROR),
    ]


def test_an_unknown_subgenre_never_becomes_its_parent():
    assert found(material.release(size=1, genre=Genre("House", "Quantum House")), "BEAT-GEN-001")


def test_a_refused_genre_names_what_is_near():
    (finding,) = findings(material.release(size=1, genre=Genre("Techno")))
    assert "Techno (Peak Time / Driving)" in finding.expected


@pytest.mark.parametrize("name", sorted(GENRES))
def test_every_genre_of_the_list_is_taken_in_any_case(name):
    assert not found(material.release(genre=Genre(name.upper())), "BEAT-GEN-001")


def test_the_extension_decides_the_genre():
    release = evolve(one(extras=(("beatport", "genre", "Psy-Trance"),)), genre=Genre("Country"))
    assert not found(release, "BEAT-GEN-001")


def test_the_stores_own_list_replaces_the_bundled_one():
    release = material.release(genre=Genre("Zouk"))
    assert not found(release, "BEAT-GEN-001", genres=("Zouk",))
    assert found(material.release(), "BEAT-GEN-001", genres=("Zouk",))


@pytest.mark.parametrize("number", ["", "  ", " ACME1", "A" * 33, "ACME\t1"])
def test_a_missing_or_unusable_catalogue_number_blocks(number):
    assert found(material.release(catalog_number=number), "BEAT-ID-001") == [("catalog_number", Severity.ERROR)]


def test_a_label_that_is_not_approved_blocks():
    assert found(material.release(), "BEAT-LBL-001", labels=("Other",)) == [("label", Severity.ERROR)]


def test_an_approved_label_is_known_by_its_name_in_any_case():
    assert not found(material.release(), "BEAT-LBL-001", labels=("acme  RECORDS",))


def test_the_default_mix_in_a_title_is_flagged():
    release = one(titles=(Title("Night", "Original Mix"),))
    assert found(release, "BEAT-TTL-001") == [("tracks[0].titles[0]", Severity.WARNING)]


def exclusive(days, **changes):
    deal = material.deal(date(2026, 1, 1), date.fromordinal(date(2026, 1, 1).toordinal() + days - 1))
    return material.release(deals=(evolve(deal, exclusive=True, **changes),))


@pytest.mark.parametrize(("days", "severity"), [(13, Severity.ERROR), (20, Severity.WARNING), (90, Severity.WARNING)])
def test_exclusivity_that_would_be_lost_or_shortened_is_said(days, severity):
    assert found(exclusive(days), "BEAT-EXC-001") == [("deals", severity)]


@pytest.mark.parametrize("days", [14, 28, 56])
def test_exclusivity_that_survives_whole_is_not_mentioned(days):
    assert not found(exclusive(days), "BEAT-EXC-001")


def test_an_original_date_that_cannot_be_is_told_once_and_not_as_exclusivity():
    release = material.release()
    assert not found(evolve(release, original_release_date=release.release_date + timedelta(days=1)), "BEAT-EXC-001")


def test_exclusivity_in_some_territories_only_blocks():
    first = evolve(material.deal(end=date(2026, 1, 22)), territories=TerritorySet.of("DE"), exclusive=True)
    rest = evolve(material.deal(), territories=~TerritorySet.of("DE"))
    assert found(material.release(deals=(first, rest)), "BEAT-EXC-001") == [("deals", Severity.ERROR)]


def test_two_tracks_in_one_place_block():
    release = material.release(tracks=(material.track(1), evolve(material.track(2), number=1)))
    assert [path for path, _ in found(release, "BEAT-PKG-001")] == ["tracks[0].number", "tracks[1].number"]


def test_every_fault_is_said_at_once():
    release = evolve(one(bpm=Decimal(1), key="8A"), genre=Genre("Polka"), catalog_number="")
    assert {f.rule for f in blocking(findings(release))} == {"BEAT-DJ-001", "BEAT-GEN-001", "BEAT-ID-001"}


def test_every_fault_says_what_to_do():
    clash = material.release(tracks=(material.track(1), evolve(material.track(2), number=1)))
    long = evolve(one(bpm=Decimal(1), key="8A"), genre=Genre("Polka"), catalog_number="x" * 40)
    faults = [fault for release in (clash, long, exclusive(10)) for fault in blocking(findings(release))]
    assert len(faults) >= 7
    assert [fault for fault in faults if not (fault.hint and fault.expected)] == []
