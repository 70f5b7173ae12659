"""Orders in memory, with their leases."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from attrs import define

from tunemantra.core.distribution import Delivery, Lane
from tunemantra.core.sharing import share_of
from tunemantra.errors import ConflictError, NotFoundError
from tunemantra.ports.storage import Claim

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

T = TypeVar("T")

_FIXED = ("distribution_id", "platform", "icpn", "revision_id", "kind", "sequence", "created_at", "key", "organisation")


@define
class Held:
    """A delivery with its lease."""

    delivery: Delivery
    owner: str = ""
    token: int = 0
    until: datetime | None = None

    @property
    def ready(self) -> datetime:
        """From when it may be claimed."""
        return max(self.delivery.due_at, self.until or self.delivery.due_at)

    def free(self, at: datetime) -> bool:
        """Return whether nobody holds it at a moment."""
        return self.until is None or self.until <= at


def found(kept: Mapping[str, T], key: str, what: str) -> T:
    """Return what is kept under a key.

    Raises:
        NotFoundError: nothing is.
    """
    try:
        return kept[key]
    except KeyError:
        raise NotFoundError(f"no {what} {key}") from None


def held_after(every: Iterable[Held], after: datetime) -> Sequence[Claim]:
    """Return the claims that end after a moment."""
    return [
        Claim(held.delivery, held.owner, held.token, held.until)
        for held in every
        if held.until is not None and held.until > after
    ]


def standing(every: Iterable[Held], delivery: Delivery) -> Delivery | None:
    """Return the order that stands under the key of another one on its platform.

    Raises:
        ConflictError: it is another order.
    """
    for held in every:
        stands = held.delivery
        if delivery.key and (stands.platform, stands.key) == (delivery.platform, delivery.key):
            if (stands.revision_id, stands.kind) != (delivery.revision_id, delivery.kind):
                message = f"the key {delivery.key!r} stands with another order"
                raise ConflictError(message, delivery=stands.id)
            return stands
    return None


def listed(every: Iterable[Held], distribution_id: str, revision_id: str, *, open_only: bool) -> Sequence[Delivery]:
    """Return the deliveries of a distribution, of a revision, or all open ones, oldest first."""
    some = [
        held.delivery
        for held in every
        if (not distribution_id or held.delivery.distribution_id == distribution_id)
        and (not revision_id or held.delivery.revision_id == revision_id)
        and (not open_only or held.delivery.open)
    ]
    if distribution_id:
        return sorted(some, key=lambda one: one.sequence)
    return sorted(some, key=lambda one: (one.created_at, one.distribution_id, one.sequence))


def first_open(every: Iterable[Held]) -> Collection[Held]:
    """Return the oldest open order of each distribution."""
    first: dict[str, Held] = {}
    for held in every:
        one = held.delivery
        known = first.get(one.distribution_id)
        if one.open and (known is None or one.sequence < known.delivery.sequence):
            first[one.distribution_id] = held
    return first.values()


def queues(first: Iterable[Held], lane: Lane, at: datetime) -> dict[str, list[Held]]:
    """Return what is due in a lane by share, the longest ready first, of the oldest open orders."""
    ready: dict[str, list[Held]] = {}
    for held in sorted(first, key=lambda one: (one.ready, one.delivery.created_at, one.delivery.id)):
        if held.delivery.lane is lane and held.ready <= at:
            ready.setdefault(share_of(held.delivery.organisation, held.delivery.platform), []).append(held)
    return ready


def pop(queues: Mapping[str, list[Held]], share: str, count: int) -> list[Held]:
    """Take the first ones off the queue of a share."""
    queue = queues[share]
    taken, queue[:count] = queue[:count], []
    return taken


def same_order(stands: Delivery, given: Delivery) -> None:
    """Refuse a delivery that became another order.

    Raises:
        ConflictError: what is ordered differs from what stands.
    """
    for name in _FIXED:
        if getattr(stands, name) != getattr(given, name):
            raise ConflictError(f"delivery {stands.id}: {name} never changes", hint="open another order")


__all__ = ["Held", "first_open", "found", "held_after", "listed", "pop", "queues", "same_order", "standing"]
