"""Distributions, deliveries and their events as values."""

from datetime import UTC, datetime

import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.core.distribution import Delivery, Distribution, Event, Lane, OrderKind, Outcome
from tunemantra.core.status import Status

NOW = datetime(2026, 4, 24, tzinfo=UTC)
ids = st.dictionaries(st.text(min_size=1, max_size=5), st.text(max_size=5), max_size=4)


def delivery(**more):
    return Delivery("d1", "x1", "spotify", "036000291452", "ab" * 32, OrderKind.INSERT, 1, NOW, NOW, **more)


def test_the_most_urgent_lane_ranks_first():
    assert sorted(Lane, key=lambda lane: lane.rank) == [Lane.EMERGENCY, Lane.HIGH, Lane.NORMAL, Lane.BULK]


@pytest.mark.parametrize("outcome", Outcome)
def test_a_delivery_is_open_until_it_has_an_outcome(outcome):
    assert delivery(outcome=outcome).open is (outcome is Outcome.OPEN)


def test_a_distribution_begins_pending():
    assert Distribution("x1", "036000291452", "spotify").state.status is Status.PENDING


@given(ids, ids)
def test_ids_are_learned_and_never_forgotten(first, second):
    known = Distribution("x1", "036000291452", "spotify").with_external_ids(first).with_external_ids(second)
    expected = {**first, **second}
    assert {kind: known.external_id(kind) for kind in expected} == expected
    assert known.external_ids == tuple(sorted(known.external_ids))


def test_an_unknown_id_is_an_empty_text():
    assert Distribution("x1", "036000291452", "spotify").external_id("uri") == ""


def test_an_event_cannot_be_changed():
    event = Event("x1", NOW, "order.opened", "Opened")
    with pytest.raises(FrozenInstanceError):
        event.message = "Closed"
