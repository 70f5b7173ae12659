"""SLA: an order that is not acknowledged in the platform's time raises an alert at 80 % and one at 100 % (A-009)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from attrs import evolve, frozen

from tunemantra.core.distribution import Delivery, OrderKind, Stage
from tunemantra.core.schedule import LeadTime, LeadUnit, answer_due
from tunemantra.core.status import Status
from tunemantra.pipeline.orders import receipt_of
from tunemantra.pipeline.steps import happened
from tunemantra.pipeline.timeline import tell_once
from tunemantra.pipeline.tools import Tools

KIND: Final = "sla"
"""Of the notes on the board that say with which orders a platform is late; their keys are those of the orders."""
EVERY: Final = timedelta(minutes=1)
"""Between two looks at all orders."""
AT_ONCE: Final = 100
"""Orders that are looked at in one beat of the tick."""
SHARE: Final = 0.8
"""Of its time, after which a platform is almost late."""
_SHORTEST: Final = {
    LeadUnit.HOURS: timedelta(hours=1),
    LeadUnit.BUSINESS_DAYS: timedelta(days=1),
    LeadUnit.WEEKS: timedelta(weeks=1),
}


class Level(StrEnum):
    """How late a platform is: 80 % of its time has passed, or all of it."""

    WARNING = "warning"
    BREACH = "breach"


@frozen
class Late:
    """An order that a platform is late with, or almost.

    Args:
        delivery_id, icpn, platform: which.
        level: how late.
        due_at: when its time was over, or will be.
    """

    delivery_id: str
    icpn: str
    platform: str
    level: Level
    due_at: datetime


def window_of(tools: Tools, platform: str) -> LeadTime | None:
    """Return within what time a platform has to acknowledge an order; None where nothing says so."""
    window = tools.sla.get(platform) or tools.platforms.platform(platform).sla
    return window if window is not None and window.max else None


def watch(tools: Tools, after: Delivery | None = None) -> Delivery | None:
    """Look at a page of old orders, raise the alerts that are due, and forget those that are settled.

    Args:
        tools: the ports.
        after: what the call before has returned.

    Returns:
        Where to go on; None where all orders were looked at.
    """
    now = tools.clock.now()
    page = tools.ledger.overdue(_since(tools, now), after=after, limit=AT_ONCE)
    for delivery in page:
        found = look(tools, delivery, now)
        if found is not None:
            _alert(tools, delivery, found, now)
    if len(page) == AT_ONCE:
        return page[-1]
    for one in late(tools):
        if look(tools, tools.ledger.delivery(one.delivery_id), now) is None:
            tools.board.change(KIND, one.delivery_id, lambda _: "")
    return None


def look(tools: Tools, delivery: Delivery, now: datetime) -> Late | None:
    """Return how late a platform is with an order; None where it is not, or has acknowledged it.

    The time runs from the hand-over, and before it from the order, unless the order waits because we want it to.
    """
    window = window_of(tools, delivery.platform)
    if window is None or not delivery.open or _waits_for_us(delivery) or _acknowledged(tools, delivery):
        return None
    start = receipt_of(tools, delivery).at if delivery.receipt else delivery.created_at
    due = answer_due(start, window, tools.platforms.platform(delivery.platform).calendar)
    if now < start + (due - start) * SHARE:
        return None
    level = Level.BREACH if now >= due else Level.WARNING
    return Late(delivery.id, delivery.icpn, delivery.platform, level, due)


def late(tools: Tools) -> Iterator[Late]:
    """Yield the orders that a platform was late with when they were looked at last, by id."""
    after = ""
    while page := tools.board.page(KIND, after=after):
        yield from (tools.codec.load(text, Late) for _, text in page)
        after = page[-1][0]


def _since(tools: Tools, now: datetime) -> dict[str, datetime]:
    """Return by platform since when an order must have been open for its platform to be almost late, or longer."""
    windows = {key: window_of(tools, key) for key in tools.platforms.keys()}  # noqa: SIM118 - a directory is no mapping
    return {
        key: now - _SHORTEST[window.unit] * window.max * SHARE for key, window in windows.items() if window is not None
    }


def _waits_for_us(delivery: Delivery) -> bool:
    return delivery.paused or (bool(delivery.after) and delivery.stage is Stage.PACKAGE)


def _acknowledged(tools: Tools, delivery: Delivery) -> bool:
    distribution = tools.ledger.distribution(delivery.distribution_id)
    if delivery.kind is OrderKind.TAKEDOWN:
        return distribution.state.status is Status.TAKEN_DOWN
    return distribution.revision_id == delivery.revision_id


def _alert(tools: Tools, delivery: Delivery, found: Late, now: datetime) -> None:
    tools.board.change(KIND, delivery.id, lambda _: tools.codec.dump(found))
    label = tools.platforms.platform(delivery.platform).label
    when = f"{found.due_at:%Y-%m-%d %H:%M} UTC"
    said = f"was due by {when}" if found.level is Level.BREACH else f"is due by {when}"
    message = f"{label} has not acknowledged the {delivery.kind.value} of {delivery.icpn}, which {said}"
    event = happened(delivery, now, f"sla.{found.level.value}", message, due=found.due_at.isoformat())
    tell_once(tools, evolve(event, actor="tick", report_id=f"sla/{delivery.id}/{found.level.value}"))


__all__ = ["AT_ONCE", "EVERY", "KIND", "SHARE", "Late", "Level", "late", "look", "watch", "window_of"]
