"""OpenTelemetry: every step of a delivery is a span of one trace, in whatever process it happens."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, cast

from opentelemetry import context, trace
from opentelemetry.trace import NonRecordingSpan, SpanContext, Status, StatusCode, TraceFlags

from tunemantra.contrib.metrics.prometheus import result_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextvars import Token

    from opentelemetry.context import Context
    from opentelemetry.trace import Span, TracerProvider

    from tunemantra.core.distribution import Delivery, Event

WELL = {"passed", "waits", "done"}


def trace_id(delivery_id: str) -> int:
    """Return the id of a delivery's trace, 128 bits: it follows from the delivery's, so nobody has to pass it on."""
    return int.from_bytes(_digest(delivery_id)[:16], "big")


def _digest(delivery_id: str) -> bytes:
    return hashlib.sha256(f"tunemantra/{delivery_id}".encode()).digest()


class Traces:
    """`ports.notification.Observer` that makes spans; without an SDK nothing is recorded.

    Args:
        provider: where spans go; the process's own (as `opentelemetry-instrument` sets it up) for None.
    """

    def __init__(self, provider: TracerProvider | None = None) -> None:
        self._tracer = trace.get_tracer("tunemantra", tracer_provider=provider)

    def began(self, delivery: Delivery) -> object:
        """Begin a span, current in this thread: what clients of HTTP or databases trace becomes part of it."""
        span = self._tracer.start_span(
            delivery.stage.value,
            context=_root(delivery.id),
            attributes={
                "tunemantra.delivery": delivery.id,
                "tunemantra.platform": delivery.platform,
                "tunemantra.icpn": delivery.icpn,
                "tunemantra.kind": delivery.kind.value,
                "tunemantra.lane": delivery.lane.value,
                "tunemantra.attempt": delivery.attempts + 1,
            },
        )
        return span, context.attach(trace.set_span_in_context(span))

    def ended(self, mark: object, before: Delivery, after: Delivery | None, events: Sequence[Event]) -> None:
        """End it, with what was written to the timeline."""
        span, token = cast("tuple[Span, Token[Context]]", mark)
        context.detach(token)
        result = result_of(before, after)
        span.set_attribute("tunemantra.result", result)
        for event in events:
            span.add_event(event.kind, {"message": event.message, **dict(event.data)})
        if result not in WELL:
            span.set_status(Status(StatusCode.ERROR, after.reason if after is not None else "the lease was lost"))
        span.end()


def _root(delivery_id: str) -> Context:
    """Return the context every span of a delivery hangs from."""
    parent = SpanContext(
        trace_id(delivery_id),
        int.from_bytes(_digest(delivery_id)[16:24], "big"),
        is_remote=True,
        trace_flags=TraceFlags(TraceFlags.SAMPLED),
    )
    return trace.set_span_in_context(NonRecordingSpan(parent))


__all__ = ["Traces", "trace_id"]
