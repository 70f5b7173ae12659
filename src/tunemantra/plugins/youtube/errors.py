"""What an answer of Google's API means to us, by the reason it gives, else by its status."""

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
from tunemantra.plugins.youtube import profile
from tunemantra.ports.refusals import LONGEST, Meaning, findings_of, meaning_of, object_in, objects_of
from tunemantra.ports.transport import ApiResponse

# Google does not say how long: then the host waits until `profile.QUOTA_RESET`.
_USED_UP = Meaning(QuotaError, "the day's quota is used up")
_TOO_FAST = Meaning(QuotaError, wait=30.0)
_AUTH = Meaning(AuthError, "check the client, its scope, and the content owner it acts on behalf of")

TABLE: Mapping[str, Meaning] = {
    "quotaExceeded": _USED_UP,
    "dailyLimitExceeded": _USED_UP,
    "uploadLimitExceeded": _USED_UP,
    "rateLimitExceeded": _TOO_FAST,
    "userRateLimitExceeded": _TOO_FAST,
    "authError": _AUTH,
    "forbidden": _AUTH,
    "insufficientPermissions": _AUTH,
    "notFound": Meaning(RefusedError, category=Category.PLATFORM),
    "invalidHash": Meaning(IntegrityError),
    "invalidValue": Meaning(RefusedError, category=Category.METADATA),
    "required": Meaning(RefusedError, category=Category.METADATA),
    "mediaBodyTooLarge": Meaning(RefusedError, category=Category.CONTENT),
    "unsupportedMediaType": Meaning(RefusedError, category=Category.CONTENT),
    "conflict": Meaning(ConflictError, "YouTube holds something else under this name"),
}
"""By the reason of the first error."""

STATUSES: Mapping[int, Meaning] = {
    400: Meaning(ProtocolError, "YouTube could not read our request"),
    401: _AUTH,
    403: _AUTH,
    404: TABLE["notFound"],
    409: TABLE["conflict"],
    413: TABLE["mediaBodyTooLarge"],
    429: _TOO_FAST,
}
"""By status, where the reason says nothing; every 5xx is an outage, anything else is not understood."""


def error_of(answer: ApiResponse, doing: str) -> TuneMantraError:
    """Return the error an unsuccessful answer stands for.

    Args:
        answer: with a status that is not 2xx.
        doing: what was asked, for people: `reading package 12`.
    """
    told = object_in(answer.body).get("error")
    problem = told if isinstance(told, dict) else {}
    errors = objects_of(problem.get("errors"))
    reason = str(errors[0].get("reason", ""))[:LONGEST] if errors else ""
    said = str(problem.get("message", ""))[:LONGEST]
    why = ": ".join(filter(None, (reason, said))) or "no reason given"
    meaning = TABLE.get(reason) or meaning_of(answer.status, STATUSES)
    findings = findings_of(errors, rule="reason", path="location", message="message", platform=profile.KEY)
    return meaning.error(f"YouTube answered {answer.status} to {doing}: {why}", answer, findings)
