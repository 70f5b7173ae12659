"""A batch is read once it is complete, at the second look, and once."""

from __future__ import annotations

import pytest

from tunemantra.contrib.sandbox import Arguments, Catalogue, Faults, Inbox, Journal


@pytest.fixture
def inbox(tmp_path):
    root = tmp_path / "label"
    (root / "B1").mkdir(parents=True)
    faults = Faults(tmp_path, ("no-marker-seen", "broken-answer", "slow-ack"))
    return Inbox(root, "DONE", Catalogue(tmp_path), Journal(tmp_path), faults, Arguments(tmp_path, speed=1e6))


def look(inbox):
    return [folder.name for folder in inbox.complete()]


def test_a_batch_without_its_mark_is_left_alone(inbox):
    assert look(inbox) == look(inbox) == []


def test_a_batch_is_taken_at_the_second_look_and_read_once(inbox):
    (inbox.root / "B1" / "DONE").touch()
    assert look(inbox) == []
    assert look(inbox) == ["B1"]
    inbox.has_read(inbox.root / "B1")
    assert look(inbox) == []
    assert Catalogue(inbox.journal.path.parent).batches == {"B1": "DONE"}


def test_a_mark_can_be_overlooked_and_is_seen_later(inbox):
    (inbox.root / "B1" / "DONE").touch()
    inbox.faults.order("no-marker-seen", "0")
    assert [look(inbox) for _ in range(3)] == [[], [], ["B1"]]


def test_nobody_reads_while_the_portal_answers_nonsense(inbox):
    (inbox.root / "B1" / "DONE").touch()
    inbox.faults.order("broken-answer")
    assert look(inbox) == look(inbox) == []
    inbox.faults.clear()
    assert [look(inbox) for _ in range(2)] == [[], ["B1"]]


def test_a_link_is_no_batch(inbox):
    (inbox.root / "B1" / "DONE").touch()
    (inbox.root / "B2").symlink_to(inbox.root / "B1")
    assert [look(inbox) for _ in range(2)] == [[], ["B1"]]


def test_what_comes_into_a_batch_that_was_read_is_noted(inbox):
    inbox.has_read(inbox.root / "B1")
    inbox.arrived(inbox.root / "B1" / "audio" / "late.mp3")
    inbox.arrived(inbox.root / "B9" / "new.mp3")
    assert inbox.journal.count("duplicate-batch", reference="B1", path="B1/audio/late.mp3") == 1
    assert inbox.journal.count("duplicate-batch") == 1
