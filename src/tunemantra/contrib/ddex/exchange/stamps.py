"""The stamp that names a batch: an instant in digits, in UTC (`ddex-facts` section 12)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from tunemantra.errors import TuneMantraError

MILLISECONDS: Final = 17
SECONDS: Final = 14


def stamp_of(created_at: datetime, digits: int = MILLISECONDS) -> str:
    """Return an instant as `YYYYMMDDhhmmssnnn` in UTC, or without the milliseconds.

    Args:
        created_at: aware; the moment of placing.
        digits: 17 as the standard has it, or 14 as some stores do.

    Raises:
        TuneMantraError: the time has no zone, or nobody writes stamps of so many digits.
    """
    if created_at.utcoffset() is None:
        raise TuneMantraError(f"{created_at} has no time zone", hint="a batch is named by an instant")
    if digits not in {MILLISECONDS, SECONDS}:
        raise TuneMantraError(f"a stamp has no {digits} digits", hint=f"{MILLISECONDS} or {SECONDS}")
    utc = created_at.astimezone(UTC)
    # strftime leaves leading zeros of a year out on some systems.
    return f"{utc.year:04d}{utc:%m%d%H%M%S}{utc.microsecond // 1000:03d}"[:digits]


def batch_id(created_at: datetime) -> str:
    """Return the stamp that names a batch: 17 digits, `YYYYMMDDhhmmssnnn`, in UTC to the millisecond.

    Raises:
        TuneMantraError: the time has no zone.
    """
    return stamp_of(created_at)


def read_stamp(text: str) -> datetime | None:
    """Return the instant a stamp of 17 or 14 digits names, or None where it is no moment of any calendar."""
    if not (text.isascii() and text.isdigit() and len(text) in {MILLISECONDS, SECONDS}):
        return None
    parts = [int(text[start:stop]) for start, stop in ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14))]
    year, month, day, hour, minute, second = parts
    try:
        return datetime(year, month, day, hour, minute, second, int(text[SECONDS:] or 0) * 1000, tzinfo=UTC)
    except ValueError:
        return None


__all__ = ["MILLISECONDS", "SECONDS", "batch_id", "read_stamp", "stamp_of"]
