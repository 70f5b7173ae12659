"""What an answer of the API means to us: its envelope says it, whatever the status of HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tunemantra.core.finding import Finding, error
from tunemantra.errors import (
    AuthError,
    Category,
    ConflictError,
    IntegrityError,
    OutageError,
    ProtocolError,
    QuotaError,
    RefusedError,
    TuneMantraError,
)
from tunemantra.plugins.tiktok import profile
from tunemantra.ports.transport import ApiResponse
from tunemantra.ports.waiting import asked_to_wait

OK = 0
NOT_FOUND = 40400
_MOST_FINDINGS = 200
_LONGEST = 500
_USUAL_WAIT = 1.0
_SERVER_ERROR = 500

Fields = Mapping[str, object]

TABLE: Mapping[int, tuple[type[TuneMantraError], Category | None, str]] = {
    40000: (RefusedError, Category.METADATA, "the document is refused"),
    40001: (RefusedError, Category.CONTENT, "the file is refused"),
    40002: (IntegrityError, None, "the bytes do not match their SHA-256"),
    40100: (QuotaError, None, "more than 10 calls in a second"),
    40105: (AuthError, None, "the access token is not valid"),
    40300: (AuthError, None, "the account may not do this"),
    NOT_FOUND: (RefusedError, Category.PLATFORM, "there is no such sound"),
    40900: (ConflictError, None, "the key came before, with another request"),
    50000: (OutageError, None, "the platform failed"),
    50300: (OutageError, None, "the platform is in maintenance"),
}
"""By the code of the envelope; every other one is not understood."""


def read(answer: ApiResponse, doing: str) -> Fields:
    """Return the data of an answer whose envelope says that all is well.

    Args:
        answer: of any status.
        doing: what was asked, for people: `uploading cover.jpg`.

    Raises:
        TuneMantraError: the envelope says otherwise, or there is none.
    """
    envelope = _envelope(answer)
    if envelope is None or not isinstance(envelope.get("code"), int):
        raise _without_envelope(answer, doing)
    if envelope["code"] != OK:
        raise error_of(envelope, answer, doing)
    data = envelope.get("data")
    if not answer.ok or not isinstance(data, dict):
        raise ProtocolError(f"TikTok answered {answer.status} to {doing}, with an envelope that says 0 and no data")
    return data


def error_of(envelope: Fields, answer: ApiResponse, doing: str) -> TuneMantraError:
    """Return the error that an envelope with another code than 0 stands for."""
    code = envelope.get("code")
    said, request = (str(envelope.get(name, ""))[:_LONGEST] for name in ("message", "request_id"))
    known = TABLE.get(code) if isinstance(code, int) else None
    why = known[2] if known else "the code is not known"
    message = f"TikTok answered {code} to {doing}: {said or why}"
    if known is None:
        hint = "the platform could not read our request, or says something new"
        return ProtocolError(message, hint=hint, reply=str(code), request_id=request)
    kind, category, _ = known
    if kind is RefusedError:
        refusal = RefusedError(message, _findings(envelope))
        refusal.category = category or refusal.category
        return refusal
    asked = asked_to_wait(answer)
    wait = _USUAL_WAIT if kind is QuotaError and asked is None else asked
    return kind(message, hint=why, retry_after=wait, reply=str(code), request_id=request)


def _without_envelope(answer: ApiResponse, doing: str) -> TuneMantraError:
    message = f"TikTok answered {answer.status} to {doing}, without its envelope"
    if answer.status >= _SERVER_ERROR:
        return OutageError(message, retry_after=asked_to_wait(answer))
    return ProtocolError(message)


def _envelope(answer: ApiResponse) -> Fields | None:
    try:
        read_ = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    return read_ if isinstance(read_, dict) else None


def _findings(envelope: Fields) -> list[Finding]:
    data = envelope.get("data")
    listed = data.get("errors") if isinstance(data, dict) else None
    found = []
    for one in listed[:_MOST_FINDINGS] if isinstance(listed, list) else ():
        if isinstance(one, dict):
            rule, path, said = (str(one.get(name, ""))[:_LONGEST] for name in ("rule", "path", "message"))
            found.append(error(rule or "TIKTOK", path, said, platform=profile.KEY))
    return found
