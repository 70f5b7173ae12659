"""A webhook counts only if it is signed, in time and of the agreed form."""

from __future__ import annotations

import json

import pytest

from tunemantra.plugins.spotify.webhook import answer, signature
from tunemantra.ports.platform import WebhookRequest

NOW = 1_777_000_000
EVENT = {
    "event_id": "evt_1",
    "topic": "release.status",
    "sequence": 4,
    "occurred_at": "2026-04-24T00:00:00+00:00",
    "icpn": "4006381333931",
    "release_id": "rel_1",
    "submission": "sub_1",
    "status": "Available",
    "reasons": ["all good"],
    "tracks": [{"isrc": "USS1Z9900001", "status": "Available", "reason": ""}],
    "url": "http://127.0.0.1/",
}


def signed(event=None, *, body=None, secret="new", stamp=NOW, **headers):
    body = json.dumps(event or EVENT).encode() if body is None else body
    head = {
        "x-sandbox-timestamp": str(stamp),
        "x-sandbox-signature": signature(secret, str(stamp), body),
        "x-sandbox-event-id": (event or EVENT).get("event_id", ""),
    }
    return WebhookRequest("POST", "/hook", {**head, **headers}, {}, body)


def status_of(request, now=NOW):
    reply = answer(request, ["new", "old"], now)
    assert bool(reply.reports) is (reply.status == 200 and reply.body != b"not asked for")
    return reply.status


def test_a_right_one_is_read_whole():
    (report,) = answer(signed(), ["new"], NOW).reports
    assert (report.icpn, report.native, report.sequence, report.report_id) == (
        "4006381333931",
        "Available",
        4,
        "evt_1",
    )
    assert (report.reference, report.reasons, report.evidence) == ("sub_1", ("all good",), "http://127.0.0.1/")
    assert [(track.isrc, track.native) for track in report.tracks] == [("USS1Z9900001", "Available")]
    assert report.external_ids == (("release_id", "rel_1"),)


def test_the_signature_is_the_published_one():
    # HMAC-SHA256 of "1.{}" with the key "key", computed with OpenSSL.
    assert signature("key", "1", b"{}") == "1ba6b8171186efc613e8bcc0cbdab2748f24984d7c5a84faa2637afa0e40d224"


@pytest.mark.parametrize("secret", ["new", "old"])
def test_both_secrets_of_a_rotation_are_accepted(secret):
    assert status_of(signed(secret=secret)) == 200


@pytest.mark.parametrize("skew", [-300, 0, 300])
def test_five_minutes_either_way_are_accepted(skew):
    assert status_of(signed(stamp=NOW + skew)) == 200


@pytest.mark.parametrize("skew", [-301, 301, -3600])
def test_more_is_a_replay(skew):
    assert status_of(signed(stamp=NOW + skew)) == 403


@pytest.mark.parametrize("given", ["", "0" * 64, "ä", "x" * 10_000])
def test_a_wrong_signature_is_refused(given):
    assert status_of(signed(**{"x-sandbox-signature": given})) == 401


def test_a_changed_body_or_time_is_refused():
    right = signed()
    assert status_of(WebhookRequest("POST", "", right.headers, {}, right.body + b" ")) == 401
    assert status_of(signed(**{"x-sandbox-timestamp": str(NOW + 1)})) == 401


def test_without_secrets_nothing_is_accepted():
    assert answer(signed(secret=""), [], NOW).status == 401


@pytest.mark.parametrize("stamp", ["", "now", "-1", "1e9", "١"])
def test_a_time_that_is_none_is_refused(stamp):
    assert status_of(signed(**{"x-sandbox-timestamp": stamp})) == 400


def test_the_event_id_of_the_header_must_be_the_signed_one():
    assert status_of(signed(**{"x-sandbox-event-id": "evt_2"})) == 400


@pytest.mark.parametrize("name", [name for name in EVENT if name not in {"topic", "sequence"}])
def test_an_event_without_a_part_is_refused(name):
    event = {key: value for key, value in EVENT.items() if key != name}
    assert status_of(signed(event)) == 400


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 100_000, b"\xff"])
def test_a_signed_body_that_is_no_event_is_refused(body):
    assert status_of(signed(body=body)) == 400


def test_a_time_without_a_zone_is_refused():
    assert status_of(signed({**EVENT, "occurred_at": "2026-04-24T00:00:00"})) == 400


def test_another_topic_is_taken_and_reports_nothing():
    assert status_of(signed({**EVENT, "topic": "canvas.status"})) == 200


def test_a_body_without_end_is_refused():
    assert status_of(signed(body=b" " * (1024 * 1024 + 1))) == 413


def test_the_challenge_is_echoed():
    reply = answer(WebhookRequest("GET", "/hook", {}, {"challenge": "abcdefgh-12345678_"}, b""), ["new"], NOW)
    assert (reply.status, reply.body, reply.media_type) == (200, b"abcdefgh-12345678_", "text/plain")


@pytest.mark.parametrize("token", ["", "short", "<script>alert(1)</script>", "x" * 200])
def test_a_challenge_of_another_form_is_refused(token):
    assert status_of(WebhookRequest("GET", "/hook", {}, {"challenge": token}, b"")) == 400


def test_other_methods_are_refused():
    assert status_of(WebhookRequest("DELETE", "/hook", {}, {}, b"")) == 405
