from __future__ import annotations

import pytest

from tunemantra.contrib.queue.celery import KINDS, application, kind_of
from tunemantra.contrib.queue.celery.queues import LONGEST, priority_of
from tunemantra.core.distribution import Lane, Stage
from tunemantra.errors import SettingsError


def test_an_emergency_is_one_to_its_end():
    assert {kind_of(Lane.EMERGENCY, stage).name for stage in (*Stage, None)} == {"emergency"}
    assert KINDS["emergency"].stages == frozenset(Stage)


@pytest.mark.parametrize("lane", [Lane.HIGH, Lane.NORMAL, Lane.BULK])
def test_all_else_goes_by_its_station(lane):
    media = {stage for stage in Stage if kind_of(lane, stage).name == "media"}
    assert media == {Stage.PREPARE, Stage.TRANSFORM} == KINDS["media"].stages
    assert {kind_of(lane, stage).name for stage in (*set(Stage) - media, None)} == {"delivery"}


def test_every_station_is_worked_on_from_one_queue():
    assert KINDS["media"].stages | KINDS["delivery"].stages == frozenset(Stage)
    assert not KINDS["media"].stages & KINDS["delivery"].stages


def test_rabbitmq_hears_the_most_urgent_as_the_highest_number_and_redis_as_the_lowest():
    ranked = sorted(Lane, key=lambda lane: lane.rank)
    assert sorted(Lane, key=lambda lane: -priority_of(lane, "amqp")) == ranked
    assert sorted(Lane, key=lambda lane: priority_of(lane, "redis")) == ranked
    assert {priority_of(lane, broker) for lane in Lane for broker in ("amqp", "redis")} <= set(range(10))


def test_an_application_is_nobodys_current_one():
    from celery import current_app

    app = application("redis://127.0.0.1:1/0")
    assert current_app._get_current_object() is not app


@pytest.mark.parametrize("broker", ["redis://127.0.0.1:1/0", "amqp://127.0.0.1:1//"])
def test_an_application_acknowledges_late_and_takes_one_at_a_time(broker):
    conf = application(broker).conf
    assert conf.worker_prefetch_multiplier == 1
    assert conf.task_ignore_result


def test_redis_repeats_nothing_that_may_still_be_worked_on():
    options = application("redis://127.0.0.1:1/0").conf.broker_transport_options
    assert options["visibility_timeout"] == LONGEST
    assert options["priority_steps"] == list(range(10))


@pytest.mark.parametrize("broker", ["", "http://user:hush@a.example", "sqs://hush@"])
def test_what_is_no_broker_is_refused_without_a_word_of_its_password(broker):
    with pytest.raises(SettingsError) as caught:
        application(broker)
    assert "hush" not in f"{caught.value} {caught.value.findings}"
