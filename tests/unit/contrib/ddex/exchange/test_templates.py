"""Names that are written and read back by one template."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunemantra.contrib.ddex.exchange import Template, hierarchy
from tunemantra.contrib.ddex.exchange.choreography import STANDARD_RESOURCE, TRACK_RESOURCE
from tunemantra.errors import TuneMantraError

release_ids = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,16}[A-Za-z0-9])?", fullmatch=True)
hierarchies = st.lists(st.integers(1, 999), min_size=1, max_size=3).map(lambda places: hierarchy(*places))
optional = st.fixed_dictionaries(
    {"release_id": release_ids, "ext": st.sampled_from(["wav", "flac", "jpg", "xml"])},
    optional={
        "label": st.from_regex(r"[A-Za-z0-9-]{1,8}", fullmatch=True),
        "technical_id": st.from_regex(r"T[0-9][A-Za-z0-9-]{0,4}", fullmatch=True),
        "kind": st.sampled_from(["SoundRecording", "CoverArt", "WP"]),
        "hierarchy": hierarchies,
    },
)


@given(optional)
@settings(max_examples=50)
def test_every_standard_name_is_read_back(values):
    read = STANDARD_RESOURCE.match(STANDARD_RESOURCE.fill(**values), release_id=values["release_id"])
    assert {key: value for key, value in read.items() if value} == values


@given(release_ids, st.integers(1, 120), st.integers(1, 2000))
@settings(max_examples=50)
def test_every_track_name_is_read_back(release_id, disc, track):
    name = TRACK_RESOURCE.fill(release_id=release_id, disc=disc, track=track, ext="wav")
    read = TRACK_RESOURCE.match(name, release_id=release_id)
    assert (int(read["disc"]), int(read["track"])) == (disc, track)


def test_a_standard_name_has_its_parts_in_order():
    name = STANDARD_RESOURCE.fill(
        label="Sub-Pop",
        release_id="A1UCASE0000000001X",
        technical_id="T1",
        kind="SoundRecording",
        hierarchy=hierarchy(8, 15),
        ext="wav",
    )
    assert name == "Sub-Pop_A1UCASE0000000001X_T1_SoundRecording_008_015.wav"


def test_a_track_name_is_padded():
    assert TRACK_RESOURCE.fill(release_id="4006381333931", disc=1, track=2, ext="wav") == "4006381333931_01_002.wav"


@pytest.mark.parametrize("value", ["", "..", ".", "a/b", "a\\b", "/etc", "a\n", "ä", "-"])
def test_no_value_leaves_its_place_in_a_path(value):
    with pytest.raises(TuneMantraError, match="cannot be a release_id"):
        Template("{release_id}.xml").fill(release_id=value)


def test_a_value_that_is_needed_is_asked_for():
    with pytest.raises(TuneMantraError, match="needs a value for disc"):
        TRACK_RESOURCE.fill(release_id="1", track=1, ext="wav")


@pytest.mark.parametrize("text", ["{nothing}", "{batch", "[{label}_", "a]b"])
def test_what_is_no_template_is_refused_at_once(text):
    with pytest.raises(TuneMantraError, match="no template"):
        Template(text)


def test_another_kind_of_name_is_not_read():
    assert TRACK_RESOURCE.match("cover.jpg") is None


def test_a_field_written_twice_must_say_the_same():
    twice = Template("{batch}_{batch}.xml")
    assert twice.match("20260115093000123_20260115093000123.xml")
    assert twice.match("20260115093000123_20260115093000124.xml") is None


def test_a_name_has_the_length_a_file_system_keeps():
    template = Template("{release_id}.xml")
    assert template.match(template.fill(release_id="1" * 251))
    assert template.match("1" * 252 + ".xml") is None
    with pytest.raises(TuneMantraError, match="too long"):
        template.fill(release_id="1" * 252)
