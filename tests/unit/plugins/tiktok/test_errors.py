"""What an envelope says counts, whatever the status of HTTP."""

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
from tunemantra.plugins.tiktok.errors import read
from tunemantra.ports.transport import ApiResponse


def answered(code, data=None, status=200, headers=None):
    envelope = {"code": code, "message": "no good", "request_id": "r1", "data": {} if data is None else data}
    return ApiResponse(status, headers or {}, json.dumps(envelope).encode())


def test_an_envelope_that_says_0_holds_the_data():
    assert read(answered(0, {"id": "snd"}), "asking") == {"id": "snd"}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (40000, RefusedError),
        (40001, RefusedError),
        (40002, IntegrityError),
        (40100, QuotaError),
        (40105, AuthError),
        (40300, AuthError),
        (40400, RefusedError),
        (40900, ConflictError),
        (50000, OutageError),
        (50300, OutageError),
        (51007, ProtocolError),
    ],
)
def test_another_code_is_an_error_inside_an_answer_of_200(code, kind):
    with pytest.raises(kind, match="no good") as caught:
        read(answered(code), "asking")
    assert type(caught.value) is kind


def test_a_refusal_tells_what_and_where():
    errors = [{"rule": "UPC", "path": "upc", "message": "wrong"}]
    with pytest.raises(RefusedError) as caught:
        read(answered(40000, {"errors": errors}), "asking")
    assert [(one.rule, one.path, one.platform) for one in caught.value.findings] == [("UPC", "upc", "tiktok")]


def test_too_many_calls_are_waited_for():
    for headers, wait in (({}, 1.0), ({"retry-after": "7"}, 7.0)):
        with pytest.raises(QuotaError) as caught:
            read(answered(40100, headers=headers), "asking")
        assert caught.value.retry_after == wait


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (ApiResponse(200, {}, b"<html>all is well"), ProtocolError),
        (ApiResponse(200, {}, b"[]"), ProtocolError),
        (ApiResponse(200, {}, b'{"code": "0"}'), ProtocolError),
        (answered(0, []), ProtocolError),
        (answered(0, status=404), ProtocolError),
        (ApiResponse(502, {}, b"bad gateway"), OutageError),
    ],
)
def test_an_answer_without_an_envelope_is_not_understood(answer, kind):
    with pytest.raises(kind):
        read(answer, "asking")
