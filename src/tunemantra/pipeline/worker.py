"""Worker: claims due deliveries and takes each as far as it goes."""

from __future__ import annotations

import errno
import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from attrs import define, field

from tunemantra.core.distribution import Delivery, Lane, Stage
from tunemantra.errors import (
    ROOM_SECONDS,
    AssetError,
    Disposition,
    LeaseLostError,
    StateError,
    TuneMantraError,
)
from tunemantra.pipeline import recover
from tunemantra.pipeline.deliver import deliver
from tunemantra.pipeline.observed import Observed
from tunemantra.pipeline.package import package
from tunemantra.pipeline.prepare import prepare
from tunemantra.pipeline.steps import Step
from tunemantra.pipeline.stretch import Stretch
from tunemantra.pipeline.tick import Tick
from tunemantra.pipeline.tools import Alive, Tools
from tunemantra.pipeline.track import track
from tunemantra.pipeline.transform import transform
from tunemantra.pipeline.validate import validate
from tunemantra.ports.storage import Claim

_log = logging.getLogger(__name__)

Station = Callable[[Tools, Delivery, Alive], Step]

STATIONS: Mapping[Stage, Station] = {
    Stage.PREPARE: prepare,
    Stage.TRANSFORM: transform,
    Stage.VALIDATE: validate,
    Stage.PACKAGE: package,
    Stage.DELIVER: deliver,
    Stage.TRACK: track,
}

