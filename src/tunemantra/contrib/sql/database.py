"""The engine: one way of opening SQLite and PostgreSQL, and of beginning a transaction on either."""

from __future__ import annotations

import os
import select
import sqlite3
import threading
import time
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError, SQLAlchemyError

from tunemantra.contrib.sql.failures import translate_at, translated
from tunemantra.contrib.sql.line import Line
from tunemantra.contrib.sql.prepared import fault_of
from tunemantra.core.finding import error as fault
from tunemantra.errors import SettingsError, StateError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from types import TracebackType

    from sqlalchemy import Connection, RootTransaction
    from sqlalchemy.engine import Dialect
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

BUSY_SECONDS = 30
RESTING = 5
"""How many connections rest at hand, beside the pool."""
RESTED_SECONDS = 1.0
"""After so long without use, a connection to a server is asked whether it is still there."""
_DRIVERS = {"sqlite": "sqlite+pysqlite", "postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}

# On SQLite it takes its lock at the start: begun as a read, it could not wait for another writer.
_WRITING = "BEGIN IMMEDIATE"

_OLDEST_SQLITE = (3, 35)  # the first with RETURNING
_EXAMPLES = "sqlite:///ledger.db or postgresql://user@host/name"


def parse(url: str) -> URL:
    """Return a database address with its driver.

    Raises:
        SettingsError: not an address of SQLite or PostgreSQL, or an SQLite database without a file.
    """
    try:
        given = make_url(url)
    except (ArgumentError, ValueError):
        # Without its cause: SQLAlchemy repeats the address, and with it the password.
        raise _wrong("(not an address)", _EXAMPLES) from None
    driver = _DRIVERS.get(given.drivername, given.drivername)
    if driver not in _DRIVERS.values():
        raise _wrong(given.render_as_string(), _EXAMPLES)
    parsed = given.set(drivername=driver)
    try:
        parsed.get_dialect().import_dbapi()
    except ImportError as failure:
        raise _wrong(parsed.render_as_string(), "pip install 'tunemantra[postgres]'") from failure
    if parsed.get_backend_name() == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise _wrong(parsed.render_as_string(), "a file; contrib.memory.MemoryLedger needs none")
    if parsed.get_backend_name() == "sqlite" and sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise _wrong(f"SQLite {sqlite3.sqlite_version}", "3.35 or newer below Python's sqlite3, or PostgreSQL")
    return parsed


def _wrong(observed: str, expected: str) -> SettingsError:
    found = fault(
        "settings.ledger", "ledger", "not a database the ledger can use", observed=observed, expected=expected
    )
    return SettingsError(f"the ledger cannot use {observed}", [found], hint=expected)


def make_engine(url: URL, *, create: bool) -> Engine:
    """Return an engine; its transactions on SQLite are begun by us, as `writing` and `reading` ask."""
    if url.get_backend_name() == "sqlite":
        if create:
            # Where it cannot be made, SQLite says so in its own words, and those are translated.
            with suppress(OSError):
                Path(url.database or "").parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        engine = create_engine(url, hide_parameters=True, pool_timeout=BUSY_SECONDS, max_overflow=27)
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    engine = create_engine(url, hide_parameters=True, pool_timeout=BUSY_SECONDS, max_overflow=27)
    event.listen(engine, "checkout", partial(_require_alive, engine.dialect))
    return engine


def _require_alive(
    dialect: Dialect, raw: DBAPIConnection, record: ConnectionPoolEntry, _fairy: PoolProxiedConnection
) -> None:
    """Have a connection answer before it is used where the server has spoken unasked, as it does when it hangs up.

    One that rested for a while has to answer too: a network that is gone says nothing. SQLAlchemy would ask each time.
    """
    if not _answers(dialect, raw, record.info):
        raise InvalidatePoolError


def _answers(dialect: Dialect, raw: DBAPIConnection, info: dict[Any, Any]) -> bool:
    now = time.monotonic()
    rested = now - info.get("used", now)
    info["used"] = now
    return _fit(dialect, raw, rested > RESTED_SECONDS)


def _spoken_to(raw: Any) -> bool:  # noqa: ANN401 - a driver's connection has no type
    """Return whether something came in on a connection nobody asks anything at the moment."""
    waiting = select.poll()
    waiting.register(raw.fileno(), select.POLLIN)
    return bool(waiting.poll(0))


def _fit(dialect: Dialect, raw: DBAPIConnection, rested: bool) -> bool:
    try:
        return not (rested or _spoken_to(raw)) or dialect.do_ping(raw)
    except dialect.loaded_dbapi.Error:
        return False


def _prepare_sqlite(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    """Set what SQLite forgets with every connection.

    `synchronous=FULL` and not NORMAL: in WAL mode NORMAL survives the death of a process but may forget the last
    commits when the power fails, and a forgotten receipt means a release sent twice. A claim costs one sync more.
    """
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    _set_wal(connection)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _set_wal(connection: sqlite3.Connection) -> None:
    # SQLite does not wait for others while it changes the mode, whatever busy_timeout says.
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
                return
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def _begin(connection: Connection, statement: str = "BEGIN") -> RootTransaction:
    """Begin a transaction of SQLAlchemy's; on SQLite by this statement."""
    transaction = connection.begin()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(statement)
    return transaction


_Driver = Any  # a driver's connection has no type
_Pair = tuple["Connection", _Driver]


def _driver_of(connection: Connection) -> _Driver:
    return connection.connection.dbapi_connection


def _close(connection: Connection) -> None:
    """Close a connection whatever its driver says of rolling it back: the server does that when it is gone."""
    with suppress(SQLAlchemyError):
        connection.close()
    if not connection.closed:
        connection.invalidate()
        connection.close()


class Database:
    """Connections of one ledger, safe for threads and for processes forked after the first use.

    Args:
        url: as `parse` returns it.
        ready: called with the engine before the first transaction of a process.
        create: make the folder of an SQLite file.
    """

    def __init__(self, url: URL, ready: Callable[[Engine], None], *, create: bool) -> None:
        self.url = url
        self.one_writer = url.get_backend_name() == "sqlite"
        self._ready = ready
        self._create = create
        self._guard = threading.Lock()
        self.line: Line  # from the first use
        self._pid = 0
        self._engine: Engine | None = None
        self._resting: list[_Pair] = []
        self._inherited: list[tuple[Engine | None, list[_Pair]]] = []
        self._closed = False

    def _current(self) -> Engine:
        engine = self._engine
        if engine is not None and self._pid == os.getpid():
            return engine
        if self._pid not in {0, os.getpid()}:
            # The parent's connections are kept and never touched: closing them here would close them there.
            self._guard = threading.Lock()
            self._inherited.append((self._engine, self._resting))
            self._engine, self._resting, self._pid = None, [], 0
        with self._guard:
            if self._closed:
                raise StateError("the ledger is closed")
            if self._engine is None:
                fresh = make_engine(self.url, create=self._create)
                try:
                    self._ready(fresh)
                except BaseException:
                    fresh.dispose()
                    raise
                # Where SQLite has the file: the folder we work in may change, and one file have many names.
                self.line = Line(os.path.realpath(str(self.url.database)), BUSY_SECONDS)
                self._engine, self._pid = fresh, os.getpid()
            return self._engine

    def reading(self) -> AbstractContextManager[Connection]:
        """Give a connection that sees one moment of the ledger."""
        return _Lent(self, "BEGIN")

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """Give a connection for a single `Prepared` query, which needs no transaction around it.

        Begun and ended, a transaction is two more journeys to PostgreSQL.
        """
        with _Lent(self) as connection:
            if connection.dialect.name == "sqlite":
                yield connection
                return
            raw = _driver_of(connection)
            raw.autocommit = True
            try:
                yield connection
            finally:
                # Where the server is still at work, as after an interrupt, the driver refuses, and the connection goes.
                if not raw.closed:
                    with suppress(connection.dialect.loaded_dbapi.Error):
                        raw.autocommit = False

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Give a connection whose every statement sees the same moment of the ledger, however long it takes."""
        with translated(self.url), self._current().connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            with _begin(connection):
                yield connection

    def writing(self) -> AbstractContextManager[Connection]:
        """Give a connection whose writes happen together or not at all."""
        return _Lent(self, _WRITING)

    def take(self) -> _Pair:
        """Return a connection that rested, or one of the pool, and the driver's below it.

        One that comes from the pool is made ready and, at the end, cleaned: that takes longer than a query.
        """
        engine = self._engine
        if engine is None or self._pid != os.getpid():
            engine = self._current()
        while True:
            try:
                pair = connection, raw = self._resting.pop()
            except IndexError:
                connection = engine.connect()
                return connection, _driver_of(connection)
            if self.one_writer or _answers(engine.dialect, raw, connection.info):
                return pair
            connection.invalidate()
            connection.close()

    def give_back(self, connection: Connection, raw: _Driver, *, ended: bool) -> None:
        """Let a connection rest where what it was used for is over, as one knows who has ended it."""
        if len(self._resting) < RESTING and not self._closed and (ended or not connection.in_transaction()):
            self._resting.append((connection, raw))
        else:
            connection.close()

    def close(self) -> None:
        """Give every connection back."""
        with self._guard:
            self._closed = True
            if self._engine is not None and self._pid == os.getpid():
                while self._resting:
                    self._resting.pop()[0].close()
                self._engine.dispose()
            self._engine = None


class _Lent(AbstractContextManager["Connection"]):
    """A connection for a while. Where something goes wrong, it is closed, and what it has begun is rolled back.

    It begins and commits past SQLAlchemy, which takes longer for it than for most statements, and begins a transaction
    of its own in ours where it is given something to execute. A class, because a generator that does the same is seven
    calls more, several times a step.

    Args:
        database: whose.
        begin: in a transaction that begins like this on SQLite; empty for none.
    """

    __slots__ = ("_begin", "_connection", "_database", "_raw", "_turn")

    def __init__(self, database: Database, begin: str = "") -> None:
        self._database = database
        self._begin = begin
        # A generator, which ends by itself also where an interrupt keeps us from ending it.
        self._turn: Generator[None, None, None] | None = None

    def __enter__(self) -> Connection:
        connection: Connection | None = None
        database, begin = self._database, self._begin
        try:
            connection, self._raw = database.take()
            if begin:
                raw = self._raw
                if database.one_writer:
                    if begin is _WRITING:
                        self._turn = database.line.turn()
                        next(self._turn)
                    raw.execute(begin)
                elif raw.autocommit:  # as a look leaves it that was interrupted
                    raw.autocommit = False
        except BaseException as failure:
            self._fail(connection, failure, begin)
            raise
        self._connection = connection
        return connection

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        connection = self._connection
        if failure is not None:
            self._fail(connection, failure)
            return
        try:
            if self._begin:
                transaction = connection.get_transaction()
                if transaction is None:
                    self._raw.commit()
                else:
                    with transaction:  # which rolls it back where it cannot be committed
                        pass
            if self._turn is not None:
                self._turn.close()
        except BaseException as failed:
            self._fail(connection, failed, "COMMIT")
            raise
        # Not above: once it rests, another thread may have taken it, and an interrupt must not close it under that one.
        self._database.give_back(connection, self._raw, ended=bool(self._begin))

    def _fail(self, connection: Connection | None, failure: BaseException, said: str = "") -> None:
        fault = failure
        try:
            if connection is not None:
                if said and isinstance(failure, connection.dialect.loaded_dbapi.Error):
                    fault = fault_of(connection, said, failure)
                _close(connection)
        finally:
            if self._turn is not None:
                self._turn.close()
        if isinstance(fault, SQLAlchemyError):
            raise translate_at(self._database.url, fault) from failure


@contextmanager
def write(engine: Engine) -> Iterator[Connection]:
    """Give a connection of an engine in a transaction that may write."""
    with engine.connect() as connection, _begin(connection, _WRITING):
        yield connection


__all__ = ["BUSY_SECONDS", "Database", "make_engine", "parse", "write"]
