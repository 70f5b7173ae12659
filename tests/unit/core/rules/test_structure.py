"""CMN-STR, CMN-CRD and CMN-REQ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.core.rules.conftest import Bench, track
from tunemantra.core.identifiers import Isni
from tunemantra.core.party import Artist, ArtistRole, Contributor, ContributorRole
from tunemantra.core.release import Medium, ReleaseKind
from tunemantra.core.text import Title
from tunemantra.errors import PluginError

POSITIONS = ["CMN-STR-002", "CMN-STR-003"]


def test_a_release_has_tracks(bench):
    (finding,) = bench.change(tracks=()).ask("CMN-STR-001")
    assert (finding.path, finding.blocks) == ("tracks", True)
    assert bench.ask("CMN-STR-003") == ()


def test_two_tracks_cannot_have_one_place(bench):
    (finding,) = bench.change(tracks=(track(1), track(1))).ask("CMN-STR-002")
    assert (finding.path, finding.observed) == ("tracks[1].number", "disc 1, number 1")


@pytest.mark.parametrize(
    ("places", "path", "observed", "expected"),
    [
        ([(1, 1), (1, 3)], "tracks.number", "1, 3", "1 to 2"),
        ([(1, 2)], "tracks.number", "2", "1"),
        ([(2, 1)], "tracks.disc", "2", "1"),
        ([(1, 0), (1, 1)], "tracks.number", "0, 1", "1 to 2"),
    ],
)
def test_a_gap_is_named(bench, places, path, observed, expected):
    (finding,) = bench.change(tracks=tuple(track(n, d) for d, n in places)).ask("CMN-STR-003")
    assert (finding.path, finding.observed, finding.expected) == (path, observed, expected)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=3), st.randoms())
def test_discs_that_count_from_one_are_fine_in_any_order(sizes, chance):
    places = [(disc, number) for disc, size in enumerate(sizes, 1) for number in range(1, size + 1)]
    chance.shuffle(places)
    bench = Bench().change(tracks=tuple(track(n, d) for d, n in places))
    assert [finding for rule in POSITIONS for finding in bench.ask(rule)] == []


@pytest.mark.parametrize("titles", [(), (Title(""),), (Title("Night"), Title("  ", language="ja"))])
def test_a_title_has_a_text(bench, titles):
    bench.change(titles=titles).change_track(1, titles=titles)
    assert [finding.path for finding in bench.ask("CMN-STR-004")] == ["titles", "tracks[1].titles"]


@pytest.mark.parametrize("artists", [(Artist("Jo", ArtistRole.FEATURED),), (Artist(" "),)])
def test_somebody_is_the_main_artist(bench, artists):
    bench.change(artists=artists).change_track(artists=artists)
    assert [finding.path for finding in bench.ask("CMN-STR-005")] == ["artists", "tracks[0].artists"]


def test_nobody_is_no_main_artist(bench):
    (finding,) = bench.change(artists=()).ask("CMN-STR-005")
    assert finding.observed == "nobody"


def writer(name, role=ContributorRole.COMPOSER, **more):
    return Contributor(name, (role,), **more)


@pytest.mark.parametrize(
    ("writers", "observed"),
    [((), "nobody"), ((writer("DJ"),), "DJ"), ((writer("Jo Ferro", ContributorRole.MIXER),), "nobody")],
)
def test_a_writer_in_full_is_asked_for(bench, writers, observed):
    (finding,) = bench.change_track(contributors=writers).ask("CMN-CRD-001")
    assert (finding.path, finding.observed, finding.blocks) == ("tracks[0].contributors", observed, False)


@pytest.mark.parametrize(
    "one",
    [
        writer("Jo Ferro", ContributorRole.LYRICIST),
        writer("坂本龍一"),
        writer("Jo", ipi="00012345678"),
        writer("Jo", isni=Isni("000000012281955X")),
    ],
)
def test_a_code_or_another_script_does_without_a_first_name(bench, one):
    assert bench.change_track(contributors=(one,)).ask("CMN-CRD-001") == ()


def test_writers_of_the_release_count_for_every_track(bench):
    bench.change(contributors=(writer("Jo Ferro"),)).change_track(contributors=())
    assert bench.ask("CMN-CRD-001") == ()


@pytest.mark.parametrize(
    ("wanted", "paths"),
    [
        ("catalog_number", ["catalog_number"]),
        ("label", []),
        ("tracks", []),
        ("tracks.bpm", ["tracks[0].bpm", "tracks[1].bpm"]),
        ("tracks.genre", []),
        ("tracks.artists", []),
        ("tracks.genre.subgenre", ["tracks[0].genre.subgenre", "tracks[1].genre.subgenre"]),
        ("genre.name", []),
        ("extras.exclusive", ["extras.exclusive"]),
        ("tracks.extras.mix", ["tracks[0].extras.mix", "tracks[1].extras.mix"]),
    ],
)
def test_a_platform_names_what_it_requires(bench, wanted, paths):
    findings = bench.require(required=(wanted,)).ask("CMN-REQ-001")
    assert [finding.path for finding in findings] == paths
    assert all(finding.platform == "spotify" and wanted in finding.hint for finding in findings)


def test_extensions_are_the_platforms_own(bench):
    bench.change(extras=(("beatport", "exclusive", "yes"),)).require(required=("extras.exclusive",))
    assert bench.ask("CMN-REQ-001")
    bench.platform = "beatport"
    assert bench.ask("CMN-REQ-001") == ()


def test_requiring_what_no_release_has_is_the_plugins_fault(bench):
    with pytest.raises(PluginError, match="colour"):
        bench.require(required=("tracks.colour",)).ask("CMN-REQ-001")


def test_a_kind_the_platform_does_not_take_is_refused(bench):
    (finding,) = bench.change(kind=ReleaseKind.RINGTONE).ask("CMN-STR-006")
    assert (finding.path, finding.observed, finding.platform) == ("kind", "RingtoneRelease", "spotify")


def test_a_film_in_a_release_of_sound_is_refused(bench):
    (finding,) = bench.change_track(1, medium=Medium.VIDEO).ask("CMN-STR-006")
    assert (finding.path, finding.platform) == ("tracks[1].medium", "")


def test_a_film_in_a_release_of_films_is_fine(bench):
    bench.require(kinds=(ReleaseKind.VIDEO_SINGLE,)).change_track(medium=Medium.VIDEO)
    assert bench.change(kind=ReleaseKind.VIDEO_SINGLE).ask("CMN-STR-006") == ()
