"""What a report comes to: usages and money by territory, use type and commercial model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

from attrs import define, evolve, field, frozen

from tunemantra.contrib.ddex.dsr.cells import Cell, CellKind
from tunemantra.contrib.ddex.dsr.collector import LIMIT
from tunemantra.contrib.ddex.dsr.escape import split_values
from tunemantra.contrib.ddex.dsr.head import Head
from tunemantra.contrib.ddex.dsr.lines import Limits
from tunemantra.contrib.ddex.dsr.record import SUMMARY_ID, Record, RecordKind, Row
from tunemantra.contrib.ddex.dsr.report import DEFAULT_LIMITS, Report, read_report
from tunemantra.contrib.ddex.schema import SchemaSet
from tunemantra.core.finding import Finding, Severity
from tunemantra.errors import TuneMantraError

# The names of a thing in the records of all profiles; the first that a record has is taken.
_CURRENCY: Final = ("CurrencyOfAccounting", "CurrencyOfReporting", "Currency")
_USAGES: Final = ("Usages", "TotalUsages", "UsagesInReportingPeriod", "NumberOfBroadcasts")
_REVENUE: Final = ("NetRevenueInCurrencyOfAccounting", "NetRevenue")
_PAYABLE: Final = ("FinalTotalAmountInCurrencyOfAccounting", "AllocatedRevenue", "AmountPayable")
_USED: Final = ("NumberOfStreams", "Usages", "TotalUsages", "Downloads", "NumberOfBroadcasts")
_USAGE_RECORDS: Final = ("SU", "SR")
_CONTEXT: Final = ("territory", "use_type", "commercial_model")
_ZERO: Final = Decimal()
_DIGITS: Final = 30
_REMEMBERED: Final = 100_000


@frozen
class Total:
    """What was used and earned in one context.

    Args:
        territory: as the summary records spell it; empty where totals of several were added.
        use_type: of DDEX, `OnDemandStream`; empty likewise.
        commercial_model: of DDEX, `SubscriptionModel`; empty likewise.
        currency: of the money; amounts of two currencies are never added.
        usages: as the summary records state them.
        net_revenue: of the sender; an amount repeated for several rights holders counts once.
        payable: due to the rights holders named.
        rows: how many rows of the body lead here.
        used: the usages of these rows.
    """

    territory: str
    use_type: str
    commercial_model: str
    currency: str
    usages: Decimal = _ZERO
    net_revenue: Decimal = _ZERO
    payable: Decimal = _ZERO
    rows: int = 0
    used: Decimal = _ZERO


@frozen
class ReportSummary:
    """A report in a few lines.

    Args:
        head: of the report; None where it has none.
        totals: by territory, use type, commercial model and currency, sorted.
        rows: of the body.
        findings: everything that is wrong with the report.
    """

    head: Head | None
    totals: tuple[Total, ...]
    rows: int
    findings: tuple[Finding, ...]

    def by(self, *names: str) -> tuple[Total, ...]:
        """Return the totals added up, those of different currencies apart.

        Args:
            names: what they are kept apart by: `territory`, `use_type`, `commercial_model`; none for the whole.

        Raises:
            TuneMantraError: there is no such name.
        """
        unknown = set(names) - set(_CONTEXT)
        if unknown:
            raise TuneMantraError(f"totals are not kept by {', '.join(sorted(unknown))}", hint=", ".join(_CONTEXT))
        return _added(
            evolve(
                total,
                territory=total.territory if "territory" in names else "",
                use_type=total.use_type if "use_type" in names else "",
                commercial_model=total.commercial_model if "commercial_model" in names else "",
            )
            for total in self.totals
        )


def summarise_report(
    paths: Path | str | Iterable[Path | str],
    schemas: SchemaSet,
    *,
    limit: int = LIMIT,
    limits: Limits = DEFAULT_LIMITS,
) -> ReportSummary:
    """Read a report to its end and add it up; the arguments are those of `read_report`.

    Without the profile descriptions the names of cells are not known: there are no totals, and a finding says why.

    Raises:
        TuneMantraError: as `read_report` does.
    """
    return summarise(read_report(paths, schemas, limit=limit, limits=limits))


def summarise(report: Report, see: Callable[[Row], None] | None = None) -> ReportSummary:
    """Read the rest of a report and add it up; `see` is shown each row, for a reader's own totals.

    Rows of shifted columns are in no total, nobody sees them, and one finding says so.
    """
    sums = _Sums()
    shifted: Counter[str] = Counter()
    for row in report:
        if row.shifted:
            shifted[row.code] += 1
            sums.rows += row.record.kind is not RecordKind.SUMMARY
            continue
        if see is not None:
            see(row)
        if row.record.kind is RecordKind.SUMMARY:
            sums.add_summary(row)
        else:
            sums.add_usage(row)
    totals = _added(sums.totals()) if report.profile else ()
    return ReportSummary(report.head, totals, sums.rows, (*report.findings, *_shifted(shifted), *sums.findings()))


def _shifted(rows: Counter[str]) -> Iterator[Finding]:
    if rows:
        number = rows.total()
        are = "rows have" if number > 1 else "row has"
        message = f"{number} {are} more cells than the record: which is which is not known, and no total holds them."
        counts = ", ".join(f"{code}: {count}" for code, count in sorted(rows.items()))
        yield Finding(
            "DSR-SUM-002", Severity.WARNING, "", message, counts, hint="the totals are not those of the report"
        )


@define(eq=False)
class _Sum:
    """One total while it grows."""

    usages: Decimal = _ZERO
    net_revenue: Decimal = _ZERO
    payable: Decimal = _ZERO
    rows: int = 0
    used: Decimal = _ZERO


@define(eq=False)
class _Sums:
    """Sums of rows while they are read; the id of a summary record leads to its sum."""

    rows: int = 0
    _sums: dict[tuple[str, str, str, str], _Sum] = field(factory=dict)
    _by_id: dict[str, _Sum] = field(factory=dict)
    _plans: dict[Record, tuple[int, int]] = field(factory=dict)
    _stated: set[tuple[str, ...]] = field(factory=set)
    _left_out: int = 0

    def findings(self) -> tuple[Finding, ...]:
        message = f"{self._left_out} summary records are in no total: there are more than {_REMEMBERED}."
        return (Finding("DSR-LIM-002", Severity.WARNING, "", message),) if self._left_out else ()

    def totals(self) -> Iterator[Total]:
        for key, one in self._sums.items():
            yield Total(*key, one.usages, one.net_revenue, one.payable, one.rows, one.used)

    def add_summary(self, row: Row) -> None:
        if len(self._stated) >= _REMEMBERED:
            self._left_out += 1
            return
        key = (row.text("Territory"), row.text("UseType"), row.text("CommercialModel"), _text(row, _CURRENCY))
        total = self._sums.setdefault(key, _Sum())
        self._by_id.setdefault(row.cells[1], total)
        usages, revenue = _number(row, _USAGES), _number(row, _REVENUE)
        stated = (row.cells[1], *key, str(usages), str(revenue))
        if stated not in self._stated:
            self._stated.add(stated)
            total.usages += usages
            total.net_revenue += revenue
        total.payable += _number(row, _PAYABLE)

    def add_usage(self, row: Row) -> None:
        self.rows += 1
        plan = self._plans.get(row.record)
        if plan is None:
            plan = self._plans[row.record] = _plan(row.record)
        reference, usages = plan
        if not reference:
            return
        total = self._by_id.get(row.cells[reference])
        if total is not None:
            total.rows += 1
            if usages:
                total.used += _decimal(row.record.cells[usages], row.cells[usages])


def _plan(record: Record) -> tuple[int, int]:
    """Return where a record has the id of its summary record, and its usages; 0 for nowhere."""
    if not record.code.startswith(_USAGE_RECORDS):
        return 0, 0
    return record.places.get(SUMMARY_ID, 0), next((record.places[name] for name in _USED if name in record.places), 0)


def _text(row: Row, names: Iterable[str]) -> str:
    return next(filter(None, map(row.text, names)), "")


def _number(row: Row, names: Iterable[str]) -> Decimal:
    for name in names:
        place = row.record.places.get(name)
        if place is not None and row.cells[place]:
            cell = row.record.cells[place]
            return sum((_decimal(cell, value) for value in split_values(row.cells[place])), _ZERO)
    return _ZERO


def _decimal(cell: Cell, text: str) -> Decimal:
    """Return a number; 0 where the cell holds none, about which there is a finding."""
    if text.isascii() and text.isdigit() and len(text) < _DIGITS:
        return Decimal(text)
    numeric = cell.kind in {CellKind.INTEGER, CellKind.DECIMAL}
    return Decimal(text) if numeric and text and cell.accepts(text) else _ZERO


def _added(totals: Iterable[Total]) -> tuple[Total, ...]:
    sums: dict[tuple[str, str, str, str], Total] = {}
    for one in totals:
        key = (one.territory, one.use_type, one.commercial_model, one.currency)
        before = sums.get(key)
        sums[key] = (
            one
            if before is None
            else evolve(
                one,
                usages=before.usages + one.usages,
                net_revenue=before.net_revenue + one.net_revenue,
                payable=before.payable + one.payable,
                rows=before.rows + one.rows,
                used=before.used + one.used,
            )
        )
    return tuple(sums[key] for key in sorted(sums))


__all__ = ["ReportSummary", "Total", "summarise", "summarise_report"]
