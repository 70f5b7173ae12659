"""Findings: what blocks, and in which order people read them."""

from hypothesis import given
from hypothesis import strategies as st

from tunemantra.core.finding import Finding, Severity, blocking, error, ordered, warning

findings = st.builds(
    Finding,
    st.sampled_from(["CMN-ID-001", "CMN-IMG-001"]),
    st.sampled_from(Severity),
    st.sampled_from(["artwork", "tracks[0].isrc"]),
    st.sampled_from(["this is wrong", "that is wrong"]),
    platform=st.sampled_from(["", "spotify"]),
)
lists = st.lists(findings, max_size=12)


def test_only_an_error_blocks():
    assert error("R", "p", "m").blocks
    assert not warning("R", "p", "m").blocks
    assert not Finding("R", Severity.NOTE, "p", "m").blocks


def test_further_texts_are_taken_over():
    finding = error("R", "p", "m", observed="o", expected="e", hint="h", file="f")
    assert (finding.observed, finding.expected, finding.hint, finding.file) == ("o", "e", "h", "f")
    assert warning("R", "p", "m", hint="h").hint == "h"


def test_a_finding_can_be_laid_at_a_platforms_door():
    finding = error("R", "p", "m")
    assert finding.on("spotify").platform == "spotify"
    assert finding.platform == ""


def test_severities_weigh_in_the_order_of_their_names():
    assert [severity.weight for severity in Severity] == [0, 1, 2]


@given(lists)
def test_blocking_keeps_errors_in_their_order(found):
    assert list(blocking(found)) == [finding for finding in found if finding.severity is Severity.ERROR]


@given(lists)
def test_ordering_loses_nothing_but_repeats(found):
    assert set(ordered(found)) == set(found)
    assert len(ordered(found)) == len(set(found))


@given(lists)
def test_errors_come_first_then_paths(found):
    keys = [(finding.severity.weight, finding.path, finding.rule) for finding in ordered(found)]
    assert keys == sorted(keys)


def test_the_tenth_track_comes_after_the_second():
    paths = ["tracks", "tracks[2].isrc", "tracks[2].isrc.a", "tracks[10].isrc", "upc"]
    found = [error("R", path, "m") for path in reversed(paths)]
    assert [finding.path for finding in ordered(found)] == paths


@given(lists)
def test_ordering_twice_is_ordering_once(found):
    assert ordered(ordered(found)) == ordered(found)
