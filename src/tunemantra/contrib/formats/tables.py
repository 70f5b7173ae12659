"""Kinds of composed values in a release document: lists, tables and platform extensions."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from tunemantra.contrib.formats import findings
from tunemantra.contrib.formats.kinds import Kind, Text
from tunemantra.contrib.formats.places import UNREAD, Record, Unread

if TYPE_CHECKING:
    from tunemantra.contrib.formats.kinds import Schema
    from tunemantra.contrib.formats.places import Place

_LONGEST_LIST: Final = 2000
_LARGEST: Final = 10**18
_DECIMALS: Final = 6


@frozen
class Field:
    """One key of a table.

    Args:
        key: as the author writes it.
        kind: how its value is read.
        help: one sentence for the reference page, the schema and the example.
        required: whether it has to be there.
        ruled: whether a common rule, and not the reader, speaks where a required one is missing.
        path: its name in the release, where that is another one.
    """

    key: str
    kind: Kind
    help: str
    required: bool = False
    ruled: bool = False
    path: str = ""


@frozen
class Table:
    """A table with known keys; a single value stands for its first key, if `short` is set."""

    name: str
    fields: tuple[Field, ...]
    short: bool = False

    def read(self, value: object, at: Place) -> object:
        """Return a `Record`; an empty one where there is no table."""
        if not isinstance(value, dict):
            if not self.short:
                at.wrong(f"this has to be a table: {self.name}", value, "a table")
                return Record(at, {})
            value = {self.fields[0].key: value}
        known = [one.key for one in self.fields]
        unknown = [key for key in value if key not in known]
        for key in unknown:
            at.add(findings.unknown_key(at.path, key, known))
        # A misspelt key is one fault: it is not reported as missing as well.
        meant = {findings.nearest(key, sorted(known)) for key in unknown}
        read = {one.key: self._value(one, value, at, meant) for one in self.fields}
        return Record(at, {key: part for key, part in read.items() if part is not UNREAD}, frozenset(value))

    def _value(self, one: Field, table: dict[str, object], at: Place, meant: set[str]) -> object:
        place = at.key(one.path or one.key)
        if one.key in table:
            return one.kind.read(table[one.key], place)
        if one.required and not one.ruled and one.key not in meant:
            at.add(findings.missing_key(place.path, one.key, what=one.help))
        return UNREAD

    def schema(self) -> Schema:
        """Return a closed object, or the schema of its first key."""
        properties = {one.key: {**one.kind.schema(), "description": one.help} for one in self.fields}
        required = sorted(one.key for one in self.fields if one.required)
        table: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        if required:
            table["required"] = required
        return {"anyOf": [self.fields[0].kind.schema(), table]} if self.short else table


@frozen
class ListOf:
    """A list.

    Args:
        kind: of its items.
        single: whether one value may stand for a list of one.
        first: the release's index of the first item; title variants follow the default title.
        least: how many items there have to be.
    """

    kind: Kind
    single: bool = False
    first: int = 0
    least: int = 0

    def read(self, value: object, at: Place) -> object:
        """Return a tuple of what could be read; nothing where no item of some could be."""
        if self.single and not isinstance(value, list):
            value = [value]
        if not isinstance(value, list):
            at.wrong("this has to be a list", value, "a list")
            return UNREAD
        if not self.least <= len(value) <= _LONGEST_LIST:
            at.wrong(
                "this list has too many or too few items", f"{len(value)} items", f"{self.least} to {_LONGEST_LIST}"
            )
            return UNREAD
        items = (self.kind.read(item, at.item(index)) for index, item in enumerate(value, start=self.first))
        read = tuple(item for item in items if not isinstance(item, Unread))
        return read if read or not value else UNREAD

    def schema(self) -> Schema:
        """Return an array, or also one item."""
        items: Schema = {"type": "array", "items": self.kind.schema(), "maxItems": _LONGEST_LIST}
        if self.least:
            items["minItems"] = self.least
        return {"anyOf": [self.kind.schema(), items]} if self.single else items


@frozen
class Either:
    """A value with a short form in one text and a long one in a table."""

    short: Kind
    table: Table = field()

    def read(self, value: object, at: Place) -> object:
        """Return what the form that was used gives."""
        return (self.table if isinstance(value, dict) else self.short).read(value, at)

    def schema(self) -> Schema:
        """Return both forms."""
        return {"anyOf": [self.short.schema(), self.table.schema()]}


@frozen
class Extras:
    """Platform extensions: a table for each platform with single values."""

    def read(self, value: object, at: Place) -> object:
        """Return `(platform, name, value)` in order, values as text."""
        found: list[tuple[str, str, str]] = []
        for platform, table in _items(value, at):
            for name, single in _items(table, at.key(platform)):
                text = _single(single)
                if text is None:
                    at.key(platform).key(name).wrong("this has to be a single value", single, "text or a number")
                elif isinstance(Text().read(text, at.key(platform).key(name)), str):
                    found.append((platform, name, text))
        return tuple(sorted(found))

    def schema(self) -> Schema:
        """Return tables of single values."""
        single = {"type": ["string", "number", "boolean"]}
        return {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": single}}


@frozen
class Pairs:
    """A table of texts, such as an artist's id by platform."""

    def read(self, value: object, at: Place) -> object:
        """Return pairs in order."""
        read = ((key, Text().read(single, at.key(key))) for key, single in _items(value, at))
        return tuple(sorted((key, text) for key, text in read if isinstance(text, str)))

    def schema(self) -> Schema:
        """Return a table of texts."""
        return {"type": "object", "additionalProperties": {"type": "string", "minLength": 1}}


def _items(value: object, at: Place) -> list[tuple[str, object]]:
    if not isinstance(value, dict):
        at.wrong("this has to be a table", value, "a table")
        return []
    kept = []
    for key, single in value.items():
        if not key.isprintable() or not key:
            at.add(findings.unknown_key(at.path, key, ["a name of letters, digits and dashes"]))
        else:
            kept.append((key, single))
    return kept


def _single(value: object) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value) if abs(value) < _LARGEST else None
    if isinstance(value, Decimal):
        fits = value.is_finite() and abs(value) < _LARGEST
        return format(round(value, _DECIMALS).normalize(), "f") if fits else None
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return value if isinstance(value, str) else None


__all__ = ["Either", "Extras", "Field", "ListOf", "Pairs", "Table"]
