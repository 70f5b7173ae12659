"""What the promises of a ledger are written with."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

import pytest
from attrs import evolve

from tunemantra.core.distribution import Delivery, Distribution, Event, Lane, OrderKind, Outcome, Revision
from tunemantra.ports.storage import Claim, Ledger

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

NOW = datetime(2026, 5, 22, 12, 30, 15, 123456, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ICPN = "00602445790098"
OTHER_ICPN = "00602445790104"


class LedgerBase:
    """Inherit `LedgerConformance`, not this."""

    @pytest.fixture
    def ledger(self) -> Ledger:
        """Return the ledger under test."""
        raise NotImplementedError("supply a fixture named ledger")

    def revision(self, ledger: Ledger, text: str = "{}", icpn: str = ICPN) -> Revision:
        """Keep a revision and return it."""
        revision = Revision(hashlib.sha256(text.encode()).hexdigest(), icpn, text, NOW)
        ledger.add_revision(revision)
        return revision

    def distribution(self, ledger: Ledger, platform: str = "spotify", icpn: str = ICPN) -> Distribution:
        """Open a distribution and return it."""
        return ledger.open_distribution(icpn, platform, NOW)

    def happened(self, distribution: Distribution, kind: str = "order.opened", report: str = "") -> Event:
        """Return an event that is not recorded yet."""
        return Event(distribution.id, NOW, kind, "something happened", report_id=report)

    def draft(
        self,
        ledger: Ledger,
        delivery_id: str,
        distribution: Distribution | None = None,
        *,
        due: float = 0,
        lane: Lane = Lane.NORMAL,
        kind: OrderKind = OrderKind.INSERT,
        key: str = "",
        text: str = "{}",
    ) -> Delivery:
        """Return an order that is not added yet, due `due` seconds from now."""
        whose = distribution or self.distribution(ledger)
        return Delivery(
            id=delivery_id,
            distribution_id=whose.id,
            platform=whose.platform,
            icpn=whose.icpn,
            revision_id=self.revision(ledger, text).id,
            kind=kind,
            sequence=0,
            created_at=NOW,
            due_at=NOW + due * SECOND,
            lane=lane,
            key=key,
            actor="ada",
        )

    def order(
        self,
        ledger: Ledger,
        delivery_id: str,
        distribution: Distribution | None = None,
        *,
        due: float = 0,
        lane: Lane = Lane.NORMAL,
        outcome: Outcome = Outcome.OPEN,
    ) -> Delivery:
        """Add an order and return it."""
        whose = distribution or self.distribution(ledger)
        draft = self.draft(ledger, delivery_id, whose, due=due, lane=lane)
        added = ledger.add_delivery(draft, self.happened(whose))
        if outcome is Outcome.OPEN:
            return added
        ledger.amend(evolve(added, outcome=outcome), self.happened(whose, "order.closed"))
        return ledger.delivery(added.id)

    def claimed(
        self, ledger: Ledger, *, owner: str = "worker", at: float = 0, seconds: float = 60, limit: int = 1
    ) -> list[Claim]:
        """Claim what is due `at` seconds from now."""
        return list(ledger.claim(owner, NOW + at * SECOND, seconds, limit=limit))

    def together(self, count: int, call: Callable[[int], T]) -> list[T]:
        """Return what `count` threads got that called at the same time."""
        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(call, range(count)))


__all__ = ["ICPN", "NOW", "OTHER_ICPN", "SECOND", "LedgerBase"]
