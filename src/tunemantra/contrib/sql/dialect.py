"""The statements SQLite and PostgreSQL both have and SQL does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def _happened(connection: Connection, statement: sqlite.Insert | postgresql.Insert) -> bool:
    # Asked for, because SQLAlchemy does not keep the count of an INSERT otherwise.
    return connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount == 1


__all__ = ["insert_or_ignore", "upsert_if"]
