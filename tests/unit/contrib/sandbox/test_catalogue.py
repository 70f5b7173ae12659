"""What a store knows survives a restart."""

from __future__ import annotations

from datetime import datetime

from tunemantra.contrib.sandbox import Catalogue, TrackWord


def test_what_was_saved_is_read_back(tmp_path):
    catalogue = Catalogue(tmp_path)
    product = catalogue.product("4006381333931")
    product.batch, product.held, product.plan = "B1", {"USS1Z9900001": "ab", "cover": "cd"}, [("on store", 12.5)]
    product.step("received")
    product.step("rejected: genre", ["why"], [TrackWord("USS1Z9900001", "rejected: genre", "why")])
    catalogue.batches["B1"] = "BatchComplete_B1.xml"
    catalogue.messages["m-1"] = "B1"
    catalogue.save()
    again = Catalogue(tmp_path)
    assert again.products == catalogue.products
    assert (again.batches, again.messages) == (catalogue.batches, catalogue.messages)


def test_no_two_states_carry_the_same_time(tmp_path):
    product = Catalogue(tmp_path).product("4006381333931")
    moments = [datetime.fromisoformat(product.step("Pending").at) for _ in range(50)]
    assert moments == sorted(set(moments))


def test_every_product_has_a_number_of_its_own(tmp_path):
    catalogue = Catalogue(tmp_path)
    assert len({catalogue.product(str(n)).release_id for n in (1, 2, 3, 1)}) == 3


def test_the_newest_words_about_tracks_stay_when_a_later_state_has_none(tmp_path):
    product = Catalogue(tmp_path).product("4006381333931")
    assert product.tracks == ()
    product.step("LIVE", (), [TrackWord("USS1Z9900001", "LIVE")])
    product.step("moved")
    assert [track.state for track in product.tracks] == ["LIVE"]
