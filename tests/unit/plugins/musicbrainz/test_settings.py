"""What a label tells about its account."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.unit.plugins.musicbrainz.material import SETTINGS
from tunemantra.plugins.musicbrainz.settings import account_of, connections


@pytest.mark.parametrize("contact", ["label@example.org", "https://label.example/contact"])
def test_a_contact_is_an_address(contact):
    assert evolve(SETTINGS, contact=contact).contact == contact


@pytest.mark.parametrize("contact", ["", "me", "me@home", "http://label.example", "a b@example.org", "(a@b.org)"])
def test_whoever_cannot_be_reached_is_refused(contact):
    with pytest.raises(ValueError, match="contact"):
        evolve(SETTINGS, contact=contact)


def test_there_are_two_addresses_and_one_login():
    ends = connections(SETTINGS)
    assert ends["api"].login.scope == "submit_isrc submit_barcode"
    assert (ends["covers"].url, ends["covers"].login) == ("https://coverartarchive.org", None)


def test_settings_of_somebody_else_are_refused():
    with pytest.raises(TypeError):
        account_of(object())
