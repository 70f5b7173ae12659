"""What operators ask of a memory ledger, counted by brute force."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tunemantra.ports.storage import RollUp, Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from tunemantra.core.distribution import Delivery, Distribution
    from tunemantra.core.status import Status


def tally(distributions: Iterable[Distribution]) -> Sequence[Tally]:
    """Return how many distributions stand where, by platform and status."""
    counts = Counter((one.platform, one.state.status) for one in distributions)
    return [Tally(*where, count) for where, count in sorted(counts.items())]


def roll_ups(distributions: Iterable[Distribution], after: str, limit: int) -> Sequence[RollUp]:
    """Return a page of products, in the order of their GTINs, each with where it stands."""
    products: dict[str, Counter[Status]] = {}
    for one in distributions:
        if one.icpn > after:
            products.setdefault(one.icpn, Counter())[one.state.status] += 1
    return [RollUp(icpn, tuple(sorted(products[icpn].items()))) for icpn in sorted(products)[:limit]]


def overdue(
    deliveries: Iterable[Delivery], since: Mapping[str, datetime], after: Delivery | None, limit: int
) -> Sequence[Delivery]:
    """Return open orders, the oldest first, that were made at or before the moment given for their platform."""
    late = [one for one in deliveries if one.open and one.platform in since and one.created_at <= since[one.platform]]
    every = sorted(late, key=_age)
    return [one for one in every if after is None or _age(one) > _age(after)][:limit]


def _age(delivery: Delivery) -> tuple[datetime, str]:
    return delivery.created_at, delivery.id


__all__ = ["overdue", "roll_ups", "tally"]
