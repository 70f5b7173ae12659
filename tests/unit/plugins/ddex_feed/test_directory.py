"""The directory: real stores, and nothing called public without an address."""

from __future__ import annotations

import pytest
from attrs import evolve

from tunemantra.contrib.ddex.exchange import Completion
from tunemantra.core.identifiers import Dpid
from tunemantra.plugins.ddex_feed.directory import FACTS, GENERIC, directory, read_store, stated

AT_LEAST = 25


def test_there_are_enough_stores_and_no_two_have_one_name():
    labels = [store.label for store in directory().values()]
    assert len(labels) >= AT_LEAST
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("name", directory())
def test_a_public_fact_has_an_address(name):
    store = directory()[name]
    assert set(store.public) <= set(FACTS)
    assert all(where.startswith("https://") for where in store.public.values())


@pytest.mark.parametrize("name", directory())
def test_a_store_can_be_delivered_to(name):
    store = directory()[name]
    assert not store.dpid or str(Dpid.parse(store.dpid)) == store.dpid
    marked = store.exchange.completion is not Completion.MESSAGE
    assert marked == (store.exchange.completion_name is not None)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"ern": "5"}, "'5' is none of 382"),
        ({"colour": "red"}, "no 'colour'"),
        ({"transport": {"is": "pigeon", "said": "https://a.example"}}, "'pigeon' is none of"),
    ],
)
def test_a_wrong_entry_is_refused(table, words):
    with pytest.raises(ValueError, match=words):
        read_store("shop", {"label": "Shop", **table})


def test_plain_values_are_to_be_confirmed():
    store = read_store("shop", {"label": "Shop", "ern": {"is": "42", "said": "https://a.example"}, "ack": "1.7"})
    assert (store.ern, store.ack, dict(store.public)) == ("42", "1.7", {"ern": "https://a.example"})


def test_what_somebody_states_otherwise_is_no_longer_public():
    store = read_store("shop", {"label": "Shop", "ern": {"is": "42", "said": "https://a.example"}})
    assert stated(store, {"ern": "43"}).public == {}
    assert stated(store, {"ern": "", "ack": None}) == store


def test_what_its_message_completes_has_no_mark_and_everything_else_has():
    base = evolve(GENERIC, choreography="ern-1.8-release-by-release")
    assert base.exchange.completion_name is None
    assert evolve(GENERIC, marker="message").exchange.completion_name is None
    assert evolve(GENERIC, choreography="tiktok-batched").exchange.completion_name is not None
