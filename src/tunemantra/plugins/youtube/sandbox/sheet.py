"""The store's own reading of a sheet; it shares no code with the driver's writer or rules."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from tunemantra.contrib.sandbox import gtin_fault, isrc_fault, territory_fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Row = dict[str, str]

NEEDED = (
    *("album_upc", "album_title", "album_artists", "album_label", "album_type", "isrc", "track_title"),
    *("track_artists", "track_number", "disc_number", "genre", "language", "asset_type"),
)
_LARGEST = 10_000_000
_MOST_ROWS = 100
_STARTS, _ENDS, _MODELS = "track_territory_start_dates", "track_territory_end_dates", "track_models"
_FEATURING = re.compile(r"[(\[ ](feat|ft|featuring)\b\.? ", re.IGNORECASE)
_REACH = re.compile(r"WW(-[A-Z]{2})*|[A-Z]{2}( [A-Z]{2})*")
_TYPES = frozenset({"Album", "Single", "EP", "Compilation"})


@frozen
class Fault:
    """One thing that is wrong: with which row (from 1), in which column, and why."""

    row: int
    column: str
    message: str


class SheetError(ValueError):
    """A document that is no sheet at all."""


def read(content: str) -> list[Row]:
    """Return the rows of a sheet.

    Raises:
        SheetError: it is none, or of more than one product.
    """
    if len(content.encode()) > _LARGEST:
        raise SheetError(f"metadata of more than {_LARGEST} bytes")
    try:
        rows = list(csv.DictReader(io.StringIO(content, newline=""), strict=True))
    except csv.Error as problem:
        raise SheetError(f"not CSV: {problem}") from None
    missing = [name for name in (*NEEDED, _STARTS) if rows and name not in rows[0]]
    if not 1 <= len(rows) <= _MOST_ROWS or missing:
        raise SheetError(f"1 to {_MOST_ROWS} rows are expected, with {', '.join(missing) or 'all columns'}")
    if any(None in row or None in row.values() for row in rows):
        raise SheetError("a row has more or fewer cells than the head")
    if len({row["album_upc"] for row in rows}) != 1:
        raise SheetError("a sheet is of one product")
    return rows


def is_takedown(rows: Sequence[Row]) -> bool:
    """Return whether a sheet takes its recordings away: it gives none of them a start."""
    return all(not row[_STARTS] for row in rows)


def faults(rows: Sequence[Row]) -> list[Fault]:
    """Return what is wrong with the words of a sheet."""
    return [fault for number, row in enumerate(rows, 1) for fault in _of_row(number, row)] + list(_twice(rows))


def _of_row(number: int, row: Row) -> Iterator[Fault]:
    for name in NEEDED:
        if not row[name].strip():
            yield Fault(number, name, "is missing")
    for name, message in (("album_upc", gtin_fault(row["album_upc"])), ("isrc", isrc_fault(row["isrc"]))):
        if message:
            yield Fault(number, name, message)
    if row["album_type"] not in _TYPES:
        yield Fault(number, "album_type", f"{row['album_type']!r} is not one of {', '.join(sorted(_TYPES))}")
    for name in ("album_title", "track_title"):
        if _FEATURING.search(row[name]):
            yield Fault(
                number, name, "featured artists belong into the column of artists, which leads to their channels"
            )
    for name, value in row.items():
        if unicodedata.normalize("NFC", value) != value:
            yield Fault(number, name, "the text is not in normal form C")
    yield from _deals(number, row)


def _twice(rows: Sequence[Row]) -> Iterator[Fault]:
    for column in (("isrc",), ("disc_number", "track_number")):
        seen: set[tuple[str, ...]] = set()
        for number, row in enumerate(rows, 1):
            value = tuple(row[name] for name in column)
            if value in seen:
                yield Fault(number, column[-1], f"{' '.join(value)} comes twice")
            seen.add(value)


def _deals(number: int, row: Row) -> Iterator[Fault]:
    if not row[_STARTS]:
        return
    columns = [row.get(name, "").split("|") for name in (_STARTS, _ENDS, _MODELS)]
    if len({len(groups) for groups in columns}) != 1:
        yield Fault(number, _STARTS, "starts, ends and models have different numbers of groups")
        return
    for start, end, models in zip(*columns, strict=True):
        reaches = {group.partition(":")[0] for group in (start, end, models)}
        reach = start.partition(":")[0]
        # YouTube ignores what is no country without a word, and this store says so.
        lost = [code for code in re.findall(r"[A-Z]{2}", reach) if code != "WW" and territory_fault(code)]
        if len(reaches) != 1 or not _REACH.fullmatch(reach) or lost:
            yield Fault(number, _STARTS, f"{reach!r} are no territories, or differ from column to column")
        opens, closes = start.partition(":")[2], end.partition(":")[2]
        if not _is_date(opens) or (closes and not (_is_date(closes) and closes >= opens)):
            yield Fault(number, _STARTS, f"{opens!r} to {closes!r} is no span of dates")
        if not models.partition(":")[2]:
            yield Fault(number, _MODELS, "nothing says how listeners pay")


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
