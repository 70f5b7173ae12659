"""Carries ids of deliveries to workers; it may lose or repeat them, the ledger is the truth."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol, runtime_checkable

from tunemantra.core.distribution import Lane, Stage


class WorkQueue(Protocol):
    """A wake-up call with an id in it. *Contract.* `wait` returns at the latest after `seconds`; `put` never raises."""

    def put(self, delivery_id: str, lane: Lane, stage: Stage | None = None) -> bool:
        """Say that a delivery may be due now; return False where nobody could be told.

        Args:
            delivery_id: whose turn it may be.
            lane: urgency.
            stage: where it goes on, for queues that keep media work apart; None where that does not matter.
        """

    def wait(self, seconds: float, lanes: Collection[Lane] | None = None) -> str | None:
        """Return an id of some lanes (None: all) as soon as there is one, the most urgent lane first; else None."""

    def close(self) -> None:
        """Wake everybody up; nothing is taken any more."""


@runtime_checkable
class SupportsLengths(Protocol):
    """A queue outside this process that can be asked how it is."""

    def lengths(self) -> Mapping[str, int]:
        """Return how many messages wait, by the name of their kind.

        Raises:
            StateError: it does not answer.
        """


__all__ = ["SupportsLengths", "WorkQueue"]
