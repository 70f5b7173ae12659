"""Replies of the status API and our errors: one table; the transport translates those of S3 itself."""

from __future__ import annotations

from collections.abc import Mapping

from tunemantra.errors import AuthError, OutageError, ProtocolError, QuotaError, RefusedError, TuneMantraError
from tunemantra.ports.transport import ApiResponse
from tunemantra.ports.waiting import asked_to_wait

REPLIES: Mapping[int, tuple[type[TuneMantraError], str]] = {
    400: (ProtocolError, "the status API could not read our question"),
    401: (AuthError, "the status API wants another login"),
    403: (AuthError, "the status API refuses this account"),
    408: (OutageError, "the status API took too long"),
    410: (RefusedError, "the status API has forgotten this batch"),
    429: (QuotaError, "the status API was asked too often"),
    500: (OutageError, "the status API failed"),
    502: (OutageError, "the status API is down"),
    503: (OutageError, "the status API is in maintenance"),
    504: (OutageError, "the status API took too long"),
}


def status_error(answer: ApiResponse) -> TuneMantraError:
    """Return the error that a reply other than success stands for."""
    kind, message = REPLIES.get(answer.status, (ProtocolError, "the status API answered in an unknown way"))
    text = f"{message} (HTTP {answer.status})"
    if kind is RefusedError:
        return RefusedError(text)
    return kind(text, retry_after=asked_to_wait(answer), status=answer.status)


__all__ = ["REPLIES", "status_error"]
