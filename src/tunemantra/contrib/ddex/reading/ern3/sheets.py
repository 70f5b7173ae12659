"""Composites by territory, laid out as one sheet: what is said for a place carries the place (`ddex-facts` 7).

ERN 3 says around a text for which territory it is meant, ERN 4 at the text. Laid out, an entry of ERN 3 reads like one
of ERN 4: what the first composite says, or that of `Worldwide`, holds everywhere; every later one says what differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from attrs import define, frozen

from tunemantra.contrib.ddex.reading import values
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.pieces import Piece

_PLACE: Final = "ApplicableTerritoryCode"
_LANGUAGE: Final = "LanguageAndScriptCode"
_LOCAL: Final = frozenset(
    {
        "CLine",
        "DisplayArtist",
        "DisplayArtistName",
        "Genre",
        "Keywords",
        "LabelName",
        "PLine",
        "ParentalWarningType",
        "Synopsis",
        "Title",
    }
)
"""What may differ between territories; anything else is read from the composite for everywhere alone."""

_MOST: Final = 200_000
"""Texts of one message that are repeated for further territories: a stranger may not multiply."""

_Shape = tuple[str, str, tuple[tuple[str, str], ...], tuple["_Shape", ...]]


@define
class Room:
    """How many texts may still be repeated for further territories."""

    left: int = _MOST


@frozen
class Sheet:
    """An entry, laid out.

    Args:
        piece: the entry itself.
        all: everything it says, of the entry itself first, then for everywhere, then for single territories.
        general: the composite for everywhere; an empty one where there is none.
    """

    piece: Piece
    all: Piece
    general: Piece


@contextmanager
def laid_out(piece: Piece, composites: str, notes: Notes, room: Room) -> Iterator[Sheet]:
    """Lay an entry out while it is read; what nobody takes is as it was afterwards.

    Args:
        piece: an entry of a list.
        composites: name of its composites by territory.
        notes: where findings go.
        room: of the message.
    """
    found = piece.each(composites)
    general = _general(found)
    everything = Piece(piece.name, piece.line, None, None, piece.path)
    everything.children = [child for child in piece.children if child.name != composites]
    lent: list[tuple[Piece, str]] = []
    if general is not None:
        _take_everywhere(general, notes)
        _lend_language(general, lent)
        everything.children += general.children
        shapes = {_shape(child) for child in general.children if child.name not in _LOCAL} if len(found) > 1 else set()
        for composite in found:
            if composite is not general:
                _lay_out(composite, everything, shapes, lent, notes, room)
    yield Sheet(piece, everything, general or Piece(composites))
    for child, name in lent:
        child.attributes.pop(name, None)


def _general(composites: list[Piece]) -> Piece | None:
    """Return the composite that holds everywhere: that of the world, else the first."""
    for composite in composites:
        if any(code.text in values.WORLDWIDE for code in composite.each("TerritoryCode")):
            return composite
    return composites[0] if composites else None


def _take_everywhere(composite: Piece, notes: Notes) -> None:
    """Take the territories of the composite that holds everywhere, and say so where they are not everywhere."""
    codes = composite.each("TerritoryCode", "ExcludedTerritoryCode")
    told = [one.text for one in codes if one.text and one.text not in values.WORLDWIDE]
    if told and len(told) == len(codes):
        message = "what is said first is taken for everywhere; it is stated for some territories alone."
        notes.warning("ERN-READ-004", composite, message, observed=" ".join(told[:20]))
    for one in codes:
        one.take()
        one.attribute("IdentifierType")


def _lay_out(
    composite: Piece, everything: Piece, shapes: set[_Shape], lent: list[tuple[Piece, str]], notes: Notes, room: Room
) -> None:
    places = _places(composite, notes)
    _lend_language(composite, lent)
    for child in composite.children:
        if child.name not in _LOCAL and _shape(child) in shapes:
            _erase(child)
    local = [child for child in composite.children if child.name in _LOCAL]
    for number, place in enumerate(places):
        room.left -= len(local) if number else 0
        if room.left < 0:
            message = "too many texts are repeated for territories: the others are left out."
            notes.error("ERN-READ-005", composite, message, observed=place)
            return
        for child in local:
            one = _copy(child) if number else child
            if place:
                one.attributes[_PLACE] = place
                lent.append((one, _PLACE))
            everything.children.append(one)


def _places(composite: Piece, notes: Notes) -> list[str]:
    """Take the territories of a later composite; those that are none stay."""
    found: dict[str, None] = {}
    for one in composite.each("TerritoryCode"):
        text = one.take()
        place = values.place(text)
        if place is None:
            notes.refuse(one, text, "a territory of today")
        else:
            one.attribute("IdentifierType")
            found[place] = None
    return list(found)


def _lend_language(composite: Piece, lent: list[tuple[Piece, str]]) -> None:
    """Give every text the language of its composite, unless it has its own."""
    language = composite.attribute(_LANGUAGE)
    if not language:
        return
    for child in composite.children:
        if child.name in _LOCAL and _LANGUAGE not in child.attributes:
            child.attributes[_LANGUAGE] = language
            lent.append((child, _LANGUAGE))


def _copy(piece: Piece) -> Piece:
    """Return the same once more, to be read for a further territory; what is left of it is left of the first."""
    twin = Piece(piece.name, piece.line, dict(piece.attributes), piece.parent, piece.at)
    twin.text = piece.text
    twin.position = piece.position
    twin.children = [_copy(child) for child in piece.children]
    for child in twin.children:
        child.parent = twin
    return twin


def _shape(piece: Piece) -> _Shape:
    return piece.name, piece.text, tuple(sorted(piece.attributes.items())), tuple(map(_shape, piece.children))


def _erase(piece: Piece) -> None:
    for one in piece.walk():
        one.text = ""
        one.attributes.clear()


__all__ = ["Room", "Sheet", "laid_out"]
