"""Blocks that were met."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tunemantra.contrib.ddex.dsr import blocks as module
from tunemantra.contrib.ddex.dsr.blocks import BlockIds

ids = st.integers(0, 30).map(str) | st.sampled_from(["B1", "B2", "B01", "b2", "x", "00", "0", "7" * 40, "ä9", "a-1"])


@given(
    met=st.lists(st.tuples(ids, st.integers(0, 3)), max_size=60).map(lambda pairs: sorted(pairs, key=lambda p: p[1]))
)
def test_each_block_is_remembered_with_its_first_file(met):
    seen, known = BlockIds(), {}
    for block, file in met:
        assert seen.add(block, file) == known.get(block)
        known.setdefault(block, file)
    assert not seen.full


def test_blocks_counted_on_take_no_room():
    seen = BlockIds()
    assert {seen.add(f"B{number}", 0) for number in range(50_000)} == {None}
    assert seen._grown < 10
    assert seen.add("B49999", 1) == 0


def test_what_does_not_fit_is_not_remembered(monkeypatch):
    monkeypatch.setattr(module, "_RUNS", 10)
    monkeypatch.setattr(module, "_DRAWN", 10)
    seen = BlockIds()
    for number in range(0, 1000, 2):
        seen.add(str(number), 0)
        seen.add(f"{number}x", 0)
    assert seen.full
    assert seen._grown <= 10
    assert len(seen._drawn) <= 10
    assert seen.add("0x", 0) == 0
