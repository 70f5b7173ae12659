"""The desk's work: recognition, identifiers, conflicts, suppression."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import pytest
from attrs import evolve

from tests.unit.contrib.sandbox import samples
from tests.unit.contrib.sandbox.mp3 import mp3
from tests.unit.plugins.gracenote import material
from tunemantra.contrib.sandbox import Arguments, Catalogue, Faults, Inbox, Journal
from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Gtin
from tunemantra.core.media import AudioFacts
from tunemantra.plugins.gracenote.driver import to_send
from tunemantra.plugins.gracenote.metadata import write_document
from tunemantra.plugins.gracenote.sandbox.desk import Desk
from tunemantra.plugins.gracenote.sandbox.document import schema
from tunemantra.testing.factories import make_release

SCHEMA = schema()
RECOGNISED = ["queued", "fingerprinted", "matched", "enriched", "verified"]


class Office:
    """The desk without its servers, faster than any clock."""

    def __init__(self, folder):
        self.root = folder / "label"
        self.root.mkdir()
        self.faults = Faults(folder, ("reject-track", "no-marker-seen", "slow-ack", "unknown-status"))
        self.journal, self.catalogue = Journal(folder), Catalogue(folder)
        arguments = Arguments(folder, speed=1e9)
        inbox = Inbox(self.root, "complete.txt", self.catalogue, self.journal, self.faults, arguments)
        self.desk = Desk(inbox, self.catalogue, self.journal, self.faults, arguments, SCHEMA)

    def take(self, name, release=None, kind=OrderKind.INSERT, seconds=1.0, change=lambda content: content):
        """Let a batch arrive and the desk work; return the words it said of the album."""
        order = material.order(release, kind)
        files = {"audio": mp3(seconds), "artwork": samples.jpeg(500)}
        made = {path: _of(one, files[path.rpartition(".")[2]], seconds) for path, one in order.renditions.items()}
        order = evolve(order, renditions=made)
        folder = self.root / name / str(order.release.icpn)
        folder.mkdir(parents=True)
        for subject, file in to_send(order).items():
            (folder / file).write_bytes(files[subject.rpartition(".")[2]])
        (folder / "album.xml").write_bytes(change(write_document(order, name, to_send(order))))
        (folder.parent / "complete.txt").touch()
        for _ in range(12):
            self.desk.tick()
        self.product = self.catalogue.products[str(order.release.icpn)]
        return [step.state for step in self.product.history if step.batch == name]


def _of(made, content, seconds):
    facts = evolve(made.facts, frames=int(seconds * 44_100)) if isinstance(made.facts, AudioFacts) else made.facts
    return evolve(made, md5=hashlib.md5(content).hexdigest(), size=len(content), facts=facts)


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def test_an_album_is_recognised_and_gets_identifiers_that_expire(office):
    assert office.take("B1") == RECOGNISED
    shown = office.product.ids["identifiers"]
    assert [one["of"] for one in shown] == ["album", "USS1Z2600001", "USS1Z2600002"]
    for one in shown:
        kept = datetime.fromisoformat(one["expires"]) - datetime.fromisoformat(one["observedAt"])
        assert (one["id"][:2], kept) == ("GN", timedelta(days=30))


def test_a_recording_that_is_another_one_elsewhere_is_a_conflict(office):
    office.take("B1")
    other = make_release(icpn=Gtin("036000291452"))
    assert office.take("B2", other, seconds=2.5) == RECOGNISED, "within two seconds it is the same"
    third = make_release(icpn=Gtin("9780201379624"))
    assert office.take("B3", third, seconds=5.0) == ["queued", "conflict"]
    assert "is another recording on" in office.product.history[-1].reasons[0]


def test_a_suppressed_album_shows_no_identifier(office):
    office.take("B1")
    assert office.take("B2", kind=OrderKind.TAKEDOWN) == ["suppressing", "suppressed"]
    assert (office.product.on_store, office.product.ids) == (False, {})


def test_what_is_not_here_cannot_be_suppressed(office):
    assert office.take("B1", kind=OrderKind.TAKEDOWN) == ["rejected"]


def test_a_document_against_the_schema_is_rejected(office):
    assert office.take("B1", change=lambda content: content.replace(b"<TOC>150", b"<TOC>0", 1)) == ["rejected"]
    assert "schema" in office.product.history[-1].reasons[0]


def test_a_track_that_is_kept_back_gets_no_identifier(office):
    office.faults.order("reject-track", "USS1Z2600002")
    assert office.take("B1") == RECOGNISED
    assert [one["of"] for one in office.product.ids["identifiers"]] == ["album", "USS1Z2600001"]
    assert {track.isrc: track.state for track in office.product.tracks}["USS1Z2600002"] == "rejected"


def test_an_older_batch_changes_nothing(office):
    office.take("B2")
    assert office.take("B1", kind=OrderKind.TAKEDOWN) == []
    assert office.journal.count("older-batch") == 1
