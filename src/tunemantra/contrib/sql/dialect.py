"""The statements SQLite and PostgreSQL both have and SQL does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Table


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def insert_or_ignore(connection: Connection, table: Table, values: Mapping[str, object]) -> bool:
    """Add a row; return False where one with its keys stands."""
    return _happened(connection, _insert(connection, table).values(**values).on_conflict_do_nothing())


def upsert_if(
    connection: Connection, table: Table, values: Mapping[str, object], *, condition: ColumnElement[bool]
) -> bool:
    """Add a row or, where the condition holds for the one that stands, write it; return whether either happened."""
    statement = _insert(connection, table).values(**values)
    keys = [column.name for column in table.primary_key]
    changed = {name: value for name, value in values.items() if name not in keys}
    return _happened(connection, statement.on_conflict_do_update(index_elements=keys, set_=changed, where=condition))


# Any number, the same for all: shared by whoever adds events, held alone for a moment by whoever seals them.
FENCE = 7_305_809_155_418
_NEXT = text(
    "WITH fence AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(:fence)) "
    "SELECT nextval(pg_get_serial_sequence(:name, 'sequence')) FROM fence, generate_series(1, :count)"
)
_LAST = text("SELECT seq FROM sqlite_sequence WHERE name = :name")


def places(connection: Connection, table: Table, count: int) -> Sequence[int]:
    """Return the next sequences of a table, ours from now on; its rows have to be written in this transaction.

    Taken before the rows are written, because a row's hash covers its place.
    """
    if not count:
        return ()
    if connection.dialect.name == "sqlite":
        last = connection.execute(_LAST, {"name": table.name}).scalar() or 0
        return range(last + 1, last + count + 1)
    return sorted(connection.execute(_NEXT, {"fence": FENCE, "name": table.name, "count": count}).scalars())


def wait_for_writers(connection: Connection) -> None:
    """Wait until everything that has a sequence is committed; on SQLite it always is."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:fence)"), {"fence": FENCE})


def _happened(connection: Connection, statement: sqlite.Insert | postgresql.Insert) -> bool:
    # Asked for, because SQLAlchemy does not keep the count of an INSERT otherwise.
    return connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount == 1


__all__ = ["FENCE", "insert_or_ignore", "places", "upsert_if", "wait_for_writers"]
