"""Claims: who may work on what, until when, and how a worker that lost a claim is kept out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from attrs import define, evolve, field
from sqlalchemy import (
    ColumnElement,
    Integer,
    Text,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    text,
    union_all,
    update,
)

from tunemantra.contrib.sql.codec import counted, delivery_in
from tunemantra.contrib.sql.columns import UtcDateTime
from tunemantra.contrib.sql.dialect import upsert_if
from tunemantra.contrib.sql.orders import lease_of, row_of, same_order, write
from tunemantra.contrib.sql.prepared import Prepared, Row
from tunemantra.contrib.sql.tables import deliveries, locks
from tunemantra.contrib.sql.timeline import add_events, hold, write_distribution
from tunemantra.core.audit import told
from tunemantra.core.distribution import Delivery, Distribution, Event, Lane
from tunemantra.core.sharing import Turns, shared_out
from tunemantra.errors import ConflictError, LeaseLostError
from tunemantra.ports.storage import FAR, Claim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

WINDOW = 64
"""How many shares a claim looks at: enough for every platform there is; with more, the next claim looks further on."""

# The shares of a lane that have anything to do, each with the moment its first is ready: two steps in the index each,
# however long the queues are.
SHARES = text(
    """
    WITH RECURSIVE ring(share, place) AS (
        SELECT (SELECT min(share) FROM deliveries WHERE ready_at IS NOT NULL AND lane = :lane AND share > :after), 1
        UNION ALL
        SELECT (
            SELECT min(d.share) FROM deliveries d
            WHERE d.ready_at IS NOT NULL AND d.lane = :lane AND d.share > ring.share
        ), place + 1
        FROM ring WHERE ring.share IS NOT NULL AND place < :window
    )
    SELECT share, (
        SELECT min(d.ready_at) FROM deliveries d
        WHERE d.ready_at IS NOT NULL AND d.lane = :lane AND d.share = ring.share
    ) AS head
    FROM ring WHERE share IS NOT NULL
    """
).columns(share=Text, head=UtcDateTime)

# An order, and what becomes of its lease.
_CLAIMED = [one for one in deliveries.c if one.name not in {"ready_at", "lease_owner", "lease_until"}]
_READY = (
    select(*_CLAIMED)
    .where(
        deliveries.c.ready_at.is_not(None),
        deliveries.c.lane == bindparam("lane"),
        deliveries.c.ready_at <= bindparam("at"),
    )
    .limit(bindparam("count", type_=Integer))
    .with_for_update(skip_locked=True, key_share=True, of=deliveries)
)
# What may be claimed of a share, the longest ready first. Put together once: that takes longer than running it.
DUE = _READY.where(deliveries.c.share == bindparam("share")).order_by(
    deliveries.c.ready_at, deliveries.c.created_at, deliveries.c.id
)
_ONE = Prepared(
    select(*_CLAIMED)
    .where(deliveries.c.ready_at <= bindparam("at"), deliveries.c.id == bindparam("id"))
    .with_for_update(skip_locked=True, key_share=True, of=deliveries)
)
# The same whatever the share, for lanes with more shares than a claim looks at.
OLDEST = _READY.order_by(deliveries.c.ready_at)
_DUE, _OLDEST, _SHARES = Prepared(DUE), Prepared(OLDEST), Prepared(SHARES)


@define
class Rounds:
    """Where a ledger stands on its way round the shares; each ledger goes round by itself."""

    turns: Turns = field(factory=Turns)
    after: dict[Lane, str] = field(factory=dict)


def claim(
    connection: Connection,
    rounds: Rounds,
    owner: str,
    at: datetime,
    seconds: float,
    limit: int,
    lanes: Sequence[Lane],
) -> Sequence[Claim]:
    """Take due deliveries that nobody holds, lane by lane, and in each the shares in turns.

    PostgreSQL steps over rows another worker is taking at this moment; on SQLite the transaction has the only write
    lock.
    """
    until = at + timedelta(seconds=seconds)
    # Most lanes are empty most of the time, and are not walked through for that.
    due = {row["lane"] for row in _LANES.all(connection, {"at": at})}
    taken: list[Claim] = []
    for lane in lanes:
        if len(taken) >= limit:
            break
        if lane in due:
            taken += _of_lane(connection, rounds, Claimant(owner, at, until), limit - len(taken), lane)
    return taken


class Claimant(NamedTuple):
    """Who claims, when, and until when."""

    owner: str
    at: datetime
    until: datetime


def _of_lane(connection: Connection, rounds: Rounds, who: Claimant, want: int, lane: Lane) -> list[Claim]:
    after = rounds.after.get(lane, "")
    seen = _SHARES.all(connection, {"lane": lane._value_, "after": after, "window": WINDOW})
    rounds.after[lane] = seen[-1]["share"] if len(seen) == WINDOW else ""

    def take(share: str, count: int) -> list[Claim]:
        wanted = {"lane": lane._value_, "share": share, "at": who.at, "count": count}
        return [_take(connection, row, who) for row in _DUE.all(connection, wanted)]

    due = [(row["share"], row["head"]) for row in seen if row["head"] <= who.at]
    taken = shared_out(rounds.turns, due, want, take)
    if len(taken) < want and (after or rounds.after[lane]):
        wanted = {"lane": lane._value_, "at": who.at, "count": want - len(taken)}
        taken += [_take(connection, row, who) for row in _OLDEST.all(connection, wanted)]
    return taken


def _take(connection: Connection, row: Row, who: Claimant) -> Claim:
    token = row["lease_token"] + 1
    _LEASE.run(
        connection,
        {
            "b_id": row["id"],
            "b_owner": who.owner,
            "b_token": token,
            "b_until": who.until,
            "b_ready": max(who.until, row["due_at"]),
        },
    )
    return Claim(delivery_in(row), who.owner, token, who.until)


def claim_one(
    connection: Connection, owner: str, at: datetime, seconds: float, lanes: Sequence[Lane], delivery_id: str
) -> Sequence[Claim]:
    """Take one delivery, where it is due in one of the lanes and nobody holds it."""
    rows = _ONE.all(connection, {"id": delivery_id, "at": at})
    who = Claimant(owner, at, at + timedelta(seconds=seconds))
    return [_take(connection, row, who) for row in rows if Lane(row["lane"]) in lanes]


_LEASE = Prepared(
    update(deliveries)
    .where(deliveries.c.id == bindparam("b_id"))
    .values(
        lease_owner=bindparam("b_owner"),
        lease_token=bindparam("b_token"),
        lease_until=bindparam("b_until"),
        ready_at=bindparam("b_ready"),
    )
)


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
        .values(
            lease_until=until,
            ready_at=case(
                (deliveries.c.ready_at.is_(None), null()),
                (deliveries.c.due_at > until, deliveries.c.due_at),
                else_=until,
            ),
        )
    )
    if done.rowcount != 1:
        row_of(connection, held.delivery.id)
        raise _lost(held)
    return evolve(held, until=until)


_HELD = (
    select(deliveries)
    .where(
        deliveries.c.ready_at.is_not(None),
        # As the index goes; what is held is ready at the end of its lease at the earliest.
        deliveries.c.lane.in_([lane.value for lane in Lane]),
        deliveries.c.ready_at > bindparam("after", type_=UtcDateTime),
        deliveries.c.lease_until > bindparam("after", type_=UtcDateTime),
    )
    .limit(1000)
)


def held(connection: Connection, after: datetime) -> Sequence[Claim]:
    """Return the claims that end after a moment."""
    return [
        Claim(delivery_in(row), row["lease_owner"], row["lease_token"], row["lease_until"])
        for row in connection.execute(_HELD, {"after": after}).mappings()
    ]


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
    heads = hold(connection, [ours, *[event.distribution_id for event in events]])
    row = lease_of(connection, held.delivery.id)
    if (row["lease_owner"], row["lease_token"]) != (held.owner, held.token):
        raise _lost(held)
    if delivery.id != held.delivery.id or (distribution is not None and distribution.id != ours):
        raise ConflictError(f"the claim is for delivery {held.delivery.id} of distribution {ours} alone")
    # Who writes an order counts it up, or gathers it; mostly nobody did, and the claim knows how it stands.
    same = (row["version"], row["batch"]) == (held.delivery.version, held.delivery.batch)
    stands = held.delivery if same else delivery_in(row_of(connection, held.delivery.id))
    same_order(stands, delivery)
    write(connection, stands, delivery, row, release=release)
    happened = [told(event, stands, delivery) for event in events]
    if distribution is None:
        add_events(connection, heads, happened)
    else:
        write_distribution(connection, heads, distribution, happened)
    return Claim(counted(delivery, row["version"] + 1), held.owner, held.token, held.until)


def next_due(connection: Connection) -> datetime | None:
    """Return the moment `claim` could give the next delivery; a held one counts from the end of its lease."""
    return min((row["head"] for row in _NEXT.all(connection, {}) if row["head"] is not None), default=None)


# Lane by lane, because that is how the index goes.
_WORDS: dict[Lane, ColumnElement[str]] = {lane: literal_column(f"'{lane.value}'", Text) for lane in Lane}
_WAITING = {lane: and_(deliveries.c.ready_at.is_not(None), deliveries.c.lane == word) for lane, word in _WORDS.items()}
_NEXT = Prepared(
    union_all(*(select(func.min(deliveries.c.ready_at).label("head")).where(waiting) for waiting in _WAITING.values()))
)
_LANES = Prepared(
    union_all(
        *(
            select(_WORDS[lane].label("lane")).where(
                exists().where(waiting, deliveries.c.ready_at <= bindparam("at", type_=UtcDateTime))
            )
            for lane, waiting in _WAITING.items()
        )
    )
)


_FREE = or_(
    locks.c.owner == bindparam("owner"),
    locks.c.until <= bindparam("at", type_=UtcDateTime),
    locks.c.until > bindparam("far", type_=UtcDateTime),
)
_UNLOCK = Prepared(delete(locks).where(locks.c.name == bindparam("name"), locks.c.owner == bindparam("owner")))


def lock(connection: Connection, name: str, owner: str, at: datetime, seconds: float) -> bool:
    """Take or renew a named lease."""
    return upsert_if(
        connection,
        locks,
        {
            "name": name,
            "owner": owner,
            "until": at + timedelta(seconds=seconds),
            "at": at,
            "far": at + timedelta(seconds=FAR * seconds),
        },
        condition=_FREE,
    )


def unlock(connection: Connection, name: str, owner: str) -> None:
    """Give a named lease back."""
    _UNLOCK.run(connection, {"name": name, "owner": owner})


__all__ = [
    "DUE",
    "SHARES",
    "WINDOW",
    "Rounds",
    "claim",
    "claim_one",
    "commit",
    "held",
    "lock",
    "next_due",
    "renew",
    "unlock",
]
