"""CMN-TTL and CMN-ART."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.core.identifiers import Isni
from tunemantra.core.party import Artist, ArtistRole
from tunemantra.core.rules.characters import balanced, character_faults
from tunemantra.core.text import Title

GUEST = Artist("Jo Ferro", ArtistRole.FEATURED)


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("Night (feat. Jo)", "Night"),
        ("Night feat. Jo", "Night"),
        ("Night ft. Jo", "Night"),
        ("Night [FT Jo]", "Night"),
        ("Night featuring Jo", "Night"),
        ("Night with Jo Ferro", "Night"),
        ("Night (with Jo Ferro)", "Night"),
    ],
)
def test_guests_do_not_belong_into_the_title(bench, title, left):
    bench.change_track(titles=(Title(title),), artists=(Artist("Mira"), GUEST))
    (finding,) = bench.ask("CMN-TTL-001")
    assert (finding.path, finding.observed, finding.expected) == ("tracks[0].titles[0].text", title, left)
    assert not finding.blocks


@pytest.mark.parametrize(
    "title", ["Feat of Strength", "The Greatest Feat Ever", "With or Without", "Night with You", "Softly", "Featuring"]
)
def test_words_that_only_look_like_a_credit_are_left_alone(bench, title):
    assert bench.change_track(titles=(Title(title),), artists=(Artist("Mira"), GUEST)).ask("CMN-TTL-001") == ()


def test_the_release_title_and_every_language_are_looked_at(bench):
    bench.change(titles=(Title("Trains"), Title("列車 feat. Jo", language="ja")))
    assert [finding.path for finding in bench.ask("CMN-TTL-001")] == ["titles[1].text"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Night 🎧", "emoji"),
        ("Night ❤\ufe0f", "emoji"),
        ("Night\u0007", "control"),
        ("Night\u200bTrain", "control"),
        ("Night\ud800", "control"),
        ("Night\ufffe", "control"),
        ("Night\tTrain", "tab"),
        ("Night  Train", "spaces"),
        (" Night", "spaces"),
        ("Night (Live", "bracket"),
        ("Night )Live(", "bracket"),
        ("Night [Live)", "bracket"),
        ("夜（ライブ", "bracket"),
    ],
)
def test_what_no_title_has_is_refused(bench, text, message):
    (finding,) = bench.change_track(titles=(Title(text),)).ask("CMN-TTL-004")
    assert message in finding.message
    assert (finding.path, finding.blocks) == ("tracks[0].titles[0].text", True)


@pytest.mark.parametrize(
    "text", ["Étude in C♯ minor", "★", "ليلة\u200f", "می\u200cخواهم", "夜「ライブ」", "O’Neil’s (Live [Dub])", "(?)"]
)
def test_the_scripts_and_signs_of_music_are_fine(bench, text):
    assert bench.change_track(titles=(Title(text),)).ask("CMN-TTL-004") == ()


def test_versions_are_looked_at_too(bench):
    (finding,) = bench.change(titles=(Title("Trains", "Live  Set"),)).ask("CMN-TTL-004")
    assert finding.path == "titles[0].version"


@pytest.mark.parametrize("text", ["01 Night", "01 - Night", "1. Night", "1) Night", "1 - Night", "02. Night"])
def test_a_track_number_does_not_begin_a_title(bench, text):
    (finding,) = bench.change_track(titles=(Title(text),)).ask("CMN-TTL-004")
    assert "track number" in finding.message


@pytest.mark.parametrize("text", ["7 Rings", "99 Problems", "1999", "5. Sinfonie", "007", "1st Night", "9 to 5"])
def test_a_number_that_is_the_title_is_fine(bench, text):
    assert bench.change_track(titles=(Title(text),)).ask("CMN-TTL-004") == ()


def test_a_release_has_no_track_number(bench):
    assert bench.change(titles=(Title("1. Night"),)).ask("CMN-TTL-004") == ()


@given(st.text(alphabet="ab()[]", max_size=12))
def test_brackets_are_balanced_exactly_if_pairs_can_be_taken_out_to_nothing(text):
    rest = "".join(char for char in text if char in "()[]")
    while "()" in rest or "[]" in rest:
        rest = rest.replace("()", "").replace("[]", "")
    assert balanced(text) is (rest == "")


@given(st.text(max_size=30))
def test_every_fault_is_named_once_and_says_what_to_do(text):
    faults = list(character_faults(text))
    assert len({message for message, _, _ in faults}) == len(faults)
    assert all(observed and hint for _, observed, hint in faults)


def test_two_recordings_of_one_name_need_a_version(bench):
    bench.change_track(0, titles=(Title("Night"),)).change_track(1, titles=(Title("NIGHT "),))
    (finding,) = bench.ask("CMN-TTL-005")
    assert (finding.path, finding.blocks) == ("tracks[1].titles[0]", False)


@pytest.mark.parametrize(
    "more", [{"titles": (Title("Night", "Live"),)}, {"titles": (Title("Night"),), "artists": (GUEST,)}, {"titles": ()}]
)
def test_a_version_or_other_artists_tell_them_apart(bench, more):
    bench.change_track(0, titles=(Title("Night"),)).change_track(1, **more)
    assert bench.ask("CMN-TTL-005") == ()


def test_the_same_recording_is_not_blamed_for_its_name(bench, make_track):
    bench.change(tracks=(make_track(), make_track()))
    assert bench.ask("CMN-TTL-005") == ()


@pytest.mark.parametrize("name", ["A & B", "A, B", "A x B", "A feat. B", "A vs B", "A / B"])
def test_several_artists_in_one_name_are_pointed_out(bench, name):
    (finding,) = bench.change(artists=(Artist(name),)).ask("CMN-ART-001")
    assert (finding.path, finding.observed, finding.blocks) == ("artists[0].name", name, False)


@pytest.mark.parametrize("name", ["Charli XCX", "Max Roach", "Feather", "AC/DC"])
def test_one_artist_is_one_artist(bench, name):
    assert bench.change_track(artists=(Artist(name),)).ask("CMN-ART-001") == ()


def test_a_band_that_is_known_may_have_a_list_for_a_name(bench):
    known = (Artist("A & B", isni=Isni("000000012281955X")), Artist("C, D", ids=(("spotify", "1"),)))
    assert bench.change_track(artists=known).ask("CMN-ART-001") == ()
