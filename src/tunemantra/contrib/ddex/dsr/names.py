"""Names of report files (`ddex-facts` section 14)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from attrs import frozen

from tunemantra.errors import TuneMantraError

FORM: Final = "DSR_<Recipient>_<Sender>_<Service>_<Period>_<Territory>_<x>of<y>_<yyyymmddThhmmss>.tsv[.gz]"
_DAY: Final = r"\d{4}-\d\d-\d\d"
_PERIOD: Final = re.compile(rf"(?:\d{{4}}(?:-\d\d|-\d\d\d|-Q[1-4])?|{_DAY}|{_DAY}--{_DAY})?", re.ASCII)
_NAME: Final = re.compile(
    r"DSR_(?P<recipient>[^_]*)_(?P<sender>[^_]*)_(?P<service>[^_]*)_(?P<period>[^_]*)_(?P<territory>[^_]*)"
    r"_(?P<number>[0-9]{1,6})of(?P<total>[0-9]{1,6})_(?P<created>[0-9]{8}T[0-9]{6})\.tsv(?P<compressed>\.gz)?"
)
_UNFIT: Final = re.compile(r"[\s_/\\]")
_LAST_MONTH: Final = 12


@frozen
class ReportName:
    """The name of one file of a report; an omitted part is empty.

    Args:
        recipient: name or DPID of who gets it.
        sender: name or DPID of who sends it.
        service: the service description.
        period: YYYY, YYYY-MM, YYYY-MM-DD, YYYY-Qn, YYYY-nnn or two days joined by `--`.
        territory: ISO or TIS code, `Worldwide`, `multi`, or what both agreed.
        created: `yyyymmddThhmmss`.
        number: of this file, from 1.
        total: number of files of the report.
        compressed: whether it ends with `.tsv.gz`.
    """

    recipient: str
    sender: str
    service: str
    period: str
    territory: str
    created: str
    number: int = 1
    total: int = 1
    compressed: bool = False

    @classmethod
    def parse(cls, name: str) -> ReportName:
        """Read a file name, without its folder.

        Raises:
            TuneMantraError: it has not the form of one.
        """
        found = _NAME.fullmatch(name)
        if found is None:
            raise TuneMantraError(f"{name} is no name of a report file", hint=f"the form is {FORM}")
        parts = found.groupdict()
        made = cls(
            **{key: parts[key] for key in ("recipient", "sender", "service", "period", "territory", "created")},
            number=int(parts["number"]),
            total=int(parts["total"]),
            compressed=parts["compressed"] is not None,
        )
        made._check(name)
        return made

    def __str__(self) -> str:
        parts = (self.recipient, self.sender, self.service, self.period, self.territory)
        ending = ".tsv.gz" if self.compressed else ".tsv"
        return f"DSR_{'_'.join(parts)}_{self.number}of{self.total}_{self.created}{ending}"

    def build(self) -> str:
        """Return the file name.

        Raises:
            TuneMantraError: a part holds an underscore or a blank, or has not the form of its kind.
        """
        self._check(str(self))
        return str(self)

    def of_report(self) -> tuple[str, ...]:
        """Return what the names of all files of one report have in common.

        Files of one report may have been made at different moments; a report of one file sent again is another one.
        """
        made = self.created if self.total == 1 else ""
        return (self.recipient, self.sender, self.service, self.period, self.territory, str(self.total), made)

    def _check(self, name: str) -> None:
        if any(map(_UNFIT.search, (self.recipient, self.sender, self.service, self.period, self.territory))):
            raise TuneMantraError(f"{name}: a part of the name holds a blank, a slash or an underscore", hint=FORM)
        if not _PERIOD.fullmatch(self.period):
            raise TuneMantraError(f"{name}: {self.period!r} is no period", hint="for example 2026-03 or 2026-Q1")
        if not 1 <= self.number <= self.total:
            raise TuneMantraError(f"{name}: there is no file {self.number} of {self.total}")
        try:
            datetime.strptime(self.created, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - the name has no zone
        except ValueError:
            raise TuneMantraError(f"{name}: {self.created!r} is no moment", hint="yyyymmddThhmmss") from None


def fit(text: str) -> str:
    """Return a text as it may stand in a part of a name: without blanks, slashes and underscores."""
    return _UNFIT.sub("", text)


def period_of(start: date, end: date) -> str:
    """Return the shortest period that says from when to when: a year, a quarter, a month, a day or two days."""
    after = end + timedelta(days=1)
    if start == end:
        return start.isoformat()
    if start.day != 1 or after.day != 1:
        return f"{start.isoformat()}--{end.isoformat()}"
    months = (after.year - start.year) * _LAST_MONTH + after.month - start.month
    if months == 1:
        return f"{start.year:04d}-{start.month:02d}"
    if months == _LAST_MONTH and start.month == 1:
        return f"{start.year:04d}"
    if months == 3 and start.month % 3 == 1:  # noqa: PLR2004 - a quarter
        return f"{start.year:04d}-Q{start.month // 3 + 1}"
    return f"{start.isoformat()}--{end.isoformat()}"


def group_names(names: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Return names of report files, those of one report together and in their order; other names are left out."""
    reports: dict[tuple[str, ...], list[tuple[int, str]]] = {}
    for name in sorted(names):
        try:
            parsed = ReportName.parse(name)
        except TuneMantraError:
            continue
        reports.setdefault(parsed.of_report(), []).append((parsed.number, name))
    return tuple(tuple(name for _, name in sorted(files)) for files in reports.values())


__all__ = ["FORM", "ReportName", "fit", "group_names", "period_of"]
