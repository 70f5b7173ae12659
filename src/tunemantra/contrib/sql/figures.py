"""What operators ask of the whole ledger, answered from indexes and from what is counted already."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, func, literal_column, or_, select

from tunemantra.contrib.sql.codec import delivery_in
from tunemantra.contrib.sql.prepared import Prepared
from tunemantra.contrib.sql.tables import deliveries, distributions, tallies
from tunemantra.core.status import Status
from tunemantra.ports.storage import RollUp, Tally

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from tunemantra.core.distribution import Delivery

_TALLY = (
    select(tallies.c.platform, tallies.c.status, func.sum(tallies.c.count))
    .group_by(tallies.c.platform, tallies.c.status)
    .having(func.sum(tallies.c.count) != 0)
)


def tally(connection: Connection) -> Sequence[Tally]:
    """Return how many distributions stand where, by platform and status."""
    rows = [Tally(platform, Status(status), count) for platform, status, count in connection.execute(_TALLY)]
    return sorted(rows, key=lambda one: (one.platform, one.status))


def roll_ups(connection: Connection, after: str, limit: int) -> Sequence[RollUp]:
    """Return a page of products, each with where it stands."""
    page = (
        select(distributions.c.icpn)
        .where(distributions.c.icpn > after)
        .distinct()
        .order_by(distributions.c.icpn)
        .limit(limit)
    ).subquery()
    query = (
        select(distributions.c.icpn, distributions.c.status, func.count())
        .join(page, page.c.icpn == distributions.c.icpn)
        .group_by(distributions.c.icpn, distributions.c.status)
    )
    rows = sorted((icpn, Status(status), count) for icpn, status, count in connection.execute(query))
    return [
        RollUp(icpn, tuple((status, count) for _, status, count in group))
        for icpn, group in groupby(rows, key=lambda row: row[0])
    ]


# All of it stands in the index `deliveries_age`.
_OLD = Prepared(
    select(deliveries.c.created_at, deliveries.c.id)
    .where(
        deliveries.c.outcome == literal_column("'open'"),
        deliveries.c.platform == bindparam("platform"),
        deliveries.c.created_at <= bindparam("moment"),
        # Two bounds of one range, which the index goes along; an OR of both would be two.
        deliveries.c.created_at >= bindparam("last_at"),
        or_(deliveries.c.created_at > bindparam("last_at"), deliveries.c.id > bindparam("last_id")),
    )
    .order_by(deliveries.c.created_at, deliveries.c.id)
    .limit(bindparam("count", type_=Integer))
)
_FIRST = datetime.min.replace(tzinfo=UTC)
_ROWS = select(deliveries).where(deliveries.c.id.in_(bindparam("ids", expanding=True)))


def overdue(
    connection: Connection, since: Mapping[str, datetime], after: Delivery | None, limit: int
) -> Sequence[Delivery]:
    """Return open orders that were made too long ago, the oldest first, platform by platform as the index goes."""
    found: list[tuple[datetime, str]] = []
    last_at, last_id = (_FIRST, "") if after is None else (after.created_at, after.id)
    for platform, moment in sorted(since.items()):
        wanted = {"platform": platform, "moment": moment, "count": limit, "last_at": last_at, "last_id": last_id}
        found += [(row["created_at"], row["id"]) for row in _OLD.all(connection, wanted)]
    # Whole rows, which are wide, only of those that are told.
    ids = [one for _, one in sorted(found)[:limit]]
    rows = {row["id"]: delivery_in(row) for row in connection.execute(_ROWS, {"ids": ids}).mappings()}
    return [rows[one] for one in ids]


__all__ = ["overdue", "roll_ups", "tally"]
