"""What operators ask of the whole ledger, answered from indexes and from what is counted already."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, func, literal_column, or_, select, union_all

from tunemantra.contrib.sql.codec import delivery_in
from tunemantra.contrib.sql.prepared import Prepared
from tunemantra.contrib.sql.tables import deliveries, distributions, tallies
from tunemantra.core.status import Status
from tunemantra.ports.storage import RollUp, Tally

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Select

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


_FIRST = datetime.min.replace(tzinfo=UTC)
_ROWS = select(deliveries).where(deliveries.c.id.in_(bindparam("ids", expanding=True)))
PLATFORMS_AT_ONCE = 100
_COUNT = bindparam("count", type_=Integer)


@cache
def _oldest(platforms: int) -> Prepared:
    """Return the query for so many platforms: each goes along the index `deliveries_age`, where all of it stands."""
    parts = [select(_oldest_of(number).subquery()) for number in range(platforms)]
    every = union_all(*parts).subquery()
    return Prepared(select(every).order_by(every.c.created_at, every.c.id).limit(_COUNT))


def _oldest_of(number: int) -> Select[datetime, str]:
    return (
        select(deliveries.c.created_at, deliveries.c.id)
        .where(
            deliveries.c.outcome == literal_column("'open'"),
            deliveries.c.platform == bindparam(f"platform_{number}"),
            deliveries.c.created_at <= bindparam(f"moment_{number}"),
            # Two bounds of one range, which the index goes along; an OR of both would be two.
            deliveries.c.created_at >= bindparam("last_at"),
            or_(deliveries.c.created_at > bindparam("last_at"), deliveries.c.id > bindparam("last_id")),
        )
        .order_by(deliveries.c.created_at, deliveries.c.id)
        .limit(_COUNT)
    )


def overdue(
    connection: Connection, since: Mapping[str, datetime], after: Delivery | None, limit: int
) -> Sequence[Delivery]:
    """Return open orders that were made too long ago, the oldest first."""
    found: list[tuple[datetime, str]] = []
    last_at, last_id = (_FIRST, "") if after is None else (after.created_at, after.id)
    platforms = sorted(since.items())
    for first in range(0, len(platforms), PLATFORMS_AT_ONCE):
        some = platforms[first : first + PLATFORMS_AT_ONCE]
        wanted: dict[str, object] = {"count": limit, "last_at": last_at, "last_id": last_id}
        for number, (platform, moment) in enumerate(some):
            wanted |= {f"platform_{number}": platform, f"moment_{number}": moment}
        found += [(row["created_at"], row["id"]) for row in _oldest(len(some)).all(connection, wanted)]
    # Whole rows, which are wide, only of those that are told.
    ids = [one for _, one in sorted(found)[:limit]]
    rows = {row["id"]: delivery_in(row) for row in connection.execute(_ROWS, {"ids": ids}).mappings()}
    return [rows[one] for one in ids]


__all__ = ["overdue", "roll_ups", "tally"]
