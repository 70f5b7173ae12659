"""What an HTTP status means where nobody but us reads it: one table."""

from __future__ import annotations

from typing import Final

from tunemantra.errors import AuthError, Disposition, RemoteError, TransportError
from tunemantra.ports.transport import ApiResponse

_FORBIDDEN: Final = frozenset({401, 403})
_LATER: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


def refusal(answer: ApiResponse, where: str) -> TransportError:
    """Return the error that an answer without success is (RFC 9110, 15).

    Args:
        answer: its status is not 2xx.
        where: what was called.
    """
    message = f"{where}: the server answers {answer.status}"
    if answer.status in _FORBIDDEN:
        return AuthError(message, hint="check the login, and what it may do", status=answer.status)
    if answer.status not in _LATER:
        return RemoteError(message, disposition=Disposition.STOP, status=answer.status)
    stated = answer.headers.get("retry-after", "").strip()
    after = float(stated) if stated.isascii() and stated.isdigit() else None
    return RemoteError(message, disposition=Disposition.RETRY, retry_after=after, status=answer.status)


__all__ = ["refusal"]
