"""Every index of fingerprints keeps the same promises."""

from __future__ import annotations

import random

import pytest

from tunemantra.contrib.media.prints import PrintIndex
from tunemantra.contrib.memory import MemoryPrintIndex
from tunemantra.core.catalogue import Recording


def words(seed, count=200):
    dice = random.Random(seed)
    return tuple(dice.getrandbits(32) for _ in range(count))


def entry(number, seed=None, **more):
    code = more.pop("isrc", f"USS1Z26{number:05d}")
    return Recording(f"key-{number}", code, 25.0, **more), words(number if seed is None else seed)


@pytest.fixture(params=["memory", "folder"])
def index(request, tmp_path):
    return MemoryPrintIndex() if request.param == "memory" else PrintIndex(tmp_path / "prints")


def keys(matches):
    return [match.recording.key for match in matches]


def test_an_empty_one_finds_nothing(index):
    assert index.find(words(1)) == index.under("USS1Z2600001", words(1)) == ()
    index.add([])
    index.remove("key-1")
    assert index.find(words(1)) == ()


def test_a_recording_is_found_by_its_sound_and_nothing_else_is(index):
    index.add(entry(number) for number in range(20))
    (match,) = index.find(words(7))
    assert match.recording == Recording("key-7", "USS1Z2600007", 25.0)
    assert (match.similarity, match.offset) == (1.0, 0.0)
    assert match.overlap == pytest.approx(25.0, abs=0.5)
    assert index.find(words(99)) == ()


def test_what_an_isrc_has_is_told_however_it_sounds(index):
    index.add([entry(1), entry(2, isrc="USS1Z2600001", immersive=True)])
    one, two = index.under("USS1Z2600001", words(2))
    assert (one.recording.key, two.recording.key, two.recording.immersive) == ("key-1", "key-2", True)
    assert one.similarity < 0.5 < two.similarity == 1.0


def test_of_two_with_one_key_the_later_counts(index):
    index.add([entry(1)])
    index.add([entry(1, seed=5, isrc="GBAAA2600001")])
    assert index.find(words(1)) == ()
    assert keys(index.find(words(5))) == ["key-1"]
    assert index.under("USS1Z2600001", words(1)) == ()
    assert keys(index.under("GBAAA2600001", words(1))) == ["key-1"]


def test_what_is_taken_out_is_not_found(index):
    index.add([entry(1), entry(2)])
    index.remove("key-1")
    index.remove("never-there")
    assert index.find(words(1)) == index.under("USS1Z2600001", words(1)) == ()
    assert keys(index.find(words(2))) == ["key-2"]


def test_the_same_sound_under_two_keys_is_found_twice(index):
    index.add([entry(1), entry(2, seed=1)])
    assert keys(index.find(words(1))) == ["key-1", "key-2"]
