"""How long an HTTP answer asks us to wait: for the platforms' tables of errors."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tunemantra.ports.transport import ApiResponse

_DIGITS = 12


def asked_to_wait(answer: ApiResponse) -> float | None:
    """Return the seconds of `Retry-After` (RFC 9110, 10.2.3), or None where it is missing or cannot be read.

    A date counts from the answer's own `Date`, so that a clock that differs from ours changes nothing; a past one is 0.
    Nothing is capped here: the retry policy does that, and says so.
    """
    stated = answer.headers.get("retry-after", "").strip()
    if stated.isascii() and stated.isdigit():
        return float(stated) if len(stated) <= _DIGITS else float(10**_DIGITS)
    until, sent = _moment(stated), _moment(answer.headers.get("date", ""))
    return None if until is None or sent is None else max(0.0, (until - sent).total_seconds())


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


__all__ = ["asked_to_wait"]
