"""Deliveries: adding, reading and amending them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from attrs import evolve
from sqlalchemy import bindparam, case, func, insert, literal_column, null, select, update

from tunemantra.contrib.sql.codec import delivery_in, delivery_out, order_out
from tunemantra.contrib.sql.tables import deliveries, revisions
from tunemantra.contrib.sql.timeline import add_events, hold
from tunemantra.core.audit import told
from tunemantra.errors import ConflictError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, RowMapping

    from tunemantra.core.distribution import Delivery, Event


_PAST = select(
    func.max(deliveries.c.sequence), func.count().filter(deliveries.c.outcome == literal_column("'open'"))
).where(deliveries.c.distribution_id == bindparam("whose"))
_OPEN = deliveries.alias("others")
_FIRST = (
    select(func.min(_OPEN.c.sequence))
    .where(_OPEN.c.distribution_id == bindparam("whose"), _OPEN.c.outcome == literal_column("'open'"))
    .scalar_subquery()
)
_SETTLE = (
    update(deliveries)
    .where(deliveries.c.distribution_id == bindparam("whose"), deliveries.c.outcome == literal_column("'open'"))
    .values(
        ready_at=case(
            (deliveries.c.sequence > _FIRST, null()),
            (deliveries.c.lease_until > deliveries.c.due_at, deliveries.c.lease_until),
            else_=deliveries.c.due_at,
        )
    )
)


def add(connection: Connection, delivery: Delivery, event: Event) -> Delivery:
    """Add an order, or return the one that stands under its key."""
    heads = hold(connection, {delivery.distribution_id, event.distribution_id})
    stands = _standing(connection, delivery)
    if stands is not None:
        return stands
    _known_revision(connection, delivery.revision_id)
    last, waiting = connection.execute(_PAST, {"whose": delivery.distribution_id}).one()
    sequence = (last or 0) + 1
    ready = delivery.due_at if delivery.open and not waiting else None
    connection.execute(insert(deliveries).values({**order_out(delivery, sequence), "ready_at": ready}))
    added = evolve(delivery, sequence=sequence, version=0)
    add_events(connection, heads, [told(event, None, added)])
    return added


def _standing(connection: Connection, delivery: Delivery) -> Delivery | None:
    if not delivery.key:
        return None
    query = select(deliveries).where(deliveries.c.platform == delivery.platform, deliveries.c.key == delivery.key)
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    stands = delivery_in(row)
    if (stands.revision_id, stands.kind) != (delivery.revision_id, delivery.kind):
        message = f"the key {delivery.key!r} stands with another order"
        raise ConflictError(message, hint="use a fresh key for a changed order", delivery=stands.id)
    return stands


def _known_revision(connection: Connection, revision_id: str) -> None:
    query = select(revisions.c.id).where(revisions.c.id == revision_id)
    if revision_id and connection.execute(query).first() is None:
        raise NotFoundError(f"no revision {revision_id}", revision=revision_id)


def row_of(connection: Connection, delivery_id: str, *, lock: bool = False) -> RowMapping:
    """Return the row of a delivery, with its lease.

    Raises:
        NotFoundError: nobody ordered it.
    """
    query = select(deliveries).where(deliveries.c.id == delivery_id)
    row = connection.execute(query.with_for_update(key_share=True) if lock else query).mappings().first()
    if row is None:
        raise NotFoundError(f"no delivery {delivery_id}", delivery=delivery_id)
    return row


def listed(connection: Connection, distribution_id: str, revision_id: str, *, open_only: bool) -> Sequence[Delivery]:
    """Return deliveries, oldest first."""
    query = select(deliveries)
    if distribution_id:
        query = query.where(deliveries.c.distribution_id == distribution_id).order_by(deliveries.c.sequence)
    if revision_id:
        query = query.where(deliveries.c.revision_id == revision_id)
    if open_only:
        query = query.where(deliveries.c.outcome == "open")
    query = query.order_by(deliveries.c.created_at, deliveries.c.distribution_id, deliveries.c.sequence)
    return [delivery_in(row) for row in connection.execute(query).mappings()]


def amend(connection: Connection, delivery: Delivery, event: Event) -> None:
    """Write an order that nobody holds; a claim that ran out is void from now on."""
    heads = hold(connection, {delivery.distribution_id, event.distribution_id})
    row = row_of(connection, delivery.id, lock=True)
    if row["lease_until"] is not None and row["lease_until"] > event.at:
        message = f"delivery {delivery.id} is being worked on"
        raise ConflictError(message, hint="try again in a moment", owner=row["lease_owner"])
    if row["version"] != delivery.version:
        message = f"delivery {delivery.id} was written by somebody else"
        raise ConflictError(message, hint="read it again", expected=delivery.version, found=row["version"])
    stands = delivery_in(row)
    same_order(stands, delivery)
    write(connection, delivery, row, lease_owner="", lease_until=None)
    add_events(connection, heads, [told(event, stands, delivery)])


def same_order(stands: Delivery, given: Delivery) -> None:
    """Refuse a delivery that became another order.

    Raises:
        ConflictError: what is ordered differs from what stands.
    """
    for name in (
        "distribution_id",
        "platform",
        "icpn",
        "revision_id",
        "kind",
        "sequence",
        "created_at",
        "key",
        "organisation",
    ):
        if getattr(stands, name) != getattr(given, name):
            message = f"delivery {stands.id}: {name} never changes"
            raise ConflictError(message, hint="open another order", delivery=stands.id)


def write(connection: Connection, delivery: Delivery, row: RowMapping, **lease: object) -> None:
    """Write the columns of a delivery that work changes, and its lease; its row is locked.

    Where it ends or is opened again, the next order of its distribution comes to its turn, or steps back.
    """
    token = {"lease_token": row["lease_token"] + 1} if lease.get("lease_owner") == "" else {}
    connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery.id)
        .values(
            **delivery_out(delivery),
            version=row["version"] + 1,
            ready_at=_ready(delivery, row, lease.get("lease_until", row["lease_until"])),
            **lease,
            **token,
        )
    )
    if delivery.open != (row["outcome"] == "open"):
        connection.execute(_SETTLE, {"whose": delivery.distribution_id})


def _ready(delivery: Delivery, row: RowMapping, until: object) -> datetime | None:
    if row["ready_at"] is None or not delivery.open:
        return None
    return max(delivery.due_at, until) if isinstance(until, datetime) else delivery.due_at


__all__ = ["add", "amend", "listed", "row_of", "same_order", "write"]
