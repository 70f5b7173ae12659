"""The board in the ledger's database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, Table, Text, collate, select, update

from tunemantra.contrib.sql.columns import FreeText, storable
from tunemantra.contrib.sql.dialect import insert_or_ignore
from tunemantra.contrib.sql.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import ColumnElement, Connection

    from tunemantra.contrib.sql.database import Database

board = Table(
    "board",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("document", FreeText, nullable=False),
)


class SqlBoard:
    """`ports.board.Board` beside a `SqlLedger`, which opens and closes the connections.

    Args:
        database: the ledger's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, kind: str, key: str) -> str:
        """Return a document; an empty text for none."""
        with self._database.reading() as connection:
            return _read(connection, kind, key)

    def change(self, kind: str, key: str, step: Callable[[str], str]) -> str:
        """Replace a document by what `step` makes of it, and return that.

        The row is there before it is locked, and stays when the document goes, so that nobody overtakes anybody.
        """
        with self._database.writing() as connection:
            insert_or_ignore(connection, board, {"kind": kind, "key": key, "document": ""})
            before = _read(connection, kind, key, lock=True)
            after = storable(step(before))
            if after != before:
                where = (board.c.kind == kind, board.c.key == key)
                connection.execute(update(board).where(*where).values(document=after))
            return after

    def page(self, kind: str, *, after: str = "", limit: int = 200) -> Sequence[tuple[str, str]]:
        """Return keys and documents of a kind in the order of the keys, those after `after`."""
        with self._database.reading() as connection:
            key = _by_code_point(connection)
            query = select(board.c.key, board.c.document).where(board.c.kind == kind, board.c.document != "")
            if after:
                query = query.where(key > after)
            return [(row.key, row.document) for row in connection.execute(query.order_by(key).limit(limit))]


def _by_code_point(connection: Connection) -> ColumnElement[str]:
    """Return the key as it is ordered: the same on every database, whatever language it was made for."""
    return collate(board.c.key, "C") if connection.dialect.name == "postgresql" else board.c.key


def _read(connection: Connection, kind: str, key: str, *, lock: bool = False) -> str:
    query = select(board.c.document).where(board.c.kind == kind, board.c.key == key)
    found: str | None = connection.execute(query.with_for_update() if lock else query).scalar()
    return found or ""


__all__ = ["SqlBoard", "board"]
