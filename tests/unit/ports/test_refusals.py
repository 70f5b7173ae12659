"""A table's line becomes an error, whatever the answer holds."""

from __future__ import annotations

import pytest

from tunemantra.errors import Category, OutageError, ProtocolError, QuotaError, RefusedError
from tunemantra.ports.refusals import Meaning, findings_of, meaning_of, object_in, objects_of
from tunemantra.ports.transport import ApiResponse

TABLE = {429: Meaning(QuotaError, "slow down", wait=30.0), 422: Meaning(RefusedError, category=Category.CONTENT)}
REASON = {"code": "TITLE", "where": "title", "why": "empty"}


def answered(status, headers=None):
    return ApiResponse(status, headers or {}, b"")


@pytest.mark.parametrize(
    ("status", "kind"),
    [(429, QuotaError), (422, RefusedError), (418, ProtocolError), (302, ProtocolError), (503, OutageError)],
)
def test_a_status_outside_of_the_table_is_an_outage_or_not_understood(status, kind):
    assert type(meaning_of(status, TABLE).error("no", answered(status))) is kind


@pytest.mark.parametrize(("stated", "wait"), [("7", 7.0), ("0", 0.0), ("", 30.0), ("soon", 30.0)])
def test_what_the_answer_asks_for_counts_before_the_usual_wait(stated, wait):
    made = TABLE[429].error("no", answered(429, {"retry-after": stated}), request_id="r1")
    assert (made.retry_after, made.hint, made.facts) == (wait, "slow down", {"request_id": "r1"})
    assert made.category is QuotaError.default_category


def test_a_refusal_has_its_reasons_and_its_category():
    reasons = findings_of([REASON, {}], rule="code", path="where", message="why", platform="acme")
    refusal = TABLE[422].error("no", answered(422), reasons)
    assert isinstance(refusal, RefusedError)
    assert refusal.category is Category.CONTENT
    assert [(one.rule, one.path, one.message, one.platform) for one in refusal.findings] == [
        ("TITLE", "title", "empty", "acme"),
        ("ACME", "", "", "acme"),
    ]


def test_a_flood_of_reasons_is_cut():
    flood = [{**REASON, "why": "x" * 9000}] * 5000
    found = list(findings_of(flood, rule="code", path="where", message="why", platform="acme"))
    assert (len(found), len(found[0].message)) == (200, 500)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'"x"', b"\xff", b"[" * 100_000])
def test_a_body_without_an_object_says_nothing(body):
    assert object_in(body) == {}


@pytest.mark.parametrize(("listed", "found"), [(None, []), ("x", []), ([1, REASON], [REASON])])
def test_what_is_no_object_is_no_reason(listed, found):
    assert objects_of(listed) == found
