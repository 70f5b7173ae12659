"""Reading a report: one file or several that belong together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import Final

from attrs import frozen

from tunemantra.contrib.ddex.dsr.collector import LIMIT, Collector
from tunemantra.contrib.ddex.dsr.description import Descriptions
from tunemantra.contrib.ddex.dsr.head import Head
from tunemantra.contrib.ddex.dsr.lines import Limits
from tunemantra.contrib.ddex.dsr.names import FORM, ReportName, group_names
from tunemantra.contrib.ddex.dsr.profile import Profile
from tunemantra.contrib.ddex.dsr.reader import FileReader
from tunemantra.contrib.ddex.dsr.record import Record, Row
from tunemantra.contrib.ddex.dsr.rules import Place
from tunemantra.contrib.ddex.dsr.state import ReportState
from tunemantra.contrib.ddex.schema import SchemaSet
from tunemantra.core.finding import Finding, blocking
from tunemantra.errors import TuneMantraError

DEFAULT_LIMITS = Limits()
_SHOWN: Final = 20
_RECORD: Final[Callable[[Row], Record]] = attrgetter("record")


class Report(Iterator[Row]):
    """A report while it is read, as an iterator of its rows: summary records first, then the body.

    Rows come as they are read, and are not kept: a report of any size takes the same memory. A row with faults comes
    too. Not thread-safe.
    """

    def __init__(self, files: Iterable[Path], state: ReportState) -> None:
        self.files = tuple(files)
        self._state = state
        rows = self._read()
        # With its first row the header is read.
        self._rows = chain(tuple(islice(rows, 1)), rows)

    def __iter__(self) -> Iterator[Row]:
        return self._rows

    def __next__(self) -> Row:
        return next(self._rows)

    @property
    def head(self) -> Head | None:
        """Return the header of the first file, there as soon as the report is opened; None where it has none."""
        return self._state.head

    @property
    def profile(self) -> Profile | None:
        """Return the description the rows are read by; None where there is none."""
        return self._state.profile

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what was found in what was read so far; complete after the last row."""
        return self._state.collector.all()

    def _read(self) -> Iterator[Row]:
        for index, file in enumerate(self.files):
            yield from FileReader(file, self._state, index).rows()
        _end(self._state)


@frozen
class ReportCheck:
    """What was found in a report as a whole.

    Args:
        files: that it consists of.
        head: its header; None where it has none.
        profile: by which description it was read, `BasicAudioProfile 1.2`; empty where there was none.
        rows: how many rows of each record type there are.
        blocks: how many blocks.
        lines: of all files.
        findings: everything that is wrong, in reading order.
    """

    files: tuple[Path, ...]
    head: Head | None
    profile: str
    rows: Mapping[str, int]
    blocks: int
    lines: int
    findings: tuple[Finding, ...]

    @property
    def is_valid(self) -> bool:
        """Tell whether nothing that was found is an error."""
        return not blocking(self.findings)


def read_report(
    paths: Path | str | Iterable[Path | str],
    schemas: SchemaSet,
    *,
    limit: int = LIMIT,
    limits: Limits = DEFAULT_LIMITS,
) -> Report:
    """Open a report; its header is read, its rows come as they are asked for.

    Whatever is wrong with the files becomes findings.

    Args:
        paths: its file, its files in any order, or a folder that holds the files of this report alone.
        schemas: the folder with the profile descriptions; without them cells are not typed, and a note says so.
        limit: how many findings are listed one by one.
        limits: what a file may take.

    Raises:
        TuneMantraError: a folder holds no report or several, or a profile description cannot be read.
    """
    state = ReportState(Collector(limit), Descriptions(schemas), limits)
    return Report(_files(paths), state)


def validate_report(
    paths: Path | str | Iterable[Path | str],
    schemas: SchemaSet,
    *,
    limit: int = LIMIT,
    limits: Limits = DEFAULT_LIMITS,
) -> ReportCheck:
    """Read a report to its end and return what is wrong with it; the arguments are those of `read_report`.

    Raises:
        TuneMantraError: as `read_report` does.
    """
    state = ReportState(Collector(limit), Descriptions(schemas), limits)
    report = Report(_files(paths), state)
    counts = Counter(map(_RECORD, report))
    rows: dict[str, int] = {}
    for record, number in counts.items():
        rows[record.code] = rows.get(record.code, 0) + number
    return ReportCheck(
        files=report.files,
        head=report.head,
        profile=str(report.profile.id) if report.profile else "",
        rows=MappingProxyType(rows),
        blocks=state.block_count,
        lines=state.line_count,
        findings=report.findings,
    )


def find_reports(folder: Path) -> tuple[tuple[Path, ...], ...]:
    """Return the files of each report in a folder, told by their names; other files are left out.

    Raises:
        TuneMantraError: there is no such folder.
    """
    if not folder.is_dir():
        raise TuneMantraError(f"{folder} is no folder")
    names = (path.name for path in folder.iterdir() if path.is_file())
    return tuple(tuple(folder / name for name in names) for names in group_names(names))


def _files(paths: Path | str | Iterable[Path | str]) -> tuple[Path, ...]:
    given = [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]
    if not given:
        raise TuneMantraError("no file of a report was named")
    if len(given) == 1 and given[0].is_dir():
        reports = find_reports(given[0])
        if len(reports) != 1:
            hint = (
                "name the files of one of them"
                if reports
                else f"a file of one is named {FORM}; others are named one by one"
            )
            raise TuneMantraError(f"{given[0]} holds {len(reports) or 'no'} reports", hint=hint)
        return reports[0]
    return tuple(sorted(given, key=_order))


def _order(path: Path) -> int:
    try:
        return ReportName.parse(path.name).number
    except TuneMantraError:
        # The order they were given in is kept.
        return 0


def _end(state: ReportState) -> None:
    """Judge the report as a whole, after its last file."""
    totals = {total for _, total in state.numbers}
    total = max(totals, default=1)
    here = [number for number, _ in state.numbers]
    missing = total - len({number for number in here if number <= total})
    if state.broken:
        return
    add = state.collector.add
    if missing:
        lost = [str(number) for number in range(1, min(total, len(here) + _SHOWN) + 1) if number not in here]
        more = ", …" if missing > len(lost) else ""
        message = f"Of the {total} files of the report {missing} are not here."
        add("DSR-MUL-001", None, message, observed=", ".join(map(str, sorted(here))), expected=", ".join(lost) + more)
    if len(set(here)) < len(here):
        add("DSR-MUL-001", None, "A file of the report is here twice.", observed=", ".join(map(str, sorted(here))))
    if len(totals) > 1:
        add("DSR-MUL-001", None, "The files do not agree on how many they are.", observed=str(sorted(totals)))
    if missing or len(set(here)) < len(here):
        return
    counted = {"DSR-CNT-002": (state.lines_to_foot, "lines"), "DSR-CNT-005": (state.block_count, "blocks")}
    for one in state.stated:
        number, what = counted[one.rule]
        # Empty lines after the footer may be counted or not.
        if one.number != number and not (what == "lines" and one.number == state.line_count):
            message = f"The footer counts {one.number} {what}, the report has {number}."
            where = Place(one.row, one.column)
            add(one.rule, where, message, file=one.file, observed=str(one.number), expected=str(number))


__all__ = ["Limits", "Report", "ReportCheck", "find_reports", "read_report", "validate_report"]
