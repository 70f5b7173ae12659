"""Migrations, run from Python: no file to configure, and any number of processes may start at once.

Alembic is loaded where something is to be migrated: most processes find the tables as they need them, and an empty
SQLite file is given at once what all migrations would make of it.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import column, inspect, select, table, text

from tunemantra.contrib.sql.database import make_engine, parse, write
from tunemantra.contrib.sql.failures import translated
from tunemantra.errors import StateError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alembic.config import Config
    from sqlalchemy import Connection, Engine

HEAD: Final = "0006"
"""The newest revision in `migrations/versions`."""
VERSION_TABLE = "tunemantra_schema"
_FOLDER = Path(__file__).with_name("migrations")
_MADE = _FOLDER / "made.sql"
# Any number, the same for all: whoever holds it migrates, the others wait.
_POSTGRES_LOCK = 7_305_809_155_417
# Alembic's `op` is one for the whole process.
_ONE_AT_A_TIME = threading.Lock()


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the ledger's tables to a revision, made where there are none; nothing happens where they are there.

    Args:
        url: the database.
        revision: Alembic's name; `head` is what this version of tunemantra needs.

    Raises:
        StateError: the database does not answer, or is newer than this version of tunemantra.
    """
    with _engine(url) as engine:
        upgrade_engine(engine, revision)


def downgrade(url: str, revision: str) -> None:
    """Take the ledger's tables back to a revision; `base` removes them **with everything in them**.

    Raises:
        StateError: the database does not answer, or does not know the revision.
    """
    from alembic import command

    with _engine(url) as engine, _migrating(engine) as config:
        command.downgrade(config, revision)


def current(url: str) -> str | None:
    """Return the revision the ledger's tables are at; None where there are none."""
    with _engine(url) as engine, translated(engine.url), engine.connect() as connection:
        return _revision(connection)


def head() -> str:
    """Return the revision this version of tunemantra needs."""
    return HEAD


def upgrade_engine(engine: Engine, revision: str = "head") -> None:
    """Bring the tables of an engine's database to a revision."""
    if revision == "head":
        with translated(engine.url), engine.connect() as connection:
            if _revision(connection) == head():
                return
        if engine.dialect.name == "sqlite" and _made(engine):
            return
    from alembic import command

    with _migrating(engine) as config:
        command.upgrade(config, revision)


def require_head(engine: Engine) -> None:
    """Refuse a database whose tables are not what this version needs.

    Raises:
        StateError: they are older, newer or not there.
    """
    with translated(engine.url), engine.connect() as connection:
        found = _revision(connection)
    if found != head():
        message = f"the ledger's tables are at {found or 'nothing'}, this version needs {head()}"
        raise StateError(message, hint="run `tunemantra.contrib.sql.upgrade`, or install the version that made them")


def made() -> list[str]:
    """Return the statements that make of an empty SQLite file what all migrations make of it."""
    found, statement = [], ""
    for line in _MADE.read_text("utf-8").splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            found.append(statement.strip().removesuffix(";"))
            statement = ""
    return found


def _made(engine: Engine) -> bool:
    """Make all tables of an SQLite file, and say whether they are there; one that has others is left as it is."""
    with translated(engine.url), write(engine) as connection:
        if connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar():
            return _revision(connection) == head()
        for statement in made():
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"INSERT INTO {VERSION_TABLE} VALUES (?)", (head(),))  # noqa: S608 - our own name
    return True


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.scalar(select(column("version_num")).select_from(table(VERSION_TABLE)))
    return found


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = make_engine(parse(url), create=True)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _migrating(engine: Engine) -> Iterator[Config]:
    """Give a configuration inside one transaction that holds everybody else off."""
    from alembic.util import CommandError

    with _ONE_AT_A_TIME, translated(engine.url), write(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRES_LOCK})
        config = _config()
        config.attributes["connection"] = connection
        try:
            yield config
        except CommandError as failure:
            message = f"the ledger's tables cannot be brought there: {failure}"
            raise StateError(message, hint="a newer version of tunemantra may have made them") from failure


__all__ = ["VERSION_TABLE", "current", "downgrade", "head", "require_head", "upgrade", "upgrade_engine"]
