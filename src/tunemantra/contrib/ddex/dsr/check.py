"""Cells held against their record: one regular expression for a whole row, and a closer look where it does not match.

Nine rows of ten match: they are divided at their tabs, and no cell is looked at by itself. The expression knows no
escapes, no values of large sets and no 29th of February; rows that have these, and rows that are wrong, are taken
apart cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from attrs import frozen

from tunemantra.contrib.ddex.dsr.cells import Cell, CellKind
from tunemantra.contrib.ddex.dsr.escape import has_several, has_stray, split_row, split_values, unescape
from tunemantra.contrib.ddex.dsr.profile import Profile
from tunemantra.contrib.ddex.dsr.record import SUMMARY_ID, Record, RecordKind
from tunemantra.core.finding import Severity

# Lists of codes that were found right are remembered up to this many.
_REMEMBERED: Final = 10_000
_RULES: Final = {CellKind.CODE: "DSR-CEL-003", CellKind.PATTERN: "DSR-CEL-004"}


@frozen
class Fault:
    """What is wrong with a cell.

    Args:
        rule: its id.
        column: from 1.
        message: for people.
        observed: the cell as it stands in the file.
        expected: what would be right.
        hint: what to do.
        severity: how much it weighs.
    """

    rule: str
    column: int
    message: str
    observed: str = ""
    expected: str = ""
    hint: str = ""
    severity: Severity = Severity.ERROR


@frozen(eq=False)
class Checked:
    """A record made ready for many rows.

    Args:
        record: what it is.
        width: how many cells a row is filled up to.
        match: tells of a whole row whether it is right; None where it needs a closer look.
        codes: index of each cell with a value set, and what was found right in it.
        reference: index of the summary record's id; 0 where there is none.
        in_block: whether its second cell names a block.
        letter: for the order in a block.
    """

    record: Record
    width: int
    match: Callable[[str], re.Match[str] | None]
    codes: tuple[tuple[int, set[str]], ...] = ()
    reference: int = 0
    in_block: bool = False
    letter: str = ""

    @classmethod
    def of(cls, record: Record, profile: Profile | None = None) -> Checked:
        """Make a record ready.

        Args:
            record: of any profile.
            profile: the one that the report is of; None where nothing is known.
        """
        in_block = record.kind is RecordKind.BLOCK and (profile is None or not profile.single)
        letter = ""
        if profile is not None and in_block:
            # A record of another revision stands where that of this one would.
            letter = profile.letters.get(record.code) or profile.families.get(record.family, "?")
        if not record.cells:
            return cls(record, 2, _no_match, in_block=in_block, letter=letter)
        codes = [(place, cell) for place, cell in enumerate(record.cells) if cell.kind is CellKind.CODE]
        return cls(
            record,
            len(record.cells),
            re.compile(_whole(record)).fullmatch,
            tuple((place, {*cell.allowed, *([""] if cell.optional else [])}) for place, cell in codes),
            record.places.get(SUMMARY_ID, 0) if record.kind is not RecordKind.SUMMARY else 0,
            in_block,
            letter,
        )

    def read(self, line: str) -> tuple[tuple[str, ...], tuple[Fault, ...]]:
        """Return the cells of a line, and what is wrong with them."""
        if self.match(line) is not None:
            cells = tuple(line.split("\t"))
            cells += ("",) * (self.width - len(cells))
            if all(cells[place] in right for place, right in self.codes):
                return cells, ()
        return self.look_closer(line)

    def look_closer(self, line: str) -> tuple[tuple[str, ...], tuple[Fault, ...]]:
        """Take a line apart that the expression does not match, or that has codes not seen before."""
        cells = split_row(line)
        cells += ("",) * (self.width - len(cells))
        if not self.record.cells:
            return cells, ()
        faults = tuple(_faults(self.record, cells))
        wrong = {fault.column for fault in faults}
        for place, right in self.codes:
            if place + 1 not in wrong and len(right) < _REMEMBERED:
                right.add(cells[place])
        return cells, faults


def _no_match(_line: str) -> None:
    return None


def _whole(record: Record) -> str:
    """Return the expression of a row; cells at its end that may be empty may also be left out."""
    needed = max((place for place, cell in enumerate(record.cells) if not cell.optional), default=0)
    cells = [_one(cell) for cell in record.cells]
    tail = "".join(f"(?:\t{cell}" for cell in cells[needed + 1 :])
    return "\t".join(cells[: needed + 1]) + tail + ")?+" * (len(cells) - needed - 1)


def _one(cell: Cell) -> str:
    """Return the expression of a cell; what was matched is never tried in another way."""
    if cell.kind in {CellKind.TEXT, CellKind.CODE}:
        times = "*+" if cell.optional else "++"
        return rf"[^\t\\]{times}" if cell.many or cell.kind is CellKind.CODE else rf"[^\t|\\]{times}"
    # Most cells that may be empty are: that is asked first.
    empty = r"(?=\t)|" if cell.optional else ""
    if not cell.many:
        return rf"(?>{empty}(?:{cell.form}){'?' if cell.optional else ''}(?=\t|\Z))"
    form = rf"(?>(?:{cell.form})?(?=[\t|]|\Z))"
    return (r"(?=[^\t])" if not cell.optional else "") + rf"(?>{empty}{form}(?:\|{form})*+)"


def _faults(record: Record, cells: tuple[str, ...]) -> Iterator[Fault]:
    if len(cells) > len(record.cells):
        yield Fault(
            "DSR-REC-004",
            len(record.cells) + 1,
            f"{record.code} has {len(record.cells)} cells, this row has {len(cells)}.",
            observed=cells[len(record.cells)],
            hint="a tab inside a cell is written as a backslash and a tab",
        )
    for place, cell in enumerate(record.cells):
        raw = cells[place]
        if raw:
            yield from _cell_faults(record, cell, raw, place + 1)
        elif not cell.optional:
            yield Fault("DSR-CEL-001", place + 1, f"{record.code}.{cell.name} is empty.", expected=cell.expected)


def _cell_faults(record: Record, cell: Cell, raw: str, column: int) -> Iterator[Fault]:
    name = f"{record.code}.{cell.name}"
    if "\\" in raw and has_stray(raw):
        yield Fault(
            "DSR-ESC-001",
            column,
            f"{name} has a backslash that escapes nothing; it is taken as it stands.",
            observed=raw,
            hint="write a backslash as three",
            severity=Severity.WARNING,
        )
    if not cell.many and has_several(raw):
        text = cell.kind is CellKind.TEXT
        yield Fault(
            "DSR-CEL-005",
            column,
            f"{name} holds one value; the pipe in it divides two.",
            observed=raw,
            expected=cell.expected,
            hint="write a pipe that belongs to the text as two backslashes and a pipe",
            severity=Severity.WARNING if text else Severity.ERROR,
        )
        return
    values = split_values(raw) if cell.many else (unescape(raw),)
    wrong = [value for value in values if value and not cell.accepts(value)]
    if wrong:
        rule = _RULES.get(cell.kind, "DSR-CEL-002")
        yield Fault(rule, column, f"{name} is not {cell.expected}.", observed=wrong[0], expected=cell.expected)


__all__ = ["Checked", "Fault"]
