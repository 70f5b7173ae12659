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
from tunemantra.plugins.apple import profile
from tunemantra.ports.refusals import LONGEST, Meaning, findings_of, meaning_of, object_in, objects_of
from tunemantra.ports.transport import ApiResponse

TABLE: Mapping[int, Meaning] = {
    400: Meaning(ProtocolError, "the platform could not read our request"),
    401: Meaning(AuthError, "check issuer, key_id and private_key"),
    403: Meaning(AuthError, "the key lacks a role"),
    404: Meaning(RefusedError, category=Category.PLATFORM),
    409: Meaning(ConflictError, "the platform holds something else under this key"),
    413: Meaning(RefusedError, category=Category.CONTENT),
    415: Meaning(RefusedError, category=Category.CONTENT),
    422: Meaning(RefusedError, category=Category.METADATA),
    429: Meaning(QuotaError, wait=30.0),
}
"""By status; every 5xx is an outage, anything else is not understood."""
CODES: Mapping[tuple[int, str], Meaning] = {
    (409, "FROZEN"): Meaning(RefusedError, category=Category.METADATA),
    (422, "CONTENT_MD5_MISMATCH"): Meaning(IntegrityError),
}
"""By status and the code of any complaint, where the status alone does not say it."""


def error_of(answer: ApiResponse, doing: str) -> TuneMantraError:
    """Return the error an unsuccessful answer stands for.

    Args:
        answer: with a status that is not 2xx.
        doing: what was asked, for people: `uploading cover.jpg`.
    """
    complaints = [{**one, "pointer": _pointer(one)} for one in objects_of(object_in(answer.body).get("errors"))]
    detail = "; ".join(str(one.get("detail") or one.get("title") or "") for one in complaints)[:LONGEST]
    message = f"Apple Music answered {answer.status} to {doing}: {detail or 'no reason given'}"
    stated = ((answer.status, str(one.get("code"))) for one in complaints)
    meaning = next((CODES[one] for one in stated if one in CODES), meaning_of(answer.status, TABLE))
    findings = findings_of(complaints, rule="code", path="pointer", message="detail", platform=profile.KEY)
    return meaning.error(message, answer, findings)


def _pointer(complaint: Mapping[str, object]) -> object:
    source = complaint.get("source")
    return source.get("pointer", "") if isinstance(source, dict) else ""
