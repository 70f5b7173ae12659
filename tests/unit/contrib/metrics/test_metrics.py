from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest
from attrs import evolve
from prometheus_client.parser import text_string_to_metric_families

from tests.unit.pipeline.world import build
from tunemantra.contrib.metrics import Metrics
from tunemantra.core.after import After
from tunemantra.core.circuit import CircuitRule, failed
from tunemantra.core.distribution import Lane
from tunemantra.core.schedule import LeadTime
from tunemantra.errors import Disposition, OutageError, StateError
from tunemantra.pipeline import guard, sla


@pytest.fixture
def metrics():
    return Metrics()


@pytest.fixture
def world(tmp_path, metrics):
    world = build(tmp_path / "release").with_tools(observers=(metrics,))
    metrics.watch(lambda: world.tools)
    return world


def told(metrics, name, **labels):
    """Return the sum of the samples of a name that have some labels."""
    families = text_string_to_metric_families(metrics.page().decode())
    samples = [one for family in families for one in family.samples if one.name == name]
    return sum(one.value for one in samples if labels.items() <= one.labels.items())


def test_every_step_is_counted_by_platform_stage_and_result(world, metrics):
    world.order()
    world.work()
    for stage in ("prepare", "transform", "validate", "package", "deliver"):
        labels = {"platform": "corner", "stage": stage, "result": "passed"}
        assert told(metrics, "tunemantra_step_seconds_count", **labels) == 1
    assert told(metrics, "tunemantra_step_seconds_count", stage="track", result="waits") == 1


def test_the_bytes_sent_are_those_of_the_receipt(world, metrics):
    (order,) = world.order()
    world.work()
    sent = [event for event in world.ledger.events(order.distribution_id) if event.kind == "delivery.sent"]
    assert told(metrics, "tunemantra_sent_bytes_total", platform="corner") == int(dict(sent[0].data)["bytes"]) > 0


def test_a_failed_try_is_counted_with_its_code(world, metrics):
    problem = OutageError("closed for lunch")

    def broken(_path):
        raise problem

    world.shop("corner").before_put = broken
    world.order()
    world.work()
    assert told(metrics, "tunemantra_step_seconds_count", stage="deliver", result="retry") == 1
    assert told(metrics, "tunemantra_errors_total", platform="corner", code=problem.code) == 1


def test_what_ended_is_counted_by_its_outcome(world, metrics):
    (order,) = world.order()
    world.work()
    world.shop("corner").say(world.shelf.release, "on sale", reference=order.id)
    world.later(4000)
    assert told(metrics, "tunemantra_outcomes_total", platform="corner", outcome="done") == 1


def test_what_waits_is_read_from_the_ledger_when_somebody_asks(world, metrics):
    world.order("corner", "market")
    world.clock.sleep(90)
    assert told(metrics, "tunemantra_open_deliveries", state="due", lane="normal", stage="prepare") == 2
    assert told(metrics, "tunemantra_oldest_wait_seconds", lane="normal") == pytest.approx(90)
    assert told(metrics, "tunemantra_oldest_wait_seconds", lane="emergency") == 0
    world.ledger.claim("w", world.clock.now(), 60, lanes=[Lane.NORMAL])
    assert told(metrics, "tunemantra_open_deliveries", state="due") == 1
    assert told(metrics, "tunemantra_open_deliveries", state="held") == 1


def test_a_ledger_that_does_not_answer_is_told_and_nothing_else_is_lost(world, metrics):
    def backlog(_at):
        raise StateError("the server restarts", disposition=Disposition.RETRY)

    world.order()
    world.work()
    world.ledger.backlog = backlog
    assert told(metrics, "tunemantra_ledger_up") == 0
    assert told(metrics, "tunemantra_step_seconds_count", stage="deliver") == 1


