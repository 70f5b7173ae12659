"""What is due, and how much of it there is: read, and nothing taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, and_, bindparam, case, func, or_, select

from tunemantra.contrib.sql.columns import UtcDateTime
from tunemantra.contrib.sql.leases import shares
from tunemantra.contrib.sql.tables import deliveries
from tunemantra.core.distribution import Lane, Stage
from tunemantra.core.sharing import Turns, shared_out
from tunemantra.ports.storage import Backlog, Due

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping

SHARES_SEEN = 1000
"""How many organisations on platforms are looked at, for each lane."""

_AT = bindparam("at", type_=UtcDateTime)
_FREE = or_(deliveries.c.lease_until.is_(None), deliveries.c.lease_until <= _AT)
_DUE = and_(_FREE, deliveries.c.due_at <= _AT)
_LATER = and_(_FREE, deliveries.c.due_at > _AT)

_NEXT = (
    select(deliveries.c.id, deliveries.c.stage, deliveries.c.lease_token)
    .where(
        deliveries.c.ready_at.is_not(None),
        deliveries.c.ready_at <= _AT,
        deliveries.c.lane == bindparam("lane"),
        deliveries.c.share == bindparam("share"),
    )
    .order_by(deliveries.c.ready_at, deliveries.c.created_at, deliveries.c.id)
    .limit(bindparam("count", type_=Integer))
    .offset(bindparam("start", type_=Integer))
)
_GROUPS = (
    select(
        deliveries.c.platform,
        deliveries.c.lane,
        deliveries.c.stage,
        func.count(case((_DUE, 1))).label("due"),
        func.count(case((_LATER, 1))).label("later"),
        func.count().label("all"),
        func.min(case((_DUE, deliveries.c.due_at))).label("oldest"),
    )
    .where(deliveries.c.outcome == "open")
    .group_by(deliveries.c.platform, deliveries.c.lane, deliveries.c.stage)
)


def due(connection: Connection, at: datetime, limit: int) -> Sequence[Due]:
    """Return what could be claimed, up to `limit` of each lane, the shares in turns."""
    return [one for lane in Lane for one in _due_in(connection, at, limit, lane)] if limit > 0 else []


def _due_in(connection: Connection, at: datetime, limit: int, lane: Lane) -> Sequence[Due]:
    seen = shares(connection, [lane], at, max(limit, SHARES_SEEN), {})
    starts: dict[str, int] = {}

    def look(share: str, count: int) -> list[Due]:
        wanted = {"lane": lane.value, "share": share, "at": at, "count": count, "start": starts.get(share, 0)}
        rows = connection.execute(_NEXT, wanted).mappings().all()
        starts[share] = starts.get(share, 0) + len(rows)
        return [Due(row["id"], lane, Stage(row["stage"]), row["lease_token"]) for row in rows]

    return shared_out(Turns(), [(share, head) for _, share, head in seen if head <= at], limit, look)


def backlog(connection: Connection, at: datetime) -> Sequence[Backlog]:
    """Return how much open work there is, by platform, lane and stage."""
    found = [_backlog_in(row) for row in connection.execute(_GROUPS, {"at": at}).mappings()]
    return sorted(found, key=lambda one: (one.platform, one.lane.rank, list(Stage).index(one.stage)))


def _backlog_in(row: RowMapping) -> Backlog:
    held = row["all"] - row["due"] - row["later"]
    return Backlog(
        row["platform"], Lane(row["lane"]), Stage(row["stage"]), row["due"], held, row["later"], row["oldest"]
    )


__all__ = ["backlog", "due"]
