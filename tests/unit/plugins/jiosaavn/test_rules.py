"""Each of JioSaavn's rules, in both directions."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from tests.unit.plugins.jiosaavn import material
from tunemantra.core.analysis import Loudness, SoundAnalysis, SoundFault, SoundFaultKind
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Severity, blocking
from tunemantra.core.party import Artist
from tunemantra.core.release import ParentalWarning
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.text import Title
from tunemantra.plugins.jiosaavn.rules import check_order
from tunemantra.testing.factories import make_deal


def found(order, severity=None):
    told = [finding for finding in check_order(order) if finding.severity is not Severity.NOTE]
    assert all(finding.platform == "jiosaavn" for finding in told)
    return [(finding.rule, finding.path) for finding in told if severity in {None, finding.severity}]


def of(track=None, **changes):
    return material.order(material.film(*((track,) if track else ()), **changes))


def heard(peak=-1.0, *kinds):
    faults = tuple(SoundFault(kind, 0.0, 1.0) for kind in kinds)
    return {"tracks[0].audio": SoundAnalysis(1, 183.0, Loudness(-14.0, 5.0, -9.0, -10.0, peak, -1.0), faults)}


def test_a_film_song_is_taken():
    assert found(of()) == []


def test_a_takedown_is_asked_nothing():
    assert material.driver().check(material.order(kind=OrderKind.TAKEDOWN)) == ()


@pytest.mark.parametrize("tag", ["", "und", "mul"])
def test_a_track_without_a_language_is_refused(tag):
    told = found(material.order(material.film(material.song(language=tag), language=tag)), Severity.ERROR)
    assert ("JIO-LNG-001", "tracks[0].language") in told


def test_a_language_without_a_name_of_the_stores_is_told():
    titles = (Title("Fluss", language="de"),)
    assert found(of(material.song(language="de", titles=titles))) == [("JIO-LNG-001", "tracks[0].language")]


def test_an_indian_title_needs_latin_letters_beside_it():
    native, latin = material.song().titles
    assert found(of(material.song(titles=(native,)))) == [("JIO-LNG-002", "tracks[0].titles")]
    assert blocking(check_order(of(material.song(titles=(native,)))))
    assert found(of(material.song(titles=(latin,))), Severity.WARNING) == [("JIO-LNG-002", "tracks[0].titles")]
    assert not blocking(check_order(of(material.song(titles=(latin,)))))


def test_the_script_has_to_be_that_of_the_language():
    tamil = (Title("நதி", language="ta"), Title("Nadi", language="ta-Latn"))
    assert found(of(material.song(titles=tamil, language="ta"))) == []
    assert found(of(material.song(titles=tamil, language="hi"))) == [("JIO-LNG-002", "tracks[0].titles")]


def test_a_song_of_a_film_names_film_and_music_director():
    assert found(of(extras=()), Severity.ERROR) == [("JIO-BOL-001", "tracks[0].extras")]
    nobody = material.song(contributors=(material.WRITER, material.SINGER))
    assert found(of(nobody), Severity.ERROR) == [("JIO-BOL-001", "tracks[0].contributors")]


def test_a_category_is_one_of_the_stores_words():
    other = material.song(extras=(("jiosaavn", "bollywood_category", "Item Number"),))
    assert found(of(other)) == [("JIO-BOL-002", "tracks[0].extras")]
    ghazal = material.song(extras=(("jiosaavn", "bollywood_category", "Ghazal"),))
    assert found(of(ghazal)) == []


def test_who_only_acts_is_no_artist():
    assert found(of(material.song(artists=(Artist("Asha Rao"),)))) == [("JIO-CRD-001", "tracks[0].artists")]
    sings = evolve(material.CAST, roles=material.SINGER.roles)
    both = material.song(artists=(Artist("Asha Rao"),), contributors=(material.COMPOSER, material.WRITER, sings))
    assert found(of(both)) == []


def test_empty_credits_are_told_but_not_of_singers_in_an_instrumental():
    composed = material.song(contributors=(material.COMPOSER,))
    assert found(of(composed)) == [("JIO-CRD-002", "tracks[0].contributors")]
    titles = (Title("Nadi"),)
    assert found(of(evolve(composed, language="zxx", titles=titles))) == []


@pytest.mark.parametrize(
    "facts", [{"bitrate": 256_000}, {"variable": True}, {"sample_rate": 48_000}, {"container": "wav"}]
)
def test_another_mp3_than_320_constant_is_refused(facts):
    assert found(material.with_facts(of(), **facts)) == [("JIO-AUD-001", "tracks[0].audio")]


def test_a_master_that_is_an_mp3_itself_is_refused():
    order = of()
    made = order.renditions["tracks[0].audio"]
    release = order.release.with_assets({"tracks[0].audio": evolve(order.release.tracks[0].audio, sha256=made.sha256)})
    assert found(evolve(order, release=release), Severity.ERROR) == [("JIO-AUD-001", "tracks[0].audio")]


def test_a_lossy_master_is_refused_before_there_are_renditions():
    order = of()
    facts = order.renditions["tracks[0].audio"].facts
    early = evolve(order, renditions={}, masters={"tracks[0].audio": facts})
    assert found(early, Severity.ERROR) == [("JIO-AUD-001", "tracks[0].audio")]


def test_a_master_that_was_an_mp3_before_is_refused_where_somebody_listened():
    order = evolve(of(), analyses=heard(-1.0, SoundFaultKind.LOSSY_ANCESTRY))
    assert found(order, Severity.ERROR) == [("JIO-AUD-001", "tracks[0].audio")]


def test_peaks_that_coding_would_cut_off_are_told():
    assert found(evolve(of(), analyses=heard(-0.2))) == [("JIO-AUD-001", "tracks[0].audio")]
    assert found(evolve(of(), analyses=heard(-0.6))) == []


def test_explicit_tracks_are_told_where_they_open_in_india():
    loud = material.song(parental_warning=ParentalWarning.EXPLICIT)
    assert found(of(loud)) == [("JIO-EXP-001", "tracks[0].parental_warning")]
    abroad = (make_deal(territories=~make_deal().territories.of("IN")),)
    assert found(of(loud, deals=abroad)) == []


def test_two_spans_with_time_between_cannot_be_said():
    first = make_deal(end=ReleaseMoment.local(date(2026, 5, 31)))
    late, next_day = (make_deal(start=ReleaseMoment.local(date(2026, 6, day))) for day in (2, 1))
    assert found(of(deals=(first, late))) == [("JIO-TER-001", "deals")]
    assert found(of(deals=(first, next_day))) == []


def test_a_text_like_a_formula_is_told_once():
    told = found(of(label="=1+1", tracks=(material.song(), material.song(index=1, number=2))))
    assert told == [("JIO-CSV-001", "tracks[0]")]


def test_what_has_no_column_is_noted_by_name():
    notes = [finding for finding in check_order(of()) if finding.severity is Severity.NOTE]
    assert {(note.rule, note.path) for note in notes} == {
        ("JIO-CSV-002", "tracks[0].bpm"),
        ("JIO-CSV-002", "tracks[0].key"),
    }
    bare = of(material.song(bpm=None, key=""))
    assert [finding for finding in check_order(bare) if finding.severity is Severity.NOTE] == []
