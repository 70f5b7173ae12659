"""Texts by language and territory: the attributes that ERN 4 gives to each, and ERN 3 to whole composites."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from tunemantra.contrib.ddex.reading import values
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.core.text import LocalText

T = TypeVar("T")


def locale(piece: Piece, notes: Notes, around: str = "") -> tuple[str, str]:
    """Take language and territory of an element; both empty for the release's language and everywhere.

    Args:
        piece: the element.
        notes: where a territory nobody knows is told.
        around: the language of the elements around, where that is not the release's.
    """
    if not piece.attributes:
        return around, ""
    return piece.attribute("LanguageAndScriptCode") or around, territory(piece, notes)


def territory(piece: Piece, notes: Notes) -> str:
    """Take the territory an element is for; a code that is none stays and is told."""
    code = piece.attribute("ApplicableTerritoryCode")
    if not code:
        return ""
    place = values.place(code)
    if place is None:
        piece.attributes["ApplicableTerritoryCode"] = code
        notes.warning("ERN-READ-005", piece, "this is no territory of today.", observed=code)
        return ""
    return place


def is_default(piece: Piece) -> bool:
    """Take whether an element is the default among its like."""
    default = values.flag(piece.attributes.get("IsDefault", ""))
    if default is not None:
        piece.attribute("IsDefault")
    return default is True


def local_text(piece: Piece, notes: Notes, around: str = "") -> LocalText:
    """Take the text of an element with its language and territory."""
    language, place = locale(piece, notes, around)
    return LocalText(piece.take(), language, place)


def local_texts(pieces: Iterable[Piece], notes: Notes, around: str = "") -> tuple[LocalText, ...]:
    """Take the texts of elements, the default first, without empty ones and repeats."""
    found = [(is_default(piece), local_text(piece, notes, around)) for piece in pieces if piece.text]
    return tuple(dict.fromkeys(default_first(found)))


def default_first(found: Sequence[tuple[bool, T]]) -> list[T]:
    """Return the values with the one marked as default in front."""
    return [one for default, one in found if default] + [one for default, one in found if not default]


__all__ = ["default_first", "is_default", "local_text", "local_texts", "locale", "territory"]
