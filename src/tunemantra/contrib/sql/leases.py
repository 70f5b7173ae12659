"""Claims: who may work on what, until when, and how a worker that lost a claim is kept out."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import define, evolve, field
from sqlalchemy import (
    ColumnElement,
    Integer,
    Text,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    null,
    or_,
    select,
    text,
    union_all,
    update,
)

from tunemantra.contrib.sql.codec import ORDER_FIELDS, counted, delivery_in, delivery_of
from tunemantra.contrib.sql.columns import UtcDateTime
from tunemantra.contrib.sql.dialect import upsert_if
from tunemantra.contrib.sql.orders import row_of, same_order, write
from tunemantra.contrib.sql.prepared import Prepared
from tunemantra.contrib.sql.tables import deliveries, locks
from tunemantra.contrib.sql.timeline import add_events, hold, write_distribution
from tunemantra.core.distribution import Delivery, Distribution, Event, Lane
from tunemantra.core.sharing import Turns, shared_out
from tunemantra.errors import ConflictError, LeaseLostError
from tunemantra.ports.storage import FAR, Claim

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Select

WINDOW = 64
"""How many shares a claim looks at: enough for every platform there is; with more, the next claim looks further on."""


# The shares of the first of some lanes that has anything due, each with the moment its first order is ready: two steps
# in the index each, however long the queues are. They go round: behind the last share comes the first.
SHARES = (
    text(
        """
        WITH RECURSIVE
        lanes(place, lane, after) AS (
            VALUES (0, :lane_0, :after_0), (1, :lane_1, :after_1), (2, :lane_2, :after_2), (3, :lane_3, :after_3)
        ),
        begun(number, lane, after) AS (
            SELECT place, lane, after FROM lanes
            WHERE (
                SELECT min(d.ready_at) FROM deliveries d WHERE d.ready_at IS NOT NULL AND d.lane = lanes.lane
            ) <= :at
            ORDER BY place LIMIT 1
        ),
        ring(number, lane, share, place) AS (
            SELECT number, lane, coalesce(
                (
                    SELECT min(d.share) FROM deliveries d
                    WHERE d.ready_at IS NOT NULL AND d.lane = begun.lane AND d.share > begun.after
                ),
                (SELECT min(d.share) FROM deliveries d WHERE d.ready_at IS NOT NULL AND d.lane = begun.lane)
            ), 1
            FROM begun
            UNION ALL
            SELECT number, lane, (
                SELECT min(d.share) FROM deliveries d
                WHERE d.ready_at IS NOT NULL AND d.lane = ring.lane AND d.share > ring.share
            ), place + 1
            FROM ring WHERE share IS NOT NULL AND place < :window
        )
        SELECT number, share, (
            SELECT min(d.ready_at) FROM deliveries d
            WHERE d.ready_at IS NOT NULL AND d.lane = ring.lane AND d.share = ring.share
        ) AS head
        FROM ring WHERE share IS NOT NULL
        """
    )
    .bindparams(bindparam("at", type_=UtcDateTime), bindparam("window", type_=Integer))
    .columns(number=Integer, share=Text, head=UtcDateTime)
)


def shares(
    connection: Connection, lanes: Sequence[Lane], at: datetime, window: int, after: Mapping[Lane, str]
) -> Sequence[Sequence[Any]]:
    """Return the shares of the first of some lanes that has anything due: number of the lane, share, and its head.

    Args:
        connection: to ask with.
        lanes: which, the most urgent first.
        at: due by then.
        window: how many shares at most.
        after: behind which share to begin, by lane.
    """
    asked: dict[str, object] = {
        **_NO_LANES,
        **dict(zip(_LANE, map(_word, lanes), strict=False)),
        "at": at,
        "window": window,
    }
    if after:
        asked |= {name: after.get(lane, "") for name, lane in zip(_AFTER, lanes, strict=False)}
    return _SHARES.lists(connection, asked)


_LANE, _AFTER = ([f"{name}_{place}" for place in range(len(Lane))] for name in ("lane", "after"))
_word = attrgetter("_value_")
# No lane, and not one without a name.
_NO_LANES: dict[str, str | None] = {**dict.fromkeys(_LANE), **dict.fromkeys(_AFTER, "")}


def _taking(which: Select[tuple[str]]) -> Prepared:
    """Return what leases the first order of a query, and gives the order."""
    first = which.limit(literal_column("1", Integer)).with_for_update(skip_locked=True, key_share=True)
    until = bindparam("b_until", type_=UtcDateTime)
    return Prepared(
        update(deliveries)
        .where(deliveries.c.id == first.scalar_subquery())
        .values(
            lease_owner=bindparam("b_owner"),
            lease_token=deliveries.c.lease_token + literal_column("1", Integer),
            lease_until=until,
            ready_at=case((deliveries.c.due_at > until, deliveries.c.due_at), else_=until),
        )
        .returning(*(deliveries.c[name] for name in ORDER_FIELDS), deliveries.c.lease_token)
    )


_WORDS: dict[Lane, ColumnElement[str]] = {lane: literal_column(f"'{lane.value}'", Text) for lane in Lane}
_AT = bindparam("at", type_=UtcDateTime)
_READY = select(deliveries.c.id).where(
    deliveries.c.ready_at.is_not(None), deliveries.c.lane == bindparam("of_lane"), deliveries.c.ready_at <= _AT
)
# What may be claimed of a share, the longest ready first. Put together once: that takes longer than running it.
DUE = _READY.where(deliveries.c.share == bindparam("of_share")).order_by(
    deliveries.c.ready_at, deliveries.c.created_at, deliveries.c.id
)
# The same whatever the share, for lanes with more shares than a claim looks at.
OLDEST = _READY.order_by(deliveries.c.ready_at)
_SHARES, _DUE, _OLDEST = Prepared(SHARES), _taking(DUE), _taking(OLDEST)


@cache
def _one(*lanes: Lane) -> Prepared:
    fits = or_(*(deliveries.c.lane == _WORDS[lane] for lane in lanes))
    return _taking(
        select(deliveries.c.id).where(deliveries.c.id == bindparam("wanted"), deliveries.c.ready_at <= _AT, fits)
    )


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

    PostgreSQL steps over rows another worker is taking at this moment; on SQLite nobody else writes meanwhile.
    """
    who = Claimant(owner, at, at + timedelta(seconds=seconds))
    if who.until <= at:  # what is due again at once would be taken again
        longer = claim(connection, rounds, owner, at, 1, limit, lanes)
        return [renew(connection, one, at, seconds) for one in longer]
    taken: list[Claim] = []
    left = lanes
    while left and len(taken) < limit:
        seen = shares(connection, left, at, WINDOW, rounds.after)
        if not seen:
            break
        number = seen[0][0]
        taken += _of_lane(connection, rounds, who, limit - len(taken), left[number], seen)
        left = left[number + 1 :]
    return taken


