"""What Google answers becomes one of our errors."""

from __future__ import annotations

import json

import pytest

from tunemantra.errors import (
    AuthError,
    ConflictError,
    IntegrityError,
    OutageError,
    ProtocolError,
    QuotaError,
    RefusedError,
)
from tunemantra.plugins.youtube.errors import error_of
from tunemantra.ports.transport import ApiResponse


def reading(status, reason="", headers=None, body=None):
    told = {
        "error": {"code": status, "message": "so", "errors": [{"reason": reason, "location": "x", "message": "so"}]}
    }
    return error_of(ApiResponse(status, headers or {}, json.dumps(told).encode() if body is None else body), "asking")


@pytest.mark.parametrize(
    ("status", "reason", "kind"),
    [
        (403, "quotaExceeded", QuotaError),
        (400, "uploadLimitExceeded", QuotaError),
        (403, "userRateLimitExceeded", QuotaError),
        (429, "", QuotaError),
        (401, "authError", AuthError),
        (403, "forbidden", AuthError),
        (403, "who knows", AuthError),
        (404, "notFound", RefusedError),
        (409, "conflict", ConflictError),
        (400, "invalidHash", IntegrityError),
        (400, "invalidValue", RefusedError),
        (400, "", ProtocolError),
        (418, "", ProtocolError),
        (503, "backendError", OutageError),
    ],
)
def test_the_reason_counts_before_the_status(status, reason, kind):
    assert type(reading(status, reason)) is kind


def test_a_days_quota_says_nothing_of_when_and_a_rate_is_over_soon():
    assert reading(403, "quotaExceeded").retry_after is None
    assert reading(403, "quotaExceeded", {"retry-after": "7"}).retry_after == 7
    assert reading(403, "rateLimitExceeded").retry_after == 30


def test_reasons_become_findings():
    (finding,) = reading(400, "invalidValue").findings
    assert (finding.rule, finding.path, finding.message, finding.platform) == ("invalidValue", "x", "so", "youtube")


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error": "x"}', b'{"error": {"errors": 3}}', b"\xff"])
def test_an_answer_that_is_no_error_of_googles_is_read_by_its_status(body):
    assert isinstance(reading(503, body=body), OutageError)
