"""The sending side: ids of deliveries go to a broker."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from kombu.exceptions import KombuError

from tunemantra.contrib.queue.celery.queues import KINDS, kind_of, priority_of
from tunemantra.errors import Disposition, StateError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from celery import Celery

    from tunemantra.core.distribution import Lane, Stage

_log = logging.getLogger(__name__)

BREATHER = 5.0
"""Seconds during which nothing is sent after a broker did not answer: orders must not wait for it one by one."""


class CeleryQueue:
    """`ports.queue.WorkQueue` over a Celery application: a message is the id of a delivery.

    A broker that does not answer keeps no order from being opened: the sweep tells it again.

    Args:
        app: ours (`application`) or a host's own.
    """

    def __init__(self, app: Celery) -> None:
        self.app = app
        self._closed = threading.Event()
        self._silent_until = 0.0
        self._transport = str(app.connection_for_write().transport_cls)
        self._queues = {name: kind.queue() for name, kind in KINDS.items()}

    def __repr__(self) -> str:
        return f"CeleryQueue({self.app.connection_for_write().as_uri()!r})"

    def put(self, delivery_id: str, lane: Lane, stage: Stage | None = None) -> bool:
        """Say that a delivery may be due now; False where the broker does not answer, or the queue is closed."""
        if self._closed.is_set() or time.monotonic() < self._silent_until:
            return False
        kind = kind_of(lane, stage)
        try:
            self.app.send_task(
                kind.address,
                args=[delivery_id],
                queue=self._queues[kind.name],
                priority=priority_of(lane, self._transport),
                retry=False,
                ignore_result=True,
            )
        except self._refusals() as problem:
            _log.warning("the broker was not told of %s: %s; the sweep will", delivery_id, problem)
            self._silent_until = time.monotonic() + BREATHER
            return False
        return True

    def wait(self, seconds: float, lanes: Collection[Lane] | None = None) -> str | None:  # noqa: ARG002 - as the port has it
        """Wait until time is up or the queue is closed: what comes is given to Celery's workers."""
        self._closed.wait(seconds)
        return None

    def close(self) -> None:
        """Send nothing any more."""
        self._closed.set()

    def lengths(self) -> Mapping[str, int]:
        """Return how many messages wait in each queue, by the name of its kind.

        Raises:
            StateError: the broker does not answer; the message holds no password.
        """
        try:
            with self.app.connection_for_write() as connection:
                connection.ensure_connection(max_retries=1, timeout=self.app.conf.broker_connection_timeout)
                channel = connection.default_channel
                return {name: queue(channel).queue_declare().message_count for name, queue in self._queues.items()}
        except self._refusals() as problem:
            place = self.app.connection_for_write().as_uri()
            message = f"the broker {place} does not answer: {type(problem).__name__}: {problem}"
            raise StateError(message, disposition=Disposition.RETRY) from None

    def _refusals(self) -> tuple[type[Exception], ...]:
        connection = self.app.connection_for_write()
        return (KombuError, OSError, *connection.connection_errors, *connection.channel_errors)


__all__ = ["BREATHER", "CeleryQueue"]
