"""What a dialect refuses and derives."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from tests.unit.contrib.ddex.messages import PLAIN, RECIPIENT, SENDER, release
from tunemantra.contrib.ddex import ERN_411, Dialect, Extension, Partner, Profile
from tunemantra.core.rights import Visibility
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.errors import IdentifierError


def test_a_party_identifier_is_read_as_people_write_it():
    assert str(Partner("PA-DPIDA-2013042401-U").dpid) == SENDER


def test_a_wrong_party_identifier_is_refused():
    with pytest.raises(IdentifierError):
        Partner("PADPIDA2013042401X")


@pytest.mark.parametrize(("name", "value"), [("", "1"), ("has space", "1"), ("BPM", "")])
def test_an_extension_has_a_plain_name_and_a_value(name, value):
    with pytest.raises(ValueError, match=r"name|value"):
        Extension(RECIPIENT, name, value)


def test_files_lie_in_the_resources_folder_or_beside_the_message():
    assert PLAIN.uri("a.wav") == "resources/a.wav"
    assert Dialect(PLAIN.sender, PLAIN.recipient, resources_folder="").uri("a.wav") == "a.wav"


def test_the_profile_of_one_track_is_chosen_only_where_it_is_wanted():
    simple = Dialect(PLAIN.sender, PLAIN.recipient, simple_single=True)
    assert simple.profile_of(release(size=1)) is Profile.SIMPLE_AUDIO_SINGLE
    assert simple.profile_of(release(size=2)) is Profile.AUDIO
    assert PLAIN.profile_of(release(size=1)) is Profile.AUDIO


def test_a_dialect_says_what_its_messages_lose():
    early = Visibility(release=ReleaseMoment.local(date(2026, 4, 1)))
    old = evolve(PLAIN, version=ERN_411)
    one = release(visibility=(early,))
    assert old.express(one).findings == ()
    lost = evolve(old, streams_on_release=False).express(one).findings
    assert [(finding.rule, finding.path) for finding in lost] == [("ERN-LOST-VISIBILITY", "visibility[0]")]