class Broker:
    """A queue outside of the process."""

    def __init__(self, queue, trouble=None):
        self._queue, self._trouble = queue, trouble

    def __getattr__(self, name):
        return getattr(self._queue, name)

    def lengths(self):
        if self._trouble:
            raise self._trouble
        return {"media": 3}


@pytest.mark.parametrize("trouble", [None, StateError("down")])
def test_the_broker_is_asked_where_there_is_one(world, trouble):
    metrics, there = Metrics(), world.with_tools(queue=Broker(world.tools.queue, trouble))
    metrics.watch(lambda: there.tools)
    assert told(metrics, "tunemantra_broker_up") == (trouble is None)
    assert told(metrics, "tunemantra_broker_messages", queue="media") == (0 if trouble else 3)


def test_metrics_are_nobodys_but_their_own(metrics):
    from prometheus_client import REGISTRY

    assert not [one for one in REGISTRY.collect() if one.name.startswith("tunemantra")]


def test_the_dashboard_asks_for_what_is_told(world, metrics):
    dashboard = json.loads(files("tunemantra.contrib.metrics").joinpath("dashboard.json").read_text("utf-8"))
    there = world.with_tools(queue=Broker(world.tools.queue))
    everything = Metrics()
    everything.watch(lambda: there.tools)
    there = there.with_tools(observers=(everything,), sla={"corner": LeadTime(1, 1, "hours")})
    there.order()
    there.clock.sleep(3600)
    sla.watch(there.tools)
    rule = CircuitRule()
    guard.change(there.tools, "corner/api", lambda one: failed(one, "w", there.clock.now(), "HTTP 503", rule))
    families = list(text_string_to_metric_families(everything.page().decode()))
    names = {one.name for family in families for one in family.samples}
    kinds = {family.name: family for family in families}
    names |= {f"{name}_total" for name, family in kinds.items() if family.type == "counter"}
    names |= {
        f"{name}_{end}" for name, one in kinds.items() if one.type == "histogram" for end in ("bucket", "sum", "count")
    }
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    asked += [one["query"]["query"] for one in dashboard["templating"]["list"] if one["type"] == "query"]
    wanted = {name for text in asked for name in re.findall(r"\b(?:tunemantra|process)_[a-z_]+", text)}
    assert wanted - names == set()
    assert {name for name in kinds if name.startswith("tunemantra")} <= {
        re.sub(r"_(total|bucket|sum|count)$", "", name) for name in wanted
    }
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])


def test_endpoints_that_do_not_answer_and_orders_at_the_gate_are_read_from_the_board(world, metrics):
    now = world.clock.now()
    for _ in range(5):
        guard.change(world.tools, "corner/api", lambda one: failed(one, "w", now, "HTTP 503", CircuitRule()))
    guard.change(world.tools, "market+fallback/files", lambda one: failed(one, "w", now, "HTTP 503", CircuitRule()))
    world.service.distribute(world.shelf.folder, ["market", "corner"], after={"market": (After("corner"),)})
    world.work()
    assert told(metrics, "tunemantra_circuit_open", platform="corner", endpoint="api") == 1
    guard.change(world.tools, "corner/files", lambda one: evolve(one, ease=1))
    lines = metrics.page().decode()
    assert 'endpoint="files",platform="corner"' not in lines
    assert 'tunemantra_circuit_open{endpoint="files (fallback)",platform="market"} 0.0' in lines
    assert told(metrics, "tunemantra_gate_deliveries", state="waits") == 1
    assert told(metrics, "tunemantra_gate_deliveries", state="blocked") == 0


def test_platforms_that_are_late_are_read_from_the_board(world, metrics):
    world.mall.platforms["corner"] = evolve(world.mall.platforms["corner"], sla=LeadTime(1, 1, "hours"))
    world.order()
    assert "tunemantra_sla_deliveries{" not in metrics.page().decode()
    world.clock.sleep(3600)
    sla.watch(world.tools)
    assert told(metrics, "tunemantra_sla_deliveries", platform="corner", level="breach") == 1
