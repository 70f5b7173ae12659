from __future__ import annotations

import logging
import time

import pytest
from celery import Celery

from tests.brokers import free_port
from tests.unit.pipeline.world import build
from tunemantra.contrib.queue.celery import KINDS, CeleryQueue, application, register
from tunemantra.core.distribution import Lane, Stage
from tunemantra.errors import StateError


@pytest.fixture
def queue():
    queue = CeleryQueue(application(f"redis://:hush@127.0.0.1:{free_port()}/0"))
    yield queue
    queue.close()


def test_a_broker_that_is_not_there_keeps_no_order_from_being_opened(queue, caplog):
    with caplog.at_level(logging.WARNING):
        assert [queue.put(str(number), Lane.NORMAL) for number in range(50)] == [False] * 50
    assert len([record for record in caplog.records if record.name.startswith("tunemantra")]) == 1
    assert "hush" not in caplog.text


def test_a_broker_that_is_not_there_is_told_of_without_its_password(queue):
    with pytest.raises(StateError, match="does not answer") as caught:
        queue.lengths()
    assert "hush" not in f"{caught.value!r} {queue!r}"


def test_waiting_gives_nothing_and_ends(queue):
    began = time.monotonic()
    assert queue.wait(0.05) is None
    queue.close()
    assert queue.wait(60) is None
    assert time.monotonic() - began < 30


def test_a_closed_queue_sends_nothing(queue):
    queue.close()
    assert queue.put("a", Lane.NORMAL) is False


@pytest.fixture
def shop():
    """A host's own application, with a task and settings of its own."""
    app = Celery("shop", broker="memory://", set_as_current=False)
    app.conf.update(task_default_queue="shop", worker_prefetch_multiplier=4, task_acks_late=False)

    @app.task(name="shop.ring", shared=False)
    def ring():
        return "ding"

    return app


def test_a_hosts_own_application_knows_our_tasks_and_keeps_its_own(shop, tmp_path):
    before = dict(shop.conf)
    register(shop, build(tmp_path / "release"))
    assert {f"tunemantra.{name}" for name in KINDS} | {"shop.ring"} <= set(shop.tasks)
    assert dict(shop.conf) == before
    assert set(shop.amqp.queues.consume_from) == {"shop"}
    for kind in KINDS.values():
        task = shop.tasks[kind.address]
        assert task.acks_late
        assert task.reject_on_worker_lost
        assert shop.amqp.queues[kind.address].queue_arguments["x-max-priority"] == 9
    assert not shop.tasks["shop.ring"].acks_late


def test_other_applications_hear_nothing_of_our_tasks(shop, tmp_path):
    register(shop, build(tmp_path / "release"))
    other = Celery("other", set_as_current=False)
    assert not [name for name in other.tasks if name.startswith("tunemantra")]


def test_a_task_takes_a_delivery_through_its_stations_and_hands_it_on(shop, tmp_path):
    world = build(tmp_path / "release")
    register(shop, world)
    (order,) = world.order()
    world.tools.queue.wait(0)
    shop.tasks["tunemantra.media"](order.id)
    assert (world.now(order).stage, world.tools.queue.wait(0)) == (Stage.VALIDATE, order.id)
    shop.tasks["tunemantra.delivery"](order.id)
    assert world.now(order).stage is Stage.TRACK


def test_a_message_that_is_repeated_or_of_nobody_changes_nothing(shop, tmp_path):
    world = build(tmp_path / "release")
    register(shop, world)
    (order,) = world.order()
    for _ in range(3):
        for kind in KINDS.values():
            shop.tasks[kind.address](order.id)
            shop.tasks[kind.address]("nobody")
    assert len(world.shop("corner").puts) == len(set(world.shop("corner").puts))
    assert world.now(order).stage is Stage.TRACK


def test_a_ledger_that_does_not_answer_leaves_the_delivery_to_the_sweep(shop, tmp_path, caplog):
    world = build(tmp_path / "release")
    register(shop, world)
    (order,) = world.order()
    world.ledger.close()
    shop.tasks["tunemantra.media"](order.id)
    assert "the sweep tells it again" in caplog.text
