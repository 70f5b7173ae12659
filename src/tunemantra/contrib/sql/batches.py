"""Batches in the ledger's database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from attrs import asdict, evolve
from sqlalchemy import and_, func, literal_column, select, text, update

from tunemantra.contrib.sql.codec import delivery_in, guarded
from tunemantra.contrib.sql.dialect import insert_or_ignore
from tunemantra.contrib.sql.orders import row_of
from tunemantra.contrib.sql.tables import batches, deliveries
from tunemantra.core.batch import Batch, BatchRule, BatchState, BatchTally, batch_id
from tunemantra.core.distribution import NEVER, Delivery
from tunemantra.errors import ConflictError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from tunemantra.contrib.sql.codec import Values
    from tunemantra.contrib.sql.database import Database
    from tunemantra.contrib.sql.prepared import AnyRow

_OPEN = batches.c.state == literal_column("'open'")
_HANDED, _GOES_ON, _PAUSED = deliveries.c.receipt != "", deliveries.c.outcome == "open", deliveries.c.due_at == NEVER


class SqlBatches:
    """`ports.batches.BatchBook` beside a `SqlLedger`, which opens and closes the connections.

    Args:
        database: the ledger's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def gather(self, delivery_id: str, rule: BatchRule, at: datetime) -> Batch:
        """Put an order into the open batch of its platform, opened where there is none, and return that."""
        with self._database.writing() as connection:
            order = delivery_in(row_of(connection, delivery_id))
            stands = _found(connection, order.batch)
            if stands is not None and stands.takes_in:
                return stands
            batch = _open(connection, order.platform, rule, at)
            connection.execute(update(deliveries).where(deliveries.c.id == order.id).values(batch=batch.id))
            if batch.size and _tally(connection, batch.id).ready >= batch.size:
                return _close(connection, batch, at, "it is full")
            return batch

    def batch(self, batch_id: str) -> Batch:
        """Return a batch."""
        with self._database.reading() as connection:
            found = _found(connection, batch_id)
        if found is None:
            raise NotFoundError(f"no batch {batch_id}", batch=batch_id)
        return found

    def pending(self) -> Sequence[Batch]:
        """Return the batches that are not over, the oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(batches).where(text("NOT over")).order_by(batches.c.id))
            return [_read(row) for row in rows.mappings()]

    def page(self, *, platform: str = "", before: str = "", limit: int = 50) -> Sequence[Batch]:
        """Return a page of batches, the newest first, those older than `before`."""
        query = select(batches).order_by(batches.c.id.desc()).limit(limit)
        if platform:
            query = query.where(batches.c.platform == platform)
        if before:
            query = query.where(batches.c.id < before)
        with self._database.reading() as connection:
            return [_read(row) for row in connection.execute(query).mappings()]

    def write(self, batch: Batch) -> Batch:
        """Write a batch as it was read and became, and return it."""
        with self._database.writing() as connection:
            return _write(connection, batch)

    def tally(self, batch_id: str) -> BatchTally:
        """Return how many of its orders stand where."""
        with self._database.reading() as connection:
            return _tally(connection, batch_id)

    def members(self, batch_id: str) -> Sequence[Delivery]:
        """Return its orders in the order of their ids, those that ended included."""
        query = select(deliveries).where(deliveries.c.batch == batch_id, deliveries.c.batch != literal_column("''"))
        with self._database.reading() as connection:
            return [delivery_in(row) for row in connection.execute(query.order_by(deliveries.c.id)).mappings()]


def _row(batch: Batch) -> Values:
    return {**asdict(batch, recurse=False), "state": batch.state.value}


@guarded("the batch")
def _read(row: AnyRow) -> Batch:
    return Batch(**{**row, "state": BatchState(row["state"])})


def _found(connection: Connection, batch_id: str) -> Batch | None:
    row = connection.execute(select(batches).where(batches.c.id == batch_id)).mappings().first()
    return None if row is None else _read(row)


def _open(connection: Connection, platform: str, rule: BatchRule, at: datetime) -> Batch:
    """Return the open batch of a platform, locked until we are done; a unique index lets there be one alone."""
    query = select(batches).where(batches.c.platform == platform, _OPEN).with_for_update()
    moment = at
    while True:
        row = connection.execute(query).mappings().first()
        if row is not None:
            batch = _read(row)
            if batch.closes_at is None or batch.closes_at > at:
                return batch
            _close(connection, batch, at, "its time is up")
        fresh = Batch(batch_id(moment), platform, at, rule.size, rule.closes(at))
        insert_or_ignore(connection, batches, _row(fresh))
        moment += timedelta(milliseconds=1)


def _close(connection: Connection, batch: Batch, at: datetime, why: str) -> Batch:
    return _write(connection, evolve(batch, state=BatchState.CLOSED, closed_at=at, why=why))


def _write(connection: Connection, batch: Batch) -> Batch:
    after = evolve(batch, version=batch.version + 1)
    same = (batches.c.id == batch.id, batches.c.version == batch.version)
    if not connection.execute(update(batches).where(*same).values(_row(after))).rowcount:
        if _found(connection, batch.id) is None:
            raise NotFoundError(f"no batch {batch.id}", batch=batch.id)
        raise ConflictError(f"batch {batch.id} was written by somebody else", hint="read it again")
    return after


def _tally(connection: Connection, batch_id: str) -> BatchTally:
    wants = (
        func.count().filter(and_(~_HANDED, _GOES_ON, ~_PAUSED)),
        func.count().filter(and_(~_HANDED, _GOES_ON, _PAUSED)),
        func.count().filter(_HANDED),
        func.count().filter(and_(~_HANDED, ~_GOES_ON)),
    )
    # The second says what the index is for.
    query = select(*wants).where(deliveries.c.batch == batch_id, deliveries.c.batch != literal_column("''"))
    return BatchTally(*connection.execute(query).one())


__all__ = ["SqlBatches"]