class Claimant(NamedTuple):
    """Who claims, when, and until when."""

    owner: str
    at: datetime
    until: datetime


def _of_lane(
    connection: Connection, rounds: Rounds, who: Claimant, want: int, lane: Lane, seen: Sequence[Sequence[Any]]
) -> list[Claim]:
    further = lane in rounds.after
    if len(seen) == WINDOW:
        rounds.after[lane] = seen[-1][1]
    else:
        rounds.after.pop(lane, None)

    def take(share: str, count: int) -> list[Claim]:
        return _take(connection, _DUE, {"of_lane": lane._value_, "of_share": share}, who, count)

    due = [(share, head) for _, share, head in seen if head <= who.at]
    taken = shared_out(rounds.turns, due, want, take)
    if len(taken) < want and (further or lane in rounds.after):
        taken += _take(connection, _OLDEST, {"of_lane": lane._value_}, who, want - len(taken))
    return taken


def _take(connection: Connection, first: Prepared, of: Mapping[str, str], who: Claimant, count: int) -> list[Claim]:
    """Take one order after the other while there are any."""
    wanted = {**of, "at": who.at, "b_owner": who.owner, "b_until": who.until}
    taken: list[Claim] = []
    while len(taken) < count:
        rows = first.lists(connection, wanted)
        if not rows:
            break
        taken += [Claim(delivery_of(values), who.owner, token, who.until) for *values, token in rows]
    return taken


def claim_one(
    connection: Connection, owner: str, at: datetime, seconds: float, lanes: Sequence[Lane], delivery_id: str
) -> Sequence[Claim]:
    """Take one delivery, where it is due in one of the lanes and nobody holds it."""
    who = Claimant(owner, at, at + timedelta(seconds=seconds))
    return _take(connection, _one(*lanes), {"wanted": delivery_id}, who, 1) if lanes else ()


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


_whose = attrgetter("distribution_id")


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
    stands = held.delivery
    heads = hold(connection, [stands.distribution_id, *map(_whose, events)])
    try:
        _require_of(stands, delivery, distribution)
    except ConflictError:
        _standing(connection, held)  # a lost claim says that first
        raise
    # Who writes an order counts it up, or gathers it; mostly nobody did, and the claim knows how it stands.
    if not write(connection, stands, delivery, held.owner, held.token, release=release):
        stands = _standing(connection, held)
        if not write(connection, stands, delivery, held.owner, held.token, release=release):
            raise _lost(held)
    became = (stands, delivery)
    if distribution is None:
        add_events(connection, heads, events, became)
    else:
        write_distribution(connection, heads, distribution, events, became)
    return Claim(counted(delivery, stands.version + 1), held.owner, held.token, held.until)


def _require_of(stands: Delivery, delivery: Delivery, distribution: Distribution | None) -> None:
    if delivery.id != stands.id or (distribution is not None and distribution.id != stands.distribution_id):
        raise ConflictError(f"the claim is for delivery {stands.id} of distribution {stands.distribution_id} alone")
    same_order(stands, delivery)


def _standing(connection: Connection, held: Claim) -> Delivery:
    """Return an order as it is written now, if a claim still holds it."""
    row = row_of(connection, held.delivery.id, lock=True)
    if (row["lease_owner"], row["lease_token"]) != (held.owner, held.token):
        raise _lost(held)
    return delivery_in(row)


def next_due(connection: Connection) -> datetime | None:
    """Return the moment `claim` could give the next delivery; a held one counts from the end of its lease."""
    return min((row["head"] for row in _NEXT.all(connection, {}) if row["head"] is not None), default=None)


# Lane by lane, because that is how the index goes.
_WAITING = {lane: and_(deliveries.c.ready_at.is_not(None), deliveries.c.lane == word) for lane, word in _WORDS.items()}
_NEXT = Prepared(
    union_all(*(select(func.min(deliveries.c.ready_at).label("head")).where(waiting) for waiting in _WAITING.values()))
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
    "OLDEST",
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
    "shares",
    "unlock",
]
