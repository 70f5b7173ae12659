"""The API's codes and our errors: one table. Most refusals come with HTTP 200 and a code inside."""

from __future__ import annotations

from collections.abc import Mapping

from tunemantra.core.finding import error
from tunemantra.errors import (
    AuthError,
    ConflictError,
    IntegrityError,
    OutageError,
    ProtocolError,
    QuotaError,
    RefusedError,
    TuneMantraError,
)
from tunemantra.plugins.qqmusic import profile
from tunemantra.ports.transport import ApiResponse
from tunemantra.ports.waiting import asked_to_wait

CODES: Mapping[str, tuple[type[TuneMantraError], str]] = {
    "40001": (ProtocolError, "the request cannot be read"),
    "40101": (AuthError, "the signature is wrong"),
    "40102": (AuthError, "the application is unknown"),
    "40103": (OutageError, "the clocks are too far apart"),
    "40104": (OutageError, "the number used once came twice"),
    "40301": (AuthError, "the application may not do this"),
    "40901": (ConflictError, "the batch came before, with something else"),
    "42201": (IntegrityError, "the bytes do not match their hash"),
    "42202": (RefusedError, "the document is refused"),
    "42901": (QuotaError, "too many calls"),
    "50001": (OutageError, "the API is down"),
}
STATUSES: Mapping[int, str] = {429: "42901", 500: "50001", 502: "50001", 503: "50001", 504: "50001"}
"""The code of an answer that has none of its own."""


def error_of(code: str, message: str, answer: ApiResponse) -> TuneMantraError:
    """Return the error that a code stands for.

    Args:
        code: of the answer, or of its status.
        message: the API's own words.
        answer: for how long it asks us to wait.
    """
    kind, meaning = CODES.get(code, (ProtocolError, "the API answered in an unknown way"))
    text = f"QQ Music: {meaning} ({code or answer.status}): {message or 'no reason given'}"
    if kind is RefusedError:
        return RefusedError(text, [error("QQMUSIC", "", message, platform=profile.KEY)])
    if kind in {OutageError, QuotaError}:
        return kind(text, retry_after=asked_to_wait(answer))
    return kind(text)


__all__ = ["CODES", "STATUSES", "error_of"]
