"""What a document says more than once: by language, by territory, or besides the first."""

from __future__ import annotations

from typing import Final, TypeVar

from tunemantra.contrib.formats.places import Record
from tunemantra.contrib.formats.terms import SOME_DAY, territory_of
from tunemantra.core.release import Genre, LocalWarning, ParentalWarning
from tunemantra.core.rights import CLine, PLine
from tunemantra.core.text import AdditionalTitle, LocalText, TitleKind

L = TypeVar("L", PLine, CLine)

UNKNOWN: Final = "Unknown"
"""What stands in for a text that could not be read."""


def additional_titles(record: Record) -> tuple[AdditionalTitle, ...]:
    """Return the titles besides the display title."""
    return tuple(
        AdditionalTitle(
            text=one.get("title", str, UNKNOWN),
            kind=one.get("kind", TitleKind, TitleKind.FORMAL),
            subtitle=one.get("subtitle", str, ""),
            language=one.get("language", str, ""),
            territory=territory_of(one),
        )
        for one in record.all("additional_titles", Record)
    )


def local_texts(record: Record, key: str) -> tuple[LocalText, ...]:
    """Return the texts under a key."""
    return tuple(
        LocalText(one.get("text", str, UNKNOWN), one.get("language", str, ""), territory_of(one))
        for one in record.all(key, Record)
    )


def further_genres(record: Record) -> tuple[Genre, ...]:
    """Return the genres besides the first."""
    return tuple(
        Genre(
            one.get("genre", str, UNKNOWN),
            one.get("subgenre", str, ""),
            one.get("language", str, ""),
            territory_of(one),
        )
        for one in record.all("genres", Record)
    )


def further_warnings(record: Record) -> tuple[LocalWarning, ...]:
    """Return the advice for parents in single territories."""
    return tuple(
        LocalWarning(one.get("warning", ParentalWarning, ParentalWarning.UNKNOWN), territory_of(one))
        for one in record.all("warnings", Record)
    )


def further_lines(record: Record, key: str, kind: type[L]) -> tuple[L, ...]:
    """Return the ownership lines besides the first, written as a text or as a table."""
    values = record.values.get(key)
    read = (_line(one, kind) for one in values) if isinstance(values, tuple) else ()
    return tuple(line for line in read if line is not None)


def line_of(record: Record, key: str, kind: type[L]) -> L | None:
    """Return the ownership line under a key; None where there is none."""
    return _line(record.values.get(key), kind)


def _line(value: object, kind: type[L]) -> L | None:
    if not isinstance(value, Record):
        return value if isinstance(value, kind) else None
    return kind(
        value.get("year", int, SOME_DAY.year),
        value.get("owner", str, UNKNOWN),
        value.get("printed", str, ""),
        value.get("language", str, ""),
        territory_of(value),
    )


__all__ = [
    "UNKNOWN",
    "additional_titles",
    "further_genres",
    "further_lines",
    "further_warnings",
    "line_of",
    "local_texts",
]
