"""A portal's replies and our errors, in one table; transports translate SFTP themselves."""

from __future__ import annotations

from collections.abc import Mapping

from tunemantra.errors import AuthError, OutageError, ProtocolError, QuotaError, TuneMantraError
from tunemantra.ports.transport import ApiResponse
from tunemantra.ports.waiting import asked_to_wait

REPLIES: Mapping[int, tuple[type[TuneMantraError], str]] = {
    401: (AuthError, "the portal wants another login"),
    403: (AuthError, "the portal refuses this account"),
    408: (OutageError, "the portal took too long"),
    429: (QuotaError, "the portal was asked too often"),
    500: (OutageError, "the portal failed"),
    502: (OutageError, "the portal is down"),
    503: (OutageError, "the portal is in maintenance"),
    504: (OutageError, "the portal took too long"),
}


def portal_error(response: ApiResponse) -> TuneMantraError:
    """Return the error that a reply other than success stands for."""
    kind, message = REPLIES.get(response.status, (ProtocolError, "the portal answered in an unknown way"))
    return kind(
        f"{message} (HTTP {response.status})",
        retry_after=asked_to_wait(response),
        status=response.status,
    )


__all__ = ["REPLIES", "portal_error"]
