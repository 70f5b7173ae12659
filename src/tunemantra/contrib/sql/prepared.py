"""Statements that SQLAlchemy writes once and the driver then executes: its way there takes longer than they do.

For the few that every step of a delivery sends. They take part in the transaction of the connection they are given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from attrs import frozen
from sqlalchemy import RowMapping
from sqlalchemy.exc import DBAPIError, StatementError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection
    from sqlalchemy.engine import Dialect
    from sqlalchemy.sql import ClauseElement
    from sqlalchemy.sql.selectable import SelectBase
    from sqlalchemy.types import TypeEngine

Row = dict[str, Any]
"""Values by the name of their column."""
AnyRow = Row | RowMapping
"""A row, whoever has asked for it."""


class Prepared:
    """A statement none of whose values expands.

    Args:
        statement: SQLAlchemy's; of `text`, with its columns.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._written: dict[str, _Written] = {}

    def all(self, connection: Connection, values: Mapping[str, object]) -> Sequence[Row]:
        """Return the rows a query finds."""
        written = self._for(connection)
        with _cursor(connection, written) as cursor:
            return list(map(written.row, cursor.execute(written.sql, written.given(values)).fetchall()))

    def first(self, connection: Connection, values: Mapping[str, object]) -> Row | None:
        """Return the first row a query finds; None where it finds none."""
        return next(iter(self.all(connection, values)), None)

    def run(self, connection: Connection, *rows: Mapping[str, object]) -> int:
        """Execute a statement once for each of some values; return how many rows the last one has changed."""
        if not rows:
            return 0
        written = self._for(connection)
        with _cursor(connection, written) as cursor:
            for values in rows:
                cursor.execute(written.sql, written.given(values))
            return cast("int", cursor.rowcount)

    def _for(self, connection: Connection) -> _Written:
        dialect = connection.dialect
        written = self._written.get(dialect.name)
        if written is None:
            written = self._written[dialect.name] = _write(self._statement, dialect)
        return written


@frozen
class _Written:
    """A statement in the words of one database, with how its values go in and come out."""

    sql: str
    names: Sequence[str]
    makers: Sequence[tuple[int, Callable[[Any], Any]]]
    named: bool
    constants: Mapping[str, object]
    columns: Sequence[str]
    readers: Sequence[tuple[str, Callable[[Any], Any]]]

    def given(self, values: Mapping[str, object]) -> object:
        known = {**self.constants, **values} if self.constants else values
        said = list(map(known.__getitem__, self.names))
        for place, make in self.makers:
            said[place] = make(said[place])
        return dict(zip(self.names, said, strict=True)) if self.named else tuple(said)

    def row(self, found: Sequence[object]) -> Row:
        row: Row = dict(zip(self.columns, found, strict=True))
        for name, read in self.readers:
            row[name] = read(row[name])
        return row


def _write(statement: ClauseElement, dialect: Dialect) -> _Written:
    compiled: Any = statement.compile(dialect=dialect)
    names = compiled.positiontup if compiled.positional else list(compiled.binds)
    makers = [_adapted(compiled.binds[name].type, dialect).bind_processor(dialect) for name in names]
    columns = list(cast("SelectBase", statement).selected_columns) if statement.is_selectable else []
    keys = [cast("str", one.key) for one in columns]
    readers = [_adapted(one.type, dialect).result_processor(dialect, None) for one in columns]
    return _Written(
        str(compiled),
        names,
        [(place, make) for place, make in enumerate(makers) if make is not None],
        not compiled.positional,
        {name: bind.value for name, bind in compiled.binds.items() if not bind.required},
        keys,
        [(name, read) for name, read in zip(keys, readers, strict=True) if read is not None],
    )


def _adapted(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)


@contextmanager
def _cursor(connection: Connection, written: _Written) -> Iterator[Any]:
    """Give a cursor of the driver; what it raises becomes SQLAlchemy's, and a lost connection is not used again."""
    dialect, fairy = connection.dialect, connection.connection
    cursor: Any = fairy.cursor()
    try:
        yield cursor
    except dialect.loaded_dbapi.Error as failure:
        lost = dialect.is_disconnect(cast("Any", failure), fairy, cursor)
        if lost:
            connection.invalidate(failure)
        raise _translated(written, failure, dialect, lost=lost) from failure
    except (ValueError, TypeError, AttributeError) as failure:
        raise StatementError(str(failure), written.sql, None, failure, hide_parameters=True) from failure


def _translated(written: _Written, failure: Exception, dialect: Dialect, *, lost: bool) -> BaseException:
    base = dialect.loaded_dbapi.Error
    return DBAPIError.instance(
        written.sql, None, failure, base, hide_parameters=True, connection_invalidated=lost, dialect=dialect
    )


__all__ = ["AnyRow", "Prepared", "Row"]
