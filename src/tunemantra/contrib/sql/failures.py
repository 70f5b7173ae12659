"""What SQLAlchemy raises, and what becomes of it: nothing of a driver crosses the port."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import exc

from tunemantra.errors import ConflictError, Disposition, StateError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL

_UNAVAILABLE = "the ledger's database does not answer; is it running and reachable?"
_SCHEMA = "the ledger's tables are not what this version needs; run the migrations (`tunemantra.contrib.sql.upgrade`)"

# The first class that fits decides: (raised, error, what to do next, hint).
_TABLE: tuple[tuple[type[exc.SQLAlchemyError], type[StateError], Disposition, str], ...] = (
    (exc.IntegrityError, ConflictError, Disposition.STOP, "read it again"),
    (exc.ProgrammingError, StateError, Disposition.STOP, _SCHEMA),
    (exc.DataError, StateError, Disposition.STOP, ""),
    (exc.DBAPIError, StateError, Disposition.RETRY, _UNAVAILABLE),
    (exc.TimeoutError, StateError, Disposition.RETRY, "too many threads share the ledger's connections"),
    (exc.StatementError, StateError, Disposition.STOP, ""),
    (exc.SQLAlchemyError, StateError, Disposition.STOP, ""),
)
# What both say where there is no room: SQLite's SQLITE_FULL, or SQLITE_IOERR for its map; PostgreSQL's 53100.
_NO_ROOM = "the disk is full; it goes on when there is room"
_DISK = (
    ("database or disk is full", _NO_ROOM),
    ("No space left on device", _NO_ROOM),
    ("disk I/O error", "the disk is full or fails; it goes on when there is room"),
)
# SQLite reports a missing table with the class others use for a lost connection.
_NO_TABLE = "no such table"
# And a file that is none of its own, or broken, with that as well.
_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_RESTORE = "name another file as `database`, or put one from a backup there; SQLite's `.recover` saves what can be read"
_CHANGED = (
    "something else wrote it; restore a backup. `tunemantra audit verify` says whether the timelines are untouched"
)


def translate(failure: exc.SQLAlchemyError, place: str = "") -> StateError:
    """Return our error for SQLAlchemy's; never with the values of the statement.

    Args:
        failure: of SQLAlchemy.
        place: file of the database, where it has one.
    """
    said = _first_line(failure)
    cause = failure.orig if isinstance(failure, exc.StatementError) else None
    # The lower byte: the rest says more closely where it is broken.
    if getattr(cause, "sqlite_errorcode", 0) & 0xFF in _BROKEN:
        return StateError(f"{place or 'the ledger'} is no SQLite database, or a damaged one: {said}", hint=_RESTORE)
    if _NO_TABLE in said:
        return StateError(f"ledger: {said}", hint=_SCHEMA)
    for words, why in _DISK:
        if words in said:
            return StateError(f"ledger: {said}", hint=why, disposition=Disposition.RETRY)
    for raised, error, disposition, hint in _TABLE:
        if isinstance(failure, raised):
            return error(f"ledger: {said}", hint=hint, disposition=disposition)
    raise AssertionError from failure


def _first_line(failure: exc.SQLAlchemyError) -> str:
    cause = failure.orig if isinstance(failure, exc.StatementError) else failure
    lines = str(cause).strip().splitlines()
    return lines[0] if lines else type(failure).__name__


@contextmanager
def translated(url: URL | None = None) -> Iterator[None]:
    """Raise our error in place of SQLAlchemy's.

    Args:
        url: of the database, to name its file where it has one.
    """
    try:
        yield
    except exc.SQLAlchemyError as failure:
        raise translate_at(url, failure) from failure


def translate_at(url: URL | None, failure: exc.SQLAlchemyError) -> StateError:
    """Return our error for one of SQLAlchemy's, with the database's file where it has one."""
    place = url.database if url is not None and url.get_backend_name() == "sqlite" else ""
    return translate(failure, place or "")


def unreadable(what: str, problem: Exception) -> StateError:
    """Return the error for a value that we never wrote like this.

    Args:
        what: it is, for people.
        problem: why it cannot be read.
    """
    return StateError(f"ledger: {what} cannot be read: {type(problem).__name__}: {problem}", hint=_CHANGED)


__all__ = ["translate", "translate_at", "translated", "unreadable"]
