"""Batches in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from attrs import evolve

from tunemantra.contrib.memory.orders import Held, found
from tunemantra.core.batch import Batch, BatchRule, BatchState, BatchTally, batch_id
from tunemantra.core.distribution import Delivery
from tunemantra.errors import ConflictError

Orders = Callable[[], Mapping[str, Held]]


class MemoryBatches:
    """`ports.batches.BatchBook` beside a `MemoryLedger`.

    Args:
        using: enters the ledger.
        orders: gives its orders by id.
    """

    def __init__(self, using: Callable[[], AbstractContextManager[None]], orders: Orders) -> None:
        self._using, self._orders = using, orders
        self._batches: dict[str, Batch] = {}

    def gather(self, delivery_id: str, rule: BatchRule, at: datetime) -> Batch:
        """Put an order into the open batch of its platform, opened where there is none, and return that."""
        with self._using():
            held = found(self._orders(), delivery_id, "delivery")
            stands = self._batches.get(held.delivery.batch)
            if stands is not None and stands.takes_in:
                return stands
            batch = self._open(held.delivery.platform, rule, at)
            held.delivery = evolve(held.delivery, batch=batch.id)
            if batch.size and self.tally(batch.id).ready >= batch.size:
                return self._close(batch, at, "it is full")
            return batch

    def _open(self, platform: str, rule: BatchRule, at: datetime) -> Batch:
        for batch in list(self._batches.values()):
            if batch.platform == platform and batch.state is BatchState.OPEN:
                if batch.closes_at is None or batch.closes_at > at:
                    return batch
                self._close(batch, at, "its time is up")
        moment = at
        while batch_id(moment) in self._batches:
            moment += timedelta(milliseconds=1)
        fresh = Batch(batch_id(moment), platform, at, rule.size, rule.closes(at))
        return self._batches.setdefault(fresh.id, fresh)

    def _close(self, batch: Batch, at: datetime, why: str) -> Batch:
        return self.write(evolve(batch, state=BatchState.CLOSED, closed_at=at, why=why))

    def batch(self, batch_id: str) -> Batch:
        """Return a batch."""
        with self._using():
            return found(self._batches, batch_id, "batch")

    def pending(self) -> Sequence[Batch]:
        """Return the batches that are not over, the oldest first."""
        with self._using():
            return sorted((one for one in self._batches.values() if not one.over), key=lambda one: one.id)

    def page(self, *, platform: str = "", before: str = "", limit: int = 50) -> Sequence[Batch]:
        """Return a page of batches, the newest first, those older than `before`."""
        with self._using():
            some = [
                one
                for one in self._batches.values()
                if platform in {"", one.platform} and (not before or one.id < before)
            ]
        return sorted(some, key=lambda one: one.id, reverse=True)[:limit]

    def write(self, batch: Batch) -> Batch:
        """Write a batch as it was read and became, and return it."""
        with self._using():
            if found(self._batches, batch.id, "batch").version != batch.version:
                raise ConflictError(f"batch {batch.id} was written by somebody else", hint="read it again")
            self._batches[batch.id] = evolve(batch, version=batch.version + 1)
            return self._batches[batch.id]

    def tally(self, batch_id: str) -> BatchTally:
        """Return how many of its orders stand where."""
        every = self.members(batch_id)
        left = [one for one in every if not one.receipt]
        paused, working = (sum(one.paused for one in left), sum(one.open and not one.paused for one in left))
        return BatchTally(working, paused, len(every) - len(left), len(left) - paused - working)

    def members(self, batch_id: str) -> Sequence[Delivery]:
        """Return its orders in the order of their ids, those that ended included."""
        with self._using():
            some = [held.delivery for held in self._orders().values() if held.delivery.batch == batch_id]
        return sorted(some, key=lambda one: one.id)


__all__ = ["MemoryBatches"]
