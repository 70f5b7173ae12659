"""Distributions and their events."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from attrs import evolve
from sqlalchemy import insert, select, update

from tunemantra.contrib.sql.codec import distribution_in, distribution_out, event_in, events_out
from tunemantra.contrib.sql.columns import storable
from tunemantra.contrib.sql.dialect import insert_or_ignore
from tunemantra.contrib.sql.tables import distributions, events
from tunemantra.core.distribution import Distribution, Event
from tunemantra.core.status import State
from tunemantra.errors import ConflictError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from tunemantra.core.status import Status


def open_distribution(connection: Connection, icpn: str, platform: str, at: datetime) -> Distribution:
    """Return the distribution of a product on a platform, made if there is none; its id follows from both."""
    found = connection.execute(
        select(distributions).where(distributions.c.icpn == icpn, distributions.c.platform == platform)
    ).mappings()
    row = found.first()
    if row is not None:
        return distribution_in(row)
    identity = str(uuid.uuid5(uuid.NAMESPACE_URL, f"tunemantra:{platform}/{icpn}"))
    fresh = Distribution(identity, icpn, platform, State(since=at))
    insert_or_ignore(
        connection,
        distributions,
        {
            **distribution_out(fresh),
            "id": identity,
            "icpn": icpn,
            "platform": platform,
            "version": 0,
            "created_at": at,
        },
    )
    return distribution(connection, identity)


def distribution(connection: Connection, distribution_id: str) -> Distribution:
    """Return a distribution."""
    query = select(distributions).where(distributions.c.id == distribution_id)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise unknown(distribution_id)
    return distribution_in(row)


def unknown(distribution_id: str) -> NotFoundError:
    """Return the error for a distribution nobody opened."""
    return NotFoundError(f"no distribution {distribution_id}", distribution=distribution_id)


def page(
    connection: Connection, icpn: str, platform: str, status: Status | None, after: str, limit: int
) -> Sequence[Distribution]:
    """Return a page of distributions in the order of their ids."""
    query = select(distributions).order_by(distributions.c.id).limit(limit)
    if icpn:
        query = query.where(distributions.c.icpn == icpn)
    if platform:
        query = query.where(distributions.c.platform == platform)
    if status is not None:
        query = query.where(distributions.c.status == status.value)
    if after:
        query = query.where(distributions.c.id > after)
    return [distribution_in(row) for row in connection.execute(query).mappings()]


def hold(connection: Connection, distribution_ids: Iterable[str]) -> None:
    """Let nobody else write these distributions, their orders and events before we are done.

    So sequences have no gaps, and events of a distribution become visible in the order of their numbers.

    Raises:
        NotFoundError: one of them was never opened.
    """
    for distribution_id in sorted(set(distribution_ids)):
        query = select(distributions.c.id).where(distributions.c.id == distribution_id)
        if connection.execute(query.with_for_update(key_share=True)).first() is None:
            raise unknown(distribution_id)


def write_distribution(connection: Connection, changed: Distribution) -> Distribution:
    """Write a distribution that nobody wrote since it was read.

    Raises:
        ConflictError: somebody did.
    """
    done = connection.execute(
        update(distributions)
        .where(distributions.c.id == changed.id, distributions.c.version == changed.version)
        .values(**distribution_out(changed), version=changed.version + 1)
    )
    if done.rowcount != 1:
        found = distribution(connection, changed.id).version
        message = f"distribution {changed.id} was written by somebody else"
        raise ConflictError(message, hint="read it again", expected=changed.version, found=found)
    return evolve(changed, version=changed.version + 1)


def add_events(connection: Connection, happened: Sequence[Event]) -> None:
    """Add events to the timeline of distributions that are held.

    Raises:
        ConflictError: a report is known already.
    """
    for event in happened:
        if event.report_id and knows_report(connection, event.distribution_id, event.report_id):
            message = f"report {event.report_id} is known already"
            raise ConflictError(message, distribution=event.distribution_id, report=event.report_id)
        connection.execute(insert(events), events_out([event]))


def knows_report(connection: Connection, distribution_id: str, report_id: str) -> bool:
    """Return whether a report was recorded before; nameless ones never were."""
    query = select(events.c.sequence).where(
        events.c.distribution_id == distribution_id, events.c.report_id == storable(report_id)
    )
    return bool(report_id) and connection.execute(query.limit(1)).first() is not None


def timeline(connection: Connection, distribution_id: str, after: int, limit: int) -> Sequence[Event]:
    """Return a page of events, oldest first."""
    query = (
        select(events)
        .where(events.c.distribution_id == distribution_id, events.c.sequence > after)
        .order_by(events.c.sequence)
        .limit(limit)
    )
    found = [event_in(row) for row in connection.execute(query).mappings()]
    if not found:
        distribution(connection, distribution_id)
    return found


__all__ = [
    "add_events",
    "distribution",
    "hold",
    "knows_report",
    "open_distribution",
    "page",
    "timeline",
    "unknown",
    "write_distribution",
]
