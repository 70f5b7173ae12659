"""Withdrawal: what was taken down stays down until somebody says that it is to come back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tunemantra.core.distribution import Delivery, Distribution, OrderKind, Outcome
from tunemantra.core.status import Status
from tunemantra.errors import WithdrawnError
from tunemantra.pipeline.tools import Tools

_STANDING: Final = frozenset({Outcome.OPEN, Outcome.DONE, Outcome.FAILED})
"""A takedown that failed is still wanted: `retry` goes on with it."""


def withdrawn(distribution: Distribution, past: Sequence[Delivery]) -> bool:
    """Return whether a release is down, or on its way there, and no order that puts it back is under way.

    Args:
        distribution: of the release on one platform.
        past: its orders, oldest first.
    """
    last = past[-1] if past else None
    if last is not None and last.kind is OrderKind.TAKEDOWN:
        return last.outcome in _STANDING or distribution.state.status is Status.TAKEN_DOWN
    return distribution.state.status is Status.TAKEN_DOWN and not (last is not None and last.open)


def refuse_withdrawn(tools: Tools, icpn: str, platforms: Sequence[str]) -> None:
    """Make sure that a release is down on none of some platforms.

    Raises:
        WithdrawnError: naming each where it is.
    """
    there: dict[str, str] = {}
    for key in platforms:
        for distribution in tools.ledger.distributions(icpn=icpn, platform=key, limit=1):
            if withdrawn(distribution, tools.ledger.deliveries(distribution_id=distribution.id)):
                down = distribution.state.status is Status.TAKEN_DOWN
                there[key] = str(distribution.state) if down else "a takedown is under way"
    if there:
        where = ", ".join(f"{tools.platforms.platform(key).label} ({how})" for key, how in there.items())
        raise WithdrawnError(
            f"{icpn} was taken down from {where}; nothing was ordered there",
            hint="to put it back on sale, say so: --reinstate (reinstate=True); else leave the platform out of --to",
            icpn=icpn,
            platforms=", ".join(there),
        )


def refuse_overtaken(tools: Tools, delivery: Delivery) -> None:
    """Make sure that no takedown was ordered after a delivery that is to be tried again.

    Raises:
        WithdrawnError: one was, and it stands.
    """
    later = tools.ledger.deliveries(distribution_id=delivery.distribution_id)
    if any(
        one.kind is OrderKind.TAKEDOWN and one.sequence > delivery.sequence and one.outcome in _STANDING
        for one in later
    ):
        raise WithdrawnError(
            f"{delivery.icpn} was taken down from {delivery.platform} after the order {delivery.id}",
            hint="`tunemantra distribute RELEASE --reinstate` puts it back on sale",
            icpn=delivery.icpn,
            platforms=delivery.platform,
        )


__all__ = ["refuse_overtaken", "refuse_withdrawn", "withdrawn"]
