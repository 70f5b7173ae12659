"""What is asked of a sales report, each with its id, and the places findings name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from attrs import frozen

from tunemantra.core.finding import Finding

RULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "DSR-NAM-001": "The file name has the parts and the order the standard gives it.",
        "DSR-NAM-002": "The file name agrees with the header.",
        "DSR-FIL-001": "The file can be opened and read.",
        "DSR-FIL-002": "A compressed file is whole gzip.",
        "DSR-FIL-003": "A compressed file does not grow beyond measure.",
        "DSR-FIL-004": "Each line is UTF-8.",
        "DSR-FIL-005": "No line is longer than a row can be.",
        "DSR-FIL-006": "The file does not begin with a byte order mark.",
        "DSR-HED-001": "Each file begins with one header.",
        "DSR-HED-002": "Header and footer have the names of today: HEAD, FOOT or SRFO.",
        "DSR-PRO-000": "The profile descriptions are here; a note where they are not.",
        "DSR-PRO-001": "The header names a profile that is known.",
        "DSR-PRO-002": "The header names a version of the profile that is known.",
        "DSR-REC-001": "Each record is one the profile has.",
        "DSR-REC-002": "Each record is of the revision that the profile's version has.",
        "DSR-REC-003": "Header, summaries, body and footer follow one another.",
        "DSR-REC-004": "No row has more cells than its record.",
        "DSR-REC-005": "There is at least one summary record.",
        "DSR-CEL-001": "Each cell that is needed is filled.",
        "DSR-CEL-002": "Each number, date, duration and flag is written as one.",
        "DSR-CEL-003": "Each value is one of the allowed value set.",
        "DSR-CEL-004": "Each code has the form of its kind.",
        "DSR-CEL-005": "A cell of one value has no second one.",
        "DSR-ESC-001": "A backslash stands only where it escapes something.",
        "DSR-SUM-001": "Each usage leads to a summary record of the report.",
        "DSR-SUM-002": "No row is left out of the totals because its columns are shifted.",
        "DSR-BLK-001": "The rows of a block stand together.",
        "DSR-BLK-002": "No block spans two files.",
        "DSR-BLK-003": "The records of a block have the order of the profile.",
        "DSR-BLK-004": "Each row of a block names it.",
        "DSR-FOT-001": "Each file ends with one footer.",
        "DSR-CNT-001": "The footer counts the lines of the file rightly.",
        "DSR-CNT-002": "The footer counts the lines of the report rightly.",
        "DSR-CNT-003": "The footer counts the summary records rightly.",
        "DSR-CNT-004": "The footer counts the blocks of the file rightly.",
        "DSR-CNT-005": "The footer counts the blocks of the report rightly.",
        "DSR-MUL-001": "Every file of the report is there, once.",
        "DSR-MUL-002": "Every file of the report has the same header.",
        "DSR-MUL-003": "Every file of the report has the same summary records.",
        "DSR-LIM-001": "The findings are few enough to be listed one by one.",
        "DSR-LIM-002": "The report is of a size at which everything can be remembered that is compared.",
        "DSR-TXT-001": "A row can hold each text.",
    }
)
"""Every rule id a finding about a sales report may have, with what it asks."""

_PLACE: Final = re.compile(r"row (\d+)(?:, column (\d+))?")


@frozen
class Place:
    """Where in a file.

    Args:
        row: line of the file, counted from 1, comments and empty lines included.
        column: cell of the row, counted from 1; 0 for the row as a whole.
    """

    row: int
    column: int = 0

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}" if self.column else f"row {self.row}"


def place_of(finding: Finding) -> Place | None:
    """Return the row and column a finding is about; None where it is about a whole file or report."""
    found = _PLACE.fullmatch(finding.path)
    return Place(int(found[1]), int(found[2] or 0)) if found else None


__all__ = ["RULES", "Place", "place_of"]
