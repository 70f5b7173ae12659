"""Celery over real brokers: what is told arrives, and what a broker loses or repeats changes nothing."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from attrs import evolve

from tests.brokers import Broker, locked_redis, rabbit, redis
from tests.integration.loopback import eventually
from tests.unit.host.kiosk import corner
from tunemantra import TuneMantra
from tunemantra.contrib.queue.celery import KINDS, CeleryQueue, application, register, run
from tunemantra.core.distribution import Lane, Outcome, Stage
from tunemantra.errors import StateError
from tunemantra.host.doctor import Health, examine
from tunemantra.pipeline import tick

__all__ = ["locked_redis", "rabbit", "redis"]

pytestmark = pytest.mark.integration


@pytest.fixture(params=["redis", "rabbit"], scope="module")
def broker(request) -> Broker:
    return request.getfixturevalue(request.param)


@pytest.fixture
def there(broker, tmp_path, monkeypatch):
    """A house whose host sends to the broker; nothing is left there from the test before."""
    monkeypatch.setenv("TM_BROKER", broker.url)
    made = corner(tmp_path)
    settings = evolve(made.host.settings, queue="celery", broker="env:TM_BROKER", lease_seconds=2.0, poll_seconds=0.1)
    made.host.close()
    made.host = TuneMantra(settings, adapters=made.host._adapters, plugins=made.host._plugins)
    empty(broker)
    with made.host:
        yield made


def empty(broker):
    app = application(broker.url)
    with app.connection_for_write() as connection:
        for kind in KINDS.values():
            bound = kind.queue()(connection.default_channel)
            bound.declare()
            bound.purge()
    app.close()


@contextmanager
def working(host, **more):
    """Let a worker run in a thread."""
    over = threading.Event()
    thread = threading.Thread(target=host.work, args=(over.is_set,), kwargs={"workers": 2, **more})
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(60)
        assert not thread.is_alive()


def done(there, orders, seconds=30.0):
    eventually(lambda: all(there.host.service.delivery(one.id).outcome is Outcome.DONE for one in orders), seconds)
    assert there.shop.puts.count("order.txt") == orders[-1].sequence
    media = [path for path in there.shop.puts if path != "order.txt"]
    assert len(media) == len(set(media))


def test_what_is_ordered_here_is_delivered_by_a_worker(there, monkeypatch):
    monkeypatch.setattr(tick.Tick, "beat", lambda _: True)  # by the broker alone, no sweep
    orders = there.host.distribute(there.folder, ["kiosk"])
    assert there.host.tools.queue.lengths() == {"emergency": 0, "delivery": 0, "media": 1}
    with working(there.host, only=["media", "delivery"]):
        done(there, orders)
    eventually(lambda: sum(there.host.tools.queue.lengths().values()) == 0)


def test_a_worker_of_several_queues_hands_nothing_on_to_itself(there, monkeypatch):
    monkeypatch.setattr(tick.Tick, "beat", lambda _: True)
    orders = there.host.distribute(there.folder, ["kiosk"])
    told = watched(there.host.tools.queue, monkeypatch)
    with working(there.host, only=["media", "delivery"]):
        done(there, orders)
    assert told == []


def test_a_worker_of_media_alone_hands_on_what_leaves_them(there, monkeypatch):
    monkeypatch.setattr(tick.Tick, "beat", lambda _: True)
    orders = there.host.distribute(there.folder, ["kiosk"])
    told = watched(there.host.tools.queue, monkeypatch)
    with working(there.host, only=["media"]):
        eventually(lambda: told)
        assert there.host.service.delivery(orders[0].id).stage is Stage.VALIDATE
    other = TuneMantra(there.host.settings, adapters=there.host._adapters, plugins=there.host._plugins)
    with other, working(other, only=["delivery"]):
        done(there, orders)
    assert told == [(orders[0].id, Stage.VALIDATE)]


def watched(queue, monkeypatch):
    """Return a list of what is told to a queue from now on."""
    told, put = [], type(queue).put

    def watch(self, delivery_id, lane, stage=None):
        told.append((delivery_id, stage))
        return put(self, delivery_id, lane, stage)

    monkeypatch.setattr(type(queue), "put", watch)
    return told


def test_an_emergency_has_a_queue_of_its_own(there, monkeypatch):
    monkeypatch.setattr(tick.Tick, "beat", lambda _: True)
    orders = there.host.distribute(there.folder, ["kiosk"], lane=Lane.EMERGENCY)
    assert there.host.tools.queue.lengths() == {"emergency": 1, "delivery": 0, "media": 0}
    with working(there.host, only=["emergency"]):
        done(there, orders)


def test_the_most_urgent_message_comes_first(there):
    queue = there.host.tools.queue
    for lane in (Lane.BULK, Lane.NORMAL, Lane.HIGH):
        for number in range(2):
            queue.put(f"{lane.value}-{number}", lane)
    app, taken = application(queue.app.conf.broker_url), []

    class Tools:
        def __getattr__(self, name):
            return getattr(there.host.tools, name)

    class Ledger:
        def claim(self, *_, delivery_id, **__):
            taken.append(delivery_id)
            return ()

        def __getattr__(self, name):
            return getattr(there.host.tools.ledger, name)

    tools = evolve(there.host.tools, ledger=Ledger())
    host = type("Host", (), {"tools": tools})()
    register(app, host)
    run(app, host, [KINDS["delivery"]], 1, lambda: len(taken) == 6)
    assert [name.split("-")[0] for name in taken] == ["high", "high", "normal", "normal", "bulk", "bulk"]


def test_a_broker_that_lost_everything_changes_nothing(there, broker, monkeypatch):
    monkeypatch.setattr(tick, "AGAIN", timedelta(seconds=1))
    orders = there.host.distribute(there.folder, ["kiosk"])
    empty(broker)
    assert sum(there.host.tools.queue.lengths().values()) == 0
    with working(there.host):
        done(there, orders)


def test_a_broker_that_repeats_everything_changes_nothing(there):
    orders = there.host.distribute(there.folder, ["kiosk"])
    for _ in range(20):
        for stage in (Stage.PREPARE, Stage.DELIVER):
            there.host.tools.queue.put(orders[0].id, Lane.NORMAL, stage)
            there.host.tools.queue.put(orders[0].id, Lane.EMERGENCY, stage)
    with working(there.host):
        done(there, orders)
        eventually(lambda: sum(there.host.tools.queue.lengths().values()) == 0)


@pytest.fixture(
    params=[
        ("rabbit", "amqp://guest:wrong@127.0.0.1:{port}//"),
        ("rabbit", "amqp://guest:guest@127.0.0.1:{port}/nowhere"),
        ("locked_redis", "redis://:wrong@127.0.0.1:{port}/0"),
        ("locked_redis", "redis://127.0.0.1:{port}/0"),
        ("redis", "redis://127.0.0.1:{port}/99"),
    ],
    ids=["password", "virtual-host", "redis-password", "redis-no-password", "redis-database"],
)
def closed(request):
    """The address of a broker that answers, and lets nobody in by it."""
    broker, address = request.param
    return address.format(port=request.getfixturevalue(broker).port)


def test_a_worker_that_is_not_let_in_says_so_and_ends(closed):
    until = time.monotonic() + 60
    with pytest.raises(StateError, match="lets nobody in") as caught:
        run(application(closed), None, [KINDS["delivery"]], 1, lambda: time.monotonic() > until)
    assert ":wrong" not in str(caught.value)


def test_a_broker_that_lets_nobody_in_keeps_no_order_from_being_opened(closed, caplog):
    assert CeleryQueue(application(closed)).put("a", Lane.NORMAL) is False
    assert "the sweep will" in caplog.text


def test_the_doctor_asks_the_broker(there):
    [symptom] = [one for one in examine(there.host) if one.what == "queue"]
    assert (symptom.health, "0 media" in symptom.detail) == (Health.GOOD, True)


def test_a_broker_that_is_stopped_and_emptied_in_the_middle_changes_nothing(there, broker):
    with working(there.host):
        first = there.host.distribute(there.folder, ["kiosk"])
        done(there, first)
        broker.stop()
        [symptom] = [one for one in examine(there.host) if one.what == "queue"]
        assert symptom.health is Health.BAD
        second = there.host.distribute(there.folder, ["kiosk"], force=True)
        broker.start()
        done(there, second, 90)
