"""Column types that mean the same on every database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, overload

from sqlalchemy import DateTime, Text
from sqlalchemy.types import TypeDecorator

from tunemantra.contrib.sql.failures import unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Dialect


class UtcDateTime(TypeDecorator[datetime]):
    """An instant with microseconds: aware going in, UTC coming out.

    SQLite keeps it as text of fixed width, so that text order is time order.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """Return what the driver is given in place of a moment."""
        return _text_of if dialect.name == "sqlite" else _instant_of

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Return what reads a column: SQLite keeps what somebody else wrote there, moment or not.

        Raises:
            StateError: by what is returned; it is no moment.
        """
        del coltype
        return _read_text if dialect.name == "sqlite" else _read


def _instant_of(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError(f"a moment without time zone: {moment.isoformat()}")
    return moment.astimezone(UTC)


def _text_of(moment: datetime | None) -> str | None:
    instant = moment if moment is None or moment.tzinfo is UTC else _instant_of(moment)
    # Without what says that it is UTC.
    return None if instant is None else instant.isoformat(" ", "microseconds")[:-6]


def _read(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)


def _read_text(text: str | None) -> datetime | None:
    try:
        return None if text is None else datetime.fromisoformat(f"{text}+00:00")
    except (TypeError, ValueError) as problem:
        raise unreadable("a moment", problem) from problem


class FreeText(TypeDecorator[str]):
    """Words from outside: what a database cannot hold (NUL, lone surrogates) becomes U+FFFD.

    A platform's odd message must never keep its status from being written.
    """

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """Return what the driver is given in place of a text."""
        del dialect
        return storable


@overload
def storable(text: str) -> str: ...
@overload
def storable(text: None) -> None: ...
def storable(text: str | None) -> str | None:
    """Return the text as every database can hold it; None for none."""
    if not text or (text.isascii() and "\0" not in text):
        return text
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "\ufffd")


__all__ = ["FreeText", "UtcDateTime", "storable"]
