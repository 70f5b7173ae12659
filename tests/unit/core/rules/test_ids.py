"""CMN-ID."""

import pytest
from attrs import evolve

from tests.unit.core.rules.conftest import AUDIO
from tunemantra.core.catalogue import Catalogued, Match, Recording
from tunemantra.core.composition import Asset, Edition
from tunemantra.core.finding import Severity
from tunemantra.core.identifiers import Isrc
from tunemantra.core.rules.ids import code_finding
from tunemantra.errors import IdentifierError


@pytest.mark.parametrize(
    ("text", "expected"), [("US-S1Z-99", "two letters, three letters or digits, seven digits"), ("", "two letters")]
)
def test_a_malformed_isrc_of_an_embedding_application_is_found(bench, text, expected):
    (finding,) = bench.change_track(1, isrc=text).ask("CMN-ID-001")
    assert (finding.path, finding.observed, finding.blocks) == ("tracks[1].isrc", text, True)
    assert finding.expected.startswith(expected)


def test_a_wrong_check_digit_is_answered_with_the_right_one(bench):
    (finding,) = bench.change(icpn="036000291453").ask("CMN-ID-002")
    assert (finding.path, finding.observed, finding.expected) == ("icpn", "036000291453", "check digit 2")


def test_a_spreadsheets_lost_zero_is_explained(bench):
    (finding,) = bench.change(icpn="36000291452").ask("CMN-ID-002")
    assert "leading zero" in finding.hint


def test_printed_codes_are_right(bench):
    bench.change(icpn="0 36000 29145 2").change_track(isrc="us-s1z-99-00001")
    assert bench.ask("CMN-ID-001") == bench.ask("CMN-ID-002") == ()


def test_an_isrc_may_stand_once_on_a_disc(bench, make_track):
    code = Isrc("USS1Z9900001")
    bench.change(tracks=tuple(make_track(number, isrc=code) for number in (1, 2, 3)))
    assert [finding.path for finding in bench.ask("CMN-ID-007")] == ["tracks[1].isrc", "tracks[2].isrc"]
    assert all(finding.blocks and finding.observed == str(code) for finding in bench.ask("CMN-ID-007"))
    assert {finding.message for finding in bench.ask("CMN-ID-007")} == {"track 1 has the same ISRC"}


def test_the_same_recording_on_two_discs_is_only_pointed_out(bench, make_track):
    code = Isrc("USS1Z9900001")
    bench.change(tracks=(make_track(isrc=code), make_track(disc=2, isrc=code)))
    assert [finding.severity for finding in bench.ask("CMN-ID-007")] == [Severity.WARNING]


def test_a_finding_about_a_code_can_name_its_file():
    finding = code_finding("R", "p", IdentifierError("ISRC", "X", "is not it", hint="h"), file="release.toml")
    assert evolve(finding, message="") == evolve(finding, message="", file="release.toml", hint="h", expected="it")


OWN = Recording("own", "USS1Z9900001", 200.0)


def seen(*, under=(), alike=(), own=OWN):
    return {"tracks[0].audio": Catalogued(own, tuple(under), tuple(alike))}


def other(similarity=1.0, overlap=198.0, **more):
    return Match(evolve(OWN, key="other", **more), similarity, overlap=overlap)


def test_without_a_catalogue_nothing_is_said_of_it(bench):
    assert bench.ask("CMN-ID-003") == bench.ask("CMN-ID-004") == bench.ask("CMN-ID-005") == ()


@pytest.mark.parametrize(("match", "said"), [(other(0.3), "30% alike"), (other(seconds=202.5), "202.5 s long")])
def test_an_isrc_of_another_recording_blocks(bench, match, said):
    bench.catalogued = seen(under=[match])
    (finding,) = bench.ask("CMN-ID-003")
    assert (finding.path, finding.blocks) == ("tracks[0].isrc", True)
    assert said in finding.observed


@pytest.mark.parametrize("match", [other(0.8), other(seconds=198.0)])
def test_the_same_recording_under_its_isrc_is_right(bench, match):
    bench.catalogued = seen(under=[match], alike=[match])
    assert bench.ask("CMN-ID-003") == bench.ask("CMN-ID-004") == bench.ask("CMN-ID-005") == ()


def test_a_recording_under_another_isrc_is_pointed_out(bench):
    bench.catalogued = seen(alike=[other(isrc="USS1Z0100007"), other(isrc="")])
    first, second = bench.ask("CMN-ID-004")
    assert (first.path, first.severity) == ("tracks[0].isrc", Severity.WARNING)
    assert first.observed.startswith("USS1Z9900001 and USS1Z0100007: 100% alike")
    assert "and no ISRC" in second.observed


@pytest.mark.parametrize(
    "match", [other(0.79, isrc="X"), other(isrc="X", overlap=150.0), other(isrc="X", immersive=True)]
)
def test_an_edit_and_an_immersive_mix_have_another_isrc_by_right(bench, match):
    bench.catalogued = seen(alike=[match])
    assert bench.ask("CMN-ID-004") == ()


def test_one_file_under_two_isrcs_blocks(bench, make_track):
    bench.change(tracks=(make_track(1), make_track(2, audio=make_track(1).audio), make_track(3)))
    (finding,) = bench.ask("CMN-ID-004")
    assert (finding.path, finding.file, finding.blocks) == ("tracks[1].audio", "audio/1-1.wav", True)
    assert finding.observed == "USS1Z9901001 and USS1Z9901002"


def test_one_file_under_one_isrc_is_what_another_rule_speaks_of(bench, make_track):
    bench.change(tracks=(make_track(1), evolve(make_track(1), number=2)))
    assert bench.ask("CMN-ID-004") == ()
    assert bench.ask("CMN-ID-007")


def test_an_immersive_mix_under_the_isrc_of_a_catalogued_stereo_recording_blocks(bench):
    bench.catalogued = seen(under=[other(0.2, immersive=True)])
    (finding,) = bench.ask("CMN-ID-005")
    assert (finding.path, finding.observed, finding.blocks) == ("tracks[0].isrc", "USS1Z9900001", True)
    assert bench.ask("CMN-ID-003") == ()


@pytest.mark.parametrize("isrc", [None, Isrc("USS1Z9901001")])
def test_an_immersive_edition_with_its_tracks_isrc_blocks(bench, isrc):
    bench.change_track(isrc=Isrc("USS1Z9901001"), editions=(Edition(Asset("mix.wav"), isrc),))
    bench.facts["tracks[0].editions[0].audio"] = evolve(AUDIO, channels=12)
    (finding,) = bench.ask("CMN-ID-005")
    assert finding.path == "tracks[0].editions[0].isrc"


def test_an_immersive_edition_may_be_known_from_the_catalogue(bench):
    path = "tracks[0].editions[0].audio"
    bench.change_track(editions=(Edition(Asset("mix.wav")),))
    bench.catalogued = {path: Catalogued(evolve(OWN, immersive=True))}
    assert [finding.path for finding in bench.ask("CMN-ID-005")] == ["tracks[0].editions[0].isrc"]


def test_an_edition_with_its_own_isrc_or_in_stereo_is_right(bench):
    own, shared = Edition(Asset("mix.wav"), Isrc("USS1Z9909001")), Edition(Asset("hires.wav"))
    bench.change_track(editions=(own, shared, Edition(Asset("not-measured.wav"))))
    bench.facts["tracks[0].editions[0].audio"] = evolve(AUDIO, channels=12)
    bench.facts["tracks[0].editions[1].audio"] = AUDIO
    assert bench.ask("CMN-ID-005") == ()
