"""Recover: what to do after a failure, and what was left behind."""

from __future__ import annotations

import hashlib
from datetime import timedelta

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
    TransferTimeoutError,
    TransportError,
    TuneMantraError,
)
from tunemantra.pipeline.steps import Step, becomes, happened
from tunemantra.pipeline.tools import RetryPolicy, Tools

_SUBSTATES: tuple[tuple[type[TuneMantraError], str], ...] = (
    (AuthError, "auth"),
    # The server could not prove who it is: no less than a login that was refused.
    (HostKeyError, "auth"),
    (QuotaError, "quota"),
    (OutageError, "platform-outage"),
    (TransferTimeoutError, "timeout"),
    (IntegrityError, "checksum"),
    (TransportError, "transport"),
)

_REMADE = "delivery.remade"


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
    if problem.disposition is Disposition.RETRY and attempts < tools.retry.tries:
        wait = pause(tools.retry, delivery.id, attempts, problem.retry_after)
        message = f"{problem.message}; next try in {wait:.0f} s"
        later = evolve(
            delivery,
            attempts=attempts,
            reason=str(problem),
            due_at=at + timedelta(seconds=wait),
            waiting=f"try {attempts + 1} of {tools.retry.tries} after: {problem.message}",
        )
        return Step(later, events=(happened(delivery, at, "delivery.retry", message, code=problem.code),))
    failed = evolve(delivery, outcome=Outcome.FAILED, attempts=attempts, reason=str(problem), waiting="", due_at=at)
    change = becomes(delivery, at, Status.ERROR, substate_of(problem), problem.message)
    return Step(failed, change, (happened(delivery, at, "delivery.failed", str(problem), code=problem.code),))


def _may_remake(tools: Tools, delivery: Delivery) -> bool:
    """Tell whether what the store lost follows from the masters; once a delivery, for a bad disk spoils it again."""
    if delivery.stage not in {Stage.PACKAGE, Stage.DELIVER}:
        return False
    after = 0
    while page := tools.ledger.events(delivery.distribution_id, after=after):
        if any(event.kind == _REMADE and event.delivery_id == delivery.id for event in page):
            return False
        after = page[-1].sequence
    return True


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
    return Step(ended, change, (happened(delivery, at, "delivery.rejected", str(problem), code=problem.code),))


def substate_of(problem: TuneMantraError) -> str:
    """Return the substate of Error that tells what failed."""
    return next((substate for kind, substate in _SUBSTATES if isinstance(problem, kind)), "internal")


def pause(policy: RetryPolicy, delivery_id: str, attempts: int, retry_after: float | None) -> float:
    """Return the seconds until the next try: what the other side asked for, or growing waits that spread out.

    The spread follows from the delivery and the try, so that it needs no dice and deliveries that failed together do
    not come back together.
    """
    if retry_after is not None:
        return max(0.0, retry_after)
    wait = min(policy.longest, policy.first * policy.factor ** (attempts - 1))
    digest = hashlib.sha256(f"{delivery_id}/{attempts}".encode()).digest()
    return wait * (0.5 + digest[0] / 510)


def sweep(tools: Tools) -> int:
    """Put every due delivery that nobody holds back into the queue, and return how many.

    The queue may lose ids; the ledger does not.
    """
    now = tools.clock.now()
    due = [delivery for delivery in tools.ledger.deliveries(open_only=True) if delivery.due_at <= now]
    for delivery in due:
        tools.queue.put(delivery.id, delivery.lane)
    return len(due)


__all__ = ["after", "pause", "substate_of", "sweep"]
