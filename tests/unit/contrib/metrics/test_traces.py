from __future__ import annotations

import json
import subprocess
import sys

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.unit.pipeline.world import build
from tunemantra.contrib.metrics import Traces, trace_id
from tunemantra.errors import OutageError
from tunemantra.pipeline.worker import Worker


@pytest.fixture
def spans():
    return InMemorySpanExporter()


@pytest.fixture
def world(tmp_path, spans):
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    return build(tmp_path / "release").with_tools(observers=(Traces(provider),))


def test_all_steps_of_a_delivery_are_one_trace(world, spans):
    first, second = world.order("corner", "market")
    for name in ("a", "b", "c", "d"):
        Worker(world.tools, name).once()
    found = spans.get_finished_spans()
    for order in (first, second):
        mine = [span for span in found if span.attributes["tunemantra.delivery"] == order.id]
        assert [span.name for span in mine] == ["prepare", "transform", "validate", "package", "deliver", "track"]
        assert {span.context.trace_id for span in mine} == {trace_id(order.id)}
        assert len({span.parent.span_id for span in mine}) == 1
    assert trace_id(first.id) != trace_id(second.id)


def test_a_failed_step_says_so(world, spans):
    def broken(_path):
        raise OutageError("closed for lunch")

    world.shop("corner").before_put = broken
    world.order()
    world.work()
    failed = next(span for span in spans.get_finished_spans() if span.name == "deliver")
    assert not failed.status.is_ok
    assert "closed for lunch" in failed.status.description
    assert [event.name for event in failed.events] == ["delivery.retry"]


def test_what_is_traced_within_a_step_belongs_to_it(world, spans):
    from opentelemetry import trace

    seen = []
    world.shop("corner").before_put = lambda _: seen.append(trace.get_current_span().get_span_context().trace_id)
    (order,) = world.order()
    world.work()
    assert set(seen) == {trace_id(order.id)}
    assert not trace.get_current_span().get_span_context().is_valid


def test_another_process_finds_the_same_trace():
    code = "import json; from tunemantra.contrib.metrics import trace_id; print(json.dumps(trace_id('d-1')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == trace_id("d-1")
