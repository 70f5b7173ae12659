"""Records of a report and the rows that are of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from tunemantra.contrib.ddex.dsr.cells import Cell, Value, write_value
from tunemantra.contrib.ddex.dsr.escape import split_values, unescape
from tunemantra.errors import TuneMantraError

SUMMARY_ID: Final = "SummaryRecordId"
_CODE: Final = re.compile(r"([A-Z]{2}(?:[0-9]{2}|[A-Z]{2}))\.?([0-9]{2})?", re.ASCII)


class RecordKind(StrEnum):
    """What part of a report a record belongs to."""

    HEAD = "header"
    SUMMARY = "summary"
    BLOCK = "block"
    SINGLE = "single record"
    FOOT = "footer"


@frozen(eq=False, slots=False)
class Record:
    """One kind of row; compared by identity, as a profile has it once.

    Args:
        code: its record type as it stands in the first cell, `SY02.02`.
        kind: the part of the report it belongs to.
        cells: in their order, the record type included; empty where nothing is known of them.
    """

    code: str
    kind: RecordKind
    cells: tuple[Cell, ...] = field(default=(), repr=False)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Return the index of each cell by its name."""
        return MappingProxyType({cell.name: place for place, cell in enumerate(self.cells)})

    @property
    def family(self) -> str:
        """Return the record type without its revision: `SY02`."""
        return family_of(self.code)

    def row(self, values: Mapping[str, Value | Sequence[Value] | None], number: int = 0) -> Row:
        """Make a row of this record; what is not named stays empty.

        Args:
            values: by the name of the cell; a list for a cell of many values.
            number: the line it will stand on, where it matters.

        Raises:
            TuneMantraError: the record has no cell of such a name.
        """
        unknown = [name for name in values if name not in self.places]
        if unknown:
            hint = f"it has {', '.join(self.places)}" if self.cells else "its cells are not known here"
            raise TuneMantraError(f"{self.code} has no cell {', '.join(unknown)}", hint=hint)
        texts = [_write(values.get(cell.name)) for cell in self.cells]
        return Row(number, self, (self.code, *texts[1:]))


@frozen
class Row:
    """One row of a report.

    Args:
        number: line of its file, from 1; 0 for a row that was not read.
        record: what kind of row it is.
        cells: as they stand in the file, escapes kept, filled up with empty ones to the length of the record.
    """

    number: int
    record: Record
    cells: tuple[str, ...]

    @property
    def code(self) -> str:
        """Return the record type."""
        return self.record.code

    @property
    def shifted(self) -> bool:
        """Whether it has cells too many, and not at its end alone: which is which, nobody can tell then."""
        width = len(self.record.cells)
        if not len(self.cells) > width > 0:
            return False
        return any(self.cells[width:]) or not all(map(_may_be, self.record.cells, self.cells))

    def text(self, name: str) -> str:
        """Return a cell as one text, unescaped; empty where the record has no such cell."""
        place = self.record.places.get(name)
        return unescape(self.cells[place]) if place is not None and place < len(self.cells) else ""

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of a cell as texts, unescaped; none where it is empty or not there."""
        place = self.record.places.get(name)
        return split_values(self.cells[place]) if place is not None and place < len(self.cells) else ()

    def __getitem__(self, name: str) -> Value | tuple[Value | None, ...] | None:
        """Return a cell as what it is: a number, a date, a flag; a tuple for a cell of many, None for an empty one.

        Raises:
            KeyError: the record has no such cell.
            ValueError: a value has not the form of its kind; there is a finding about it.
        """
        cell = self.record.cells[self.record.places[name]]
        if cell.many:
            return tuple(cell.parse(value) if value else None for value in self.values(name))
        text = self.text(name)
        return cell.parse(text) if text else None

    def as_dict(self) -> Mapping[str, str]:
        """Return the filled cells by name, as they stand in the file."""
        return {cell.name: text for cell, text in zip(self.record.cells, self.cells, strict=False) if text}


def _may_be(cell: Cell, raw: str) -> bool:
    if not raw:
        return cell.optional
    return all(not value or cell.accepts(value) for value in (split_values(raw) if cell.many else (unescape(raw),)))


def family_of(code: str) -> str:
    """Return a record type without its revision."""
    return code.partition(".")[0]


def code_of(name: str) -> str | None:
    """Return the record type that a name such as `SY0202` or `SY02.02` means; None where it means none."""
    found = _CODE.fullmatch(name)
    if found is None:
        return None
    return f"{found[1]}.{found[2]}" if found[2] else found[1]


def kind_of(code: str) -> RecordKind:
    """Return the part of a report that a record type belongs to, as its first letters say."""
    if code in {"HEAD", "SRHE", "FHEA"}:
        return RecordKind.HEAD
    if code in {"FOOT", "SRFO", "FFOO"}:
        return RecordKind.FOOT
    if code.startswith("SY"):
        return RecordKind.SUMMARY
    return RecordKind.SINGLE if code[:2] in {"SR", "DE"} else RecordKind.BLOCK


def _write(value: Value | Sequence[Value] | None) -> str:
    if value is None or isinstance(value, str) or not isinstance(value, Sequence):
        return write_value(value)
    return "|".join(map(write_value, value))


__all__ = ["SUMMARY_ID", "Record", "RecordKind", "Row", "code_of", "family_of", "kind_of"]
