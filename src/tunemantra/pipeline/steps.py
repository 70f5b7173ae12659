"""What a stage hands back: the delivery after it, and what it means for the distribution."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from tunemantra.core.distribution import Delivery, Distribution, Event, OrderKind, Stage
from tunemantra.core.status import Status, may_step, step

Change = Callable[[Distribution], tuple[Distribution, tuple[Event, ...]]]
"""A pure change of a distribution; it may be applied again to a newer one."""


def _nothing(distribution: Distribution) -> tuple[Distribution, tuple[Event, ...]]:
    return distribution, ()


@frozen
class Step:
    """One step of a delivery.

    Args:
        delivery: as it is afterwards.
        change: what happens to its distribution.
        events: what is added to the timeline besides.
    """

    delivery: Delivery
    change: Change = field(default=_nothing)
    events: tuple[Event, ...] = ()


def passed(
    delivery: Delivery,
    after: Stage,
    at: datetime,
    message: str,
    *,
    change: Change = _nothing,
    data: Mapping[str, str] | None = None,
) -> Step:
    """Return the step that ends a stage and goes on to the next one at once."""
    event = happened(delivery, at, "stage.done", message, stage=delivery.stage.value, **(data or {}))
    moved = evolve(delivery, stage=after, due_at=at, waiting="", attempts=0, reason="")
    return Step(moved, change, (event,))


def waits(delivery: Delivery, at: datetime, seconds: float, reason: str) -> Step:
    """Return the step that changes nothing but says for what the delivery waits, and until when."""
    return Step(evolve(delivery, due_at=at + timedelta(seconds=seconds), waiting=reason))


def happened(delivery: Delivery, at: datetime, kind: str, message: str, **data: str) -> Event:
    """Return an event of a delivery."""
    return Event(
        distribution_id=delivery.distribution_id,
        delivery_id=delivery.id,
        at=at,
        kind=kind,
        message=message,
        actor=delivery.actor,
        data=tuple(sorted(data.items())),
    )


def becomes(delivery: Delivery, at: datetime, status: Status, substate: str, message: str) -> Change:
    """Return the change that moves the distribution by a step of our own.

    A release that is Live stays so while an update of it is under way; only a takedown moves it.
    """

    def change(distribution: Distribution) -> tuple[Distribution, tuple[Event, ...]]:
        before = distribution.state
        untouched = before.status is Status.LIVE and delivery.kind is not OrderKind.TAKEDOWN
        same = (before.status, before.substate) == (status, substate)
        if untouched or same or not may_step(before.status, status):
            return distribution, ()
        state = step(before, status, substate, at=at)
        event = evolve(
            happened(delivery, at, "status.changed", message),
            before=str(before),
            after=str(state),
            status=status.value,
            substate=substate,
        )
        return evolve(distribution, state=state), (event,)

    return change


__all__ = ["Change", "Step", "becomes", "happened", "passed", "waits"]
