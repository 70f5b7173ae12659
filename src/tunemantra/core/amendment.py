"""Amendments: what people do to many orders at once."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, field, frozen
from attrs.converters import optional

from tunemantra.core.distribution import Delivery, Lane, Outcome, Stage

_LEFT = frozenset({Stage.DELIVER, Stage.TRACK})


def cancelled(delivery: Delivery) -> Delivery | None:
    """Return an order as it is once it is cancelled; None where it has ended or may have left the house already."""
    if not delivery.open or delivery.stage in _LEFT:
        return None
    return evolve(delivery, outcome=Outcome.CANCELLED, stage=Stage.END, waiting="")


@frozen
class Selection:
    """Which open orders: those that fit everything stated.

    Args:
        platform, organisation, icpn: equal to it; empty for any.
        lane: equal to it, or to its word; None for any.
        batch: equal to it; empty for any.
        waiting: first words of what they wait for; empty for any.
    """

    platform: str = ""
    organisation: str = ""
    icpn: str = ""
    lane: Lane | None = field(default=None, converter=optional(Lane))
    batch: str = ""
    waiting: str = ""

    def fits(self, delivery: Delivery) -> bool:
        """Return whether an order is one of them."""
        return (
            delivery.open
            and self.platform in {"", delivery.platform}
            and self.organisation in {"", delivery.organisation}
            and self.icpn in {"", delivery.icpn}
            and self.lane in {None, delivery.lane}
            and self.batch in {"", delivery.batch}
            and delivery.waiting.startswith(self.waiting)
        )


@frozen
class Amendment:
    """What becomes of an order.

    Args:
        cancel: it ends, unless it may have left the house already.
        lane: its new urgency, or the word for it; None to leave it.
        due_at: when it goes on: now, later, or `NEVER` to pause it; None to leave it.
        waiting: for what it waits from now on, in words; None to leave it.
    """

    cancel: bool = False
    lane: Lane | None = field(default=None, converter=optional(Lane))
    due_at: datetime | None = None
    waiting: str | None = None

    def of(self, delivery: Delivery) -> Delivery | None:
        """Return an order as it becomes; None where it is too late for that."""
        if self.cancel:
            return cancelled(delivery)
        return evolve(
            delivery,
            lane=delivery.lane if self.lane is None else self.lane,
            due_at=delivery.due_at if self.due_at is None else self.due_at,
            waiting=delivery.waiting if self.waiting is None else self.waiting,
        )


@frozen
class Amended:
    """What came of an amendment, in the order of the orders' ids.

    Args:
        changed: what was amended, as it became.
        held: ids of what somebody was working on at that moment; it was left alone.
        late: ids of what could no longer be cancelled; it was left alone.
        after: id of the last order that was looked at, where others fit after it; empty where none do.
    """

    changed: tuple[Delivery, ...] = ()
    held: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    after: str = ""


__all__ = ["Amended", "Amendment", "Selection", "cancelled"]
