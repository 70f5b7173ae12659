"""Status by webhook: registered by challenge, signed, in its time, and repeated where nobody answered."""

from __future__ import annotations

import json

import pytest
from attrs import evolve

from tests.integration.spotify_desk import Receiver, Running, desk_of, unsubscribe
from tunemantra.core.distribution import OrderKind
from tunemantra.core.status import Channel
from tunemantra.errors import RefusedError
from tunemantra.ports.runtime import SecretRef

pytestmark = pytest.mark.integration

ALL = ["Processing", "Ingested", "Available"]


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with Running(tmp_path_factory.mktemp("spotify"), "--speed", "50") as process:
        yield process


@pytest.fixture
def desk(running):
    with desk_of(running) as made:
        yield made


@pytest.fixture
def receiver(desk):
    with Receiver(desk) as made:
        desk.driver.subscribe(made.url, desk)
        yield made
        unsubscribe(desk.running, made.url)


def words(receiver):
    return [report.native for report in receiver.reports]


def test_every_step_is_told_with_the_same_id_as_by_polling(desk, receiver):
    order = desk.bench.order()
    receipt = desk.deliver(order)
    receiver.wait_until(lambda r: words(r) == ALL)
    polled = desk.wait_for(order, receipt, "Available")
    assert [report.report_id for report in receiver.reports] == [report.report_id for report in polled]
    assert {report.channel for report in receiver.reports} == {Channel.WEBHOOK}
    assert {report.reference for report in receiver.reports} == {receipt.reference}
    assert receiver.reports[-1].tracks == polled[-1].tracks


def test_registering_twice_is_one_registration(desk, receiver):
    desk.driver.subscribe(receiver.url, desk)
    desk.deliver(desk.bench.order())
    receiver.wait_until(lambda r: words(r) == ALL)
    assert receiver.statuses == [200, 200, 200]


def test_an_address_that_does_not_echo_is_not_registered(desk, receiver, running):
    with pytest.raises(RefusedError, match="challenge"):
        desk.driver.subscribe(f"{running.ready['settings']['api_url']}/", desk)


def test_an_address_elsewhere_is_not_called(desk):
    with pytest.raises(RefusedError, match="on this machine"):
        desk.driver.subscribe("https://elsewhere.example/hook", desk)


@pytest.mark.parametrize(("fault", "status"), [("wrong-signature", 401), ("replayed-webhook", 403)])
def test_a_forged_or_old_webhook_reports_nothing_and_the_right_one_follows(desk, receiver, running, fault, status):
    running.faults.order(fault)
    desk.deliver(desk.bench.order())
    receiver.wait_until(lambda r: words(r) == ALL)
    assert receiver.statuses == [status, 200, 200, 200]


def test_a_repeated_webhook_has_the_same_id(desk, receiver, running):
    running.faults.order("duplicate-status", times=3)
    desk.deliver(desk.bench.order())
    receiver.wait_until(lambda r: len(r.reports) == 6)
    assert len({report.report_id for report in receiver.reports}) == 3


def test_a_late_webhook_carries_its_own_time(desk, receiver, running):
    running.faults.order("late-status")
    desk.deliver(desk.bench.order())
    receiver.wait_until(lambda r: words(r) == [*ALL, "Processing"])
    assert receiver.reports[3].at < receiver.reports[2].at


def test_webhooks_out_of_order_carry_their_order(desk, receiver, running):
    running.faults.order("out-of-order-status")
    desk.deliver(desk.bench.order())
    receiver.wait_until(lambda r: words(r) == ["Ingested", "Processing", "Available"])
    assert [report.sequence for report in receiver.reports] == [2, 1, 3]


def test_an_event_nobody_took_is_sent_again(desk, receiver, running):
    receiver.refuse = 2
    desk.deliver(desk.bench.order())
    receiver.wait_until(lambda r: len(r.statuses) == 5)
    assert receiver.statuses == [500, 500, 200, 200, 200]
    assert desk.journal("webhook-dead") == 0


def test_an_event_nobody_ever_takes_becomes_a_dead_letter(desk, receiver, running):
    receiver.refuse = 5
    order = desk.bench.order()
    desk.deliver(order)
    receiver.wait_until(lambda r: words(r) == ALL[1:])
    letters = (running.folder / "dead-letters.jsonl").read_text(encoding="utf-8").splitlines()
    dead = [json.loads(letter) for letter in letters]
    assert [letter["status"] for letter in dead if letter["icpn"] == desk.bench.icpn] == ["Processing"]
    assert desk.journal("webhook-dead", word="Processing") == 1


def test_a_takedown_is_told(desk, receiver):
    order = desk.bench.order()
    desk.wait_for(order, desk.deliver(order), "Available")
    desk.deliver(desk.bench.order(kind=OrderKind.TAKEDOWN, delivery_id=desk.bench.key("down")))
    receiver.wait_until(lambda r: words(r) == [*ALL, "Takedown delivered", "Taken down"])


def test_a_rotated_secret_is_accepted_beside_the_old_one(desk, receiver, running, tmp_path):
    fresh = tmp_path / "fresh"
    fresh.write_text("a-fresh-secret", encoding="utf-8")
    old = desk.driver.settings.webhook_secrets
    desk.driver = evolve(
        desk.driver, settings=evolve(desk.settings, webhook_secrets=(SecretRef(f"file:{fresh}"), *old))
    )
    order = desk.bench.order()
    desk.wait_for(order, desk.deliver(order), "Available")
    receiver.wait_until(lambda r: words(r) == ALL)
    desk.driver.subscribe(receiver.url, desk)
    again = desk.bench.order(delivery_id=desk.bench.key("again"))
    desk.deliver(again)
    receiver.wait_until(lambda r: words(r) == [*ALL, "Available"])
    assert set(receiver.statuses) == {200}
