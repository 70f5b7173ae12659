"""Statements that SQLAlchemy writes once and the driver then executes: its way there takes longer than they do.

For the few that every step of a delivery sends. They take part in the transaction of the connection they are given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, cast

from attrs import frozen
from sqlalchemy import RowMapping
from sqlalchemy.exc import DBAPIError, StatementError

from tunemantra.contrib.sql.failures import unreadable
from tunemantra.errors import StateError

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.engine import Dialect
    from sqlalchemy.sql import ClauseElement
    from sqlalchemy.sql.selectable import ReturnsRows
    from sqlalchemy.types import TypeEngine

Row = dict[str, Any]
"""Values by the name of their column."""
AnyRow = Row | RowMapping
"""A row, whoever has asked for it."""


class Prepared:
    """A statement none of whose values expands.

    Args:
        statement: SQLAlchemy's; of `text`, with its columns.
        order: the names of its values, in the order `run_all` is given them.
    """

    def __init__(self, statement: ClauseElement, order: Sequence[str] = ()) -> None:
        self._statement = statement
        self._order = order
        self._written: dict[str, _Written] = {}

    def all(self, connection: Connection, values: Mapping[str, object]) -> Sequence[Row]:
        """Return the rows a query finds."""
        written = self._written.get(connection.dialect.name) or self._for(connection)
        raw: Any = connection.connection.dbapi_connection
        try:
            found = raw.execute(written.sql, written.given(values)).fetchall()
            return list(map(written.row, found))
        except _faults(connection) as failure:
            raise fault_of(connection, written.sql, failure) from failure

    def lists(self, connection: Connection, values: Mapping[str, object]) -> Sequence[list[Any]]:
        """Return the rows a query finds, each as a list in the order of its columns."""
        written = self._written.get(connection.dialect.name) or self._for(connection)
        raw: Any = connection.connection.dbapi_connection
        try:
            found = raw.execute(written.sql, written.given(values)).fetchall()
            return list(map(written.listed, found))
        except _faults(connection) as failure:
            raise fault_of(connection, written.sql, failure) from failure

    def first(self, connection: Connection, values: Mapping[str, object]) -> Row | None:
        """Return the first row a query finds; None where it finds none."""
        written = self._written.get(connection.dialect.name) or self._for(connection)
        raw: Any = connection.connection.dbapi_connection
        try:
            found = raw.execute(written.sql, written.given(values)).fetchone()
            return written.row(found) if found else None
        except _faults(connection) as failure:
            raise fault_of(connection, written.sql, failure) from failure

    def run(self, connection: Connection, values: Mapping[str, object]) -> int:
        """Execute a statement; return how many rows it has changed."""
        written = self._written.get(connection.dialect.name) or self._for(connection)
        raw: Any = connection.connection.dbapi_connection
        try:
            changed: int = raw.execute(written.sql, written.given(values)).rowcount
            return changed
        except _faults(connection) as failure:
            raise fault_of(connection, written.sql, failure) from failure

    def run_all(self, connection: Connection, rows: Sequence[Sequence[object]]) -> None:
        """Execute a statement once for each of some rows of values, on PostgreSQL in one journey."""
        written = self._written.get(connection.dialect.name) or self._for(connection)
        raw: Any = connection.connection.dbapi_connection
        try:
            if len(rows) == 1:
                raw.execute(written.sql, written.put(rows[0]))
            elif rows:
                raw.cursor().executemany(written.sql, list(map(written.put, rows)))
        except _faults(connection) as failure:
            raise fault_of(connection, written.sql, failure) from failure

    def _for(self, connection: Connection) -> _Written:
        dialect = connection.dialect
        try:
            return self._written[dialect.name]
        except KeyError:
            return self._written.setdefault(dialect.name, _write(self._statement, dialect, self._order))


@frozen
class _Written:
    """A statement in the words of one database, with how its values go in and come out."""

    sql: str
    arranged: Callable[[Mapping[str, object]], object]
    makers: Sequence[tuple[str, Callable[[Any], Any]]]
    constants: Mapping[str, object]
    ordered: Callable[[Sequence[object]], object]
    place_makers: Sequence[tuple[int, Callable[[Any], Any]]]
    columns: Sequence[str]
    readers: Sequence[tuple[str, Callable[[Any], Any]]]
    place_readers: Sequence[tuple[int, Callable[[Any], Any]]]

    def given(self, values: Mapping[str, object]) -> object:
        if not self.makers and not self.constants:
            return self.arranged(values)
        known = {**self.constants, **values}
        for name, make in self.makers:
            known[name] = make(known[name])
        return self.arranged(known)

    def put(self, row: Sequence[object]) -> object:
        made = list(row)
        for place, make in self.place_makers:
            made[place] = make(made[place])
        return self.ordered(made)

    def listed(self, found: Sequence[object]) -> list[Any]:
        row = list(found)
        try:
            for place, read in self.place_readers:
                row[place] = read(row[place])
        except StateError as problem:
            raise self.unread(found, problem) from problem.__cause__
        return row

    def row(self, found: Sequence[object]) -> Row:
        row: Row = dict(zip(self.columns, found, strict=True))
        try:
            for name, read in self.readers:
                row[name] = read(row[name])
        except StateError as problem:
            raise self.unread(found, problem) from problem.__cause__
        return row

    def unread(self, found: Sequence[object], problem: StateError) -> StateError:
        """Return the error of a reader, with whose row it is where that says so."""
        whose, cause = dict(zip(self.columns, found, strict=True)).get("id"), problem.__cause__
        return unreadable(f"a moment of {whose}", cause) if whose and isinstance(cause, Exception) else problem


def _write(statement: ClauseElement, dialect: Dialect, order: Sequence[str]) -> _Written:
    compiled: Any = statement.compile(dialect=dialect)
    makers = {name: _adapted(bind.type, dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
    columns = list(cast("ReturnsRows", statement).exported_columns)
    keys = [cast("str", one.key) for one in columns]
    readers = [_adapted(one.type, dialect).result_processor(dialect, None) for one in columns]
    return _Written(
        str(compiled),
        _arranged(compiled.positiontup) if compiled.positional else dict,
        [(name, make) for name, make in makers.items() if make is not None],
        {name: bind.value for name, bind in compiled.binds.items() if not bind.required},
        _ordered(order, compiled.positiontup if compiled.positional else None),
        [(order.index(name), make) for name, make in makers.items() if make is not None and name in order],
        keys,
        [(name, read) for name, read in zip(keys, readers, strict=True) if read is not None],
        [(place, read) for place, read in enumerate(readers) if read is not None],
    )


def _arranged(names: Sequence[Any]) -> Callable[[Any], object]:
    """Return what puts values in these places."""
    if len(names) > 1:
        return itemgetter(*names)
    if not names:
        return lambda _: ()
    (name,) = names
    return lambda known: (known[name],)


def _ordered(given: Sequence[str], wanted: Sequence[str] | None) -> Callable[[Sequence[object]], object]:
    """Return what puts values that come in one order into the other, or gives them their names."""
    if wanted is None:
        return lambda values: dict(zip(given, values, strict=True))
    if not given or list(given) == list(wanted):
        return tuple
    return _arranged([given.index(name) for name in wanted])


def _adapted(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)


def _faults(connection: Connection) -> tuple[type[Exception], ...]:
    """Return what a driver raises, and what making its values does."""
    return connection.dialect.loaded_dbapi.Error, ValueError, TypeError, AttributeError


def fault_of(connection: Connection, sql: str, failure: Exception) -> BaseException:
    """Return SQLAlchemy's error for a driver's; a lost connection is not used again."""
    dialect, fairy = connection.dialect, connection.connection
    base = dialect.loaded_dbapi.Error
    if not isinstance(failure, base):
        return StatementError(str(failure), sql, None, failure, hide_parameters=True)
    lost = dialect.is_disconnect(cast("Any", failure), fairy, None)
    if lost:
        connection.invalidate(failure)
    return DBAPIError.instance(
        sql, None, failure, base, hide_parameters=True, connection_invalidated=lost, dialect=dialect
    )


__all__ = ["AnyRow", "Prepared", "Row", "fault_of"]
