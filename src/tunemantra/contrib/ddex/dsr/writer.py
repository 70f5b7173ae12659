"""Writing a report: names, header, footer and counts are made here; rows come in."""

from __future__ import annotations

import gzip
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from attrs import define, evolve, field, frozen

from tunemantra.contrib.ddex.dsr.cells import Cell, CellKind
from tunemantra.contrib.ddex.dsr.collector import Collector
from tunemantra.contrib.ddex.dsr.description import Descriptions
from tunemantra.contrib.ddex.dsr.head import Head
from tunemantra.contrib.ddex.dsr.names import ReportName, fit, period_of
from tunemantra.contrib.ddex.dsr.profile import Profile
from tunemantra.contrib.ddex.dsr.record import RecordKind, Row
from tunemantra.contrib.ddex.dsr.report import validate_report
from tunemantra.contrib.ddex.dsr.rules import Place
from tunemantra.contrib.ddex.schema import SchemaSet
from tunemantra.core.finding import Finding
from tunemantra.errors import FindingsError, TuneMantraError

_SEVERAL: Final = "multi"
_MOMENT: Final = Cell("Moment", CellKind.DATE_TIME)
_LEVEL: Final = 6


@frozen
class Written:
    """A report that was written.

    Args:
        files: in their order.
        rows: of all files, without headers, footers and repeated summary records.
        blocks: of all files.
        lines: of all files.
        findings: what is worth knowing about it and did not stop it.
    """

    files: tuple[Path, ...]
    rows: int
    blocks: int
    lines: int
    findings: tuple[Finding, ...] = ()


def write_report(
    folder: Path,
    head: Head,
    rows: Iterable[Row],
    schemas: SchemaSet,
    *,
    territory: str = "",
    name: ReportName | None = None,
    blocks_per_file: int = 0,
    compress: bool = False,
    titles: bool = False,
    strict: bool = True,
) -> Written:
    """Write a report; all its files appear at once, or none.

    The same rows give the same bytes, compressed or not. A file of the same name is replaced.

    Args:
        folder: where the files go; it is there.
        head: what the header says; the number of the file and of files are filled in.
        rows: summary records and body; headers and footers among them are left out, and made anew.
        schemas: the folder with the profile descriptions.
        territory: for the name; empty for the one territory of the summary records, `multi` where there are several.
        name: of the files, where it is not to be made from the header; its numbers are filled in.
        blocks_per_file: at most so many blocks in a file; 0 for one file. Single-record reports are never divided.
        compress: whether the files are gzip.
        titles: whether a comment with the names of the cells stands under the header for each record.
        strict: whether the report is read again, and must be without errors, before it appears.

    Raises:
        FindingsError: a row cannot be written, or `strict` and the report is not valid; every finding at once.
        TuneMantraError: the name cannot be made, a profile description cannot be read, or the disk refuses.
    """
    profile = Descriptions(schemas).find(head.profile, head.profile_version)
    with _workplace(folder) as workplace:
        body = _Body(workplace, blocks_per_file)
        body.take(rows)
        stem = name or _name(head, territory or body.territory)
        draft = _Draft(evolve(stem, compressed=compress), head, profile, titles=titles)
        files = [draft.write(workplace, body, part) for part in range(len(body.parts))]
        findings: tuple[Finding, ...] = ()
        if strict:
            check = validate_report(files, schemas)
            if not check.is_valid:
                raise FindingsError(f"{stem} would not be valid", check.findings, hint="nothing was written")
            findings = check.findings
        placed = tuple(file.replace(folder / file.name) for file in files)
    return Written(placed, body.rows, sum(part.blocks for part in body.parts), draft.lines_in(body), findings)


@define
class _Part:
    """The body of one file."""

    path: Path
    lines: int = 0
    blocks: int = 0


