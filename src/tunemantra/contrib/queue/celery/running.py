"""A Celery worker in this process: threads that share one host, so that they share its connections and budgets."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from celery.concurrency.thread import TaskPool
from celery.worker import WorkController, state

from tunemantra.contrib.queue.celery.queues import KINDS, Kind
from tunemantra.contrib.queue.celery.tasks import Host, owner
from tunemantra.errors import StateError
from tunemantra.pipeline.worker import URGENT, Worker, run_all

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from celery import Celery

_log = logging.getLogger(__name__)


def run(app: Celery, host: Host, kinds: Sequence[Kind], count: int, stop: Callable[[], bool]) -> None:
    """Work on what comes from some queues until `stop` says so, then finish what was begun.

    One more thread waits for emergencies alone, where their queue is asked for: it looks into the ledger and needs no
    free place among the others. One such worker at a time runs in a process.

    Args:
        app: with our tasks (`register`).
        host: the one that was registered.
        kinds: whose queues.
        count: deliveries at the same time.
        stop: asked some times a second.

    Raises:
        StateError: the broker refuses us, or Celery ended by itself. One that does not answer is waited for.
    """
    _require_welcome(app)
    controller = WorkController(
        app=app,
        pool_cls=_Threads,
        concurrency=count,
        queues=[kind.address for kind in kinds],
        hostname=f"tunemantra-{owner().replace('/', '-')}",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    runners = [_Celery(controller)]
    urgent = [Worker(host.tools, f"{owner()}/urgent", URGENT)] if KINDS["emergency"] in kinds else []
    run_all([*runners, *urgent], stop)


def _require_welcome(app: Celery) -> None:
    """Refuse to work where a broker refuses us: Celery would try the wrong password or virtual host again for ever."""
    with app.connection_for_read() as connection:
        try:
            connection.connect()
        except (*connection.connection_errors, *connection.channel_errors) as problem:
            if _refuses(problem):
                message = f"the broker {connection.as_uri()} lets nobody in: {problem}"
                hint = "look at the user, the password and what stands behind the last / in `broker`"
                raise StateError(message, hint=hint) from None
            _log.debug("the broker does not answer yet: %s", problem)


def _refuses(problem: Exception) -> bool:
    """Whether a broker answered, and with a no that another try will not change."""
    # With Celery always; only now is it needed.
    from redis.exceptions import AuthenticationError, MasterDownError, ResponseError

    if isinstance(problem, MasterDownError) or str(problem).startswith(_PASSES):
        return False
    return getattr(problem, "code", 0) in _REFUSED or isinstance(problem, AuthenticationError | ResponseError)


# AMQP 0-9-1, 1.8: access-refused and not-allowed.
_REFUSED = frozenset({403, 530})
# Redis, while a script runs for long or its disk is full.
_PASSES = ("BUSY ", "MISCONF ")


class _Threads(TaskPool):  # type: ignore[misc]
    """Celery's pool of threads; in each of them our application is the current one, and nowhere else."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self.executor = ThreadPoolExecutor(max_workers=self.limit, initializer=self.app.set_current)


class _Celery:
    """Runs a controller until it is told to stop."""

    owner = "celery"

    def __init__(self, controller: WorkController) -> None:
        self._controller = controller

    def run(self, stop: Callable[[], bool]) -> None:
        over = threading.Event()
        watch = threading.Thread(target=self._watch, args=(stop, over), name="celery-stop", daemon=True)
        watch.start()
        try:
            self._controller.start()
        finally:
            over.set()
            watch.join()
            # It belongs to the whole process; the next worker must not find it.
            state.should_stop = None
        if not stop():
            message = "the Celery worker ended by itself; its log says why"
            raise StateError(message)

    def _watch(self, stop: Callable[[], bool], over: threading.Event) -> None:
        while not over.wait(0.1):
            if stop():
                state.should_stop = 0
                hub = self._controller.hub
                if hub is not None:
                    hub.call_soon(lambda: None)  # wakes it up
                over.wait(1.0)


__all__ = ["run"]
