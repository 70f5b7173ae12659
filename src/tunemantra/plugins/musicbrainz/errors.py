"""What an answer of MusicBrainz means to us."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from tunemantra.errors import (
    AuthError,
    Category,
    ConflictError,
    ProtocolError,
    QuotaError,
    RefusedError,
    TuneMantraError,
)
from tunemantra.ports.refusals import LONGEST, Meaning, meaning_of
from tunemantra.ports.transport import ApiResponse

_BUSY = 503
_TOO_FAST = "rate limit"

TABLE: Mapping[int, Meaning] = {
    400: Meaning(RefusedError, category=Category.METADATA),
    401: Meaning(AuthError, "check client_id and client_secret"),
    403: Meaning(AuthError, "check the scopes, that the e-mail is verified, and the contact"),
    404: Meaning(RefusedError, category=Category.PLATFORM),
    405: Meaning(ProtocolError),
    409: Meaning(ConflictError, "MusicBrainz holds something else under this name"),
    413: Meaning(RefusedError, category=Category.CONTENT),
    429: Meaning(QuotaError, wait=2.0),
}
"""By status; every 5xx is an outage, anything else is not understood."""


def error_of(answer: ApiResponse, doing: str) -> TuneMantraError:
    """Return the error an unsuccessful answer stands for.

    Args:
        answer: with a status that is not 2xx.
        doing: what was asked, for people: `submitting ISRCs`.
    """
    told = _told(answer.body)
    # A caller that is too fast and a site that is read-only or down are both answered with 503.
    status = 429 if answer.status == _BUSY and _TOO_FAST in told else answer.status
    message = f"MusicBrainz answered {answer.status} to {doing}: {told or 'no reason given'}"
    return meaning_of(status, TABLE).error(message, answer)


def _told(body: bytes) -> str:
    """Return what an error says, be it JSON (`{"error": …}`) or XML (`<error><text>…`)."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        texts = re.findall(rb"<text>([^<]*)</text>", body[:10_000])
        return "; ".join(text.decode("utf-8", "replace") for text in texts)[:LONGEST]
    return str(told.get("error") or "")[:LONGEST] if isinstance(told, dict) else ""
