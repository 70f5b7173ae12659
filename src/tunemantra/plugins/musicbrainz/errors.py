"""What an answer of MusicBrainz means to us."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from tunemantra.errors import (
    AuthError,
    Category,
    ConflictError,
    OutageError,
    ProtocolError,
    QuotaError,
    RefusedError,
    TuneMantraError,
)
from tunemantra.ports.transport import ApiResponse
from tunemantra.ports.waiting import asked_to_wait

_LONGEST = 500
_USUAL_WAIT = 2.0
_SERVER_ERROR = 500
_TOO_FAST = "rate limit"

_Reading = Callable[[str, ApiResponse], TuneMantraError]


def _refused(category: Category) -> _Reading:
    def read(message: str, _answer: ApiResponse) -> TuneMantraError:
        refusal = RefusedError(message)
        refusal.category = category
        return refusal

    return read


def _busy(message: str, answer: ApiResponse) -> TuneMantraError:
    """Tell a caller that is too fast from a site that is read-only or down: both are answered with 503."""
    asked = asked_to_wait(answer)
    if _TOO_FAST in message:
        return QuotaError(message, retry_after=_USUAL_WAIT if asked is None else asked)
    return OutageError(message, retry_after=asked)


TABLE: Mapping[int, _Reading] = {
    400: _refused(Category.METADATA),
    401: lambda message, _: AuthError(message, hint="check client_id and client_secret"),
    403: lambda message, _: AuthError(message, hint="check the scopes, that the e-mail is verified, and the contact"),
    404: _refused(Category.PLATFORM),
    405: lambda message, _: ProtocolError(message),
    409: lambda message, _: ConflictError(message, hint="MusicBrainz holds something else under this name"),
    413: _refused(Category.CONTENT),
    429: lambda message, answer: QuotaError(message, retry_after=asked_to_wait(answer) or _USUAL_WAIT),
    503: _busy,
}
"""By status; every other 5xx is an outage, anything else is not understood."""


def error_of(answer: ApiResponse, doing: str) -> TuneMantraError:
    """Return the error an unsuccessful answer stands for.

    Args:
        answer: with a status that is not 2xx.
        doing: what was asked, for people: `submitting ISRCs`.
    """
    message = f"MusicBrainz answered {answer.status} to {doing}: {_told(answer.body) or 'no reason given'}"
    if answer.status in TABLE:
        return TABLE[answer.status](message, answer)
    if answer.status >= _SERVER_ERROR:
        return OutageError(message, retry_after=asked_to_wait(answer))
    return ProtocolError(message)


def _told(body: bytes) -> str:
    """Return what an error says, be it JSON (`{"error": …}`) or XML (`<error><text>…`)."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        texts = re.findall(rb"<text>([^<]*)</text>", body[:10_000])
        return "; ".join(text.decode("utf-8", "replace") for text in texts)[:_LONGEST]
    return str(told.get("error") or "")[:_LONGEST] if isinstance(told, dict) else ""
