"""Deliveries: adding, reading and amending them."""

from __future__ import annotations

from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from attrs import evolve
from sqlalchemy import Integer, Text, bindparam, case, func, insert, literal_column, null, select, update

from tunemantra.contrib.sql.codec import changes_out, delivery_in, order_out
from tunemantra.contrib.sql.prepared import AnyRow, Prepared, Row
from tunemantra.contrib.sql.tables import deliveries, revisions
from tunemantra.contrib.sql.timeline import AT_ONCE, add_events, hold
from tunemantra.core.audit import told
from tunemantra.errors import ConflictError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Select
    from sqlalchemy import Row as SqlRow

    from tunemantra.core.distribution import Delivery, Event


# Of each distribution: the last number, and how many are open.
_PAST = (
    select(
        deliveries.c.distribution_id,
        func.max(deliveries.c.sequence),
        func.count().filter(deliveries.c.outcome == literal_column("'open'")),
    )
    .where(deliveries.c.distribution_id.in_(bindparam("ids", expanding=True)))
    .group_by(deliveries.c.distribution_id)
)
_KEYED = select(deliveries).where(
    deliveries.c.key != literal_column("''"),
    deliveries.c.platform == bindparam("platform"),
    deliveries.c.key.in_(bindparam("keys", expanding=True)),
)
_REVISIONS = select(revisions.c.id).where(revisions.c.id.in_(bindparam("ids", expanding=True)))
_OPEN = deliveries.alias("others")
_FIRST = (
    select(func.min(_OPEN.c.sequence))
    .where(_OPEN.c.distribution_id == bindparam("whose"), _OPEN.c.outcome == literal_column("'open'"))
    .scalar_subquery()
)
SETTLE = (
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


def add(connection: Connection, orders: Sequence[tuple[Delivery, Event]]) -> Sequence[Delivery]:
    """Add orders, or return those that stand under their keys."""
    whose = {one for delivery, event in orders for one in (delivery.distribution_id, event.distribution_id)}
    heads = hold(connection, whose)
    standing = _standing(connection, [delivery for delivery, _ in orders])
    known = {row.id for row in _asked(connection, _REVISIONS, [delivery.revision_id for delivery, _ in orders])}
    past = {row[0]: (row[1], row[2]) for row in _asked(connection, _PAST, [one.distribution_id for one, _ in orders])}
    answers, rows, events = [], [], []
    for delivery, event in orders:
        stands = standing.get((delivery.platform, delivery.key)) if delivery.key else None
        if stands is None:
            if delivery.revision_id and delivery.revision_id not in known:
                raise NotFoundError(f"no revision {delivery.revision_id}", revision=delivery.revision_id)
            last, waiting = past.get(delivery.distribution_id, (0, 0))
            stands = evolve(delivery, sequence=last + 1, version=0)
            past[delivery.distribution_id] = (last + 1, waiting + stands.open)
            standing[delivery.platform, delivery.key] = stands
            ready = stands.due_at if stands.open and not waiting else None
            rows.append({**order_out(stands, stands.sequence), "ready_at": ready})
            events.append(told(event, None, stands))
        _require_same(stands, delivery)
        answers.append(stands)
    if rows:
        connection.execute(insert(deliveries), rows)
        add_events(connection, heads, events)
    return answers


def _asked(
    connection: Connection, query: Select[*tuple[Any, ...]], ids: Sequence[str]
) -> Iterator[SqlRow[*tuple[Any, ...]]]:
    wanted = sorted(set(ids))
    for first in range(0, len(wanted), AT_ONCE):
        yield from connection.execute(query, {"ids": wanted[first : first + AT_ONCE]})


def _standing(connection: Connection, orders: Sequence[Delivery]) -> dict[tuple[str, str], Delivery]:
    """Return the orders that stand under the keys of others, by platform and key."""
    found: dict[tuple[str, str], Delivery] = {}
    for platform in sorted({one.platform for one in orders}):
        keys = sorted({one.key for one in orders if one.key and one.platform == platform})
        for first in range(0, len(keys), AT_ONCE):
            wanted = {"platform": platform, "keys": keys[first : first + AT_ONCE]}
            for row in connection.execute(_KEYED, wanted).mappings():
                found[platform, row["key"]] = delivery_in(row)
    return found


def _require_same(stands: Delivery, delivery: Delivery) -> None:
    if (stands.revision_id, stands.kind) != (delivery.revision_id, delivery.kind):
        message = f"the key {delivery.key!r} stands with another order"
        raise ConflictError(message, hint="use a fresh key for a changed order", delivery=stands.id)


_BY_ID = select(deliveries).where(deliveries.c.id == bindparam("wanted"))
_ROW, _LOCKED = Prepared(_BY_ID), Prepared(_BY_ID.with_for_update(key_share=True))


def row_of(connection: Connection, delivery_id: str, *, lock: bool = False) -> Row:
    """Return the row of a delivery, with its lease.

    Raises:
        NotFoundError: nobody ordered it.
    """
    row = (_LOCKED if lock else _ROW).first(connection, {"wanted": delivery_id})
    if row is None:
        raise NotFoundError(f"no delivery {delivery_id}", delivery=delivery_id)
    return row


def listed(connection: Connection, distribution_id: str, revision_id: str, *, open_only: bool) -> Sequence[Delivery]:
    """Return deliveries, oldest first."""
    query = _listing(bool(distribution_id), bool(revision_id), open_only)
    asked = {"whose": distribution_id, "revision": revision_id}
    return [delivery_in(row) for row in query.all(connection, asked)]


@cache
def _listing(of_distribution: bool, of_revision: bool, open_only: bool) -> Prepared:
    query = select(deliveries)
    if of_distribution:
        query = query.where(deliveries.c.distribution_id == bindparam("whose")).order_by(deliveries.c.sequence)
    if of_revision:
        query = query.where(deliveries.c.revision_id == bindparam("revision"))
    if open_only:
        query = query.where(deliveries.c.outcome == literal_column("'open'"))
    return Prepared(query.order_by(deliveries.c.created_at, deliveries.c.distribution_id, deliveries.c.sequence))


def amend(connection: Connection, delivery: Delivery, event: Event) -> None:
    """Write an order that nobody holds; a claim that ran out is void from now on."""
    heads = hold(connection, {delivery.distribution_id, event.distribution_id})
    row = row_of(connection, delivery.id, lock=True)
    if held_at(row, event.at):
        message = f"delivery {delivery.id} is being worked on"
        raise ConflictError(message, hint="try again in a moment", owner=row["lease_owner"])
    if row["version"] != delivery.version:
        message = f"delivery {delivery.id} was written by somebody else"
        raise ConflictError(message, hint="read it again", expected=delivery.version, found=row["version"])
    stands = delivery_in(row)
    same_order(stands, delivery)
    write(connection, stands, delivery, row["lease_owner"], row["lease_token"], release=True)
    add_events(connection, heads, [told(event, stands, delivery)])


def held_at(row: AnyRow, at: datetime) -> bool:
    """Return whether somebody holds an order at a moment."""
    return row["lease_until"] is not None and row["lease_until"] > at


_ORDERED = (
    *("distribution_id", "platform", "icpn", "organisation"),
    *("revision_id", "kind", "sequence", "created_at", "key"),
)
_ordered = attrgetter(*_ORDERED)


def same_order(stands: Delivery, given: Delivery) -> None:
    """Refuse a delivery that became another order.

    Raises:
        ConflictError: what is ordered differs from what stands.
    """
    if _ordered(stands) != _ordered(given):
        name = next(name for name in _ORDERED if getattr(stands, name) != getattr(given, name))
        message = f"delivery {stands.id}: {name} never changes"
        raise ConflictError(message, hint="open another order", delivery=stands.id)


_BOUND = {column.name: f"b_{column.name}" for column in deliveries.c}


# Put together once, like every statement of a step: that takes longer than running it.
@cache
def _writing(release: bool, still_open: bool, *changed: str) -> Prepared:
    due, until = bindparam("due", type_=deliveries.c.due_at.type), deliveries.c.lease_until
    values: dict[str, object] = {name: bindparam(_BOUND[name], type_=deliveries.c[name].type) for name in changed}
    values["version"] = deliveries.c.version + literal_column("1", Integer)
    waits = (deliveries.c.ready_at.is_(None), null())
    if release:
        values |= {"lease_owner": literal_column("''", Text), "lease_until": null()}
        values["lease_token"] = deliveries.c.lease_token + literal_column("1", Integer)
        values["ready_at"] = case(waits, else_=due) if still_open else null()
    else:
        values["ready_at"] = case(waits, (until > due, until), else_=due) if still_open else null()
    names = ("id", "version", "batch", "lease_owner", "lease_token")
    stands = [deliveries.c[name] == bindparam(f"own_{name}", type_=deliveries.c[name].type) for name in names]
    return Prepared(update(deliveries).where(*stands).values(values))


_SETTLE = Prepared(SETTLE)


def write(
    connection: Connection, stands: Delivery, delivery: Delivery, owner: str, token: int, *, release: bool
) -> bool:
    """Write what work has changed about a delivery, and its lease; its distribution is held.

    Where it ends or is opened again, the next order of its distribution comes to its turn, or steps back.

    Args:
        connection: in a transaction.
        stands: the delivery as it is written now.
        delivery: as it becomes.
        owner: who has its lease.
        token: of that lease.
        release: the lease ends with this.

    Returns False, and nothing is written, where it does not stand like this any more: another has its lease, or it was
    written or gathered into a batch since.
    """
    changed = changes_out(stands, delivery)
    values = {
        "own_id": delivery.id,
        "own_version": stands.version,
        "own_batch": stands.batch,
        "own_lease_owner": owner,
        "own_lease_token": token,
        "due": delivery.due_at,
    }
    for name, value in changed.items():
        values[_BOUND[name]] = value
    still_open = delivery.open
    if _writing(release, still_open, *changed).run(connection, values) != 1:
        return False
    if stands.open != still_open:
        _SETTLE.run(connection, {"whose": delivery.distribution_id})
    return True


__all__ = ["SETTLE", "add", "amend", "held_at", "listed", "row_of", "same_order", "write"]
