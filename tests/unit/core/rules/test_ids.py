"""CMN-ID."""

import pytest
from attrs import evolve

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


def test_the_same_recording_on_two_discs_is_only_pointed_out(bench, make_track):
    code = Isrc("USS1Z9900001")
    bench.change(tracks=(make_track(isrc=code), make_track(disc=2, isrc=code)))
    assert [finding.severity for finding in bench.ask("CMN-ID-007")] == [Severity.WARNING]


def test_a_finding_about_a_code_can_name_its_file():
    finding = code_finding("R", "p", IdentifierError("ISRC", "X", "is not it", hint="h"), file="release.toml")
    assert evolve(finding, message="") == evolve(finding, message="", file="release.toml", hint="h", expected="it")
