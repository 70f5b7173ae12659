"""What an answer of the API means to us: its envelope says it, whatever the status of HTTP."""

from __future__ import annotations

from collections.abc import Mapping

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
from tunemantra.ports.refusals import LONGEST, Meaning, findings_of, meaning_of, object_in, objects_of
from tunemantra.ports.transport import ApiResponse

OK = 0
NOT_FOUND = 40400

Fields = Mapping[str, object]

TABLE: Mapping[int, Meaning] = {
    40000: Meaning(RefusedError, "the document is refused", Category.METADATA),
    40001: Meaning(RefusedError, "the file is refused", Category.CONTENT),
    40002: Meaning(IntegrityError, "the bytes do not match their SHA-256"),
    40100: Meaning(QuotaError, "more than 10 calls in a second", wait=1.0),
    40105: Meaning(AuthError, "the access token is not valid"),
    40300: Meaning(AuthError, "the account may not do this"),
    NOT_FOUND: Meaning(RefusedError, "there is no such sound", Category.PLATFORM),
    40900: Meaning(ConflictError, "the key came before, with another request"),
    50000: Meaning(OutageError, "the platform failed"),
    50300: Meaning(OutageError, "the platform is in maintenance"),
}
"""By the code of the envelope; every other one is not understood."""
_UNKNOWN = Meaning(ProtocolError, "the platform could not read our request, or says something new")


def read(answer: ApiResponse, doing: str) -> Fields:
    """Return the data of an answer whose envelope says that all is well.

    Args:
        answer: of any status.
        doing: what was asked, for people: `uploading cover.jpg`.

    Raises:
        TuneMantraError: the envelope says otherwise, or there is none.
    """
    envelope = object_in(answer.body)
    if not isinstance(envelope.get("code"), int):
        message = f"TikTok answered {answer.status} to {doing}, without its envelope"
        raise meaning_of(answer.status, {}).error(message, answer)
    if envelope["code"] != OK:
        raise error_of(envelope, answer, doing)
    data = envelope.get("data")
    if not answer.ok or not isinstance(data, dict):
        raise ProtocolError(f"TikTok answered {answer.status} to {doing}, with an envelope that says 0 and no data")
    return data


def error_of(envelope: Fields, answer: ApiResponse, doing: str) -> TuneMantraError:
    """Return the error that an envelope with another code than 0 stands for."""
    code, data = envelope.get("code"), envelope.get("data")
    said, request = (str(envelope.get(name, ""))[:LONGEST] for name in ("message", "request_id"))
    meaning = TABLE.get(code, _UNKNOWN) if isinstance(code, int) else _UNKNOWN
    reasons = objects_of(data.get("errors") if isinstance(data, dict) else None)
    findings = findings_of(reasons, rule="rule", path="path", message="message", platform=profile.KEY)
    message = f"TikTok answered {code} to {doing}: {said or 'no reason given'}"
    return meaning.error(message, answer, findings, reply=str(code), request_id=request)
