"""Recover: what to do after a failure, and what was left behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from attrs import evolve

from tunemantra.core.distribution import Delivery, Outcome, Stage
from tunemantra.core.status import Status
from tunemantra.errors import (
    AssetCorruptError,
    AssetMissingError,
    AuthError,
    Disposition,
    HostKeyError,
    IntegrityError,
    OutageError,
    QuotaError,
    RefusedError,
    SecretError,
    TransferTimeoutError,
    TransportError,
    TuneMantraError,
)
from tunemantra.pipeline.retry import Pause, pause, worth_another
from tunemantra.pipeline.steps import Step, becomes, happened, waits
from tunemantra.pipeline.timeline import happenings
from tunemantra.pipeline.tools import Tools
from tunemantra.ports.storage import Due

_SUBSTATES: tuple[tuple[type[TuneMantraError], str], ...] = (
    (AuthError, "auth"),
    # The server could not prove who it is: no less than a login that was refused.
    (HostKeyError, "auth"),
    (SecretError, "auth"),
    (QuotaError, "quota"),
    (OutageError, "platform-outage"),
    (TransferTimeoutError, "timeout"),
    (IntegrityError, "checksum"),
    (TransportError, "transport"),
)

STALLED = "STALLED"
"""First word of what an order waits for while an endpoint does not answer."""
_REMADE = "delivery.remade"
_RETRIED = "delivery.retry"


def after(tools: Tools, delivery: Delivery, problem: TuneMantraError) -> Step:
    """Return what a failed step means: another try later, or the end, by the error's own disposition."""
    at = tools.clock.now()
    attempts = delivery.attempts + 1
    if isinstance(problem, RefusedError):
        return _rejected(tools, delivery, problem)
    if isinstance(problem, AssetMissingError | AssetCorruptError) and _may_remake(tools, delivery):
        message = f"{problem.message}; it is made again"
        back = evolve(delivery, stage=Stage.TRANSFORM, package="", due_at=at)
        return Step(back, events=(happened(delivery, at, _REMADE, message, code=problem.code),))
    if problem.disposition is Disposition.WAIT:
        return _held(tools, delivery, problem)
    reset = tools.platforms.platform(delivery.platform).quota_reset
    wait = pause(tools.retry, problem, delivery.id, attempts, at, reset)
    due = at + timedelta(seconds=wait.seconds)
    over = worth_another(tools.retry, problem, attempts, _failing_since(tools, delivery, at), due)
    if not over:
        return _again(tools, delivery, problem, wait, due)
    failed = evolve(delivery, outcome=Outcome.FAILED, attempts=attempts, reason=str(problem), waiting="", due_at=at)
    change = becomes(delivery, at, Status.ERROR, substate_of(problem), problem.message)
    return Step(
        failed,
        change,
        (
            happened(
                delivery, at, "delivery.failed", f"{problem}; {over}", code=problem.code, stage=delivery.stage.value
            ),
        ),
    )


def _held(tools: Tools, delivery: Delivery, problem: TuneMantraError) -> Step:
    """Return the step of an order that is kept back: it costs no try, and is said once."""
    at = tools.clock.now()
    step = waits(delivery, at, problem.retry_after or 0.0, str(problem))
    if problem.message.startswith(STALLED) and not delivery.waiting.startswith(STALLED):
        return evolve(step, events=(happened(delivery, at, "delivery.stalled", problem.message, code=problem.code),))
    return step


def _again(tools: Tools, delivery: Delivery, problem: TuneMantraError, wait: Pause, due: datetime) -> Step:
    at, attempts = tools.clock.now(), delivery.attempts + 1
    tries = tools.retry.limit(problem.category).tries
    why = f" ({wait.why})" if wait.why else ""
    later = evolve(
        delivery,
        attempts=attempts,
        reason=str(problem),
        due_at=due,
        waiting=f"try {attempts + 1} of {tries} at {due:%Y-%m-%d %H:%M:%S} UTC{why} after: {problem.message}",
    )
    message = f"{problem.message}; next try in {wait.seconds:.0f} s{why}"
    return Step(later, events=(happened(delivery, at, _RETRIED, message, code=problem.code),))


def _failing_since(tools: Tools, delivery: Delivery, at: datetime) -> datetime:
    """Return when the failures in a row began that this one continues."""
    if not delivery.attempts:
        return at
    failures = [event.at for event in happenings(tools, delivery) if event.kind == _RETRIED]
    return min([at, *failures[-delivery.attempts :]])


def _may_remake(tools: Tools, delivery: Delivery) -> bool:
    """Tell whether what the store lost follows from the masters; once a delivery, for a bad disk spoils it again."""
    if delivery.stage not in {Stage.PACKAGE, Stage.DELIVER}:
        return False
    return all(event.kind != _REMADE for event in happenings(tools, delivery))


def _rejected(tools: Tools, delivery: Delivery, problem: RefusedError) -> Step:
    at = tools.clock.now()
    findings = tuple(finding.on(delivery.platform) for finding in problem.findings)
    ended = evolve(
        delivery,
        outcome=Outcome.REJECTED,
        stage=Stage.END,
        findings=(*delivery.findings, *findings),
        reason=str(problem),
        waiting="",
        due_at=at,
    )
    change = becomes(delivery, at, Status.REJECTED, "metadata", problem.message)
    return Step(
        ended,
        change,
        (happened(delivery, at, "delivery.rejected", str(problem), code=problem.code, stage=delivery.stage.value),),
    )


def substate_of(problem: TuneMantraError) -> str:
    """Return the substate of Error that tells what failed."""
    return next((substate for kind, substate in _SUBSTATES if isinstance(problem, kind)), "internal")


SWEPT = 500
"""Due deliveries of a lane that are put into the queue at most; more follow once these are worked on."""


def sweep(tools: Tools, wanted: Callable[[Due], bool] = lambda _: True) -> tuple[Due, ...]:
    """Put due deliveries that nobody holds back into the queue, those `wanted`, and return what it took.

    The queue may lose ids; the ledger does not.
    """
    due = [one for one in tools.ledger.due(tools.clock.now(), limit=SWEPT) if wanted(one)]
    return tuple(one for one in due if tools.queue.put(one.delivery_id, one.lane, one.stage))


__all__ = ["STALLED", "SWEPT", "after", "substate_of", "sweep"]
