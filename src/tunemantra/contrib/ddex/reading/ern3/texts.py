"""Titles of ERN 3: one element for all of them, told apart by type."""

from __future__ import annotations

from typing import Final

from tunemantra.contrib.ddex.reading.local import locale
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.core.text import AdditionalTitle, Title, TitleKind

_DISPLAY: Final = "DisplayTitle"
_FORMAL: Final = TitleKind.FORMAL.value
_VERSIONS: Final = frozenset({"", "Version"})

Titles = tuple[tuple[Title, ...], tuple[AdditionalTitle, ...]]


def read_all_titles(around: Piece, notes: Notes, language: str) -> Titles:
    """Read the display titles and the others.

    Where there is no display title, those without a type are, else the formal ones, else the one by which the message
    speaks of it. A formal title that is the display title is understood.

    Args:
        around: an entry, laid out.
        notes: where findings go.
        language: of texts without one, where that is not the release's.
    """
    pieces = around.each("Title")
    shown = _display_type(pieces)
    titles = tuple(dict.fromkeys(_title(one, notes, language) for one in pieces if _type(one) == shown and _says(one)))
    reference = around.first("ReferenceTitle")
    if reference is not None:
        titles = titles or _spoken_of(reference, notes, language)
        _forget_reference(reference, titles)
    others = [_additional(one, notes, language) for one in pieces if _type(one) in set(TitleKind) and _says(one)]
    if titles:
        first = titles[0]
        same = AdditionalTitle(first.text, TitleKind.FORMAL, first.version, first.language)
        others = [one for one in others if one != same]
    return titles, tuple(others)


def read_group_titles(piece: Piece, notes: Notes) -> tuple[Title, ...]:
    """Read the titles of a group, whatever their type."""
    kinds = {"", _DISPLAY, _FORMAL, TitleKind.GROUPING.value}
    found = [_title(one, notes, "") for one in piece.each("Title") if _says(one) and _type(one) in kinds]
    return tuple(dict.fromkeys(found))


def _display_type(pieces: list[Piece]) -> str:
    stated = {_type(one) for one in pieces if _says(one)}
    return next((kind for kind in (_DISPLAY, "", _FORMAL) if kind in stated), _DISPLAY)


def _type(piece: Piece) -> str:
    return piece.attributes.get("TitleType", "")


def _says(piece: Piece) -> bool:
    text = piece.first("TitleText")
    return text is not None and bool(text.text)


def _title(piece: Piece, notes: Notes, around: str) -> Title:
    piece.attribute("TitleType")
    language, territory = locale(piece, notes, around)
    return Title(piece.word("TitleText"), _version(piece), language, territory)


def _additional(piece: Piece, notes: Notes, around: str) -> AdditionalTitle:
    kind = TitleKind(piece.attribute("TitleType"))
    language, territory = locale(piece, notes, around)
    return AdditionalTitle(piece.word("TitleText"), kind, _version(piece), language, territory)


def _version(piece: Piece) -> str:
    for one in piece.each("SubTitle"):
        if one.text and one.attributes.get("SubTitleType", "") in _VERSIONS:
            one.attribute("SubTitleType")
            return one.take()
    return ""


def _spoken_of(reference: Piece, notes: Notes, around: str) -> tuple[Title, ...]:
    return (_title(reference, notes, around),) if _says(reference) else ()


def _forget_reference(reference: Piece, titles: tuple[Title, ...]) -> None:
    """Take the title by which the message speaks of something where it is one of its titles."""
    text, version = (_text(reference, name) for name in ("TitleText", "SubTitle"))
    # Some write the version into it, or leave it out.
    if any(text in {title.text, title.display} and version in {title.version, ""} for title in titles):
        for one in reference.each("TitleText", "SubTitle"):
            one.take()
        if reference.attributes.get("LanguageAndScriptCode", "") in {title.language for title in titles}:
            reference.attribute("LanguageAndScriptCode")


def _text(piece: Piece, name: str) -> str:
    found = piece.first(name)
    return found.text if found is not None else ""


__all__ = ["Titles", "read_all_titles", "read_group_titles"]
