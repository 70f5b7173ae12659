"""Dependencies: what has become of what an order waits for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from typing import Final

from tunemantra.core.after import BLOCKED, After
from tunemantra.core.distribution import Delivery, Distribution, OrderKind, Outcome
from tunemantra.core.status import Status
from tunemantra.errors import ConflictError

_HOPELESS: Final = frozenset({Outcome.FAILED, Outcome.REJECTED, Outcome.REFUSED})
_ACKNOWLEDGED: Final = frozenset({Status.DELIVERED, Status.LIVE})


class Verdict(StrEnum):
    """What a dependency means for an order that waits for it."""

    GOES = "goes"
    WAITS = "waits"
    BLOCKED = "blocked"


def judged(
    after: After, label: str, distribution: Distribution | None, orders: Sequence[Delivery]
) -> tuple[Verdict, str]:
    """Return whether a release is where it has to be first, and what to say where it is not.

    Args:
        after: where.
        label: name of that platform for people.
        distribution: of the release there; None where there never was one.
        orders: of that distribution, oldest first.
    """
    release = f" with {after.icpn}" if after.icpn else ""
    wanted = f"{label} to be {after.status.value}{release}"
    last = next((one for one in reversed(orders) if one.outcome is not Outcome.CANCELLED), None)
    if distribution is None or not orders:
        return Verdict.WAITS, f"waits for {wanted}: nothing was ordered there yet"
    if last is None:
        return Verdict.BLOCKED, f"{BLOCKED}: {label} will not be {after.status.value}{release}: its order was cancelled"
    why = _hopeless(distribution, last)
    if why:
        return Verdict.BLOCKED, f"{BLOCKED}: {label} will not be {after.status.value}{release}: {why}"
    if _there(after, distribution, last):
        return Verdict.GOES, ""
    return Verdict.WAITS, f"waits for {wanted}"


def _hopeless(distribution: Distribution, last: Delivery) -> str:
    """Return why a release will not get there by itself; empty where it may."""
    down = distribution.state.status is Status.TAKEN_DOWN and not last.open
    if last.kind is OrderKind.TAKEDOWN or down:
        return "it was taken down there"
    if last.outcome in _HOPELESS:
        return last.reason or f"its order was {last.outcome.value}"
    return ""


def _there(after: After, distribution: Distribution, last: Delivery) -> bool:
    status = distribution.state.status
    if not last.open:
        return status is Status.LIVE or status is after.status
    # Of an order under way, what the platform has acknowledged counts, and not what it had before.
    acknowledged = distribution.revision_id == last.revision_id and status in _ACKNOWLEDGED
    return after.status is Status.DELIVERED and acknowledged


Node = tuple[str, str]
"""A release and a platform: GTIN and key."""


def arranged(graph: Mapping[Node, Iterable[Node]]) -> tuple[Node, ...]:
    """Return releases on platforms, each behind what it waits for.

    Raises:
        ConflictError: some wait for each other, so that none of them would ever be sent.
    """
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as problem:
        ring: Sequence[Node] = problem.args[1]
        one = len({icpn for icpn, _ in ring}) == 1
        names = [key if one else f"{key}/{icpn}" for icpn, key in reversed(ring)]
        message = f"these wait for each other, and none would ever be sent: {' after '.join(names)}"
        raise ConflictError(message, hint="leave one of them out") from None


__all__ = ["Node", "Verdict", "arranged", "judged"]
