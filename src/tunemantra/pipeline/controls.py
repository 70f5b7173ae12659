"""Controls: what people may do to orders and circuits by hand; all of it is written down, and once is enough."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from attrs import evolve, frozen

from tunemantra.core.batch import ALONE, HURRIED, WAITS
from tunemantra.core.circuit import Circuit
from tunemantra.core.distribution import NEVER, Delivery, Lane, Stage
from tunemantra.errors import ConflictError, NotFoundError
from tunemantra.pipeline import guard
from tunemantra.pipeline.recover import STALLED
from tunemantra.pipeline.steps import happened
from tunemantra.pipeline.tools import Tools


@frozen
class Controls:
    """Pause, resume, force and reprioritise orders, and close circuits. Callable from several threads.

    Every method takes who does it (`actor`) and why (`reason`), for the timeline, and raises `ConflictError` where the
    order has ended or a worker is at it at this moment.
    """

    tools: Tools

    def pause(self, delivery_id: str, *, actor: str, reason: str) -> Delivery:
        """Let nobody work on an order until it is resumed."""
        delivery = self._open(delivery_id)
        if delivery.paused:
            return delivery
        waiting = f"paused by {actor or 'somebody'}: {reason}"
        return self._amend(delivery, evolve(delivery, due_at=NEVER, waiting=waiting), "order.paused", actor, reason)

    def resume(self, delivery_id: str, *, actor: str, reason: str = "") -> Delivery:
        """Let an order that was paused go on, now."""
        delivery = self._open(delivery_id)
        if not delivery.paused:
            return delivery
        due = evolve(delivery, due_at=self.tools.clock.now(), waiting="")
        return self._amend(delivery, due, "order.resumed", actor, reason)

    def force(self, delivery_id: str, *, actor: str, reason: str) -> Delivery:
        """Let an order that waits go on now, without what it waits for; a circuit or a pace still holds it back.

        Raises:
            ConflictError: it is paused.
        """
        delivery, now = self._open(delivery_id), self.tools.clock.now()
        if delivery.paused:
            message = f"delivery {delivery_id} is paused"
            raise ConflictError(message, hint=f"tunemantra resume {delivery_id}")
        if delivery.due_at <= now and not delivery.after:
            return delivery
        freed = evolve(delivery, due_at=now, waiting="", after=())
        if delivery.stage is Stage.PACKAGE and delivery.batch:
            freed = evolve(freed, batch=ALONE, package="")
        return self._amend(delivery, freed, "order.forced", actor, reason)

    def prioritise(self, delivery_id: str, lane: Lane, *, actor: str, reason: str) -> Delivery:
        """Put an order into another lane."""
        delivery = self._open(delivery_id)
        if delivery.lane is lane:
            return delivery
        moved = evolve(delivery, lane=lane)
        if lane in HURRIED and delivery.waiting.startswith(WAITS) and not delivery.paused:
            moved = evolve(moved, due_at=self.tools.clock.now())
        return self._amend(delivery, moved, "order.prioritised", actor, reason)

    def circuits(self) -> Mapping[str, Circuit]:
        """Return the circuits of endpoints that did not answer of late, by key (`spotify/api`)."""
        return guard.circuits(self.tools)

    def close(self, key: str, *, actor: str, reason: str) -> tuple[Delivery, ...]:
        """Close a circuit, and let the orders it held back go on now; return those.

        Raises:
            NotFoundError: no such circuit is open.
        """
        if not guard.read(self.tools, key).open:
            message = f"no circuit {key} is open"
            raise NotFoundError(message, hint="`tunemantra breakers list` shows them")
        guard.change(self.tools, key, lambda _: Circuit())
        platform = key.partition("/")[0].partition("+")[0]
        freed = []
        for delivery in self.tools.ledger.deliveries(open_only=True):
            if delivery.platform == platform and delivery.waiting.startswith(STALLED):
                due = evolve(delivery, due_at=self.tools.clock.now(), waiting="")
                with suppress(ConflictError):
                    freed.append(self._amend(delivery, due, "breaker.reset", actor, reason))
        return tuple(freed)

    def _open(self, delivery_id: str) -> Delivery:
        delivery = self.tools.ledger.delivery(delivery_id)
        if not delivery.open:
            message = f"delivery {delivery_id} has ended: {delivery.outcome.value}"
            raise ConflictError(message, hint="`tunemantra retry` lets a failed one go on")
        return delivery

    def _amend(self, before: Delivery, after: Delivery, kind: str, actor: str, reason: str) -> Delivery:
        """Write an order with an event that says who, why, and what was before and is after."""
        what = kind.partition(".")[2]
        facts = {
            name: f"{_said(getattr(before, name))} → {_said(getattr(after, name))}"
            for name in ("lane", "due_at", "waiting", "after", "batch")
            if getattr(before, name) != getattr(after, name)
        }
        event = evolve(happened(after, self.tools.clock.now(), kind, what, **facts), actor=actor, reason=reason)
        self.tools.ledger.amend(after, event)
        self.tools.announce(event)
        self.tools.queue.put(after.id, after.lane)
        return self.tools.ledger.delivery(after.id)


def _said(value: object) -> str:
    return ", ".join(map(str, value)) or "nothing" if isinstance(value, tuple) else str(value)


__all__ = ["Controls"]
