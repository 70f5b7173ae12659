"""Where it is kept which orders go together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from tunemantra.core.batch import Batch, BatchRule, BatchTally
from tunemantra.core.distribution import Delivery


class BatchBook(Protocol):
    """The batches of a ledger, and the orders in them (`Delivery.batch`).

    Safe to use from several threads and processes.

    *Contract.* A platform MUST have one open batch at most, and ids MUST be unique. Of many orders that are gathered
    at once none MUST be lost, and no batch hold more than its size. Unknown ids raise `NotFoundError`.
    """

    def gather(self, delivery_id: str, rule: BatchRule, at: datetime) -> Batch:
        """Put an order into the open batch of its platform, opened where there is none, and return that.

        The order that makes it full closes it, and so does the first that comes when its time is up, which goes into
        the next. An order that is in a batch which takes it stays there.
        """

    def batch(self, batch_id: str) -> Batch:
        """Return a batch."""

    def pending(self) -> Sequence[Batch]:
        """Return the batches that are not over, the oldest first."""

    def page(self, *, platform: str = "", before: str = "", limit: int = 50) -> Sequence[Batch]:
        """Return a page of batches, the newest first, those older than `before`."""

    def write(self, batch: Batch) -> Batch:
        """Write a batch as it was read and became, and return it; `version` is compared and counted up.

        Raises:
            ConflictError: somebody else wrote it; read it again.
        """

    def tally(self, batch_id: str) -> BatchTally:
        """Return how many of its orders stand where."""

    def members(self, batch_id: str) -> Sequence[Delivery]:
        """Return its orders in the order of their ids, those that ended included."""


__all__ = ["BatchBook"]
