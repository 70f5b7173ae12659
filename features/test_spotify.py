"""What is special to Spotify."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from features.conftest import PLATFORMS
from tests.integration import loopback
from tunemantra.host.webhooks import WebhookServer

scenarios("spotify.feature")


@pytest.fixture
def platform():
    (found,) = [platform for platform in PLATFORMS if platform.key == "spotify"]
    return found


@given("a store that calls us")
def calls_us(desk, own_store):
    desk.store = own_store()
    desk.be_called()


@given(parsers.parse("a store that calls us and misbehaves: {fault}"))
def calls_us_wrongly(desk, own_store, fault):
    desk.store = own_store(fault)
    desk.be_called()


@given("we hardly ever ask")
def hardly_ask(desk):
    # The call wakes the order up; asking alone would take longer than the test is patient. The host is open: a
    # fresh one reads the setting.
    desk.restart()
    desk.top["poll_seconds"] = 3600.0
    desk.be_called()


@given("a store that calls an address nobody listens on")
def calls_nobody(desk, own_store):
    desk.store = own_store()
    with WebhookServer(desk.host.service) as server:
        desk.host.subscribe(server.url)


@when(parsers.parse('our webhook is asked to prove itself with the challenge "{challenge}"'), target_fixture="answer")
def challenged(desk, challenge):
    return _challenge(desk, challenge)


def _challenge(desk, challenge):
    (registered,) = [entry["url"] for entry in desk.store.journal.entries("webhook-registered")]
    return httpx.get(str(registered), params={"challenge": challenge})


@then("it echoes the challenge")
def echoes(answer):
    assert (answer.status_code, answer.text) == (200, "c0ffee-c0ffee-c0ffee")


@then("a challenge of another form is refused")
def refuses(desk):
    answer = _challenge(desk, "<script>alert(1)</script>")
    assert answer.status_code == 400
    assert "script" not in answer.text


@then("its call woke the order")
def woken(desk):
    assert desk.events("order.hastened", order=True), desk.story()
    assert desk.store.journal.count("webhook-sent", status=200) >= 1


@then(parsers.parse("a webhook was answered with {status:d}"))
def answered_with(desk, status):
    loopback.eventually(lambda: desk.store.journal.count("webhook-sent", status=status) == 1)


@then(parsers.parse("we waited {seconds:d} second before the second try"))
def waited(desk, seconds):
    (retry,) = desk.events("delivery.retry")
    after = [event for event in desk.events() if event.sequence > retry.sequence]
    assert dict(retry.data)["code"] == "platform.quota"
    assert after[0].at - retry.at >= timedelta(seconds=seconds)
