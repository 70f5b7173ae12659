"""Prometheus: what this process does, counted as it happens, and what waits, read from the ledger when it is asked."""

from __future__ import annotations

import logging
import time
from collections import Counter as Counts
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily

from tunemantra.core.distribution import Lane, Outcome
from tunemantra.errors import StateError
from tunemantra.pipeline import guard
from tunemantra.pipeline.gate import waiting
from tunemantra.pipeline.sla import late
from tunemantra.ports.queue import SupportsLengths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from prometheus_client.metrics_core import Metric

    from tunemantra.core.distribution import Delivery, Event
    from tunemantra.pipeline.tools import Tools

_log = logging.getLogger(__name__)

SECONDS = (0.005, 0.02, 0.1, 0.5, 2, 10, 60, 300, 1800, 7200)
"""From a look into the ledger to the upload of an album in high resolution."""


class Metrics:
    """`ports.notification.Observer` with a registry of its own; nothing global.

    Every process counts what it does itself; Prometheus adds them up. What waits is the same whichever process is
    asked.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        labels = ("platform", "stage", "result")
        self._seconds = Histogram(
            "tunemantra_step_seconds", "Steps of deliveries.", labels, buckets=SECONDS, registry=self.registry
        )
        self._outcomes = Counter(
            "tunemantra_outcomes", "Deliveries that ended.", ("platform", "outcome"), registry=self.registry
        )
        self._bytes = Counter("tunemantra_sent_bytes", "Bytes of media sent.", ("platform",), registry=self.registry)
        self._errors = Counter(
            "tunemantra_errors",
            "Steps that failed, by the code of the error.",
            ("platform", "code"),
            registry=self.registry,
        )

    def watch(self, tools: Callable[[], Tools]) -> None:
        """Read what waits from a host's ledger and broker whenever somebody asks."""
        self.registry.register(_Backlog(tools))

    def page(self) -> bytes:
        """Return everything in the text format of Prometheus."""
        return generate_latest(self.registry)

    def began(self, delivery: Delivery) -> object:  # noqa: ARG002 - as the port has it
        """Note when a step began."""
        return time.perf_counter()

    def ended(self, mark: object, before: Delivery, after: Delivery | None, events: Sequence[Event]) -> None:
        """Count a step, and what it led to."""
        took = time.perf_counter() - float(str(mark))
        platform = before.platform
        self._seconds.labels(platform, before.stage.value, result_of(before, after)).observe(took)
        if after is not None and after.outcome is not Outcome.OPEN:
            self._outcomes.labels(platform, after.outcome.value).inc()
        for event in events:
            data = dict(event.data)
            if event.kind == "delivery.sent":
                self._bytes.labels(platform).inc(int(data.get("bytes", 0)))
            if "code" in data:
                self._errors.labels(platform, data["code"]).inc()


def result_of(before: Delivery, after: Delivery | None) -> str:
    """Return how a step ended: `passed`, `waits`, `retry`, `lost` (somebody else has the delivery), or its outcome."""
    if after is None:
        return "lost"
    if after.outcome is not Outcome.OPEN:
        return after.outcome.value
    if after.attempts > before.attempts:
        return "retry"
    return "waits" if after.stage is before.stage else "passed"


class _Backlog:
    """Asks the ledger, and the broker where there is one, each time it is collected."""

    def __init__(self, tools: Callable[[], Tools]) -> None:
        self._tools = tools

    def describe(self) -> Iterable[Metric]:
        """Say nothing beforehand: that would ask the ledger."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Return what waits; where the ledger does not answer, that alone."""
        up = GaugeMetricFamily("tunemantra_ledger_up", "Whether the ledger answers.")
        found: list[Metric] = [up]
        try:
            found += self._waiting()
            up.add_metric((), 1)
        except StateError as problem:
            _log.warning("the ledger does not answer: %s", problem)
            up.add_metric((), 0)
        return [*found, *self._broker()]

    def _waiting(self) -> list[Metric]:
        tools = self._tools()
        now = tools.clock.now()
        labels = ("platform", "lane", "stage", "state")
        open_work = GaugeMetricFamily("tunemantra_open_deliveries", "Open deliveries.", labels=labels)
        oldest = GaugeMetricFamily(
            "tunemantra_oldest_wait_seconds", "How long the longest waiting due delivery waits.", labels=("lane",)
        )
        waits = dict.fromkeys(Lane, 0.0)
        for one in tools.ledger.backlog(now):
            for state, count in (("due", one.due), ("held", one.held), ("later", one.later)):
                open_work.add_metric((one.platform, one.lane.value, one.stage.value, state), count)
            if one.oldest is not None:
                waits[one.lane] = max(waits[one.lane], (now - one.oldest).total_seconds())
        for lane, seconds in waits.items():
            oldest.add_metric((lane.value,), seconds)
        return [open_work, oldest, *_elsewhere(tools)]

    def _broker(self) -> list[Metric]:
        queue = self._tools().queue
        if not isinstance(queue, SupportsLengths):
            return []
        up = GaugeMetricFamily("tunemantra_broker_up", "Whether the broker answers.")
        messages = GaugeMetricFamily("tunemantra_broker_messages", "Messages that wait.", labels=("queue",))
        try:
            for name, count in queue.lengths().items():
                messages.add_metric((name,), count)
            up.add_metric((), 1)
        except StateError:
            up.add_metric((), 0)
        return [up, messages]


def _elsewhere(tools: Tools) -> Iterable[Metric]:
    """Return what the board says: endpoints that do not answer, and orders that wait for a release elsewhere."""
    circuits = GaugeMetricFamily(
        "tunemantra_circuit_open",
        "Endpoints that failed of late: 1 where nobody but a probe connects, 0 where they are still tried.",
        labels=("platform", "endpoint"),
    )
    for key, circuit in guard.circuits(tools).items():
        route, _, endpoint = key.partition("/")
        platform, _, way = route.partition("+")
        if circuit.troubled:
            circuits.add_metric((platform, f"{endpoint} ({way})" if way else endpoint), circuit.open)
    yield circuits
    gate = GaugeMetricFamily(
        "tunemantra_gate_deliveries", "Deliveries that wait for a release elsewhere.", labels=("state",)
    )
    for state, count in waiting(tools).items():
        gate.add_metric((state.value,), count)
    yield gate
    slow = GaugeMetricFamily(
        "tunemantra_sla_deliveries",
        "Deliveries that a platform has not acknowledged in its time (breach), or almost (warning).",
        labels=("platform", "level"),
    )
    for (platform, level), count in Counts((one.platform, one.level.value) for one in late(tools)).items():
        slow.add_metric((platform, level), count)
    yield slow


__all__ = ["SECONDS", "Metrics", "result_of"]
