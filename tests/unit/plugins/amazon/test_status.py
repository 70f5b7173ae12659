"""Mail and API are read with suspicion."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from attrs import evolve

from tunemantra.errors import ProtocolError
from tunemantra.plugins.amazon.status import read_status, read_status_mail
from tunemantra.ports import ApiResponse
from tunemantra.ports.package import TrackReport
from tunemantra.ports.transport import Mail

NOW = datetime(2026, 3, 2, tzinfo=UTC)
SENDERS = ("store@amazon.test",)
MAIL = Mail(
    "<1@amazon.test>",
    "Store@amazon.test",
    "[Amazon Music] BLOCKED_POLICY 4006381333931 batch-1",
    "Time: 2026-03-01T10:00:00+00:00\nSequence: 4\nReason: no\nReason: never\n"
    "Track: USS1Z2600001 BLOCKED_POLICY - no\n",
    NOW,
    authenticated=True,
)


def test_a_mail_is_read_whole():
    report = read_status_mail(MAIL, SENDERS)
    assert (report.icpn, report.native, report.reference) == ("4006381333931", "BLOCKED_POLICY", "batch-1")
    assert (report.at.isoformat(), report.sequence) == ("2026-03-01T10:00:00+00:00", 4)
    assert (report.reasons, report.tracks) == (("no", "never"), (TrackReport("USS1Z2600001", "BLOCKED_POLICY", "no"),))


@pytest.mark.parametrize(
    "changes",
    [
        {"authenticated": False},
        {"sender": "store@amazon.test.example"},
        {"subject": "Your week in music"},
        {"subject": "Re: [Amazon Music] REMOVED 4006381333931 batch-1"},
        {"subject": "[Amazon Music] REMOVED upc batch-1"},
    ],
)
def test_what_is_not_from_the_store_or_no_status_says_nothing(changes):
    assert read_status_mail(evolve(MAIL, **changes), SENDERS) is None


@pytest.mark.parametrize("text", ["", "Time: yesterday\nSequence: many\n", "Time: 2026-03-01T10:00:00\n"])
def test_without_a_good_time_the_arrival_counts(text):
    report = read_status_mail(evolve(MAIL, text=text), SENDERS)
    assert (report.at, report.sequence) == (NOW, 0)


def answered(**changes):
    step = {"state": "INGESTED", "sequence": 2, "at": "2026-03-01T10:00:00+00:00"}
    told = {"upc": "1", "batchId": "b", "asin": "B01", "history": [step], **changes}
    return ApiResponse(200, {}, json.dumps(told).encode())


def test_an_answer_becomes_reports():
    (report,) = read_status(answered(), "1", "b")
    assert (report.native, report.report_id, report.external_ids) == ("INGESTED", "status:b:2", (("asin", "B01"),))


@pytest.mark.parametrize(
    "changes",
    [
        {"upc": "2"},
        {"batchId": "c"},
        {"history": {}},
        {"history": ["INGESTED"]},
        {"history": [{"state": "INGESTED", "sequence": 1, "at": "2026-03-01T10:00:00"}]},
        {"error": "none of your business"},
    ],
)
def test_an_answer_of_another_kind_is_a_protocol_error(changes):
    with pytest.raises(ProtocolError):
        read_status(answered(**changes), "1", "b")


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"", b"7"])
def test_an_answer_that_is_no_object_is_a_protocol_error(body):
    with pytest.raises(ProtocolError):
        read_status(ApiResponse(200, {}, body), "1", "b")