@define(eq=False)
class _Body:
    """Rows as lines on disk: summary records in one file, the body in as many as there will be."""

    workplace: Path
    blocks_per_file: int
    parts: list[_Part] = field(factory=list, init=False)
    summaries: int = field(default=0, init=False)
    rows: int = field(default=0, init=False)
    _territories: set[str] = field(factory=set, init=False)
    _block: str = field(default="", init=False)
    _collector: Collector = field(factory=Collector, init=False)

    @property
    def summary_file(self) -> Path:
        return self.workplace / "summaries"

    @property
    def territory(self) -> str:
        """Return the territory of the summary records."""
        known = sorted(filter(None, self._territories))
        return known[0] if len(known) == 1 else _SEVERAL

    def take(self, rows: Iterable[Row]) -> None:
        out = self._begin_part()
        with self.summary_file.open("wb") as summaries:
            try:
                for row in rows:
                    line = self._line(row)
                    if row.record.kind is RecordKind.SUMMARY:
                        self.summaries += 1
                        self._territories.add(row.text("Territory"))
                        summaries.write(line)
                    elif row.record.kind in {RecordKind.BLOCK, RecordKind.SINGLE}:
                        if row.record.kind is RecordKind.BLOCK and self._starts_block(row):
                            out = self._begin_block(out)
                        out.write(line)
                        self.parts[-1].lines += 1
            finally:
                out.close()
        self.rows += self.summaries + sum(part.lines for part in self.parts)
        if self._collector.blocked:
            raise FindingsError("the report cannot be written", self._collector.all(), hint="nothing was written")

    def _line(self, row: Row) -> bytes:
        line = "\t".join(row.cells)
        if "\n" in line or "\r" in line:
            column = next(place for place, cell in enumerate(row.cells, 1) if "\n" in cell or "\r" in cell)
            self._collector.add(
                "DSR-TXT-001",
                Place(self.summaries + sum(part.lines for part in self.parts) + 1, column),
                f"{row.code}: a text with a line break cannot stand in a cell.",
                observed=row.cells[column - 1],
                hint="put a blank in its place",
            )
        return f"{line}\n".encode()

    def _starts_block(self, row: Row) -> bool:
        block = row.cells[1] if len(row.cells) > 1 else ""
        started = block != self._block
        self._block = block
        return started

    def _begin_block(self, out: IO[bytes]) -> IO[bytes]:
        if self.blocks_per_file and self.parts[-1].blocks >= self.blocks_per_file:
            out.close()
            out = self._begin_part()
        self.parts[-1].blocks += 1
        return out

    def _begin_part(self) -> IO[bytes]:
        part = _Part(self.workplace / f"body-{len(self.parts)}")
        self.parts.append(part)
        return part.path.open("wb")


@frozen
class _Draft:
    """What every file of a report has in common."""

    name: ReportName
    head: Head
    profile: Profile | None
    titles: bool = field(kw_only=True)

    def write(self, folder: Path, body: _Body, part: int) -> Path:
        """Write one file and return it."""
        number, total = part + 1, len(body.parts)
        path = folder / evolve(self.name, number=number, total=total).build()
        head = evolve(self.head, file_number=number, number_of_files=total)
        with path.open("wb") as raw:
            if self.name.compressed:
                # Without a name and a time in it, so that the same rows give the same bytes.
                with gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as packed:
                    self._write(packed, head, body, part)
            else:
                self._write(raw, head, body, part)
            raw.flush()
            os.fsync(raw.fileno())
        return path

    def _write(self, out: IO[bytes] | gzip.GzipFile, head: Head, body: _Body, part: int) -> None:
        for line in ("\t".join(head.cells()), *self._titles()):
            out.write(f"{line}\n".encode())
        for spool in (body.summary_file, body.parts[part].path):
            with spool.open("rb") as lines:
                shutil.copyfileobj(lines, out)
        out.write(f"{self._foot(body, part)}\n".encode())

    def _titles(self) -> Iterator[str]:
        if self.titles and self.profile is not None:
            for record in dict.fromkeys(self.profile.records.values()):
                yield "\t".join((f"#{record.code}", *(cell.name for cell in record.cells[1:])))

    def _foot(self, body: _Body, part: int) -> str:
        here, report = self._lines(body, body.parts[part]), self.lines_in(body)
        if self._single:
            return f"SRFO\t{report}\t{body.summaries}"
        blocks = sum(one.blocks for one in body.parts)
        return f"FOOT\t{here}\t{report}\t{body.summaries}\t{body.parts[part].blocks}\t{blocks}"

    @property
    def _single(self) -> bool:
        return self.profile.single if self.profile else self.head.profile.upper().endswith("SRB")

    def lines_in(self, body: _Body) -> int:
        """Return the lines of all files."""
        return sum(self._lines(body, part) for part in body.parts)

    def _lines(self, body: _Body, part: _Part) -> int:
        # The header, the footer, and a comment for each record.
        return 2 + sum(1 for _ in self._titles()) + body.summaries + part.lines


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    """Give a folder beside the place of the files, on the same disk, and take it away again."""
    if not folder.is_dir():
        raise TuneMantraError(f"{folder} is no folder", hint="make it first")
    try:
        made = Path(tempfile.mkdtemp(prefix=".dsr-", dir=folder))
    except OSError as fault:
        raise _refused(folder, fault) from fault
    try:
        yield made
    except OSError as fault:
        raise _refused(folder, fault) from fault
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _refused(folder: Path, fault: OSError) -> TuneMantraError:
    return TuneMantraError(f"no report can be written to {folder}: {fault}", hint="nothing was written")


def _name(head: Head, territory: str) -> ReportName:
    days = head.days
    if not _MOMENT.accepts(head.created):
        raise TuneMantraError(f"the header was not created at a moment: {head.created!r}", hint="2026-03-01T12:00:00Z")
    created = datetime.fromisoformat(head.created)
    return ReportName(
        recipient=fit(head.recipient_name or head.recipient_id),
        sender=fit(head.sender_name or head.sender_id),
        service=fit(head.service),
        period=period_of(*days) if days else "",
        territory=fit(territory),
        created=f"{created.year:04d}{created:%m%dT%H%M%S}",
    )


__all__ = ["Written", "write_report"]
