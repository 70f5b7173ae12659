"""One file of a report, row by row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path
from typing import Final

from tunemantra.contrib.ddex.dsr.agreement import differences, numbers_of
from tunemantra.contrib.ddex.dsr.check import Checked
from tunemantra.contrib.ddex.dsr.escape import split_row, unescape
from tunemantra.contrib.ddex.dsr.head import RECORD as ANY_HEAD
from tunemantra.contrib.ddex.dsr.head import Head, number_of
from tunemantra.contrib.ddex.dsr.lines import LineReader
from tunemantra.contrib.ddex.dsr.names import ReportName
from tunemantra.contrib.ddex.dsr.record import Record, RecordKind, Row, kind_of
from tunemantra.contrib.ddex.dsr.rules import Place
from tunemantra.contrib.ddex.dsr.state import Counted, ReportState
from tunemantra.core.finding import Severity
from tunemantra.errors import TuneMantraError

_OLD: Final = {"FHEA": "HEAD", "FFOO": "FOOT"}
_COUNTS: Final = {
    "FOOT": ("DSR-CNT-001", "DSR-CNT-002", "DSR-CNT-003", "DSR-CNT-004", "DSR-CNT-005"),
    "SRFO": ("DSR-CNT-002", "DSR-CNT-003"),
}
"""What each cell of a footer counts (`ddex-facts` section 14); the draft's FFOO is not counted."""
_OF_THE_REPORT: Final = frozenset({"DSR-CNT-002", "DSR-CNT-005"})
_GOOD_SHAPES: Final = 2000
_LONGEST_SHAPE: Final = 100


class Phase(IntEnum):
    """How far a file is read."""

    START = 0
    HEAD = 1
    SUMMARY = 2
    BODY = 3
    FOOT = 4


