"""Claims: who may work on what, until when, and how a worker that lost a claim is kept out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from attrs import evolve
from sqlalchemy import Integer, and_, bindparam, exists, literal_column, or_, select, update

from tunemantra.contrib.sql.codec import delivery_in
from tunemantra.contrib.sql.dialect import upsert_if
from tunemantra.contrib.sql.orders import row_of, same_order, write
from tunemantra.contrib.sql.tables import deliveries, locks
from tunemantra.contrib.sql.timeline import add_events, hold, write_distribution
from tunemantra.core.audit import told
from tunemantra.core.distribution import Delivery, Distribution, Event, Lane
from tunemantra.errors import ConflictError, LeaseLostError
from tunemantra.ports.storage import Claim

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, RowMapping

_older = deliveries.alias("older")
# Written out and not bound: a partial index is used only where the planner can see the value.
_OPEN: ColumnElement[str] = literal_column("'open'")


def _first_open() -> ColumnElement[bool]:
    """The oldest open delivery of its distribution."""
    before = exists().where(
        _older.c.distribution_id == deliveries.c.distribution_id,
        _older.c.outcome == _OPEN,
        _older.c.sequence < deliveries.c.sequence,
    )
    return and_(deliveries.c.outcome == _OPEN, ~before)


# What may be claimed in a lane, the longest due first. Put together once: that takes longer than running it.
DUE = (
    select(deliveries)
    .where(
        _first_open(),
        deliveries.c.lane == bindparam("lane"),
        deliveries.c.due_at <= bindparam("at"),
        or_(deliveries.c.lease_until.is_(None), deliveries.c.lease_until <= bindparam("at")),
    )
    .order_by(deliveries.c.due_at, deliveries.c.created_at, deliveries.c.id)
    .limit(bindparam("count", type_=Integer))
    .with_for_update(skip_locked=True, key_share=True, of=deliveries)
)


def claim(
    connection: Connection, owner: str, at: datetime, seconds: float, limit: int, lanes: Sequence[Lane]
) -> Sequence[Claim]:
    """Take due deliveries that nobody holds, lane by lane.

    Each lane is asked by itself, so that the index leads straight to what is due in it. PostgreSQL steps over rows
    another worker is taking at this moment; on SQLite the transaction has the only write lock.
    """
    until = at + timedelta(seconds=seconds)
    taken: list[Claim] = []
    for lane in lanes:
        if len(taken) >= limit:
            break
        wanted = {"lane": lane.value, "at": at, "count": limit - len(taken)}
        rows = connection.execute(DUE, wanted).mappings().all()
        taken += [_take(connection, row, owner, until) for row in rows]
    return taken


def _take(connection: Connection, row: RowMapping, owner: str, until: datetime) -> Claim:
    token = row["lease_token"] + 1
    connection.execute(
        update(deliveries)
        .where(deliveries.c.id == row["id"])
        .values(lease_owner=owner, lease_token=token, lease_until=until)
    )
    return Claim(delivery_in(row), owner, token, until)


def renew(connection: Connection, held: Claim, at: datetime, seconds: float) -> Claim:
    """Hold a claim longer, also one that ran out and that nobody took since."""
    until = at + timedelta(seconds=seconds)
    done = connection.execute(
        update(deliveries)
        .where(
            deliveries.c.id == held.delivery.id,
            deliveries.c.lease_owner == held.owner,
            deliveries.c.lease_token == held.token,
        )
        .values(lease_until=until)
    )
    if done.rowcount != 1:
        row_of(connection, held.delivery.id)
        raise _lost(held)
    return evolve(held, until=until)


def _lost(held: Claim) -> LeaseLostError:
    message = f"delivery {held.delivery.id} is no longer held by {held.owner}"
    return LeaseLostError(message, delivery=held.delivery.id, token=held.token)


def commit(
    connection: Connection,
    held: Claim,
    delivery: Delivery,
    distribution: Distribution | None,
    events: Sequence[Event],
    *,
    release: bool,
) -> Claim:
    """Write what was done under a claim."""
    ours = held.delivery.distribution_id
    heads = hold(connection, {ours, *(event.distribution_id for event in events)})
    row = row_of(connection, held.delivery.id, lock=True)
    if (row["lease_owner"], row["lease_token"]) != (held.owner, held.token):
        raise _lost(held)
    if delivery.id != held.delivery.id or (distribution is not None and distribution.id != ours):
        raise ConflictError(f"the claim is for delivery {held.delivery.id} of distribution {ours} alone")
    stands = delivery_in(row)
    same_order(stands, delivery)
    write(connection, delivery, row, **({"lease_owner": "", "lease_until": None} if release else {}))
    if distribution is not None:
        write_distribution(connection, distribution)
    add_events(connection, heads, [told(event, stands, delivery) for event in events])
    return evolve(held, delivery=evolve(delivery, version=row["version"] + 1))


def next_due(connection: Connection) -> datetime | None:
    """Return the moment `claim` could give the next delivery; a held one counts from the end of its lease."""
    free = (
        select(deliveries.c.due_at)
        .where(_first_open(), deliveries.c.lease_until.is_(None))
        .order_by(deliveries.c.due_at)
        .limit(1)
    )
    held = select(deliveries.c.due_at, deliveries.c.lease_until).where(
        _first_open(), deliveries.c.lease_until.is_not(None)
    )
    moments = [row.due_at for row in connection.execute(free)]
    moments += [max(row.due_at, row.lease_until) for row in connection.execute(held)]
    return min(moments, default=None)


def lock(connection: Connection, name: str, owner: str, at: datetime, seconds: float) -> bool:
    """Take or renew a named lease."""
    return upsert_if(
        connection,
        locks,
        {"name": name, "owner": owner, "until": at + timedelta(seconds=seconds)},
        condition=or_(locks.c.owner == owner, locks.c.until <= at),
    )


def unlock(connection: Connection, name: str, owner: str) -> None:
    """Give a named lease back."""
    connection.execute(locks.delete().where(locks.c.name == name, locks.c.owner == owner))


__all__ = ["DUE", "claim", "commit", "lock", "next_due", "renew", "unlock"]
