"""What an HTTP answer of the API means to us."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

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
from tunemantra.plugins.apple import profile
from tunemantra.ports.transport import ApiResponse
from tunemantra.ports.waiting import asked_to_wait

_MOST_FINDINGS = 200
_LONGEST = 500
_USUAL_WAIT = 30.0
_SERVER_ERROR = 500
_WRONG_BYTES = "CONTENT_MD5_MISMATCH"
_FROZEN = "FROZEN"

Complaint = Mapping[str, object]
_Reading = Callable[[str, ApiResponse, Sequence[Complaint]], TuneMantraError]


def _refused(category: Category) -> _Reading:
    def read(message: str, _answer: ApiResponse, complaints: Sequence[Complaint]) -> TuneMantraError:
        refusal = RefusedError(message, _findings(complaints))
        refusal.category = category
        return refusal

    return read


def _conflict(message: str, answer: ApiResponse, complaints: Sequence[Complaint]) -> TuneMantraError:
    if any(one.get("code") == _FROZEN for one in complaints):
        return _refused(Category.METADATA)(message, answer, complaints)
    return ConflictError(message, hint="the platform holds something else under this key")


def _unprocessable(message: str, answer: ApiResponse, complaints: Sequence[Complaint]) -> TuneMantraError:
    if any(one.get("code") == _WRONG_BYTES for one in complaints):
        return IntegrityError(message)
    return _refused(Category.METADATA)(message, answer, complaints)


def _too_many(message: str, answer: ApiResponse, _complaints: Sequence[Complaint]) -> TuneMantraError:
    asked = asked_to_wait(answer)
    return QuotaError(message, retry_after=_USUAL_WAIT if asked is None else asked)


TABLE: Mapping[int, _Reading] = {
    400: lambda message, *_: ProtocolError(message, hint="the platform could not read our request"),
    401: lambda message, *_: AuthError(message, hint="check issuer, key_id and private_key"),
    403: lambda message, *_: AuthError(message, hint="the key lacks a role"),
    404: _refused(Category.PLATFORM),
    409: _conflict,
    413: _refused(Category.CONTENT),
    415: _refused(Category.CONTENT),
    422: _unprocessable,
    429: _too_many,
}
"""By status; every 5xx is an outage, anything else is not understood."""


def error_of(answer: ApiResponse, doing: str) -> TuneMantraError:
    """Return the error an unsuccessful answer stands for.

    Args:
        answer: with a status that is not 2xx.
        doing: what was asked, for people: `uploading cover.jpg`.
    """
    complaints = _complaints(answer.body)
    detail = "; ".join(str(one.get("detail") or one.get("title") or "") for one in complaints)[:_LONGEST]
    message = f"Apple Music answered {answer.status} to {doing}: {detail or 'no reason given'}"
    if answer.status in TABLE:
        return TABLE[answer.status](message, answer, complaints)
    if answer.status >= _SERVER_ERROR:
        return OutageError(message, retry_after=asked_to_wait(answer))
    return ProtocolError(message)


def _complaints(body: bytes) -> Sequence[Complaint]:
    try:
        told = json.loads(body)
    except ValueError:
        return ()
    listed = told.get("errors") if isinstance(told, dict) else None
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else ()


def _findings(complaints: Sequence[Complaint]) -> Iterator[Finding]:
    for one in complaints[:_MOST_FINDINGS]:
        source = one.get("source")
        path = source.get("pointer", "") if isinstance(source, dict) else ""
        code, detail = (str(one.get(name, ""))[:_LONGEST] for name in ("code", "detail"))
        yield error(code or "APPLE", str(path)[:_LONGEST], detail, platform=profile.KEY)
