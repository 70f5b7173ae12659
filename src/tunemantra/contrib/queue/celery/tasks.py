"""The receiving side: tasks on a Celery application, ours or a host's own, and the tick beside its workers."""

from __future__ import annotations

import logging
import os
import socket
import threading
import uuid
from typing import TYPE_CHECKING, Protocol

from celery import bootsteps

from tunemantra.contrib.queue.celery.queues import DELIVERY, KINDS, MEDIA, Kind
from tunemantra.errors import StateError
from tunemantra.pipeline.tick import Tick
from tunemantra.pipeline.tools import Tools
from tunemantra.pipeline.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from celery import Celery

    from tunemantra.core.distribution import Stage

_log = logging.getLogger(__name__)

AGAIN = 30
"""Seconds after which sweeping begins again where a fault has ended it."""


class Host(Protocol):
    """Whoever has the ports: `tunemantra.TuneMantra` is one."""

    @property
    def tools(self) -> Tools:
        """Return the ports, opened when this is first asked for."""


def register(app: Celery, host: Host) -> None:
    """Have an application know our three tasks and queues, and its workers beat the tick; nothing else changes.

    Nothing is connected or opened here. Workers take from the queues that they are started with:
    `celery -A shop worker -Q celery,tunemantra.emergency,tunemantra.delivery,tunemantra.media`.

    Args:
        app: configured already; its broker is the one that the host's `CeleryQueue` sends to.
        host: whose deliveries are worked on, in the processes of the workers.
    """
    for kind in KINDS.values():
        app.amqp.queues.add(kind.queue())
        app.task(
            _work(app, kind, host),
            name=kind.address,
            shared=False,
            acks_late=True,
            reject_on_worker_lost=True,
            ignore_result=True,
            max_retries=0,
        )
    app.steps["worker"].add(_beside(host))


def owner() -> str:
    """Return a name no other worker has, wherever it runs."""
    return f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex[:12]}"


def _work(app: Celery, kind: Kind, host: Host) -> Callable[[str], None]:
    def work(delivery_id: str) -> None:
        try:
            Worker(host.tools, owner(), stages=_served(app, kind)).take(delivery_id)
        except StateError as problem:
            _log.warning("%s: %s; the sweep tells it again", delivery_id, problem)

    return work


def _served(app: Celery, kind: Kind) -> frozenset[Stage]:
    """Return the stations that a delivery is taken through here: those of its queue, and of others this worker serves.

    Handed on through the broker, it would come back to where it was; for emergencies there are others.
    """
    others = [one for one in (MEDIA, DELIVERY) if one.address in app.amqp.queues.consume_from]
    return kind.stages.union(*(one.stages for one in others))


def _beside(host: Host) -> type:
    """Return a step of a worker's start and end that beats the tick in a thread of its main process."""

    class Beside(bootsteps.StartStopStep):  # type: ignore[misc]
        name = f"tunemantra-tick-{id(host):x}"
        requires = ("celery.worker.components:Timer",)

        def __init__(self, parent: object, **options: object) -> None:
            super().__init__(parent, **options)
            self.over = threading.Event()
            self.thread: threading.Thread | None = None

        def create(self, _parent: object) -> object:
            return self

        def start(self, _parent: object) -> None:
            # Opened before the pool forks, so that no child is born while the ledger is being opened.
            tick = Tick(host.tools, owner())
            self.thread = threading.Thread(target=_beat, args=(tick, self.over), name="tick", daemon=True)
            self.thread.start()

        def stop(self, _parent: object) -> None:
            self.over.set()
            if self.thread is not None:
                self.thread.join()

        terminate = stop

    return Beside


def _beat(tick: Tick, over: threading.Event) -> None:
    """Beat until it is over: a worker whose tick has ended would work on, and nobody would miss it."""
    while not over.is_set():
        try:
            tick.run(over.is_set)
        except Exception:  # noqa: BLE001 - whatever it is, the next sweep may go well, and until then it is told
            _log.exception("sweeping was ended by a fault; it begins again in %d s", AGAIN)
            over.wait(AGAIN)


__all__ = ["Host", "owner", "register"]
