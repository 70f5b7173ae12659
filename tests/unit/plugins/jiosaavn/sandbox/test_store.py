"""The store's work, row by row: acknowledgement, partial success, updates and takedowns."""

from __future__ import annotations

import csv

import pytest
from attrs import evolve

from tests.unit.plugins.jiosaavn import material
from tests.unit.plugins.jiosaavn.sandbox.batch import write_batch
from tunemantra.contrib.sandbox import Arguments, Catalogue, Faults, Inbox, Journal
from tunemantra.core.distribution import OrderKind
from tunemantra.plugins.jiosaavn.sandbox.store import Store
from tunemantra.ports.package import Package

ICPN = "4006381333931"
FIRST, SECOND = material.song(index=8), material.song(index=1, number=2)
"""The first one has the higher ISRC."""
TWO = material.film(FIRST, SECOND)
GUEST = material.film(FIRST, evolve(SECOND, titles=(*SECOND.titles[:1], evolve(SECOND.titles[1], text="Nadi ft. Jo"))))


class Shop:
    """The store without its servers, faster than any clock."""

    def __init__(self, folder):
        self.root = folder / "label"
        self.root.mkdir()
        self.told = []
        self.faults = Faults(folder, ("reject-track", "hold-rights", "no-marker-seen", "slow-ack", "unknown-status"))
        self.journal, catalogue = Journal(folder), Catalogue(folder)
        arguments = Arguments(folder, speed=1e9)
        inbox = Inbox(self.root, "DONE", catalogue, self.journal, self.faults, arguments)
        self.catalogue = catalogue
        self.store = Store(inbox, catalogue, self.journal, self.faults, arguments, self.tell)

    def tell(self, _product, step):
        self.told.append(step)

    def take(self, name, release=TWO, kind=OrderKind.INSERT, **contents):
        """Let a batch arrive and the store work; return the words it said."""
        self.told.clear()
        order = material.order(release, kind)
        if kind is OrderKind.UPDATE:
            order = evolve(order, previous=_held(order))
        write_batch(self.root / name, order, **contents)
        for _ in range(12):
            self.store.tick()
        return [step.state for step in self.told]

    def ack(self, name):
        with (self.root / "outbox" / f"{name}_ack.csv").open(encoding="utf-8", newline="") as file:
            return [(row["row"], row["isrc"], row["status"]) for row in csv.DictReader(file, strict=True)]

    def tracks(self):
        return {track.isrc: track.state for track in self.told[-1].tracks}


def _held(order):
    """Return a package that holds everything."""
    from tunemantra.ports.package import PackageFile, Role

    files = [PackageFile(s, Role.AUDIO, one.sha256, one.size, s) for s, one in order.renditions.items()]
    return Package(tuple(files))


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path)


def test_rows_of_the_acknowledgement_are_those_of_the_manifest(shop):
    assert shop.take("B1") == ["ACK_RECEIVED", "QC_PASS", "LIVE"]
    assert shop.ack("B1") == [
        ("0", "", "QC_PASS"),
        ("1", str(FIRST.isrc), "QC_PASS"),
        ("2", str(SECOND.isrc), "QC_PASS"),
    ]


def test_one_row_fails_and_the_other_goes_on(shop):
    assert shop.take("B1", GUEST) == ["ACK_RECEIVED", "QC_PASS", "LIVE"]
    assert shop.tracks() == {str(FIRST.isrc): "LIVE", str(SECOND.isrc): "QC_FAIL"}
    assert shop.ack("B1")[2] == ("2", str(SECOND.isrc), "QC_FAIL")


def test_a_row_that_failed_for_its_words_is_corrected_without_its_audio(shop):
    shop.take("B1", GUEST)
    assert shop.take("B2", TWO, OrderKind.UPDATE) == ["ACK_RECEIVED", "QC_PASS", "LIVE"]
    assert set(shop.tracks().values()) == {"LIVE"}


def test_audio_that_failed_is_not_kept(shop):
    assert shop.take("B1", TWO, audio=b"no music") == ["ACK_RECEIVED", "QC_FAIL"]
    assert shop.ack("B1")[0] == ("0", "", "QC_FAIL")
    assert shop.catalogue.products[ICPN].held == {}
    assert shop.journal.count("rejected", icpn=ICPN) == 1


def test_a_takedown_removes_every_row(shop):
    shop.take("B1")
    assert shop.take("B2", TWO, OrderKind.TAKEDOWN) == ["REMOVED"]
    assert set(shop.tracks().values()) == {"REMOVED"}
    assert not shop.catalogue.products[ICPN].on_store


def test_a_takedown_with_a_faulty_row_removes_nothing_and_brings_nothing_back(shop):
    shop.take("B1")

    def change(content):
        return content.replace(f'"{SECOND.isrc}"'.encode(), b'"USS1Z26"')

    assert shop.take("B2", TWO, OrderKind.TAKEDOWN, change=change) == ["QC_FAIL"]
    assert shop.catalogue.products[ICPN].on_store


@pytest.mark.parametrize("kind", [OrderKind.UPDATE, OrderKind.TAKEDOWN])
def test_what_is_not_here_is_neither_changed_nor_removed(shop, kind):
    assert shop.take("B1", TWO, kind)[-1] == "QC_FAIL"


def test_rights_are_cleared_first(shop):
    shop.faults.order("hold-rights")
    assert shop.take("B1") == ["ACK_RECEIVED", "HOLD_RIGHTS", "QC_PASS", "LIVE"]


def test_an_older_batch_changes_nothing(shop):
    shop.take("B2")
    assert shop.take("B1", GUEST) == []
    assert shop.journal.count("older-batch", icpn=ICPN) == 1


def test_a_manifest_nobody_can_read_is_refused(shop):
    assert shop.take("B1", change=lambda content: content.replace(b"\r\n", b"\n")) == []
    assert shop.journal.count("batch-refused", reference="B1") == 1
