"""The header of a report (`ddex-facts` section 14: sixteen cells, the same in every profile)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from attrs import frozen

from tunemantra.contrib.ddex.dsr.cells import Cell, CellKind
from tunemantra.contrib.ddex.dsr.escape import escape, split_values, unescape
from tunemantra.contrib.ddex.dsr.record import Record, RecordKind

NAMES: Final = (
    "RecordType",
    "MessageVersion",
    "Profile",
    "ProfileVersion",
    "MessageId",
    "MessageCreatedDateTime",
    "FileNumber",
    "NumberOfFiles",
    "UsageStartDate",
    "UsageEndDate",
    "SenderPartyId",
    "SenderName",
    "ServiceDescription",
    "RecipientPartyId",
    "RecipientName",
    "RepresentedRepertoire",
)
FILE_NUMBER: Final = NAMES.index("FileNumber")
CREATED: Final = NAMES.index("MessageCreatedDateTime")
_TEXTS: Final = len(NAMES) - 1
_MAY_BE_EMPTY: Final = frozenset({"ServiceDescription", "RecipientPartyId", "RecipientName", "RepresentedRepertoire"})
_DAY: Final = Cell("Day", CellKind.DATE)
RECORD: Final = Record(
    "HEAD",
    RecordKind.HEAD,
    tuple(Cell(name, optional=name in _MAY_BE_EMPTY, many=name == "RepresentedRepertoire") for name in NAMES),
)
"""The header where no description of a profile is at hand."""


@frozen
class Head:
    """Who reports what to whom; texts as in the file, unescaped.

    Args:
        profile: name of the profile.
        profile_version: its version.
        message_id: of the report.
        created: date and time, `2026-03-01T12:00:00Z`.
        usage_start: first day of the usage.
        usage_end: last day.
        sender_id: DPID of the sender.
        sender_name: the sender.
        service: description of the service; empty where it is left out.
        recipient_id: DPID of the recipient; empty where it is left out.
        recipient_name: the recipient; empty where it is left out.
        repertoire: whose repertoire is reported.
        message_version: `dsrf/<architecture>/<value sets>/<records>`.
        file_number: of this file, from 1; 0 where the file says none.
        number_of_files: of the report; 0 where the file says none.
    """

    profile: str
    profile_version: str
    message_id: str
    created: str
    usage_start: str
    usage_end: str
    sender_id: str
    sender_name: str
    service: str = ""
    recipient_id: str = ""
    recipient_name: str = ""
    repertoire: tuple[str, ...] = ()
    message_version: str = "dsrf/30"
    file_number: int = 1
    number_of_files: int = 1

    @classmethod
    def of(cls, cells: Sequence[str]) -> Head:
        """Read the header from the cells of its row, as they stand in the file; missing ones are empty."""
        texts = [unescape(cell) for cell in cells[:_TEXTS]]
        texts += [""] * (_TEXTS - len(texts))
        return cls(
            message_version=texts[1],
            profile=texts[2],
            profile_version=texts[3],
            message_id=texts[4],
            created=texts[5],
            file_number=number_of(texts[6]),
            number_of_files=number_of(texts[7]),
            usage_start=texts[8],
            usage_end=texts[9],
            sender_id=texts[10],
            sender_name=texts[11],
            service=texts[12],
            recipient_id=texts[13],
            recipient_name=texts[14],
            repertoire=split_values(cells[_TEXTS]) if len(cells) > _TEXTS else (),
        )

    def cells(self) -> tuple[str, ...]:
        """Return the sixteen cells, escaped."""
        texts = (
            "HEAD",
            self.message_version,
            self.profile,
            self.profile_version,
            self.message_id,
            self.created,
            str(self.file_number),
            str(self.number_of_files),
            self.usage_start,
            self.usage_end,
            self.sender_id,
            self.sender_name,
            self.service,
            self.recipient_id,
            self.recipient_name,
        )
        return (*map(escape, texts), "|".join(map(escape, self.repertoire)))

    @property
    def days(self) -> tuple[date, date] | None:
        """Return the first and last day of the usage; None where the header does not name two days."""
        if not (_DAY.accepts(self.usage_start) and _DAY.accepts(self.usage_end)):
            return None
        start, end = _DAY.parse(self.usage_start), _DAY.parse(self.usage_end)
        return (start, end) if isinstance(start, date) and isinstance(end, date) and start <= end else None


def number_of(text: str) -> int:
    """Return a count as a file states it; 0 where it states none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(2**63)) else 0


__all__ = ["CREATED", "FILE_NUMBER", "NAMES", "RECORD", "Head", "number_of"]
