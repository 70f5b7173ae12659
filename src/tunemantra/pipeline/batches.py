"""Batches: orders for one platform wait for each other, are handed in one by one, and are completed together."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from attrs import evolve

from tunemantra.core.amendment import Amendment, Selection
from tunemantra.core.batch import ALONE, HURRIED, WAITS, Batch, BatchState, gathering
from tunemantra.core.distribution import Delivery, Event, Stage
from tunemantra.errors import ConflictError
from tunemantra.pipeline.steps import Step, happened
from tunemantra.pipeline.timeline import hasten
from tunemantra.pipeline.tools import Tools

AGAIN: Final = timedelta(hours=1)
"""Until an order in a batch is looked at though nobody woke it."""
PAGE: Final = 500
"""Orders of a batch that are woken in one transaction."""


def joined(tools: Tools, delivery: Delivery) -> Batch | None:
    """Return the batch an order goes in, which it is put into now where it was in none; None where it goes alone."""
    rule = tools.batching.get(delivery.platform)
    if rule is None or delivery.lane in HURRIED or delivery.batch == ALONE:
        return None
    return tools.ledger.batches.gather(delivery.id, rule, tools.clock.now())


def gathers(tools: Tools, delivery: Delivery, batch: Batch) -> Step:
    """Return the step of an order that is ready and whose batch is still open."""
    at = tools.clock.now()
    words = gathering(batch, tools.ledger.batches.tally(batch.id))
    told = delivery.waiting.startswith(f"{WAITS} {batch.id}")
    events = () if told else (happened(delivery, at, "order.waits", words, batch=batch.id),)
    return Step(evolve(delivery, due_at=batch.closes_at or at + AGAIN, waiting=words), events=events)


def of(tools: Tools, delivery: Delivery) -> Batch | None:
    """Return the batch an order is in; None where it goes alone."""
    return tools.ledger.batches.batch(delivery.batch) if delivery.batch not in {"", ALONE} else None


def back(tools: Tools, delivery: Delivery, batch: Batch) -> Step:
    """Return the step of an order that came too late to be handed in, or has to be once more: into the next batch."""
    at = tools.clock.now()
    left = evolve(
        delivery, stage=Stage.PACKAGE, batch="", package="", receipt="", due_at=at, waiting="", attempts=0, reason=""
    )
    message = f"it is not in batch {batch.id}, and goes into another"
    return Step(left, events=(happened(delivery, at, "batch.left", message, batch=batch.id),))


def tend(tools: Tools) -> None:
    """Close batches whose time is up, and wake the orders of those that are closed, all handed in or complete."""
    for batch in tools.ledger.batches.pending():
        with suppress(ConflictError):
            _tend(tools, batch)


def _tend(tools: Tools, batch: Batch) -> None:
    book, now = tools.ledger.batches, tools.clock.now()
    if batch.state is BatchState.OPEN:
        if batch.closes_at is None or batch.closes_at > now:
            return
        batch = close(tools, batch, "its time is up")
    tally = book.tally(batch.id)
    if batch.state is BatchState.COMPLETE:
        if not _wake(tools, batch, f"{WAITS} ", "batch.complete", f"batch {batch.id} is complete", now):
            book.write(evolve(batch, over=True))
    elif tally.working:
        why = f"batch {batch.id} is closed with {tally.ready + tally.handed}: {batch.why}"
        _wake(tools, batch, f"{WAITS} {batch.id}: ", "batch.closed", why, now)
    elif not tally.handed:
        book.write(evolve(batch, state=BatchState.COMPLETE, over=True))
    else:
        _have_completed(tools, batch)


def close(tools: Tools, batch: Batch, why: str) -> Batch:
    """Close an open batch; its orders are woken by the tick."""
    now = tools.clock.now()
    return tools.ledger.batches.write(evolve(batch, state=BatchState.CLOSED, closed_at=now, why=why))


def _wake(tools: Tools, batch: Batch, waiting: str, kind: str, message: str, at: datetime) -> bool:
    """Have the orders that wait so looked at now; return whether any was left that somebody is at."""
    selection = Selection(batch=batch.id, waiting=waiting)
    amendment, event, after, held = Amendment(due_at=at, waiting=""), Event("", at, kind, message), "", False
    while True:
        page = tools.ledger.amend_all(selection, amendment, event, after=after, limit=PAGE)
        for order in page.changed:
            tools.announce(evolve(event, distribution_id=order.distribution_id, delivery_id=order.id))
            tools.queue.put(order.id, order.lane, order.stage)
        held, after = held or bool(page.held), page.after
        if not after:
            return held


def _have_completed(tools: Tools, batch: Batch) -> None:
    """Have one of the orders complete the batch, where none is about to."""
    handed = (one for one in tools.ledger.batches.members(batch.id) if one.open and one.receipt and not one.paused)
    first = next(handed, None)
    if first is not None and first.waiting.startswith(WAITS):
        hasten(tools, first, f"everything of batch {batch.id} is handed in")


__all__ = ["AGAIN", "PAGE", "back", "close", "gathers", "joined", "of", "tend"]
