"""What a worker tells Prometheus and OpenTelemetry; needs the extra `metrics`."""

from tunemantra.contrib.metrics.prometheus import Metrics
from tunemantra.contrib.metrics.traces import Traces, trace_id

__all__ = ["Metrics", "Traces", "trace_id"]
