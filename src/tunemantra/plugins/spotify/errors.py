"""What an HTTP answer of the API means to us."""

from __future__ import annotations

from collections.abc import Mapping

from tunemantra.errors import (
    AuthError,
    Category,
    ConflictError,
    IntegrityError,
    ProtocolError,
    QuotaError,
    RefusedError,
    TuneMantraError,
)
from tunemantra.plugins.spotify import profile
from tunemantra.ports.refusals import LONGEST, Meaning, findings_of, meaning_of, object_in, objects_of
from tunemantra.ports.transport import ApiResponse

TABLE: Mapping[int, Meaning] = {
    400: Meaning(ProtocolError, "the platform could not read our request"),
    401: Meaning(AuthError, "check client_id and client_secret"),
    403: Meaning(AuthError, "the account lacks a scope"),
    404: Meaning(RefusedError, category=Category.PLATFORM),
    409: Meaning(ConflictError, "the platform holds something else under this key"),
    413: Meaning(RefusedError, category=Category.CONTENT),
    415: Meaning(RefusedError, category=Category.CONTENT),
    422: Meaning(RefusedError, category=Category.METADATA),
    429: Meaning(QuotaError, wait=30.0),
}
"""By status; every 5xx is an outage, anything else is not understood."""
CODES: Mapping[tuple[int, str], Meaning] = {(422, "digest-mismatch"): Meaning(IntegrityError)}
"""By status and the problem's code, where the status alone does not say it."""


def error_of(answer: ApiResponse, doing: str) -> TuneMantraError:
    """Return the error an unsuccessful answer stands for.

    Args:
        answer: with a status that is not 2xx.
        doing: what was asked, for people: `taking down 4006381333931`.
    """
    problem = object_in(answer.body)
    detail = str(problem.get("detail") or problem.get("title") or "no reason given")[:LONGEST]
    meaning = CODES.get((answer.status, str(problem.get("code")))) or meaning_of(answer.status, TABLE)
    reasons = objects_of(problem.get("errors"))
    findings = findings_of(reasons, rule="rule", path="path", message="message", platform=profile.KEY)
    return meaning.error(f"Spotify answered {answer.status} to {doing}: {detail}", answer, findings)
