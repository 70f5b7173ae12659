"""DSR: sales reports as flat files, read, judged, added up and written.

A report is read by the profile descriptions that a user gets from DDEX (`dsr/` in the folder of schemas); without
them everything but the cells is judged.
"""

from tunemantra.contrib.ddex.dsr.cells import Cell, CellKind, Value
from tunemantra.contrib.ddex.dsr.description import Descriptions
from tunemantra.contrib.ddex.dsr.head import Head
from tunemantra.contrib.ddex.dsr.names import ReportName
from tunemantra.contrib.ddex.dsr.profile import Profile, ProfileId
from tunemantra.contrib.ddex.dsr.record import Record, RecordKind, Row
from tunemantra.contrib.ddex.dsr.report import (
    Limits,
    Report,
    ReportCheck,
    find_reports,
    read_report,
    validate_report,
)
from tunemantra.contrib.ddex.dsr.rules import RULES, Place, place_of
from tunemantra.contrib.ddex.dsr.summary import ReportSummary, Total, summarise, summarise_report
from tunemantra.contrib.ddex.dsr.writer import Written, write_report

__all__ = [
    "RULES",
    "Cell",
    "CellKind",
    "Descriptions",
    "Head",
    "Limits",
    "Place",
    "Profile",
    "ProfileId",
    "Record",
    "RecordKind",
    "Report",
    "ReportCheck",
    "ReportName",
    "ReportSummary",
    "Row",
    "Total",
    "Value",
    "Written",
    "find_reports",
    "place_of",
    "read_report",
    "summarise",
    "summarise_report",
    "validate_report",
    "write_report",
]