class FileReader:
    """Reads one file of a report and judges what it reads.

    Args:
        path: the file.
        state: what it shares with the other files of the report.
        index: its place among them, from 0.
    """

    def __init__(self, path: Path, state: ReportState, index: int) -> None:
        self.path = path
        self._state = state
        self._index = index
        self._lines = LineReader(path, state.collector, state.limits)
        self._phase = Phase.START
        self._table: dict[str, Checked] = {}
        self._row: Row | None = None
        self._summaries = 0
        self._digest = hashlib.blake2b()
        self._foot: tuple[int, str, tuple[str, ...]] = (0, "", ())
        self._headed: Head | None = None
        self._headless = False
        self._blocks = 0
        self._good_shapes: set[str] = set()

    def rows(self) -> Iterator[Row]:  # noqa: C901, PLR0912 - calls would cost a third of its speed
        """Yield the rows of the body, and the summary records of the first file."""
        name = self._name()
        number, block, shape, begun = 0, "", "", 0
        table, state = self._table, self._state
        ids = state.summary_ids
        # This loop is what a report of millions of rows consists of.
        for batch in self._lines.batches():
            for line in batch:
                number += 1
                known = table.get(line[: line.find("\t")])
                if known is None:
                    known = self._look_closer(line, number, name)
                    ids = state.summary_ids
                    if known is None:
                        if self._row is not None:
                            yield self._row
                            self._row = None
                        continue
                if known.match(line) is not None:
                    cells = tuple(line.split("\t"))
                    if len(cells) < known.width:
                        cells += ("",) * (known.width - len(cells))
                    for place, right in known.codes:
                        if cells[place] not in right:
                            cells = self._judge(line, number, known)
                            break
                else:
                    cells = self._judge(line, number, known)
                if known.in_block:
                    if cells[1] != block:
                        self._end_block(shape, begun)
                        block, shape, begun = cells[1], "", number
                        self._begin_block(block, number)
                    shape += known.letter
                if known.reference and cells[known.reference] not in ids:
                    self._no_summary(known, cells, number)
                yield Row(number, known.record, cells)
        if not self._lines.broken:
            self._end_block(shape, begun)
        self._end(number, name)

    def _look_closer(self, line: str, number: int, name: ReportName | None) -> Checked | None:
        """Take any line that is no row of a record met before; return the record where it is one of the body."""
        if not line or line[0] == "#":
            return None
        code = line.partition("\t")[0]
        if self._phase is Phase.FOOT:
            self._add("DSR-REC-003", Place(number, 1), "There is a row after the footer.", observed=code)
            return None
        kind = kind_of(code)
        if kind is RecordKind.HEAD:
            self._take_head(line, code, number, name)
        elif self._phase is Phase.START:
            self._no_head(number, code)
        if kind is RecordKind.SUMMARY:
            self._take_summary(line, code, number)
        elif kind is RecordKind.FOOT:
            self._take_foot(line, code, number)
        elif kind is not RecordKind.HEAD:
            return self._body_record(code, number)
        return None

    def _take_head(self, line: str, code: str, number: int, name: ReportName | None) -> None:
        if self._phase is not Phase.START:
            self._add("DSR-HED-001", Place(number, 1), "There is a second header.", observed=code)
            return
        self._phase = Phase.HEAD
        self._not_of_a_draft(code, number)
        head = self._state.take_head(split_row(line), self.path.name, number)
        profile = self._state.profile
        known = Checked.of(profile.records["HEAD"] if profile else ANY_HEAD, profile)
        self._judge(line, number, known)
        self._headed = head
        for column, message, observed, expected in differences(name, head) if name else ():
            self._add("DSR-NAM-002", Place(number, column), message, observed, "", expected, Severity.WARNING)

    def _take_summary(self, line: str, code: str, number: int) -> None:
        if self._phase is Phase.BODY:
            self._add("DSR-REC-003", Place(number, 1), "A summary record stands after the first usage.", observed=code)
        self._phase = max(self._phase, Phase.SUMMARY)
        self._summaries += 1
        known = self._known(code, number) or Checked.of(Record(code, RecordKind.SUMMARY))
        cells = self._judge(line, number, known)
        self._digest.update("\t".join(cells).rstrip("\t").encode() + b"\n")
        if self._index == 0:
            self._state.take_summary_id(unescape(cells[1]))
            self._row = Row(number, known.record, cells)

    def _body_record(self, code: str, number: int) -> Checked:
        self._phase = Phase.BODY
        known = self._known(code, number)
        if known is None:
            return Checked.of(Record(code, kind_of(code)))
        self._table[code] = known
        return known

    def _take_foot(self, line: str, code: str, number: int) -> None:
        self._phase = Phase.FOOT
        self._table.clear()
        self._not_of_a_draft(code, number)
        known = self._known(_OLD.get(code, code), number)
        cells = self._judge(line, number, known) if known else split_row(line)
        self._foot = (number, code, cells)

    def _known(self, code: str, number: int) -> Checked | None:
        known = self._state.checked(code, self.path.name, number)
        if known is None and self._state.profile is not None:
            profile = self._state.profile
            has = (one for one in profile.records if kind_of(one) is kind_of(code))
            self._add(
                "DSR-REC-001",
                Place(number, 1),
                f"{profile.id} has no record {code or 'without a type'}.",
                observed=code,
                expected=", ".join(has) or ", ".join(profile.records),
            )
        return known

    def _judge(self, line: str, number: int, known: Checked) -> tuple[str, ...]:
        cells, faults = known.read(line)
        for fault in faults:
            where = Place(number, fault.column)
            self._add(fault.rule, where, fault.message, fault.observed, fault.hint, fault.expected, fault.severity)
        return cells

    def _begin_block(self, block: str, number: int) -> None:
        if not block:
            self._add("DSR-BLK-004", Place(number, 2), "The row names no block.")
            return
        full = self._state.blocks.full
        before = self._state.blocks.add(block, self._index)
        if before is None:
            self._blocks += 1
        elif before == self._index:
            hint = "all rows of a block stand one after the other"
            self._add("DSR-BLK-001", Place(number, 2), f"Block {block} goes on after it ended.", block, hint)
        else:
            hint = "a block never spans two files"
            self._add("DSR-BLK-002", Place(number, 2), f"Block {block} is also in another file.", block, hint)
        if self._state.blocks.full and not full:
            message = "There are too many blocks to remember: that a block is one is not checked to the end."
            self._add("DSR-LIM-002", None, message, severity=Severity.NOTE)

    def _end_block(self, shape: str, begun: int) -> None:
        profile = self._state.profile
        if not shape or profile is None or shape in self._good_shapes:
            return
        if profile.is_block(shape):
            if len(shape) < _LONGEST_SHAPE and len(self._good_shapes) < _GOOD_SHAPES:
                self._good_shapes.add(shape)
            return
        codes = {letter: code for code, letter in profile.letters.items()}
        observed = ", ".join(codes.get(letter, letter) for letter in shape[:_LONGEST_SHAPE])
        message = "The records of this block have not the order of the profile."
        self._add("DSR-BLK-003", Place(begun), message, observed, expected=profile.block)

    def _no_summary(self, known: Checked, cells: tuple[str, ...], number: int) -> None:
        if unescape(cells[known.reference]) not in self._state.summary_ids:
            self._add(
                "DSR-SUM-001",
                Place(number, known.reference + 1),
                f"{known.record.code}.SummaryRecordId leads to no summary record of the report.",
                cells[known.reference],
            )

    def _end(self, lines: int, name: ReportName | None) -> None:
        state = self._state
        state.line_count += lines
        state.lines_to_foot += self._foot[0]
        state.block_count += self._blocks
        if self._index == 0:
            state.summaries, state.summary_digest = self._summaries, self._digest.digest()
        if self._lines.broken:
            state.broken = True
            return
        if self._phase is Phase.START:
            self._no_head(lines, "")
        state.numbers.append(numbers_of(name, self._headed))
        if not self._summaries:
            self._add("DSR-REC-005", None, "The file has no summary record.")
        elif state.summary_digest != self._digest.digest():
            self._add("DSR-MUL-003", None, "The summary records are not those of the first file of the report.")
        if self._phase is Phase.FOOT:
            self._count(lines)
        else:
            self._add("DSR-FOT-001", None, "The file has no footer: it may not be whole.", hint="ask for it again")

    def _count(self, lines: int) -> None:
        row, code, cells = self._foot
        found = {"DSR-CNT-001": row, "DSR-CNT-003": self._summaries, "DSR-CNT-004": self._blocks}
        for column, rule in enumerate(_COUNTS.get(code, ()), 2):
            stated = cells[column - 1] if column <= len(cells) else ""
            if not (stated.isascii() and stated.isdigit()):
                continue
            number = number_of(stated)
            if rule in _OF_THE_REPORT:
                self._state.stated.append(Counted(self.path.name, row, column, rule, number))
            elif number != found[rule] and not (rule == "DSR-CNT-001" and number == lines):
                what = {"DSR-CNT-001": "lines", "DSR-CNT-003": "summary records", "DSR-CNT-004": "blocks"}[rule]
                message = f"The footer counts {number} {what}, the file has {found[rule]}."
                self._add(rule, Place(row, column), message, stated, expected=str(found[rule]))

    def _name(self) -> ReportName | None:
        try:
            return ReportName.parse(self.path.name)
        except TuneMantraError as fault:
            self._add("DSR-NAM-001", None, fault.message, hint=fault.hint, severity=Severity.WARNING)
            return None

    def _no_head(self, number: int, code: str) -> None:
        if not self._headless:
            self._headless = True
            where = Place(number, 1) if number else None
            self._add("DSR-HED-001", where, "The file does not begin with a header.", code, expected="HEAD")

    def _not_of_a_draft(self, code: str, number: int) -> None:
        if code in _OLD:
            message = f"{code} is the name of a draft."
            self._add("DSR-HED-002", Place(number, 1), message, code, "", _OLD[code], Severity.WARNING)

    def _add(
        self,
        rule: str,
        where: Place | None,
        message: str,
        observed: str = "",
        hint: str = "",
        expected: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        self._state.collector.add(
            rule,
            where,
            message,
            file=self.path.name,
            observed=observed,
            expected=expected,
            hint=hint,
            severity=severity,
        )


__all__ = ["FileReader"]
