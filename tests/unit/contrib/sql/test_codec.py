from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.contrib.sql import codec
from tunemantra.contrib.sql.columns import storable
from tunemantra.core.after import After
from tunemantra.core.audit import fields_of
from tunemantra.core.distribution import Delivery, Distribution, Event, TrackState
from tunemantra.core.finding import Finding, Severity
from tunemantra.core.status import SUBSTATES, Channel, State, Status

ZONES = st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1900, 1, 2), datetime(9998, 1, 1), timezones=ZONES)  # noqa: DTZ001
PLAIN = st.builds(
    lambda pair, native, since, channel, seen: State(*pair, native, since, channel, seen),
    st.sampled_from([(status, substate) for status in Status for substate in sorted(SUBSTATES[status])]),
    st.text(),
    st.none() | MOMENTS,
    st.none() | st.sampled_from(Channel),
    st.none() | st.tuples(MOMENTS, st.integers()),
)
STATES = PLAIN | st.builds(
    lambda before, native: State(Status.ERROR, "transport", native, previous=before),
    PLAIN.filter(lambda state: state.status is not Status.ERROR),
    st.text(),
)
AFTERS = st.builds(
    After,
    st.from_regex("[a-z][a-z0-9]{0,9}", fullmatch=True),
    st.sampled_from([Status.LIVE, Status.DELIVERED]),
    st.sampled_from(["", "4006381333931"]),
)
st.register_type_strategy(After, lambda _: AFTERS)  # built where it is drawn from, not where it is collected
PAIRS = st.lists(st.tuples(st.text(), st.text()), max_size=3).map(tuple)


@given(STATES, st.lists(st.builds(TrackState, st.text(), STATES, st.text()), max_size=3).map(tuple), PAIRS)
def test_a_distribution_survives(state, tracks, ids):
    distribution = Distribution("id", "1", "acme", state, tracks, ids, "r", 4)
    row = {**codec.distribution_out(distribution), "id": "id", "icpn": "1", "platform": "acme", "version": 4}
    assert codec.distribution_in(row) == distribution


@given(
    st.from_type(Delivery),
    st.lists(
        st.builds(
            Finding,
            st.text(),
            st.sampled_from(Severity),
            *[st.text()] * 7,
            at=st.none() | st.floats(allow_nan=False),
        )
    ).map(tuple),
)
def test_a_delivery_survives(drawn, findings):
    delivery = evolve(drawn, findings=findings, version=0)
    row = codec.order_out(delivery, delivery.sequence)
    assert codec.delivery_in(row) == delivery


@given(*[st.from_type(Delivery)] * 2)
def test_what_changed_is_all_that_has_to_be_written(stands, delivery):
    changed = codec.changes_out(stands, delivery)
    assert {**codec.delivery_out(stands), **changed} == codec.delivery_out(delivery)
    assert codec.changes_out(delivery, evolve(delivery)) == {}


@given(st.from_type(Delivery), st.integers())
def test_counting_an_order_up_changes_its_version_alone(delivery, version):
    assert codec.counted(delivery, version) == evolve(delivery, version=version)


def row_of(event):
    return dict(zip(codec.EVENT_FIELDS, codec.event_out(event, (event.before, event.after)), strict=True))


@given(st.from_type(Event), PAIRS)
def test_an_event_survives(drawn, data):
    event = evolve(drawn, data=data)
    row = row_of(event)
    kept = evolve(event, **{name: storable(getattr(event, name)) for name in codec._EVENT_WORDS})
    assert codec.event_in({**row, "sequence": event.sequence}) == kept


@given(st.from_type(Event), PAIRS)
def test_a_row_is_linked_as_the_event_is(drawn, data):
    event = codec.event_in({**row_of(evolve(drawn, data=data)), "sequence": drawn.sequence})
    assert codec.words_of(row_of(event)) == fields_of(event)


def test_no_field_of_a_state_or_finding_is_forgotten():
    state = json.loads(codec.distribution_out(Distribution("id", "1", "acme"))["state"])
    assert set(state) == {field.name for field in fields(State)}
    assert set(codec._finding_out(Finding("r", Severity.NOTE, "p", "m"))) == {f.name for f in fields(Finding)}
