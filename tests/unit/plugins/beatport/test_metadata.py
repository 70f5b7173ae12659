"""The message: valid by the official schema, with the store's own fields in it."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from attrs import evolve
from lxml import etree

from tests.unit.plugins.beatport import material
from tunemantra.contrib.ddex import FileEntry, SchemaSet
from tunemantra.core.composition import Asset, Edition
from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Isrc
from tunemantra.core.text import Title
from tunemantra.plugins.beatport.driver import BeatportDriver, file_names
from tunemantra.plugins.beatport.metadata import batch_name, write_marker, write_message


def message(order, **settings):
    names = file_names(order.release)
    files = {subject: FileEntry.of(made, names[subject]) for subject, made in order.renditions.items()}
    return write_message(order, files, material.settings(**settings))


def root(order):
    return etree.fromstring(message(order))


def own_ids(node, path):
    store = f"DPID:{material.STORE}:"
    found = node.findall(path)
    return {e.get("Namespace").removeprefix(store): e.text for e in found if e.get("Namespace").startswith(store)}


def exclusive_release():
    return material.release(deals=(evolve(material.deal(end=date(2026, 2, 5)), exclusive=True),))


ORDERS = {
    "insert": material.order(),
    "single": material.order(material.release(size=1)),
    "update": material.order(kind=OrderKind.UPDATE),
    "takedown": material.order(kind=OrderKind.TAKEDOWN),
    "exclusive": material.order(exclusive_release()),
    "two discs": material.order(
        material.release(
            tracks=tuple(
                material.track(n, disc=d, isrc=material.track(n + 10 * d).isrc) for d in (1, 2) for n in (1, 2)
            )
        )
    ),
}


@pytest.mark.parametrize("name", ORDERS)
def test_every_message_is_valid_and_has_no_dangling_reference(name, ddex_folder):
    assert SchemaSet(ddex_folder).validate(message(ORDERS[name])) == ()


def test_the_same_order_gives_the_same_bytes():
    assert message(ORDERS["insert"]) == message(material.order())


def test_bpm_and_key_stand_with_the_recording():
    recording = root(ORDERS["insert"]).find("ResourceList/SoundRecording")
    assert own_ids(recording, "SoundRecordingEdition/ResourceId/ProprietaryId") == {"BPM": "124.5", "KEY": "A min"}


def test_the_mix_name_is_the_stores_own_word_and_stays_out_of_the_title():
    release = material.release(tracks=(material.track(1), material.track(2, titles=(Title("Night", "Dub"),))))
    recordings = root(material.order(release)).findall("ResourceList/SoundRecording")
    own = [r.find(f"VersionType[@Namespace='{material.STORE}']").get("UserDefinedValue") for r in recordings]
    assert own == ["Original Mix", "Dub"]
    assert [r.findtext("DisplayTitleText") for r in recordings] == ["Night 1", "Night (Dub)"]


def test_the_genre_is_one_of_the_closed_list_on_every_track():
    values = root(ORDERS["insert"]).findall("ReleaseList/TrackRelease/Genre/GenreCategory/Value")
    assert [v.get("UserDefinedValue") for v in values] == ["Deep House", "Deep House"]


def test_the_exclusive_period_is_stated_in_weeks():
    assert own_ids(root(ORDERS["exclusive"]), "ReleaseList/Release/ReleaseId/ProprietaryId") == {"EXCLUSIVE_WEEKS": "4"}


def test_a_release_that_is_not_exclusive_states_no_period():
    assert own_ids(root(ORDERS["insert"]), "ReleaseList/Release/ReleaseId/ProprietaryId") == {}


def test_a_takedown_has_no_deal_list():
    assert root(ORDERS["takedown"]).find("DealList") is None
    assert root(ORDERS["update"]).find("DealList") is not None


def test_the_completion_mark_is_a_manifest_that_proves_the_message():
    order, xml = ORDERS["insert"], message(ORDERS["insert"])
    manifest = etree.fromstring(write_marker(order, "B", xml, material.settings()))
    entry = manifest.find("MessageInBatch")
    assert manifest.findtext("NumberOfMessages") == "1"
    assert entry.findtext("URL") == f"./{material.ICPN}/{material.ICPN}.xml"
    assert entry.findtext("HashSum/HashSumValue") == hashlib.sha256(xml).hexdigest()


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (OrderKind.INSERT, "NewReleaseDelivery"),
        (OrderKind.UPDATE, "ReDelivery"),
        (OrderKind.TAKEDOWN, "TakeDown"),
    ],
)
def test_the_manifest_says_what_kind_of_delivery_it_is(kind, word):
    order = material.order(kind=kind)
    manifest = etree.fromstring(write_marker(order, "B", message(order), material.settings()))
    assert manifest.findtext("MessageInBatch/DeliveryType") == word


def test_a_batch_is_named_by_the_time_of_its_order():
    assert batch_name(material.order()).startswith("20260301123015123_")


def test_two_deliveries_of_one_instant_have_two_batches():
    names = {batch_name(material.order(delivery_id=f"d-{n}")) for n in range(2000)}
    assert len(names) == 2000


def test_a_retry_has_the_same_batch():
    driver = BeatportDriver(material.settings())
    assert driver.build(material.order()) == driver.build(material.order())


def test_nothing_is_said_of_what_the_store_is_not_sent():
    plain = material.release()
    mix = Edition(Asset("atmos.wav"), Isrc("USS1Z2699001"))
    first = evolve(plain.tracks[0], editions=(mix,), canvas=Asset("1.mp4"))
    full = evolve(plain, booklet=Asset("booklet.pdf"), tracks=(first, *plain.tracks[1:]))
    order = evolve(material.order(plain), release=full)
    assert b"USS1Z2699001" not in message(order)
    assert message(order) == message(evolve(order, release=plain))
    found = BeatportDriver(material.settings()).check(order)
    assert found == BeatportDriver(material.settings()).check(evolve(order, release=plain))
