"""Reading ERN messages: anybody's bytes become a release, its terms, and a list of what could not be placed."""

from tunemantra.contrib.ddex.reading.frame import read_message
from tunemantra.contrib.ddex.reading.restated import extensions_as_read, file_entries
from tunemantra.contrib.ddex.reading.results import (
    EXAMPLES,
    Content,
    Header,
    MessageKind,
    PartyLine,
    PurgedRelease,
    ReadMessage,
    Unmapped,
    UnmappedKind,
)
from tunemantra.contrib.ddex.reading.stated import StatedFile
from tunemantra.contrib.ddex.reading.stream import Limits

__all__ = [
    "EXAMPLES",
    "Content",
    "Header",
    "Limits",
    "MessageKind",
    "PartyLine",
    "PurgedRelease",
    "ReadMessage",
    "StatedFile",
    "Unmapped",
    "UnmappedKind",
    "extensions_as_read",
    "file_entries",
    "read_message",
]
