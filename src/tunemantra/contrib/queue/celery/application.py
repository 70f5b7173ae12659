"""Our own Celery application, for whoever has none."""

from __future__ import annotations

from urllib.parse import urlsplit

from celery import Celery

from tunemantra.contrib.queue.celery.queues import HIGHEST, LONGEST
from tunemantra.core.finding import error
from tunemantra.errors import SettingsError

SCHEMES = ("redis", "rediss", "sentinel", "amqp", "amqps", "pyamqp")

PATIENCE = 4.0
"""Seconds a broker may take to answer."""


def application(broker: str) -> Celery:
    """Return an application that is nobody's current one and changes nothing global; nothing is connected.

    Args:
        broker: `redis://host:6379/0` or `amqp://user:password@host//`.

    Raises:
        SettingsError: the broker is none of ours; the message holds no password.
    """
    scheme = urlsplit(broker).scheme
    if scheme not in SCHEMES:
        finding = error(
            "TM-SET-001",
            "broker",
            "not the address of a broker",
            observed=f"{scheme}://…" if scheme else "(no address)",
            expected="redis://host:6379/0 or amqp://user@host//",
        )
        raise SettingsError("the broker cannot be used", [finding])
    app = Celery("tunemantra", broker=broker, set_as_current=False)
    app.conf.update(
        task_ignore_result=True,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_enable_remote_control=False,
        broker_connection_timeout=PATIENCE,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options=_options(scheme),
    )
    return app


def _options(scheme: str) -> dict[str, object]:
    if not scheme.startswith(("redis", "sentinel")):
        return {"connect_timeout": PATIENCE, "read_timeout": PATIENCE, "write_timeout": PATIENCE}
    return {
        # What a killed worker held comes back by the sweep; a message must not be repeated while it is worked on.
        "visibility_timeout": LONGEST,
        "queue_order_strategy": "priority",
        "priority_steps": list(range(HIGHEST + 1)),
        "socket_connect_timeout": PATIENCE,
        "socket_timeout": 30.0,
        "health_check_interval": 25,
    }


__all__ = ["PATIENCE", "SCHEMES", "application"]
