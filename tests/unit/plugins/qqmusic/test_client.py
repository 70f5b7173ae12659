"""Answers become values, codes become our errors."""

from __future__ import annotations

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
from tunemantra.plugins.qqmusic.client import Client
from tunemantra.ports import ApiResponse
from tunemantra.ports.package import TrackReport

STEPS = (
    '<Step sequence="1" state="auditing" at="2026-03-02T17:00:00+08:00"/>'
    '<Step sequence="2" state="audit_fail:policy" at="2026-03-02T18:00:00+08:00" url="https://qq.example/1">'
    "<Reason>refused</Reason>"
    '<Track isrc="USS1Z2600001" state="audit_fail:policy" reason="no"/>'
    '<Filter result="block"><Hit category="superstition" path="Album/Title" text="算命"/></Filter></Step>'
)


class Line:
    """An `ApiTransport` that gives one answer."""

    def __init__(self, body, status=200, headers=None):
        self.answer = ApiResponse(status, headers or {}, body.encode())

    def send(self, request, *, sent=None):
        return self.answer

    def close(self):
        pass


def reports(body, **more):
    return Client(Line(body, **more)).reports("4006381333931", "b1")


def test_every_step_is_told_with_the_hits_of_the_filter_as_reasons():
    first, last = reports(f'<Response code="0">{STEPS}</Response>')
    assert (first.native, first.at.isoformat(), first.sequence) == ("auditing", "2026-03-02T17:00:00+08:00", 1)
    assert last.reasons == ("refused", "content filter, superstition: Album/Title '算命'")
    assert last.tracks == (TrackReport("USS1Z2600001", "audit_fail:policy", "no"),)
    assert (last.reference, last.report_id, last.evidence) == ("b1", "b1:2", "https://qq.example/1")


def test_a_batch_that_has_not_come_says_nothing():
    assert reports('<Response code="40401" message="no such batch"/>') == ()
    assert Client(Line('<Response code="40401"/>')).state_of("b1") == ""


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("40101", AuthError),
        ("40103", OutageError),
        ("40301", AuthError),
        ("40901", ConflictError),
        ("42201", IntegrityError),
        ("42202", RefusedError),
        ("42901", QuotaError),
        ("50001", OutageError),
        ("99999", ProtocolError),
        ("", ProtocolError),
    ],
)
def test_a_code_inside_of_a_200_is_an_error(code, kind):
    with pytest.raises(kind, match="why"):
        reports(f'<Response code="{code}" message="why"/>')


@pytest.mark.parametrize(("status", "kind"), [(429, QuotaError), (503, OutageError), (418, ProtocolError)])
def test_an_answer_without_a_code_has_that_of_its_status(status, kind):
    with pytest.raises(kind) as caught:
        reports("busy", status=status, headers={"retry-after": "7"})
    assert caught.value.retry_after == (None if kind is ProtocolError else 7.0)


@pytest.mark.parametrize(
    "body",
    [
        "<html>",
        "<html/>",
        "",
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><html>&b;</html>',
        '<Response code="0"><Step sequence="x" state="a" at="2026-03-02T18:00:00+08:00"/></Response>',
        '<Response code="0"><Step sequence="1" state="a" at="2026-03-02T18:00:00"/></Response>',
        '<Response code="0"><Step sequence="1" at="2026-03-02T18:00:00+08:00"/></Response>',
    ],
)
def test_an_answer_of_another_kind_is_a_protocol_error(body):
    with pytest.raises(ProtocolError):
        reports(body)
