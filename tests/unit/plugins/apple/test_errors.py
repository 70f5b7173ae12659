"""What the store's refusals become."""

from __future__ import annotations

import json

import pytest

from tunemantra.errors import (
    AuthError,
    ConflictError,
    Disposition,
    IntegrityError,
    OutageError,
    ProtocolError,
    QuotaError,
    RefusedError,
)
from tunemantra.plugins.apple.errors import error_of
from tunemantra.ports.transport import ApiResponse


def told(status, code="", headers=None):
    complaint = {"code": code, "detail": "no good", "source": {"pointer": "ReleaseId/ICPN"}}
    return error_of(ApiResponse(status, headers or {}, json.dumps({"errors": [complaint]}).encode()), "asking")


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "", ProtocolError),
        (401, "NOT_AUTHORIZED", AuthError),
        (403, "", AuthError),
        (404, "NOT_FOUND", RefusedError),
        (409, "CONFLICT", ConflictError),
        (409, "FROZEN", RefusedError),
        (415, "", RefusedError),
        (422, "UPC", RefusedError),
        (422, "CONTENT_MD5_MISMATCH", IntegrityError),
        (429, "", QuotaError),
        (503, "", OutageError),
        (302, "", ProtocolError),
    ],
)
def test_each_answer_has_an_error(status, code, kind):
    error = told(status, code)
    assert type(error) is kind
    assert "no good" in error.message


def test_a_refusal_tells_what_and_where():
    (finding,) = told(422, "UPC").findings
    assert (finding.rule, finding.path, finding.platform) == ("UPC", "ReleaseId/ICPN", "apple")


def test_a_budget_of_questions_is_waited_for():
    assert told(429, headers={"retry-after": "27"}).retry_after == 27
    assert told(429).retry_after == 30
    assert told(429).disposition is Disposition.RETRY


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"errors": 7}', b'{"errors": [7]}'])
def test_an_answer_nobody_understands_has_no_reason(body):
    assert "no reason given" in error_of(ApiResponse(500, {}, body), "asking").message
