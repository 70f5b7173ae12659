"""Whatever is drawn: messages are valid for two implementations, the same twice, and read back equal."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import draws
from tests.unit.contrib.ddex.mead.model import header, is_valid_for, messages, routes
from tunemantra.contrib.ddex.mead import (
    Activity,
    Focus,
    Lyrics,
    Mood,
    Theme,
    mead_of,
    read_mead,
    validate_mead,
    write_mead,
)
from tunemantra.core.finding import blocking
from tunemantra.testing.strategies import releases

ROUTES = routes()
slow_draws = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
# What a draw may break without the schema's knowledge: identifiers and dates are drawn as texts.
OUTSIDE_THE_SCHEMA = {"MEAD-ID-001", "MEAD-DATE-002"}


def holds(mead, second_mead_opinion, message):
    """A message is written, valid twice over, and read back as the same model, with nothing left over."""
    xml = holds_for_one(mead, message)
    assert is_valid_for(second_mead_opinion, xml) == []


def holds_for_one(mead, message):
    """The same, valid for the one implementation that the product uses."""
    xml = write_mead(message)
    assert {finding.rule for finding in blocking(validate_mead(xml, mead))} <= OUTSIDE_THE_SCHEMA
    reading = read_mead(xml)
    assert (reading.unmapped, reading.findings) == ((), ())
    assert reading.message == message
    assert write_mead(reading.message) == xml
    return xml


@pytest.mark.parametrize("cls", ROUTES, ids=lambda cls: cls.__name__)
@given(data=st.data())
@settings(max_examples=2, deadline=None, suppress_health_check=slow_draws)
def test_every_field_of_every_class_is_valid_and_comes_back(mead, sets, cls, data):
    for route in ROUTES[cls]:
        holds_for_one(mead, data.draw(messages(sets, route)))


@given(data=st.data())
@settings(max_examples=draws(15), deadline=None, suppress_health_check=slow_draws)
def test_a_drawn_message_is_valid_and_comes_back(mead, sets, second_mead_opinion, data):
    holds(mead, second_mead_opinion, data.draw(messages(sets)))


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@pytest.mark.slow
@given(data=st.data())
@settings(max_examples=1500, deadline=None, suppress_health_check=slow_draws)
def test_many_drawn_messages_are_valid_and_come_back(mead, sets, second_mead_opinion, data):
    holds(mead, second_mead_opinion, data.draw(messages(sets)))


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@pytest.mark.slow
@pytest.mark.parametrize("cls", ROUTES, ids=lambda cls: cls.__name__)
@given(data=st.data())
@settings(max_examples=10, deadline=None, suppress_health_check=slow_draws)
def test_every_field_of_every_class_is_valid_for_two(mead, sets, second_mead_opinion, cls, data):
    for route in ROUTES[cls]:
        holds(mead, second_mead_opinion, data.draw(messages(sets, route)))


@given(release=releases(), with_sets=st.booleans())
@settings(max_examples=draws(12), deadline=None, suppress_health_check=slow_draws)
def test_the_base_of_a_drawn_release_is_valid_and_takes_more(mead, second_mead_opinion, release, with_sets):
    message = mead_of(release, header(), mead.value_sets() if with_sets else None)
    xml = write_mead(message)
    assert blocking(validate_mead(xml, mead)) == ()
    holds(mead, second_mead_opinion, message)

    def more(told):
        added = (Mood("Happy"), Mood("Mellow", mood_type="Melody"))
        return evolve(told, moods=added, focuses=(Focus(),), lyrics=(Lyrics.plain("La la", "en"),))

    richer = message.with_recording(str(release.tracks[0].isrc), more).with_releases(
        lambda told: evolve(told, themes=(Theme("Action"),), activities=(Activity("Dance"),))
    )
    holds(mead, second_mead_opinion, richer)
    assert richer != message
