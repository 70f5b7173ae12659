"""What the files of one report share while they are read."""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from attrs import define, field, frozen

from tunemantra.contrib.ddex.dsr.blocks import BlockIds
from tunemantra.contrib.ddex.dsr.check import Checked
from tunemantra.contrib.ddex.dsr.collector import Collector
from tunemantra.contrib.ddex.dsr.description import FOLDER, Descriptions
from tunemantra.contrib.ddex.dsr.head import CREATED, FILE_NUMBER, NAMES, Head
from tunemantra.contrib.ddex.dsr.lines import Limits
from tunemantra.contrib.ddex.dsr.profile import Profile
from tunemantra.contrib.ddex.dsr.record import Record, kind_of
from tunemantra.contrib.ddex.dsr.rules import Place
from tunemantra.contrib.ddex.schema import ENVIRONMENT
from tunemantra.core.finding import Severity

_SUMMARY_IDS: Final = 100_000
_UNKNOWN: Final = 200
_OF_EACH_FILE: Final = frozenset({FILE_NUMBER, CREATED})


class _Everything:
    def __contains__(self, _: object) -> bool:
        return True


@frozen
class Counted:
    """What a footer says of the whole report, and where it says so.

    Args:
        file: name of the file.
        row: line of the footer.
        column: of the count.
        rule: which count it is.
        number: as it is stated.
    """

    file: str
    row: int
    column: int
    rule: str
    number: int


@define(eq=False)
class ReportState:
    """The state of one report.

    Args:
        collector: takes the findings.
        descriptions: of the profiles; may know none.
        limits: what each file may take.
    """

    collector: Collector
    descriptions: Descriptions
    limits: Limits
    head: Head | None = field(default=None, init=False)
    profile: Profile | None = field(default=None, init=False)
    summary_ids: Container[str] = field(factory=lambda: {""}, init=False)
    summaries: int = field(default=0, init=False)
    summary_digest: bytes = field(default=b"", init=False)
    blocks: BlockIds = field(factory=BlockIds, init=False)
    block_count: int = field(default=0, init=False)
    line_count: int = field(default=0, init=False)
    lines_to_foot: int = field(default=0, init=False)
    broken: bool = field(default=False, init=False)
    stated: list[Counted] = field(factory=list, init=False)
    numbers: list[tuple[int, int]] = field(factory=list, init=False)
    _head_cells: tuple[str, ...] = field(default=(), init=False)
    _related: tuple[Profile, ...] = field(default=(), init=False)
    _checked: dict[str, Checked | None] = field(factory=dict, init=False)

    def take_head(self, cells: tuple[str, ...], file: str, row: int) -> Head:
        """Take the header of a file: the first one chooses the profile, the others are held against it."""
        head = Head.of(cells)
        filled = cells + ("",) * (len(NAMES) - len(cells))
        if self.head is None:
            self.head, self._head_cells = head, filled
            self._choose_profile(head, file, row)
            return head
        for place, (first, here) in enumerate(zip(self._head_cells, filled, strict=False)):
            if first != here and place not in _OF_EACH_FILE:
                self.collector.add(
                    "DSR-MUL-002",
                    Place(row, place + 1),
                    f"{NAMES[place]} is not what the first file of the report says.",
                    file=file,
                    observed=here,
                    expected=first,
                )
        return head

    def take_summary_id(self, summary_id: str) -> None:
        """Remember a summary record of the first file, for the rows that lead to it."""
        if not isinstance(self.summary_ids, set):
            return
        self.summary_ids.add(summary_id)
        if len(self.summary_ids) > _SUMMARY_IDS:
            self.summary_ids = _Everything()
            self.collector.add(
                "DSR-LIM-002",
                None,
                f"There are more than {_SUMMARY_IDS} summary records: rows are not held against them.",
                severity=Severity.NOTE,
            )

    def checked(self, code: str, file: str, row: int) -> Checked | None:
        """Return a record of the profile ready for its rows, or what stands in for one; None where there is none.

        A record that only another version of the profile has is read as that version describes it.
        """
        if code not in self._checked:
            if len(self._checked) > _UNKNOWN and (self.profile is None or code not in self.profile.records):
                return None
            self._checked[code] = self._find(code, file, row)
        return self._checked[code]

    def _find(self, code: str, file: str, row: int) -> Checked | None:
        if self.profile is None:
            return Checked.of(Record(code, kind_of(code)))
        own = self.profile.records.get(code)
        if own is not None:
            return Checked.of(own, self.profile)
        for other in self._related:
            record = other.records.get(code)
            if record is not None:
                self.collector.add(
                    "DSR-REC-002",
                    Place(row, 1),
                    f"{self.profile.id} has no {code}; it is read as {other.id} describes it.",
                    file=file,
                    observed=code,
                    expected=", ".join(one for one in self.profile.records if one[:4] == code[:4]),
                    hint="state the version of the profile that the records are of",
                    severity=Severity.WARNING,
                )
                return Checked.of(record, self.profile)
        return None

    def _choose_profile(self, head: Head, file: str, row: int) -> None:
        known = self.descriptions.profiles()
        if not known:
            self.collector.add(
                "DSR-PRO-000",
                None,
                "The profile descriptions are not here: cells were not held against their types.",
                expected=f"{FOLDER}/<Profile>/<version>/<Profile>.xsd",
                hint=f"get them from DDEX and name their folder in {ENVIRONMENT} or in the settings",
                severity=Severity.NOTE,
            )
            return
        self._related = self.descriptions.related(head.profile, head.profile_version)
        same = [one.version for one in known if one.name.casefold() == head.profile.casefold()]
        if self._related:
            self.profile = self._related[0]
        if not same:
            self.collector.add(
                "DSR-PRO-001",
                Place(row, NAMES.index("Profile") + 1),
                f"No profile here is called {head.profile or 'nothing'}: cells were not held against their types.",
                file=file,
                observed=head.profile,
                expected=", ".join(dict.fromkeys(one.name for one in known)),
            )
        elif head.profile_version not in same:
            taken = f"it was read as {self.profile.id.version}" if self.profile else "cells were not held against types"
            self.collector.add(
                "DSR-PRO-002",
                Place(row, NAMES.index("ProfileVersion") + 1),
                f"{head.profile} has no version {head.profile_version or 'without a number'} here; {taken}.",
                file=file,
                observed=head.profile_version,
                expected=", ".join(same),
                severity=Severity.WARNING if self.profile else Severity.ERROR,
            )


__all__ = ["Counted", "ReportState"]
