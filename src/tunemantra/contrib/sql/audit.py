"""Reading the whole ledger for what was changed, moved or removed; and the seals under it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from attrs import define
from sqlalchemy import LargeBinary, String, cast, func, insert, select, type_coerce

from tunemantra.contrib.sql.codec import EVENT_FIELDS, entry_in, seal_in, seal_out, whole, word
from tunemantra.contrib.sql.dialect import wait_for_writers
from tunemantra.contrib.sql.tables import distributions, events, seals
from tunemantra.core.audit import Audit, Breach, Chain, Digest, Fault, Report, Seal, Seals
from tunemantra.core.audit import seal as make_seal
from tunemantra.errors import ConflictError, StateError
from tunemantra.ports.storage import Counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row, RowMapping, Select

    from tunemantra.contrib.sql.database import Database

PAGE = 500
"""Distributions whose events one statement asks for."""

AHEAD = 2000
"""Rows that are kept in memory at a time."""


@define
class _Progress:
    watch: Counted | None
    total: int
    done: int = 0

    def count(self, rows: int) -> None:
        self.done += rows
        if self.watch is not None:
            self.watch(min(self.done, self.total), self.total)


def audit(connection: Connection, expected: str, watch: Counted | None) -> Audit:
    """Read every event, chain by chain, and then every seal; the connection sees one moment."""
    count = connection.execute(select(func.count()).select_from(events)).scalar_one()
    report, progress = Report(), _Progress(watch, 2 * count)
    read = _chains(connection, report, progress)
    found = Seals(expected)
    try:
        for one in _stream(connection, _seals(connection)):
            sealed = seal_in(one)
            covered = _covered(connection, found.upto, sealed.upto)
            report.add(*found.read(sealed, covered))
            progress.count(covered.events)
    except StateError as problem:
        # SQLite keeps what somebody wrote there, moment or not.
        report.add(Breach(Fault.SEAL, f"a seal cannot be read: {problem}"))
    report.add(found.end())
    progress.count(2 * count)
    return report.done(count, read, found)


def _chains(connection: Connection, report: Report, progress: _Progress) -> int:
    """Read the chains, page by page; events whose distribution is gone come up between those of the others."""
    read, after = 0, None
    while True:
        page = _page(connection, after)
        upto = page[-1].id if len(page) == PAGE else None
        known = {row.id: row for row in page}
        rows = _stream(connection, _events_between(connection, after, upto))
        for distribution_id, group in groupby(rows, key=lambda row: str(row["owner"])):
            row = known.pop(distribution_id, None)
            if row is None:
                report.add(_orphan(distribution_id, group, progress))
                continue
            chain = Chain(distribution_id)
            for event in group:
                report.add(chain.read(entry_in(event)))
                progress.done += 1
            report.add(chain.end(whole(row.chain_length), word(row.chain_head)))
        report.add(*(Chain(one).end(whole(row.chain_length), word(row.chain_head)) for one, row in known.items()))
        read += len(page)
        progress.count(0)
        if upto is None:
            return read
        after = upto


def _page(connection: Connection, after: str | None) -> Sequence[Row[*tuple[Any, ...]]]:
    head = _raw(connection, distributions.c.chain_head)
    query: Select[*tuple[Any, ...]] = select(distributions.c.id, distributions.c.chain_length, head)
    query = query.order_by(distributions.c.id).limit(PAGE)
    if after is not None:
        query = query.where(distributions.c.id > after)
    return connection.execute(query).all()


def _events_between(connection: Connection, after: str | None, upto: str | None) -> Select[*tuple[Any, ...]]:
    query = select(
        events.c.sequence,
        events.c.number,
        events.c.distribution_id.label("owner"),
        *(_raw(connection, events.c[name]) for name in (*EVENT_FIELDS, "hash")),
    ).order_by(events.c.distribution_id, events.c.sequence)
    if after is not None:
        query = query.where(events.c.distribution_id > after)
    if upto is not None:
        query = query.where(events.c.distribution_id <= upto)
    return query


def _seals(connection: Connection) -> Select[*tuple[Any, ...]]:
    texts = (_raw(connection, column) for column in (seals.c.digest, seals.c.hash))
    return select(seals.c.number, seals.c.at, seals.c.upto, seals.c.events, *texts).order_by(seals.c.number)


def _raw(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a column as it lies in the database.

    SQLite hands out what is no UTF-8 as bytes only, and a moment as somebody may have spoiled it only as text.
    """
    if connection.dialect.name != "sqlite":
        return column
    return cast(type_coerce(column, String), LargeBinary).label(column.key)


def _orphan(distribution_id: str, group: Iterator[RowMapping], progress: _Progress) -> Breach:
    first = next(group)
    count = 1 + sum(1 for _ in group)
    progress.done += count
    message = f"the distribution of {count} events is gone"
    return Breach(Fault.ORPHAN, message, distribution_id, first["sequence"])


def _covered(connection: Connection, after: int, upto: int) -> Digest:
    """Return the hash over the links of the events between two places."""
    query = select(events.c.sequence, _raw(connection, events.c.hash)).order_by(events.c.sequence)
    covered = Digest()
    for row in _stream(connection, query.where(events.c.sequence > after, events.c.sequence <= upto)):
        covered.add(row["sequence"], word(row["hash"]))
    return covered


def _stream(connection: Connection, query: Select[*tuple[Any, ...]]) -> Iterator[RowMapping]:
    return iter(connection.execute(query, execution_options={"yield_per": AHEAD}).mappings())


def seal(database: Database, at: datetime) -> Seal | None:
    """Put a seal under what happened since the last one.

    Writers are waited for, but only as long as it takes to see the last event; what lies before it never changes any
    more and is read beside them.
    """
    with database.writing() as connection:
        wait_for_writers(connection)
        upto = connection.execute(select(func.max(events.c.sequence))).scalar() or 0
    with database.snapshot() as connection:
        last = _last(connection)
        number, previous, after = (last.number + 1, last.hash, last.upto) if last else (1, "", 0)
        if upto <= after:
            return last
        covered = _covered(connection, after, upto)
    made = make_seal(previous, number, at, upto, covered.events, covered.hex())
    try:
        with database.writing() as connection:
            connection.execute(insert(seals).values(**seal_out(made)))
    except ConflictError:
        # Somebody sealed at the same moment.
        with database.reading() as connection:
            return _last(connection)
    return made


def _last(connection: Connection) -> Seal | None:
    row = connection.execute(select(seals).order_by(seals.c.number.desc()).limit(1)).mappings().first()
    return None if row is None else seal_in(row)


__all__ = ["AHEAD", "PAGE", "audit", "seal"]
