"""What happened to an order, and how it is written down beside the work on it."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from tunemantra.core.distribution import Delivery, Event
from tunemantra.errors import ConflictError, NotFoundError
from tunemantra.pipeline.steps import happened
from tunemantra.pipeline.tools import Tools

_ATTEMPTS = 8


def happenings(tools: Tools, delivery: Delivery) -> Iterator[Event]:
    """Yield everything that happened to an order, oldest first."""
    after = 0
    while page := tools.ledger.events(delivery.distribution_id, after=after):
        yield from (event for event in page if event.delivery_id == delivery.id)
        after = page[-1].sequence


def tell(tools: Tools, event: Event) -> None:
    """Write an event into the timeline of its distribution, and tell everybody.

    Everybody is told though others keep writing the same distribution, so that it cannot be written down.
    """
    any(_recorded(tools, event) for _ in range(_ATTEMPTS))
    tools.announce(event)


def tell_once(tools: Tools, event: Event) -> None:
    """Write an event with a `report_id` into the timeline of its distribution and tell everybody, or neither.

    Neither where it stands there already, whoever wrote it, or where others keep writing the same distribution.
    """
    known = tools.ledger.knows_report(event.distribution_id, event.report_id)
    if not known and any(_recorded(tools, event) for _ in range(_ATTEMPTS)):
        tools.announce(event)


def hasten(tools: Tools, delivery: Delivery, why: str) -> None:
    """Have an order that waits looked at now, where it is not paused and nobody is looking at it already.

    Args:
        tools: the ports.
        delivery: as it was read.
        why: for its timeline.
    """
    if delivery.paused:
        return
    now = tools.clock.now()
    event = happened(delivery, now, "order.hastened", why)
    try:
        tools.ledger.amend(evolve(delivery, due_at=now), event)
    except (ConflictError, NotFoundError):
        return
    tools.announce(event)
    tools.queue.put(delivery.id, delivery.lane, delivery.stage)


def _recorded(tools: Tools, event: Event) -> bool:
    try:
        tools.ledger.record(tools.ledger.distribution(event.distribution_id), [event])
    except ConflictError:
        return False
    return True


__all__ = ["happenings", "hasten", "tell", "tell_once"]
