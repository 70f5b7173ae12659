"""The board in the ledger's database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, Integer, Table, Text, bindparam, collate, select, update

from tunemantra.contrib.sql.columns import FreeText, storable
from tunemantra.contrib.sql.dialect import insert_or_ignore
from tunemantra.contrib.sql.prepared import Prepared
from tunemantra.contrib.sql.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import ColumnElement, Connection
    from sqlalchemy.sql import Select

    from tunemantra.contrib.sql.database import Database

board = Table(
    "board",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("document", FreeText, nullable=False),
)

_ONE = select(board.c.document).where(board.c.kind == bindparam("kind"), board.c.key == bindparam("key"))
_READ, _HOLD = Prepared(_ONE), Prepared(_ONE.with_for_update())
_WRITE = Prepared(
    update(board)
    .where(board.c.kind == bindparam("b_kind"), board.c.key == bindparam("b_key"))
    .values(document=bindparam("b_document", type_=FreeText))
)


def _page(key: ColumnElement[str]) -> Select[tuple[str, str]]:
    wanted = select(board.c.key, board.c.document).where(board.c.kind == bindparam("kind"), board.c.document != "")
    return wanted.where(key > bindparam("after")).order_by(key).limit(bindparam("limit", type_=Integer))


# Keys in one order on every database, whatever language it was made for.
_PAGES = {"sqlite": Prepared(_page(board.c.key)), "postgresql": Prepared(_page(collate(board.c.key, "C")))}


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
                _WRITE.run(connection, {"b_kind": kind, "b_key": key, "b_document": after})
            return after

    def page(self, kind: str, *, after: str = "", limit: int = 200) -> Sequence[tuple[str, str]]:
        """Return keys and documents of a kind in the order of the keys, those after `after`."""
        with self._database.reading() as connection:
            page = _PAGES[connection.dialect.name]
            found = page.all(connection, {"kind": kind, "after": after, "limit": limit})
            return [(row["key"], row["document"]) for row in found]


def _read(connection: Connection, kind: str, key: str, *, lock: bool = False) -> str:
    found = (_HOLD if lock else _READ).first(connection, {"kind": kind, "key": key})
    return found["document"] if found else ""


__all__ = ["SqlBoard", "board"]
