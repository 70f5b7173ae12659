"""What an HTTP answer of the API means to us."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

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
from tunemantra.plugins.spotify import profile
from tunemantra.ports.transport import ApiResponse
from tunemantra.ports.waiting import asked_to_wait

_MOST_FINDINGS = 200
_LONGEST = 500
_USUAL_WAIT = 30.0

Problem = Mapping[str, object]
_Reading = Callable[[str, ApiResponse, Problem], TuneMantraError]


def _refused(category: Category) -> _Reading:
    def read(message: str, _answer: ApiResponse, problem: Problem) -> TuneMantraError:
        refusal = RefusedError(message, _findings(problem))
        refusal.category = category
        return refusal

    return read


def _unprocessable(message: str, answer: ApiResponse, problem: Problem) -> TuneMantraError:
    if problem.get("code") == "digest-mismatch":
        return IntegrityError(message)
    return _refused(Category.METADATA)(message, answer, problem)


def _too_many(message: str, answer: ApiResponse, _problem: Problem) -> TuneMantraError:
    asked = asked_to_wait(answer)
    return QuotaError(message, retry_after=_USUAL_WAIT if asked is None else asked)


TABLE: Mapping[int, _Reading] = {
    400: lambda message, *_: ProtocolError(message, hint="the platform could not read our request"),
    401: lambda message, *_: AuthError(message, hint="check client_id and client_secret"),
    403: lambda message, *_: AuthError(message, hint="the account lacks a scope"),
    404: _refused(Category.PLATFORM),
    409: lambda message, *_: ConflictError(message, hint="the platform holds something else under this key"),
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
        doing: what was asked, for people: `taking down 4006381333931`.
    """
    problem = _problem(answer.body)
    detail = str(problem.get("detail") or problem.get("title") or "no reason given")[:_LONGEST]
    message = f"Spotify answered {answer.status} to {doing}: {detail}"
    if answer.status in TABLE:
        return TABLE[answer.status](message, answer, problem)
    if answer.status >= 500:  # noqa: PLR2004 - server errors
        return OutageError(message, retry_after=asked_to_wait(answer))
    return ProtocolError(message)


def _problem(body: bytes) -> Problem:
    try:
        problem = json.loads(body)
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}


def _findings(problem: Problem) -> Iterator[Finding]:
    listed = problem.get("errors")
    for entry in listed[:_MOST_FINDINGS] if isinstance(listed, list) else ():
        if isinstance(entry, dict):
            rule, path, message = (str(entry.get(name, ""))[:_LONGEST] for name in ("rule", "path", "message"))
            yield error(rule or "SPOTIFY", path, message, platform=profile.KEY)
