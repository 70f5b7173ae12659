"""The statements SQLite and PostgreSQL both have and SQL does not."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Integer, bindparam, text
from sqlalchemy.dialects import sqlite

from tunemantra.contrib.sql.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Table
    from sqlalchemy.dialects import postgresql


def _insert(dialect: str, table: Table, names: Sequence[str]) -> sqlite.Insert | postgresql.Insert:
    return _into(dialect, table).values({name: bindparam(name, type_=table.c[name].type) for name in names})


def _into(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # not for everybody: the default is SQLite, and this takes its time

    return postgresql.insert(table)


@cache
def _ignoring(dialect: str, table: Table, names: Sequence[str]) -> Prepared:
    return Prepared(_insert(dialect, table, names).on_conflict_do_nothing())


@cache
def _replacing(dialect: str, table: Table, names: Sequence[str], condition: ColumnElement[bool]) -> Prepared:
    statement, keys = _insert(dialect, table, names), [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in names if name not in keys}
    return Prepared(statement.on_conflict_do_update(index_elements=keys, set_=changed, where=condition))


def insert_or_ignore(connection: Connection, table: Table, values: Mapping[str, object]) -> bool:
    """Add a row; return False where one with its keys stands.

    Args:
        connection: in a transaction.
        table: where to.
        values: by the names of columns.
    """
    return _ignoring(connection.dialect.name, table, tuple(values)).run(connection, values) == 1


def upsert_if(
    connection: Connection, table: Table, values: Mapping[str, object], *, condition: ColumnElement[bool]
) -> bool:
    """Add a row or, where the condition holds for the one that stands, write it; return whether either happened.

    Args:
        connection: in a transaction.
        table: where to.
        values: by the names of columns, and what the condition compares with.
        condition: made once, with a `bindparam` for each value.
    """
    names = tuple(name for name in values if name in table.c)
    return _replacing(connection.dialect.name, table, names, condition).run(connection, values) == 1


# Any number, the same for all: shared by whoever adds events, held alone for a moment by whoever seals them.
FENCE = 7_305_809_155_418
_NEXT = Prepared(
    text(
        "WITH fence AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(:fence)) "
        "SELECT nextval(pg_get_serial_sequence(:name, 'sequence')) AS place FROM fence, generate_series(1, :count)"
    ).columns(place=BigInteger)
)
_LAST = Prepared(text("SELECT seq FROM sqlite_sequence WHERE name = :name").columns(seq=Integer))


def places(connection: Connection, table: Table, count: int) -> Sequence[int]:
    """Return the next sequences of a table, ours from now on; its rows have to be written in this transaction.

    Taken before the rows are written, because a row's hash covers its place.
    """
    if not count:
        return ()
    if connection.dialect.name == "sqlite":
        # As a plain text: SQLite's driver asks any other kind what else it could be.
        found = _LAST.lists(connection, {"name": str(table.name)})
        last = found[0][0] if found else 0
        return range(last + 1, last + count + 1)
    wanted = {"fence": FENCE, "name": table.name, "count": count}
    return sorted(row["place"] for row in _NEXT.all(connection, wanted))


def wait_for_writers(connection: Connection) -> None:
    """Wait until everything that has a sequence is committed; on SQLite it always is."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:fence)"), {"fence": FENCE})


__all__ = ["FENCE", "insert_or_ignore", "places", "upsert_if", "wait_for_writers"]
