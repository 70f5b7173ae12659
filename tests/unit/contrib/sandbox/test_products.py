"""What a store knows survives its own end."""

from __future__ import annotations

import time

from tunemantra.contrib.sandbox import Arguments
from tunemantra.contrib.sandbox.products import Catalogue, TrackWord


def test_products_are_numbered_and_kept(tmp_path):
    catalogue = Catalogue(tmp_path)
    first, second = catalogue.product("111"), catalogue.product("222")
    assert (first.number, second.number, catalogue.product("111") is first) == (1, 2, True)
    first.batch = "b1"
    first.step("received", ["why"], [TrackWord("USS1Z2600001", "received")])
    first.schedule(Arguments(tmp_path, speed=2.0), [("live", 10.0)])
    first.held, first.kept_back, first.ids = {"cover": "cd"}, {"USS1Z2600001": "why"}, {"durations": {"a": 1}}
    catalogue.batches["b1"] = "digest"
    catalogue.messages["m1"] = "b1"
    catalogue.save()
    again = Catalogue(tmp_path)
    assert again.products == catalogue.products
    assert (again.batches, again.messages) == ({"b1": "digest"}, {"m1": "b1"})


def test_states_have_numbers_and_moments_of_their_own(tmp_path):
    product = Catalogue(tmp_path).product("111")
    assert product.state == ""
    for batch, state in (("b1", "received"), ("b1", "live"), ("b2", "received")):
        product.batch = batch
        product.step(state)
    assert [step.sequence for step in product.history] == [1, 2, 3]
    assert len({step.at for step in product.history}) == 3
    assert [step.state for step in product.of("b1")] == ["received", "live"]
    assert product.state == "received"


def test_what_is_planned_comes_due_one_after_the_other(tmp_path):
    catalogue = Catalogue(tmp_path)
    product, now = catalogue.product("111"), time.time()
    product.schedule(Arguments(tmp_path, speed=2.0), [("checked", 10.0), ("live", 10.0)])
    assert list(catalogue.due(now)) == []
    assert list(catalogue.due(now + 6)) == [product]
    assert [round(ahead.due - product.plan[0].due) for ahead in product.plan] == [0, 5]


def test_the_newest_words_about_tracks_stay_when_a_later_state_has_none(tmp_path):
    product = Catalogue(tmp_path).product("111")
    assert product.tracks == ()
    product.step("live", (), [TrackWord("USS1Z2600001", "live")])
    product.step("moved")
    assert [track.state for track in product.tracks] == ["live"]
