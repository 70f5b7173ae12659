"""Column types that mean the same on every database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

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

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return what the driver is given."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without time zone: {value.isoformat()}")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Return what reads a column: SQLite keeps what somebody else wrote there, moment or not.

        Raises:
            StateError: by what is returned; it is no moment.
        """
        read = super().result_processor(dialect, coltype)
        if read is None:
            return None

        def checked(value: Any) -> Any:  # noqa: ANN401 - as the library has it
            try:
                return read(value)
            except (TypeError, ValueError) as problem:
                raise unreadable("a moment", problem) from problem

        return checked

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return what the caller is given."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class FreeText(TypeDecorator[str]):
    """Words from outside: what a database cannot hold (NUL, lone surrogates) becomes U+FFFD.

    A platform's odd message must never keep its status from being written.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return what the driver is given."""
        del dialect
        return None if value is None else storable(value)


def storable(text: str) -> str:
    """Return the text as every database can hold it."""
    if text.isascii() and "\0" not in text:
        return text
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "\ufffd")


__all__ = ["FreeText", "UtcDateTime", "storable"]
