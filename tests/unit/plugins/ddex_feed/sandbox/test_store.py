"""The simulator's store is strict: what it reads, when, and what it refuses; documents alone, media come in the kit."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from attrs import evolve
from lxml import etree

from tests.unit.plugins.ddex_feed import material
from tunemantra.contrib.sandbox import Arguments, Catalogue, Faults, Journal
from tunemantra.core.batch import Batch
from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Gtin
from tunemantra.plugins.ddex_feed.plugin import PLATFORM, derive
from tunemantra.plugins.ddex_feed.sandbox.desk import Desk
from tunemantra.plugins.ddex_feed.sandbox.rules import Rules
from tunemantra.plugins.ddex_feed.sandbox.store import GONE, Store
from tunemantra.plugins.ddex_feed.sandbox.ways import Way
from tunemantra.ports.package import Document, Role
from tunemantra.testing import make_release

UPC = "4006381333931"
KNOWN = ("late-status", "no-marker-seen", "out-of-order-status", "duplicate-status", "slow-ack", "unreadable-ack")


class Shop:
    """A store with everything it published; made again, it is the same store after a restart."""

    def __init__(self, folder, **facts):
        self.folder, self.facts, self.said, self.told = folder, facts, [], []
        rules = Rules.read(derive(PLATFORM, "shop", {"dpid": material.STORE, **facts}).sandbox.arguments[-1])
        self.root = folder / "label"
        self.root.mkdir(parents=True, exist_ok=True)
        self.journal, self.faults = Journal(folder), Faults(folder, KNOWN)
        desk = Desk(rules, self.faults, lambda path, content: self.said.append((path, content)))
        arguments = Arguments(folder, speed=1e9)
        self.hears = True
        way = Way(lambda _product, step: self.told.append(step), {}, lambda _delivery: self.hears)
        self.store = Store(self.root, rules, Catalogue(folder), self.journal, self.faults, arguments, desk, way)

    def drop(self, order, *, leave_out=(), change=lambda _path, content: content):
        """Put the documents of an order, and look at them."""
        for file in material.driver(**self.facts).build(order).files:
            if isinstance(file, Document) and file.role not in leave_out:
                path = self.root / file.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(change(file.path, file.content))
        self.store.tick()
        return self

    def words(self):
        tags = ("ReleaseStatus/ReleaseStatus", "FileStatus", "ReleaseStatus/Acknowledgement/MessageStatus/Status")
        trees = [etree.fromstring(content) for _, content in self.said]
        return [tuple(text for tag in tags for text in [tree.findtext(tag)] if text) for tree in trees]

    def sells(self, order):
        """Have it hold the product as if it had come."""
        self.store.catalogue.product(UPC).on_store = True
        return self.drop(order)


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path)


def test_nothing_is_touched_before_the_mark_is_there(shop):
    assert shop.drop(material.order(), leave_out={Role.MARKER}).said == []
    shop.drop(material.order())
    assert len(shop.said) == 1


def test_what_was_read_is_not_read_again_not_even_after_a_restart(shop, tmp_path):
    shop.drop(material.order()).drop(material.order())
    again = Shop(tmp_path).drop(material.order())
    assert (len(shop.said), again.said) == (1, [])


def test_media_that_are_named_and_not_there_are_missed(shop):
    (words,) = shop.drop(material.order()).words()
    assert words == ("ProcessingErrorAtReleaseDistributor", "ResourceMissing")
    assert shop.journal.count("rejected", icpn=UPC) == 1


@pytest.mark.parametrize(
    ("find", "put", "reason"),
    [
        (material.STORE.encode(), b"PADPIDA2011072101T", "differs from the manifest"),
        (b"<ICPN>4006381333931</ICPN>", b"<ICPN>4006381333948</ICPN>", "differs from the manifest"),
        (b"ern/43", b"ern/42", "differs from the manifest"),
    ],
)
def test_a_message_that_is_not_what_the_manifest_says_is_refused(shop, find, put, reason):
    shop.drop(material.order(), change=lambda path, content: content.replace(find, put) if UPC in path else content)
    (rejected,) = shop.journal.entries("rejected")
    assert reason in rejected["reason"]


@pytest.mark.parametrize(
    ("find", "put", "reason"),
    [
        (material.STORE.encode(), b"PADPIDA2011072101T", "not for us"),
        (b"4006381333931</ICPN>", b"4006381333948</ICPN>", "its names are for another"),
        (b"ern/43", b"ern/42", "is no message of ERN 43"),
        (b"<ern:New", b"<!DOCTYPE x><ern:New", "document type"),
    ],
)
def test_a_message_that_is_not_for_this_store_is_refused(tmp_path, find, put, reason):
    shop = Shop(tmp_path, marker="zero-byte")
    shop.drop(material.order(), change=lambda _path, content: content.replace(find, put))
    (rejected,) = shop.journal.entries("rejected")
    assert reason in rejected["reason"]


def test_a_manifest_that_lists_what_is_not_there_or_cannot_be_read_is_refused(tmp_path):
    listed, torn = Shop(tmp_path / "listed"), Shop(tmp_path / "torn")
    listed.drop(material.order(), leave_out={Role.METADATA})
    assert [words[1] for words in listed.words()] == ["ResourceMissing"]
    torn.drop(material.order(), change=lambda path, content: b"" if "BatchComplete" in path else content)
    assert torn.journal.count("batch-refused") == 1
    assert [words[1] for words in torn.words()] == ["NewReleaseMessageInvalid"]


@pytest.mark.parametrize(("wants", "gets"), [("purge", "no-deal"), ("no-deal", "purge")])
def test_a_takedown_in_the_other_dialect_is_refused(tmp_path, wants, gets):
    shop = Shop(tmp_path, takedown=wants)
    shop.facts = {"takedown": gets}
    shop.sells(material.order(OrderKind.TAKEDOWN))
    (rejected,) = shop.journal.entries("rejected")
    assert "takedowns come as" in rejected["reason"]


@pytest.mark.parametrize("takedown", ["purge", "no-deal"])
def test_a_takedown_in_its_own_dialect_ends_with_the_product_gone(tmp_path, takedown):
    shop = Shop(tmp_path, takedown=takedown).sells(material.order(OrderKind.TAKEDOWN))
    shop.store.tick()
    assert [words[0] for words in shop.words()] == ["ReleaseReceivedByReleaseDistributor", GONE]
    assert not shop.store.catalogue.product(UPC).on_store


def test_a_takedown_of_what_is_not_here_is_refused(shop):
    shop.drop(material.order(OrderKind.TAKEDOWN))
    assert shop.journal.count("rejected") == 1


def test_an_older_message_undoes_nothing(shop):
    new = material.order()
    old = evolve(new, delivery_id="0199f0c2-0000-7000-8000-000000000000", created_at=new.created_at - timedelta(days=1))
    shop.drop(new).drop(old)
    assert (shop.journal.count("older-message"), len(shop.said)) == (1, 1)


def test_a_store_of_1_6_says_once_that_the_file_is_well(tmp_path):
    shop = Shop(tmp_path, ack="1.6", choreography="ern-1.6-batched").sells(material.order(OrderKind.TAKEDOWN))
    shop.store.tick()
    assert shop.words() == [("FileOK",)]
    assert shop.journal.count("taken-down") == 1


def test_a_store_that_says_nothing_says_nothing(tmp_path):
    assert Shop(tmp_path, ack="none").drop(material.order()).said == []


@pytest.mark.parametrize("name", ["acknowledgements", "2026", "20260302093015250_zzzzzzzz", "notes"])
def test_folders_of_other_names_are_left_alone(shop, name):
    (shop.root / name / UPC).mkdir(parents=True)
    (shop.root / name / UPC / f"{UPC}.xml").write_text("<a/>")
    shop.store.tick()
    assert shop.said == []


def test_the_faults_of_the_desk_are_seen(tmp_path):
    shop = Shop(tmp_path)
    for name in ("unreadable-ack", "duplicate-status", "late-status"):
        shop.faults.order(name)
    shop.drop(material.order())
    assert [content.startswith(b"<html>") for _, content in shop.said] == [True, False, False, False]
    assert len({path for path, _ in shop.said}) == 4


def test_files_proved_in_another_way_than_the_store_wants_are_refused(tmp_path):
    shop = Shop(tmp_path, hash="md5")
    shop.facts = {"hash": "sha-256"}
    for path in material.paths(material.driver().build(material.order()))[:3]:
        (shop.root / path).parent.mkdir(parents=True, exist_ok=True)
        (shop.root / path).write_bytes(b"no sound")
    shop.drop(material.order())
    (rejected,) = shop.journal.entries("rejected")
    assert "hash algorithm 'SHA-256', MD5 is wanted" in rejected["reason"]


OTHER = "4006381333948"


def several(shop, change=lambda _mark: None, leave_out=()):
    """Put takedowns of two releases in one batch, with a mark that somebody may have changed."""
    driver = material.driver(**shop.facts)
    batch, entries = Batch("20261130140015123", "shop", datetime.fromisoformat("2026-11-30T14:00:15.123Z")), []
    for icpn in (UPC, OTHER):
        shop.store.catalogue.product(icpn).on_store = True
        order = material.order(OrderKind.TAKEDOWN, make_release(icpn=Gtin.parse(icpn)))
        draft = driver.build(evolve(order, batch=batch.id, delivery_id=f"d-{icpn}"))
        entries.append(draft.entry)
        if icpn not in leave_out:
            put(shop, draft.files[-1])
    (mark,) = driver.complete_with(batch, change(entries) or entries).files
    put(shop, mark)
    shop.store.tick()
    return shop


def put(shop, document):
    path = shop.root / document.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(document.content)


def rejected(shop):
    return {entry["icpn"]: entry["reason"] for entry in shop.journal.entries("rejected")}


def test_a_batch_of_several_is_read_whole(shop):
    several(shop)
    assert rejected(shop) == {}
    assert [entry["icpn"] for entry in shop.journal.entries("delivery-complete")] == [UPC, OTHER]
    (seen,) = shop.journal.entries("batch-complete")
    assert (seen["messages"], seen["found"]) == (2, 2)


def test_a_message_that_nobody_lists_is_refused_alone(shop):
    several(shop, change=lambda entries: entries[:1])
    assert rejected(shop) == {OTHER: f"'{OTHER}/{OTHER}.xml' is there and not listed"}


def test_a_message_that_is_listed_and_not_there_is_missed_alone(shop):
    several(shop, leave_out={OTHER})
    assert rejected(shop) == {OTHER: f"'{OTHER}/{OTHER}.xml' is listed and not there"}


def test_a_message_that_is_listed_twice_is_refused_alone(shop):
    several(shop, change=lambda entries: [*entries, entries[1]])
    assert set(rejected(shop)) == {OTHER}


def test_a_message_with_other_bytes_is_refused_alone(shop):
    several(shop, change=lambda entries: [entries[0], re.sub(r"[0-9a-f]{64}", "0" * 64, entries[1])])
    assert rejected(shop) == {OTHER: f"{OTHER}.xml: SHA-256 differs from the manifest"}
