"""Titles, credits, lines, genres and warnings as ERN 3.8 writes them: by language as an attribute, by place around."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from tunemantra.contrib.ddex.context import Context
from tunemantra.contrib.ddex.ern3.places import EVERYWHERE, here
from tunemantra.contrib.ddex.nodes import HOLE, Node, Template, fill, leaf, node, wrapped
from tunemantra.core.release import Genre, LocalWarning, ParentalWarning
from tunemantra.core.rights import CLine, PLine
from tunemantra.core.text import AdditionalTitle, LocalText, Title, TitleKind

_DISPLAY: Final = "DisplayTitle"
_FORMAL: Final = TitleKind.FORMAL.value


def write_reference_title(parent: Node, title: Title) -> None:
    """Write the title by which a message speaks of something."""
    if not title.version:
        wrapped(parent, "ReferenceTitle", "TitleText", title.text, LanguageAndScriptCode=title.language)
        return
    element = node(parent, "ReferenceTitle", LanguageAndScriptCode=title.language)
    leaf(element, "TitleText", title.text)
    leaf(element, "SubTitle", title.version)


def parts_of(title: Title) -> tuple[str, ...]:
    """Return the texts of a title."""
    return (title.text, title.version) if title.version else (title.text,)


def write_titles(parent: Node, titles: tuple[Title, ...], others: tuple[AdditionalTitle, ...], place: str) -> None:
    """Write all titles of one place.

    Every release needs a formal title for everywhere (common release types 1.4, 4.3(4)): where there is none, it is
    the display title.
    """
    shown, more = here(titles, place), here(others, place)
    formal = place == EVERYWHERE and not any(other.kind is TitleKind.FORMAL for other in more)
    if formal and len(shown) == 1:
        write_title(parent, shown[0], _DISPLAY, _FORMAL)
    else:
        for title in shown:
            write_title(parent, title, _DISPLAY)
        if formal and shown:
            write_title(parent, shown[0], _FORMAL)
    for other in more:
        element = node(parent, "Title", LanguageAndScriptCode=other.language, TitleType=other.kind.value)
        leaf(element, "TitleText", other.text)
        if other.subtitle:
            leaf(element, "SubTitle", other.subtitle)


def write_title(parent: Node, title: Title, *kinds: str) -> None:
    """Write one title with its version, once of each kind: a TitleType, empty for none."""
    fill(parent, _title(kinds, title.language, bool(title.version)), *parts_of(title) * len(kinds))


@lru_cache(maxsize=256)
def _title(kinds: tuple[str, ...], language: str, versioned: bool) -> Template:
    titles = Node("")
    for kind in kinds:
        element = node(titles, "Title", LanguageAndScriptCode=language, TitleType=kind)
        leaf(element, "TitleText", HOLE)
        if versioned:
            leaf(element, "SubTitle", HOLE, SubTitleType="Version")
    return Template(titles)


def write_texts(parent: Node, tag: str, texts: Iterable[LocalText]) -> None:
    """Write texts that have a language and no parts."""
    for text in texts:
        leaf(parent, tag, text.text, LanguageAndScriptCode=text.language)


def write_credit(parent: Node, names: tuple[LocalText, ...], place: str, context: Context) -> None:
    """Write the display credit of one place."""
    tag = "DisplayArtistName"
    context.once(parent, tag, place, names, lambda to, what: write_texts(to, tag, here(what, place)))


def write_labels(parent: Node, names: tuple[LocalText, ...], place: str, context: Context) -> None:
    """Write the label's names of one place; one of several is the one to display (common release types 1.4, 4.3(6))."""
    context.once(parent, "LabelName", place, names, lambda to, what: _write_labels(to, here(what, place)))


def _write_labels(parent: Node, names: tuple[LocalText, ...]) -> None:
    for index, name in enumerate(names):
        kind = "DisplayLabelName" if len(names) > 1 and index == 0 else ""
        leaf(parent, "LabelName", name.text, LanguageAndScriptCode=name.language, LabelNameType=kind)


def write_p_lines(parent: Node, lines: Iterable[PLine], context: Context) -> None:
    """Write ℗ lines."""
    for line in lines:
        context.once(parent, "PLine", "", line, _write_line)


def write_c_lines(parent: Node, lines: Iterable[CLine], context: Context) -> None:
    """Write © lines."""
    for line in lines:
        context.once(parent, "CLine", "", line, _write_line)


def write_genres(parent: Node, genres: Iterable[Genre], context: Context) -> None:
    """Write genres in the label's own words."""
    for genre in genres:
        context.once(parent, "Genre", "", genre, _write_genre)


def write_warnings(parent: Node, default: ParentalWarning, others: tuple[LocalWarning, ...], place: str) -> None:
    """Write the advice for parents of one place."""
    if place == EVERYWHERE:
        leaf(parent, "ParentalWarningType", default.value)
    for other in here(others, place):
        leaf(parent, "ParentalWarningType", other.warning.value)


def _write_line(parent: Node, line: PLine | CLine) -> None:
    letter = "P" if isinstance(line, PLine) else "C"
    element = node(parent, f"{letter}Line", LanguageAndScriptCode=line.language)
    leaf(element, "Year", f"{line.year:04d}")
    leaf(element, f"{letter}LineCompany", line.owner)
    leaf(element, f"{letter}LineText", line.text)


def _write_genre(parent: Node, genre: Genre) -> None:
    element = node(parent, "Genre", LanguageAndScriptCode=genre.language)
    leaf(element, "GenreText", genre.name)
    if genre.subgenre:
        leaf(element, "SubGenre", genre.subgenre)


__all__ = [
    "parts_of",
    "write_c_lines",
    "write_credit",
    "write_genres",
    "write_labels",
    "write_p_lines",
    "write_reference_title",
    "write_texts",
    "write_title",
    "write_titles",
    "write_warnings",
]
