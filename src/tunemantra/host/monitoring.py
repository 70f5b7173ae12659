"""What a worker is watched by: metrics, traces, logs, and whether it is well and ready."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from tunemantra.core.finding import error
from tunemantra.errors import SettingsError, TuneMantraError
from tunemantra.host.logs import LogObserver
from tunemantra.host.serving import StartResponse
from tunemantra.host.structuring import RULE
from tunemantra.pipeline.tools import Tools
from tunemantra.ports.notification import Observer
from tunemantra.ports.queue import SupportsLengths

if TYPE_CHECKING:
    from tunemantra.contrib.metrics import Metrics

_TEXT = "text/plain; charset=utf-8"
_PAGE = "text/plain; version=0.0.4; charset=utf-8"


def metrics() -> Metrics:
    """Return fresh metrics.

    Raises:
        SettingsError: the extra `metrics` is not installed.
    """
    try:
        from tunemantra.contrib.metrics import Metrics
    except ModuleNotFoundError as problem:
        finding = error(
            RULE,
            "metrics",
            f"metrics need {problem.name}",
            observed="--metrics",
            expected="the extra `metrics`",
            hint="pip install 'tunemantra[metrics]'",
        )
        raise SettingsError("metrics cannot be told", [finding]) from problem
    return Metrics()


def observers() -> tuple[Observer, ...]:
    """Return who watches every worker: the log, and OpenTelemetry where it is installed."""
    try:
        from tunemantra.contrib.metrics import Traces
    except ModuleNotFoundError:
        return (LogObserver(),)
    return (LogObserver(), Traces())


def unready(tools: Tools) -> str:
    """Return why a worker cannot work now; empty where it can."""
    try:
        tools.ledger.next_due()
        if isinstance(tools.queue, SupportsLengths):
            tools.queue.lengths()
    except TuneMantraError as problem:
        return problem.message
    return ""


class MonitoringApplication:
    """A WSGI application: `/metrics` for Prometheus, `/healthz` while the process lives, `/readyz` while it can work.

    Args:
        metrics: what is told.
        tools: of the host, opened already.
    """

    def __init__(self, metrics: Metrics, tools: Callable[[], Tools]) -> None:
        self._metrics, self._tools = metrics, tools

    def __call__(self, environ: Mapping[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        status, kind, body = self._answer(str(environ.get("PATH_INFO", "")))
        headers = [("Content-Type", kind), ("Content-Length", str(len(body)))]
        start_response(f"{status.value} {status.phrase}", headers)
        return [body]

    def _answer(self, path: str) -> tuple[HTTPStatus, str, bytes]:
        if path == "/metrics":
            return HTTPStatus.OK, _PAGE, self._metrics.page()
        if path == "/healthz":
            return HTTPStatus.OK, _TEXT, b"well\n"
        if path == "/readyz":
            problem = unready(self._tools())
            status = HTTPStatus.SERVICE_UNAVAILABLE if problem else HTTPStatus.OK
            return status, _TEXT, f"{problem or 'ready'}\n".encode()
        return HTTPStatus.NOT_FOUND, _TEXT, b"no such address\n"


__all__ = ["MonitoringApplication", "metrics", "observers", "unready"]
