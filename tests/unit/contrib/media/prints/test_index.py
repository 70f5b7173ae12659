"""The index in a folder: parts that merge, survive what interrupts them, and are told when damaged."""

from __future__ import annotations

import multiprocessing
import random

import numpy as np
import pytest

from tunemantra.contrib.media.prints import PrintIndex
from tunemantra.contrib.media.prints import index as index_module
from tunemantra.contrib.media.prints.segment import open_segment
from tunemantra.contrib.media.prints.terms import asked_terms, kept_terms
from tunemantra.core.catalogue import Recording
from tunemantra.errors import AssetCorruptError, StateError


def words(seed, count=400):
    return np.random.default_rng(seed).integers(0, 2**32, count, dtype=np.uint32)


def entry(number, **more):
    return Recording(f"key-{number}", f"USS1Z26{number:05d}", 50.0, **more), words(number)


def parts(folder):
    return sorted(path.name for path in folder.glob("*.prints"))


def keys(matches):
    return [match.recording.key for match in matches]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "prints"


def test_a_distorted_excerpt_is_found_at_its_offset(folder):
    index = PrintIndex(folder)
    index.add(entry(number) for number in range(50))
    dice = np.random.default_rng(3)
    wrong = np.bitwise_or.reduce([(dice.random(300) < 0.08).astype(np.uint32) << np.uint32(bit) for bit in range(32)])
    (match,) = index.find(words(17)[80:380] ^ wrong)
    assert match.recording.key == "key-17"
    assert match.offset == pytest.approx(80 / 8.075, abs=0.02)
    assert match.similarity > 0.9


def test_eight_small_parts_become_one_and_nothing_is_lost(folder):
    index = PrintIndex(folder)
    for number in range(17):
        index.add([entry(number)])
    assert parts(folder) == [
        "000000000-000000007.prints",
        "000000008-000000015.prints",
        "000000016-000000016.prints",
    ]
    assert len(index) == 17
    for number in range(17):
        assert keys(index.find(words(number))) == [f"key-{number}"]
        assert keys(index.under(f"USS1Z26{number:05d}", ())) == [f"key-{number}"]


def test_of_merged_parts_the_latest_counts_and_what_was_taken_out_stays_out(folder):
    index = PrintIndex(folder)
    for number in (1, 2, 3):
        index.add([entry(number)])
    index.add([(Recording("key-1", "GBAAA2600001", 9.0), words(101))])
    index.remove("key-2")
    for number in range(4, 7):
        index.add([entry(number)])
    assert len(parts(folder)) == 1
    assert keys(index.find(words(101))) == ["key-1"]
    assert index.find(words(1)) == index.find(words(2)) == index.under("USS1Z2600002", ()) == ()
    assert len(open_segment(folder / parts(folder)[0])) == 6


def test_large_parts_are_left_alone(folder, monkeypatch):
    monkeypatch.setattr(index_module, "_TIERS", (1, 3))
    index = PrintIndex(folder)
    for start in range(0, 40, 4):
        index.add(entry(number) for number in range(start, start + 4))
    assert len(parts(folder)) == 10


def test_another_process_sees_what_was_added(folder):
    reader = PrintIndex(folder)
    assert reader.find(words(1)) == ()
    PrintIndex(folder).add([entry(1)])
    assert keys(reader.find(words(1))) == ["key-1"]


def _add_some(folder, first):
    index = PrintIndex(folder)
    for number in range(first, first + 6):
        index.add([entry(number)])


def test_several_processes_add_at_once_and_nothing_is_lost(folder):
    context = multiprocessing.get_context("fork")
    crew = [context.Process(target=_add_some, args=(folder, first)) for first in (0, 100, 200)]
    for one in crew:
        one.start()
    reader = PrintIndex(folder)
    while any(one.is_alive() for one in crew):
        reader.find(words(0))
    for one in crew:
        one.join()
    assert [one.exitcode for one in crew] == [0, 0, 0]
    for first in (0, 100, 200):
        for number in range(first, first + 6):
            assert keys(reader.find(words(number))) == [f"key-{number}"]


def test_what_a_crash_left_behind_is_not_seen_and_swept_away(folder):
    index = PrintIndex(folder)
    for number in range(7):
        index.add([entry(number)])
    before = {path.name: path.read_bytes() for path in folder.glob("*.prints")}
    index.add([entry(7)])
    # As if the merge had been killed after its renaming, and another one in the middle of its writing.
    for name, content in before.items():
        (folder / name).write_bytes(content)
    (folder / ".000000009-000000009.prints.abcd.part").write_bytes(b"half a par")
    again = PrintIndex(folder)
    assert len(again) == 8
    assert keys(again.find(words(3))) == ["key-3"]
    again.add([entry(8)])
    assert parts(folder) == ["000000000-000000007.prints", "000000008-000000008.prints"]
    assert not list(folder.glob(".*.part"))


def test_an_interrupted_writing_leaves_what_was_there(folder, monkeypatch):
    index = PrintIndex(folder)
    index.add([entry(1)])

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        index.add([entry(2)])
    monkeypatch.undo()
    assert keys(PrintIndex(folder).find(words(1))) == ["key-1"]
    assert [path.name for path in folder.iterdir() if path.name != "lock"] == parts(folder)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-1],
        lambda data: b"x" + data[1:],
        lambda data: b"",
        lambda data: data.replace(b'"edition": 1', b'"edition": 2'),
        lambda data: data.replace(b'"words"', b'"wards"'),
    ],
)
def test_a_damaged_part_is_named(folder, spoil):
    PrintIndex(folder).add([entry(1)])
    (name,) = parts(folder)
    (folder / name).write_bytes(spoil((folder / name).read_bytes()))
    with pytest.raises(AssetCorruptError, match=name):
        PrintIndex(folder).find(words(1))


@pytest.mark.parametrize("wrong", [{"key": "ü"}, {"key": "k" * 81}, {"isrc": "USS1Z26000012"}, {"key": "a\0"}])
def test_what_cannot_be_kept_is_refused_whole(folder, wrong):
    index = PrintIndex(folder)
    with pytest.raises(StateError, match="at most"):
        index.add([entry(1), (Recording(**{"key": "k", "isrc": "", "seconds": 1.0} | wrong), words(2))])
    assert index.find(words(1)) == ()


def test_a_term_that_everybody_has_is_not_followed(folder):
    silence = np.full(300, 627_964_279, dtype=np.uint32)
    index = PrintIndex(folder)
    index.add((Recording(f"k{number}", "", 1.0), np.concatenate([silence, words(number)])) for number in range(80))
    assert index.find(silence) == ()
    assert keys(index.find(np.concatenate([silence, words(7)]))) == ["k7"]


def test_short_recordings_are_found_too(folder):
    index = PrintIndex(folder)
    index.add((Recording(f"k{number:02d}", "", 8.0), words(number, 48)) for number in range(60))
    assert [keys(index.find(words(number, 48))) for number in range(60)] == [[f"k{number:02d}"] for number in range(60)]


def test_terms_are_chosen_by_themselves_and_asked_with_one_bit_wrong():
    given = words(1, 2000)
    kept, places = kept_terms(given)
    assert 60 < len(kept) < 190
    later, moved = kept_terms(given[501:])
    assert set(zip(later, moved + 501, strict=True)) == {
        pair for pair in zip(kept, places, strict=True) if pair[1] >= 501
    }
    asked, _ = asked_terms(given ^ (np.uint32(1) << np.uint32(random.Random(1).randrange(8, 32))))
    assert set(kept.tolist()) <= set(asked.tolist())
