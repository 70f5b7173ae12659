"""The portal's JSON, and what its error replies mean."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.contrib.batches import portal_error, read_portal
from tunemantra.core.status import Channel
from tunemantra.errors import AuthError, Disposition, OutageError, ProtocolError, QuotaError
from tunemantra.ports.transport import ApiResponse

ICPN = "4006381333931"
STEP = {"sequence": 2, "state": "Pending", "at": "2026-03-02T09:59:30.125+00:00", "batch": "B1"}
ANSWER = {"upc": ICPN, "history": [STEP], "release_id": "77", "url": "https://b.test/release/77"}


def response(content, status=200, **headers):
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return ApiResponse(status, headers, body)


def test_every_step_of_the_history_is_a_report():
    (report,) = read_portal(response(ANSWER), ICPN)
    assert (report.native, report.channel, report.sequence) == ("Pending", Channel.PORTAL, 2)
    assert (report.reference, report.report_id) == ("B1", f"portal:{ICPN}:B1:2")
    assert report.external_ids == (("release", "77"),)
    assert report.evidence == "https://b.test/release/77"


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>maintenance</html>",
        b"\xff\xfe",
        [],
        {"history": []},
        {"upc": "036000291452", "history": []},
        {**ANSWER, "history": {}},
        {**ANSWER, "history": ["Pending"]},
        {**ANSWER, "history": [{**STEP, "at": "2026-03-02T09:59:30"}]},
        {**ANSWER, "history": [{**STEP, "at": "soon"}]},
        {**ANSWER, "history": [{**STEP, "sequence": "x"}]},
        {**ANSWER, "history": [{**STEP, "tracks": [1]}]},
    ],
)
def test_an_answer_of_another_shape_is_a_protocol_error(answer):
    with pytest.raises(ProtocolError):
        read_portal(response(answer), ICPN)


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(body):
    with pytest.raises(ProtocolError):
        read_portal(response(body), ICPN)


@pytest.mark.parametrize(
    ("status", "kind", "disposition"),
    [
        (401, AuthError, Disposition.STOP),
        (429, QuotaError, Disposition.RETRY),
        (503, OutageError, Disposition.RETRY),
        (418, ProtocolError, Disposition.STOP),
    ],
)
def test_a_reply_other_than_success_becomes_our_error(status, kind, disposition):
    error = portal_error(response(b"", status, **{"retry-after": "7"}))
    assert type(error) is kind
    assert (error.disposition, error.retry_after) == (disposition, 7.0)


def test_a_retry_after_that_is_a_date_counts_from_the_answers_own():
    until, sent = "Fri, 01 May 2026 10:00:00 GMT", "Fri, 01 May 2026 09:59:00 GMT"
    assert portal_error(response(b"", 503, **{"retry-after": until, "date": sent})).retry_after == 60.0