LONGEST_NAP = 1.0
"""Seconds a worker waits at most before it looks into the ledger again."""

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What the operating system says where a disk or a quota is full."""

PIECE = 0.1
"""Seconds after which a waiting worker looks whether it is to stop."""


class Heartbeat:
    """Holds a claim while its work goes on, from a thread of its own; `alive` says when it was lost."""

    def __init__(self, tools: Tools, claim: Claim) -> None:
        self._tools, self._claim = tools, claim
        self._over = threading.Event()
        self._lost: LeaseLostError | None = None
        self._thread = threading.Thread(target=self._beat, name=f"heartbeat-{claim.delivery.id}", daemon=True)

    def __enter__(self) -> Heartbeat:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def alive(self) -> None:
        """Raise where the claim was lost.

        Raises:
            LeaseLostError: another worker may hold the delivery now.
        """
        if self._lost is not None:
            raise self._lost

    def _beat(self) -> None:
        seconds = self._tools.lease_seconds
        while not self._over.wait(seconds / 3):
            try:
                self._tools.ledger.renew(self._claim, self._tools.clock.now(), seconds)
            except LeaseLostError as lost:
                self._lost = lost
                return
            except StateError as problem:
                _log.warning("the claim on %s was not renewed: %s", self._claim.delivery.id, problem)


@define
class Worker:
    """Works until it is told to stop. Several of them, in threads or on machines, share one ledger.

    Args:
        tools: the ports.
        owner: name of this worker, unique among all that share the ledger.
        lanes: the lanes it serves; None for all.
        stages: the stations it works at; a delivery that leaves them is handed on through the queue. None for all.
    """

    tools: Tools
    owner: str
    lanes: tuple[Lane, ...] | None = field(default=None)
    stages: frozenset[Stage] | None = field(default=None)

    def run(self, stop: Callable[[], bool]) -> None:
        """Work on what is due, and wait for more, until `stop` says so.

        A ledger that does not answer for a while is waited for.

        Raises:
            StateError: the ledger will not answer without somebody's help.
        """
        while not stop():
            try:
                if not self.once():
                    self._rest(stop)
            except StateError as problem:
                if problem.disposition is not Disposition.RETRY:
                    raise
                _log.warning("%s: %s; looking again soon", self.owner, problem)
                self._pause(stop, LONGEST_NAP)

    def _rest(self, stop: Callable[[], bool]) -> None:
        """Wait for news or for the next due moment, in pieces, so that a stop is heard soon."""
        self._pause(stop, self._nap())

    def _pause(self, stop: Callable[[], bool], left: float) -> None:
        while left > 0 and self.tools.queue.wait(min(left, PIECE), self.lanes) is None and not stop():
            left -= PIECE

    def once(self) -> bool:
        """Claim one due delivery and take it as far as it goes; False where nothing was due."""
        tools = self.tools
        claims = tools.ledger.claim(self.owner, tools.clock.now(), tools.lease_seconds, limit=1, lanes=self.lanes)
        for claim in claims:
            self._work(claim)
        return bool(claims)

    def take(self, delivery_id: str) -> bool:
        """Claim one delivery and take it as far as it goes; False where it is not due, or somebody works on it.

        Raises:
            StateError: the ledger does not answer.
        """
        tools = self.tools
        now = tools.clock.now()
        claims = tools.ledger.claim(
            self.owner, now, tools.lease_seconds, limit=1, lanes=self.lanes, delivery_id=delivery_id
        )
        for claim in claims:
            self._work(claim)
        return bool(claims)

    def _nap(self) -> float:
        if self.lanes is not None:
            # What is due next may be in another lane; the queue wakes it for its own.
            return LONGEST_NAP
        due = self.tools.ledger.next_due()
        if due is None:
            return LONGEST_NAP
        return min(LONGEST_NAP, max(0.01, (due - self.tools.clock.now()).total_seconds()))

    def _work(self, claim: Claim) -> None:
        delivery = claim.delivery
        try:
            with Heartbeat(self.tools, claim) as heart:
                self._go(Stretch(self.tools, claim), heart)
        except LeaseLostError as lost:
            _log.warning("%s: %s", delivery.id, lost)
        except Exception:  # noqa: BLE001 - one order must not end the worker for all
            _log.exception("%s: what was done could not be written; it is left to the next claim", delivery.id)

    def _go(self, stretch: Stretch, heart: Heartbeat) -> None:
        delivery = stretch.claim.delivery
        while True:
            with Observed(self.tools, delivery) as look:
                step = stretch.ready or self._step(delivery, heart)
                events = stretch.add(delivery, step)
                goes_on = step.delivery.open and step.delivery.stage is not delivery.stage
                ours = goes_on and (self.stages is None or step.delivery.stage in self.stages)
                if not (ours and stretch.joins()):
                    stretch.write(release=not ours)
                look.wrote(step.delivery, events)
            delivery = step.delivery
            if goes_on and not ours:
                self.tools.queue.put(delivery.id, delivery.lane, delivery.stage)
            if not ours:
                return

    def _step(self, delivery: Delivery, heart: Heartbeat) -> Step:
        try:
            return STATIONS[delivery.stage](self.tools, delivery, heart.alive)
        except LeaseLostError:
            raise
        except TuneMantraError as problem:
            _log.info("%s: %s", delivery.id, problem)
            return recover.after(self.tools, delivery, problem)
        except Exception as problem:  # noqa: BLE001 - a fault of ours or of a plugin must not end the worker
            _log.exception("%s: %s failed", delivery.id, delivery.stage.value)
            return recover.after(self.tools, delivery, _fault(delivery, problem))


def _fault(delivery: Delivery, problem: Exception) -> TuneMantraError:
    """Return our error for one nobody expected: a full disk is waited for, wherever it was written to."""
    message = f"{delivery.stage.value} failed: {type(problem).__name__}: {problem}"
    if isinstance(problem, OSError) and problem.errno in NO_ROOM:
        return AssetError(message, hint="the disk is full", disposition=Disposition.WAIT, retry_after=ROOM_SECONDS)
    return TuneMantraError(message)


URGENT = (Lane.EMERGENCY,)
"""What one more worker waits for: an emergency never stands behind what keeps all the others busy."""


def run_threads(tools: Tools, owner: str, count: int, stop: Callable[[], bool]) -> None:
    """Run several workers in threads of this process until `stop` says so, then wait for them to finish a step.

    Beside them runs one for emergencies alone, and the tick, which one process of all beats.

    Raises:
        Exception: what ended one of them before its time; the others were stopped then.
    """
    workers = [Worker(tools, f"{owner}/{number}") for number in range(count)]
    run_all([*workers, Worker(tools, f"{owner}/urgent", URGENT), Tick(tools, owner)], stop)


class Runner(Protocol):
    """Something that goes on until it is told to stop."""

    @property
    def owner(self) -> str:
        """Return its name."""

    def run(self, stop: Callable[[], bool]) -> None:
        """Go on until `stop` says so."""


def run_all(runners: Sequence[Runner], stop: Callable[[], bool]) -> None:
    """Run each in a thread of its own until `stop` says so, and wait for all of them.

    Raises:
        Exception: what ended one of them before its time; the others were stopped then.
    """
    ended: list[BaseException] = []

    def run(runner: Runner) -> None:
        try:
            runner.run(lambda: bool(ended) or stop())
        except BaseException as problem:  # noqa: BLE001 - raised again in the thread that asked for the work
            ended.append(problem)

    threads = [threading.Thread(target=run, args=(runner,), name=runner.owner) for runner in runners]
    for thread in threads:
        thread.start()
    _join(threads)
    if ended:
        raise ended[0]


def _join(threads: Iterable[threading.Thread]) -> None:
    for thread in threads:
        while thread.is_alive():
            thread.join(timeout=0.5)


__all__ = ["LONGEST_NAP", "PIECE", "STATIONS", "URGENT", "Heartbeat", "Runner", "Worker", "run_all", "run_threads"]
