"""What an answer of Google's API means to us, by the reason it gives, else by its status."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from attrs import frozen

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
from tunemantra.plugins.youtube import profile
from tunemantra.ports.transport import ApiResponse
from tunemantra.ports.waiting import asked_to_wait

_MOST_FINDINGS = 200
_LONGEST = 500
_USUAL_WAIT = 30.0
_SERVER_ERROR = 500


@frozen
class Problem:
    """Google's error: its first reason, what it says for people, and every one of its `errors`."""

    reason: str
    message: str
    errors: tuple[Mapping[str, object], ...]


_Reading = Callable[[str, ApiResponse, Problem], TuneMantraError]


def _refused(category: Category) -> _Reading:
    def read(message: str, _answer: ApiResponse, problem: Problem) -> TuneMantraError:
        refusal = RefusedError(message, map(_finding, problem.errors[:_MOST_FINDINGS]))
        refusal.category = category
        return refusal

    return read


def _used_up(message: str, answer: ApiResponse, _problem: Problem) -> TuneMantraError:
    # Google does not say how long: then the host waits until `profile.QUOTA_RESET`.
    return QuotaError(message, retry_after=asked_to_wait(answer), hint="the day's quota is used up")


def _too_fast(message: str, answer: ApiResponse, _problem: Problem) -> TuneMantraError:
    asked = asked_to_wait(answer)
    return QuotaError(message, retry_after=_USUAL_WAIT if asked is None else asked)


def _auth(message: str, _answer: ApiResponse, _problem: Problem) -> TuneMantraError:
    return AuthError(message, hint="check the client, its scope, and the content owner it acts on behalf of")


TABLE: Mapping[str, _Reading] = {
    "quotaExceeded": _used_up,
    "dailyLimitExceeded": _used_up,
    "uploadLimitExceeded": _used_up,
    "rateLimitExceeded": _too_fast,
    "userRateLimitExceeded": _too_fast,
    "authError": _auth,
    "forbidden": _auth,
    "insufficientPermissions": _auth,
    "notFound": _refused(Category.PLATFORM),
    "invalidHash": lambda message, *_: IntegrityError(message),
    "invalidValue": _refused(Category.METADATA),
    "required": _refused(Category.METADATA),
    "mediaBodyTooLarge": _refused(Category.CONTENT),
    "unsupportedMediaType": _refused(Category.CONTENT),
    "conflict": lambda message, *_: ConflictError(message, hint="YouTube holds something else under this name"),
}
"""By the reason of the first error."""

STATUSES: Mapping[int, _Reading] = {
    400: lambda message, *_: ProtocolError(message, hint="YouTube could not read our request"),
    401: _auth,
    403: _auth,
    404: TABLE["notFound"],
    409: TABLE["conflict"],
    413: TABLE["mediaBodyTooLarge"],
    429: _too_fast,
}
"""By status, where the reason says nothing; every 5xx is an outage, anything else is not understood."""


def error_of(answer: ApiResponse, doing: str) -> TuneMantraError:
    """Return the error an unsuccessful answer stands for.

    Args:
        answer: with a status that is not 2xx.
        doing: what was asked, for people: `reading package 12`.
    """
    problem = _problem(answer.body)
    why = ": ".join(filter(None, (problem.reason, problem.message))) or "no reason given"
    message = f"YouTube answered {answer.status} to {doing}: {why}"
    reading = TABLE.get(problem.reason) or STATUSES.get(answer.status)
    if reading is not None:
        return reading(message, answer, problem)
    if answer.status >= _SERVER_ERROR:
        return OutageError(message, retry_after=asked_to_wait(answer))
    return ProtocolError(message)


def _problem(body: bytes) -> Problem:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    told = told.get("error") if isinstance(told, dict) else None
    if not isinstance(told, dict):
        return Problem("", "", ())
    listed = told.get("errors")
    errors = tuple(one for one in listed if isinstance(one, dict)) if isinstance(listed, list) else ()
    reason = str(errors[0].get("reason", "")) if errors else ""
    return Problem(reason[:_LONGEST], str(told.get("message", ""))[:_LONGEST], errors)


def _finding(told: Mapping[str, object]) -> Finding:
    reason, path, message = (str(told.get(name, ""))[:_LONGEST] for name in ("reason", "location", "message"))
    return error(reason or "YOUTUBE", path, message, platform=profile.KEY)
