"""Sales by recording: what a report says was used, added up by ISRC, territory and use while it is read."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from attrs import define, field, frozen

from tunemantra.contrib.ddex.dsr import RecordKind, Row
from tunemantra.core.finding import Finding, warning

MOST: Final = 250_000
"""So many totals are kept apart; a report may have millions of recordings, and memory is bounded."""
_CONTEXTS: Final = 100_000
_IN_BLOCK: Final = 1_000

# The names of a thing in the records of all profiles; the first that a record has is taken.
_ISRC: Final = ("ISRC", "ResourceISRC")
_TITLE: Final = ("ResourceTitle", "Title")
_ARTIST: Final = ("ResourceDisplayArtistName", "DisplayArtistName")
_RELEASE: Final = ("ReleaseTitle", "TransactedRelease", "DspReleaseId")
_USAGES: Final = ("NumberOfStreams", "Usages", "TotalUsages", "Downloads", "NumberOfBroadcasts")
_REVENUE: Final = ("NetRevenueInCurrencyOfAccounting", "NetRevenue")
_CURRENCY: Final = ("CurrencyOfAccounting", "CurrencyOfReporting", "Currency")
_USAGE_RECORDS: Final = ("SU", "SR")
_ZERO: Final = Decimal()


@frozen
class Recording:
    """A recording, as a report names it.

    Args:
        isrc: of it; empty where there is none, several separated by spaces.
        title, artist: as stated; the title of the release where a whole release was sold.
    """

    isrc: str = ""
    title: str = ""
    artist: str = ""


@frozen
class RecordingTotal:
    """What was used of one recording in one territory in one way.

    Args:
        recording: empty where the rows name none.
        territory, use_type: as the report's summary records spell them.
        currency: of the money.
        usages: streams, downloads, broadcasts; returns are not taken off.
        net_revenue: as far as the rows themselves state it: most profiles state money in the summary alone.
        rows: of the report.
    """

    recording: Recording
    territory: str
    use_type: str
    currency: str
    usages: Decimal
    net_revenue: Decimal
    rows: int


_Key = tuple[Recording, str, str, str]


@define(eq=False)
class _Sum:
    usages: Decimal = _ZERO
    net_revenue: Decimal = _ZERO
    rows: int = 0


@define(eq=False)
class RecordingSums:
    """Adds up rows as they are read; `add` is for `summarise`.

    Args:
        most: totals that are kept apart. What comes later is added to one total of its territory and use, without a
            recording, and a finding says so.
    """

    most: int = MOST
    _sums: dict[_Key, _Sum] = field(factory=dict, init=False)
    _contexts: dict[str, tuple[str, str, str]] = field(factory=dict, init=False)
    _block: str = field(default="", init=False)
    _resources: dict[str, Recording] = field(factory=dict, init=False)
    _before: tuple[str, ...] = field(default=(), init=False)
    _left_out: int = field(default=0, init=False)

    def add(self, row: Row) -> None:
        """Take one row into account, whatever kind it is of."""
        if row.record.kind is RecordKind.SUMMARY:
            if len(self._contexts) < _CONTEXTS:
                context = (row.text("Territory"), row.text("UseType"), _text(row, _CURRENCY))
                self._contexts.setdefault(row.text("SummaryRecordId"), context)
            return
        if row.record.kind is RecordKind.BLOCK and row.text("BlockId") != self._block:
            self._block, self._resources = row.text("BlockId"), {}
        reference = row.text("ResourceReference")
        if reference and len(self._resources) < _IN_BLOCK:
            self._resources.setdefault(reference, _recording(row))
        if row.code.startswith(_USAGE_RECORDS):
            self._use(row)

    def _use(self, row: Row) -> None:
        # One sale is told once for each rights holder: it is counted once.
        told = (self._block, *(row.text(name) for name in ("SalesTransactionId", "DspResourceId", "SummaryRecordId")))
        if "RightsController" in row.record.places and told == self._before:
            return
        self._before = told
        context = self._contexts.get(row.text("SummaryRecordId"), ("", "", ""))
        key = (self._used(row), *context)
        if key not in self._sums and len(self._sums) >= self.most:
            self._left_out += 1
            key = (Recording(), *context)
        total = self._sums.setdefault(key, _Sum())
        total.usages += _number(row, _USAGES)
        total.net_revenue += _number(row, _REVENUE)
        total.rows += 1

    def _used(self, row: Row) -> Recording:
        own = _recording(row)
        if own.isrc or own.title:
            return own
        named = self._resources.get(row.text("TransactedResource"))
        if named is not None:
            return named
        if len(self._resources) == 1 and not row.text("TransactedRelease"):
            return next(iter(self._resources.values()))
        return Recording(title=_text(row, _RELEASE))

    def totals(self) -> tuple[RecordingTotal, ...]:
        """Return all totals, the most used first."""
        found = (RecordingTotal(*key, one.usages, one.net_revenue, one.rows) for key, one in self._sums.items())
        return tuple(sorted(found, key=lambda one: (-one.usages, one.recording.isrc, one.territory, one.use_type)))

    def findings(self) -> tuple[Finding, ...]:
        """Return what could not be kept apart."""
        if not self._left_out:
            return ()
        message = f"{self._left_out} rows are in totals without a recording: there are more than {self.most} totals."
        return (warning("DSR-LIM-002", "", message, hint="give the files of the report one by one"),)


def _recording(row: Row) -> Recording:
    isrc = next((row.values(name) for name in _ISRC if name in row.record.places), ())
    return Recording(" ".join(isrc), _text(row, _TITLE), _text(row, _ARTIST))


def _text(row: Row, names: Iterable[str]) -> str:
    return next(filter(None, map(row.text, names)), "")


def _number(row: Row, names: Iterable[str]) -> Decimal:
    """Return a number; 0 where there is none: about one that is wrong there is a finding of the reader."""
    for name in names:
        if row.text(name):
            try:
                value = row[name]
            except ValueError:
                return _ZERO
            return Decimal(value) if isinstance(value, int | Decimal) else _ZERO
    return _ZERO


__all__ = ["Recording", "RecordingSums", "RecordingTotal"]
