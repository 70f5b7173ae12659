"""Distributions and their events."""

from __future__ import annotations

import uuid
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from attrs import evolve
from sqlalchemy import Integer, Text, bindparam, insert, select, update

from tunemantra.contrib.sql.codec import EVENT_FIELDS, distribution_in, distribution_out, event_in, event_out
from tunemantra.contrib.sql.columns import FreeText, storable
from tunemantra.contrib.sql.dialect import insert_or_ignore, places
from tunemantra.contrib.sql.prepared import Prepared
from tunemantra.contrib.sql.tables import distributions, events
from tunemantra.core.audit import change, link, moment
from tunemantra.core.distribution import Delivery, Distribution, Event
from tunemantra.core.status import State
from tunemantra.errors import ConflictError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from tunemantra.core.status import Status

_DISTRIBUTION = Prepared(select(distributions).where(distributions.c.id == bindparam("wanted")))


Heads = dict[str, tuple[int, str]]
"""The end of each distribution's chain: how many events, and the last one's link."""

AT_ONCE = 500
"""How many ids one statement names."""

# One statement for all, in the order of their ids: two that hold the same ones never wait for each other in a circle.
_HEADS = (
    select(distributions.c.id, distributions.c.chain_length, distributions.c.chain_head)
    .where(distributions.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(distributions.c.id)
    .with_for_update(key_share=True)
)
_HEAD = Prepared(
    select(distributions.c.id, distributions.c.chain_length, distributions.c.chain_head)
    .where(distributions.c.id == bindparam("id"))
    .with_for_update(key_share=True)
)
_COLUMNS = ("sequence", "number", "hash", *EVENT_FIELDS)
_whose = attrgetter("distribution_id")
# Its words are storable already: what their link covers is what is written.
_KINDS = {one.name: Text() if isinstance(one.type, FreeText) else one.type for one in events.c}
_ADD = Prepared(insert(events).values({name: bindparam(name, type_=_KINDS[name]) for name in _COLUMNS}), _COLUMNS)
_MOVE = Prepared(
    update(distributions)
    .where(distributions.c.id == bindparam("b_id"))
    .values(chain_length=bindparam("b_length"), chain_head=bindparam("b_head")),
    ("b_length", "b_head", "b_id"),
)
_WRITTEN = ("status", "state", "tracks", "external_ids", "revision_id", "version", "chain_length", "chain_head")
_WRITE = Prepared(
    update(distributions)
    .where(distributions.c.id == bindparam("b_id"), distributions.c.version == bindparam("b_before"))
    .values({name: bindparam(f"b_{name}", type_=distributions.c[name].type) for name in _WRITTEN})
)
_KNOWN = Prepared(
    select(events.c.sequence).where(
        events.c.distribution_id == bindparam("whose"), events.c.report_id == bindparam("report")
    )
)
_PAGE = Prepared(
    select(events)
    .where(events.c.distribution_id == bindparam("whose"), events.c.sequence > bindparam("after"))
    .order_by(events.c.sequence)
    .limit(bindparam("count", type_=Integer))
)


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
    row = _DISTRIBUTION.first(connection, {"wanted": distribution_id})
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


def hold(connection: Connection, distribution_ids: Iterable[str]) -> Heads:
    """Let nobody else write these distributions, their orders and events before we are done.

    So sequences have no gaps, events of a distribution become visible in the order of their numbers, and each follows
    the one before it.

    Returns the ends of their chains.

    Raises:
        NotFoundError: one of them was never opened.
    """
    wanted = sorted(set(distribution_ids))
    rows: list[Sequence[Any]] = []
    if len(wanted) == 1:
        rows += _HEAD.lists(connection, {"id": wanted[0]})
    else:
        for first in range(0, len(wanted), AT_ONCE):
            rows += connection.execute(_HEADS, {"ids": wanted[first : first + AT_ONCE]})
    heads = {one: (length, head) for one, length, head in rows}
    if len(heads) < len(wanted):
        raise unknown(next(one for one in wanted if one not in heads))
    return heads


def write_distribution(
    connection: Connection,
    heads: Heads,
    changed: Distribution,
    happened: Sequence[Event],
    order: tuple[Delivery | None, Delivery] | None = None,
) -> Distribution:
    """Write a distribution that nobody wrote since it was read, with what happened to it.

    Args:
        connection: in a transaction.
        heads: what `hold` returned; moved on.
        changed: the distribution.
        happened: oldest first.
        order: what became of an order, for the events about it to say so.

    Raises:
        ConflictError: somebody did, or a report is known already.
    """
    _link(connection, heads, happened, order)
    length, head = heads[changed.id]
    values = {**distribution_out(changed), "version": changed.version + 1, "chain_length": length, "chain_head": head}
    written = {f"b_{name}": value for name, value in values.items()}
    done = _WRITE.run(connection, {**written, "b_id": changed.id, "b_before": changed.version})
    if done != 1:
        found = distribution(connection, changed.id).version
        message = f"distribution {changed.id} was written by somebody else"
        raise ConflictError(message, hint="read it again", expected=changed.version, found=found)
    _move(connection, heads, set(map(_whose, happened)) - {changed.id})
    return evolve(changed, version=changed.version + 1)


def add_events(
    connection: Connection,
    heads: Heads,
    happened: Sequence[Event],
    order: tuple[Delivery | None, Delivery] | None = None,
) -> None:
    """Add events to the timelines of distributions that are held, each linked to the one before it.

    Args:
        connection: in a transaction.
        heads: what `hold` returned; moved on.
        happened: oldest first.
        order: what became of an order, for the events about it to say so.

    Raises:
        ConflictError: a report is known already.
    """
    _link(connection, heads, happened, order)
    _move(connection, heads, set(map(_whose, happened)))


def _move(connection: Connection, heads: Heads, moved: Iterable[str]) -> None:
    _MOVE.run_all(connection, [(*heads[one], one) for one in sorted(moved)])


def _link(
    connection: Connection,
    heads: Heads,
    happened: Sequence[Event],
    order: tuple[Delivery | None, Delivery] | None,
) -> None:
    _require_fresh(connection, happened)
    rows = []
    for event, sequence in zip(happened, places(connection, events, len(happened)), strict=True):
        length, previous = heads[event.distribution_id]
        number = length + 1
        said = (event.before, event.after) if order is None else change(event, *order)
        whose, at, *words = event_out(event, said)
        hash_ = link(previous, sequence, number, (whose, moment(at), *words))
        heads[whose] = (number, hash_)
        rows.append((sequence, number, hash_, whose, at, *words))
    _ADD.run_all(connection, rows)


def _require_fresh(connection: Connection, happened: Sequence[Event]) -> None:
    seen: set[tuple[str, str]] = set()
    for event in happened:
        if not event.report_id:
            continue
        report = (event.distribution_id, storable(event.report_id))
        if report in seen or knows_report(connection, *report):
            message = f"report {event.report_id} is known already"
            raise ConflictError(message, distribution=event.distribution_id, report=event.report_id)
        seen.add(report)


def knows_report(connection: Connection, distribution_id: str, report_id: str) -> bool:
    """Return whether a report was recorded before; nameless ones never were."""
    asked = {"whose": distribution_id, "report": report_id}
    return bool(report_id) and _KNOWN.first(connection, asked) is not None


def timeline(connection: Connection, distribution_id: str, after: int, limit: int) -> Sequence[Event]:
    """Return a page of events, oldest first."""
    asked = {"whose": distribution_id, "after": after, "count": limit}
    found = [event_in(row) for row in _PAGE.all(connection, asked)]
    if not found:
        distribution(connection, distribution_id)
    return found


__all__ = [
    "AT_ONCE",
    "Heads",
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
