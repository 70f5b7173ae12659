"""Which blocks were met, in little memory however many there are."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

from attrs import define, field

# Two million blocks, counted on as most senders do, are one run; blocks with ids drawn by lot fill the last table.
_STEMS: Final = 64
_RUNS: Final = 200_000
_DRAWN: Final = 200_000
_DIGITS: Final = "0123456789"
_LONGEST: Final = 18


@define
class _Runs:
    """Numbers as runs of consecutive ones, each run of one file."""

    starts: list[int] = field(factory=list)
    ends: list[int] = field(factory=list)
    files: list[int] = field(factory=list)

    def add(self, number: int, file: int, *, may_grow: bool) -> int | None:
        place = bisect_right(self.starts, number) - 1
        if place >= 0:
            if number <= self.ends[place]:
                return self.files[place]
            if number == self.ends[place] + 1 and file == self.files[place]:
                self.ends[place] = number
                return None
        if may_grow:
            self.starts.insert(place + 1, number)
            self.ends.insert(place + 1, number)
            self.files.insert(place + 1, file)
        return None


@define(eq=False)
class BlockIds:
    """The ids of blocks and the file each was met in.

    What does not fit any more is not remembered, and `full` is set.
    """

    full: bool = False
    _runs: dict[str, _Runs] = field(factory=dict)
    _drawn: dict[int, int] = field(factory=dict)
    _grown: int = 0

    def add(self, block: str, file: int) -> int | None:
        """Remember a block; return the index of the file it was met in before, None where it is new."""
        # A zero before a number makes it another id.
        number = block[len(block.rstrip(_DIGITS)) :].lstrip("0")
        if not number or len(number) > _LONGEST:
            return self._add_drawn(block, file)
        stem = block[: -len(number)]
        runs = self._runs.get(stem)
        if runs is None:
            if len(self._runs) >= _STEMS:
                return self._add_drawn(block, file)
            runs = self._runs[stem] = _Runs()
        before = len(runs.starts)
        met = runs.add(int(number), file, may_grow=self._grown < _RUNS)
        self._grown += len(runs.starts) - before
        self.full = self.full or self._grown >= _RUNS
        return met

    def _add_drawn(self, block: str, file: int) -> int | None:
        key = hash(block)
        met = self._drawn.get(key)
        if met is None and len(self._drawn) < _DRAWN:
            self._drawn[key] = file
        self.full = self.full or len(self._drawn) >= _DRAWN
        return met


__all__ = ["BlockIds"]
