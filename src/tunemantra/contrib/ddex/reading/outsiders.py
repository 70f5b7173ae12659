"""What was read and then turned out to be no part of the product: listed value by value, for nothing else keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from typing import Final

import attrs

from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.records import Origin

_UNTOLD: Final = frozenset({"isrc", "medium", "numbers", "origin", "reference", "said"})
"""Fields that say nothing of their own: where it was read, what is stated beside it or in the finding."""


def list_values(record: object, origin: Origin, notes: Notes, name_of: Callable[[str], str] = str) -> None:
    """List everything a record says, each value with the name of its field.

    Args:
        record: of an entry that has no place in the product.
        origin: of the entry.
        notes: where it is listed.
        name_of: who a party is, by reference.
    """
    for name, text in values_of(record):
        notes.leave(origin.path, origin.line, f"{name}: {name_of(text) if name == 'party' else text}")


def values_of(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield field and text of everything a value says."""
    if isinstance(value, tuple):
        for one in value:
            yield from values_of(one, name)
    elif type(value).__str__ is object.__str__ and attrs.has(kind := type(value)):
        for field in attrs.fields(kind):
            inner = getattr(value, field.name)
            if field.name not in _UNTOLD and inner != field.default:
                yield from values_of(inner, field.name)
    elif value not in {None, ""}:
        yield name, str(value.value if isinstance(value, Enum) else value)


__all__ = ["list_values", "values_of"]
