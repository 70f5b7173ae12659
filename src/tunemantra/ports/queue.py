"""Carries ids of deliveries to workers; it may lose or repeat them, the ledger is the truth."""

from __future__ import annotations

from typing import Protocol

from tunemantra.core.distribution import Lane


class WorkQueue(Protocol):
    """A wake-up call with an id in it. *Contract.* `wait` returns at the latest after `seconds`."""

    def put(self, delivery_id: str, lane: Lane) -> None:
        """Say that a delivery may be due now."""

    def wait(self, seconds: float) -> str | None:
        """Return an id as soon as there is one, the most urgent lane first; None when time is up."""

    def close(self) -> None:
        """Wake everybody up; nothing is taken any more."""


__all__ = ["WorkQueue"]
