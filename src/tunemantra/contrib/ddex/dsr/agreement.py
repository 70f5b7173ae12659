"""What a file's name and its header say of the same things."""

from __future__ import annotations

from collections.abc import Iterator

from tunemantra.contrib.ddex.dsr.head import NAMES, Head
from tunemantra.contrib.ddex.dsr.names import ReportName, fit


def differences(name: ReportName, head: Head) -> Iterator[tuple[int, str, str, str]]:
    """Yield where they differ: column of the header's cell, a sentence, what the header says, what the name says."""
    parties = (
        ("RecipientName", name.recipient, (head.recipient_name, head.recipient_id)),
        ("SenderName", name.sender, (head.sender_name, head.sender_id)),
        ("ServiceDescription", name.service, (head.service,)),
    )
    for cell, named, said in parties:
        if any(said) and named and fit(named).casefold() not in {fit(text).casefold() for text in said}:
            yield _column(cell), f"The name of the file says otherwise: {named}.", next(filter(None, said)), named
    numbers = (
        ("FileNumber", name.number, head.file_number),
        ("NumberOfFiles", name.total, head.number_of_files),
    )
    for cell, stated, here in numbers:
        if here and here != stated:
            yield _column(cell), f"The name of the file says {name.number}of{name.total}.", str(here), str(stated)


def numbers_of(name: ReportName | None, head: Head | None) -> tuple[int, int]:
    """Return which file of how many this is: as the header says, else as the name says, else the only one."""
    if head is not None and head.file_number and head.number_of_files:
        return head.file_number, head.number_of_files
    return (name.number, name.total) if name is not None else (1, 1)


def _column(cell: str) -> int:
    return NAMES.index(cell) + 1


__all__ = ["differences", "numbers_of"]
