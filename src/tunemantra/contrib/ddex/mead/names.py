"""What files and folders of an exchange are called (MEAD 6.3): data, for whoever exchanges them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from tunemantra.contrib.ddex.mead.message import MeadMessage
from tunemantra.errors import TuneMantraError

ACKNOWLEDGEMENTS_FOLDER: Final = "acknowledgements"
"""In a batch folder; file by file, an acknowledgement lies beside its message."""

_IDENTIFIER: Final = re.compile("[A-Za-z0-9.-]+")
_SEPARATORS: Final = re.compile(r"[^A-Za-z0-9.-]+")


def stamp(placed_at: datetime) -> str:
    """Return the 17 digits of the moment of placing: `YYYYMMDDhhmmssnnn`, in UTC to the millisecond.

    Raises:
        TuneMantraError: the time has no zone.
    """
    if placed_at.utcoffset() is None:
        raise TuneMantraError(f"{placed_at} has no time zone", hint="a file is named by an instant")
    utc = placed_at.astimezone(UTC)
    # strftime leaves leading zeros of a year out on some systems.
    return f"{utc.year:04d}{utc:%m%d%H%M%S}{utc.microsecond // 1000:03d}"


def message_file_name(identifier: str, placed_at: datetime) -> str:
    """Return `MEAD_<identifier>_<stamp>.xml`.

    Args:
        identifier: of what the message is mainly about; `main_identifier` finds it.
        placed_at: aware; the moment of placing.

    Raises:
        TuneMantraError: the identifier cannot be part of a file name, or the time has no zone.
    """
    return f"MEAD_{_checked(identifier)}_{stamp(placed_at)}.xml"


def acknowledgement_file_name(identifier: str, placed_at: datetime) -> str:
    """Return `ACK_<identifier>_<stamp>.xml`; the arguments are those of the message's name."""
    return f"ACK_{_checked(identifier)}_{stamp(placed_at)}.xml"


def batch_folder_name(placed_at: datetime) -> str:
    """Return the folder of a batch: a stamp alone, without a priority."""
    return stamp(placed_at)


def completion_mark(batch_folder: str) -> str:
    """Return the empty file that completes a batch, without an extension; it is placed last."""
    return f"BatchComplete_{batch_folder}"


def main_identifier(message: MeadMessage) -> str:
    """Return what the first release, else the first recording, else the first work of a message is known by.

    GRid before ICPN before catalogue number; what cannot be part of a file name is left out.

    Raises:
        TuneMantraError: nothing in the message is identified.
    """
    for release in message.releases[:1]:
        known = release.summary.id
        number = known.catalog_number.value if known.catalog_number else ""
        own = [proprietary.value for proprietary in known.proprietary_ids]
        return _first(message, known.grid, known.icpn, known.isrc, number, *own)
    for recording in message.resources[:1]:
        resource = recording.summary.id
        return _first(message, resource.isrc, *(proprietary.value for proprietary in resource.proprietary_ids))
    for told in message.works[:1]:
        work = told.summary.id
        return _first(message, work.iswc, *(proprietary.value for proprietary in work.proprietary_ids))
    return _first(message)


def _first(message: MeadMessage, *identifiers: str) -> str:
    for identifier in identifiers:
        usable = _SEPARATORS.sub("", identifier)
        if usable.strip("."):
            return usable
    raise TuneMantraError(
        f"MEAD message {message.header.message_id} identifies nothing",
        hint="name the file by an identifier of your own",
    )


def _checked(identifier: str) -> str:
    if not _IDENTIFIER.fullmatch(identifier) or not identifier.strip("."):
        raise TuneMantraError(f"{identifier!r} cannot be part of a file name", hint="letters, digits, dots and dashes")
    return identifier


__all__ = [
    "ACKNOWLEDGEMENTS_FOLDER",
    "acknowledgement_file_name",
    "batch_folder_name",
    "completion_mark",
    "main_identifier",
    "message_file_name",
    "stamp",
]
