"""Every answer of the API becomes one of our errors."""

from __future__ import annotations

import json

import pytest

from tunemantra.errors import (
    AuthError,
    Category,
    ConflictError,
    Disposition,
    IntegrityError,
    OutageError,
    ProtocolError,
    QuotaError,
    RefusedError,
)
from tunemantra.plugins.spotify.errors import error_of
from tunemantra.ports.transport import ApiResponse


def reading(status, problem=None, headers=None):
    body = problem if isinstance(problem, bytes) else json.dumps(problem or {}).encode()
    return error_of(ApiResponse(status, headers or {}, body), "asking")


@pytest.mark.parametrize(
    ("status", "kind", "disposition"),
    [
        (400, ProtocolError, Disposition.STOP),
        (401, AuthError, Disposition.STOP),
        (403, AuthError, Disposition.STOP),
        (404, RefusedError, Disposition.STOP),
        (409, ConflictError, Disposition.STOP),
        (413, RefusedError, Disposition.STOP),
        (415, RefusedError, Disposition.STOP),
        (418, ProtocolError, Disposition.STOP),
        (422, RefusedError, Disposition.STOP),
        (429, QuotaError, Disposition.RETRY),
        (500, OutageError, Disposition.RETRY),
        (502, OutageError, Disposition.RETRY),
        (503, OutageError, Disposition.RETRY),
        (599, OutageError, Disposition.RETRY),
    ],
)
def test_a_status_is_one_of_our_errors(status, kind, disposition):
    problem = reading(status)
    assert (type(problem), problem.disposition) == (kind, disposition)


def test_reasons_become_findings():
    errors = [{"rule": "TITLE", "path": "tracks[0].titles", "message": "empty"}, "noise", {"message": "only"}]
    problem = reading(422, {"detail": "refused", "errors": errors})
    assert [(f.rule, f.path, f.message, f.platform) for f in problem.findings] == [
        ("TITLE", "tracks[0].titles", "empty", "spotify"),
        ("SPOTIFY", "", "only", "spotify"),
    ]
    assert problem.category is Category.METADATA
    assert "refused" in str(problem)


def test_a_wrong_checksum_may_be_tried_again():
    problem = reading(422, {"code": "digest-mismatch"})
    assert isinstance(problem, IntegrityError)
    assert problem.disposition is Disposition.RETRY


@pytest.mark.parametrize(
    ("status", "stated", "wait"),
    [
        (429, "7", 7.0),
        (429, "", 30.0),
        (429, "soon", 30.0),
        (429, "²", 30.0),
        (429, "9" * 400, 1e12),
        (503, "9", 9.0),
        (503, "", None),
    ],
)
def test_the_platform_says_how_long_to_wait(status, stated, wait):
    assert reading(status, headers={"retry-after": stated}).retry_after == wait


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'"x"', b'{"errors": 3}', b'{"errors": [null]}', b"\xff"])
def test_an_unreadable_problem_is_still_a_refusal(body):
    assert isinstance(reading(422, body), RefusedError)


def test_a_flood_of_reasons_is_cut():
    problem = reading(422, {"errors": [{"message": "x" * 9000}] * 5000})
    assert len(problem.findings) == 200
    assert len(problem.findings[0].message) == 500
