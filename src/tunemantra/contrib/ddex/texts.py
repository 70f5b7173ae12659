"""Titles, versions, credits, lines and genres: what releases and resources say alike (`ddex-facts` 4.3 to 4.5).

A text without a territory applies everywhere; `Worldwide` is never written out on texts. Where there are several of
one element, the first is the default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Protocol

from tunemantra.contrib.ddex.context import Context, at
from tunemantra.contrib.ddex.dialect import Extension, Place
from tunemantra.contrib.ddex.nodes import HOLE, Fragment, Node, Template, fill, fragment, graft, leaf, node
from tunemantra.contrib.ddex.versions import ErnVersion
from tunemantra.core.party import Artist, ArtistRole
from tunemantra.core.release import Genre, LocalWarning, ParentalWarning
from tunemantra.core.rights import CLine, PLine
from tunemantra.core.text import AdditionalTitle, LocalText, Title

_ANYWHERE: Final[Sequence[Mapping[str, str]]] = (MappingProxyType({}),)
_A_CAPPELLA: Final = "a cappella"
_VERSION_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "acapella": _A_CAPPELLA,
        "a cappella": _A_CAPPELLA,
        "demo": "DemoVersion",
        "instrumental": "InstrumentalVersion",
        "karaoke": "KaraokeVersion",
        "live": "LiveVersion",
        "mono": "MonoVersion",
        "radio edit": "RadioVersion",
        "remix": "RemixVersion",
    }
)


class Local(Protocol):
    """Anything that is meant for a language and a territory."""

    @property
    def language(self) -> str: ...
    @property
    def territory(self) -> str: ...


def local(values: Sequence[Local]) -> Sequence[Mapping[str, str]]:
    """Return the attributes of each of some values: language, territory, and which is the default."""
    if len(values) == 1 and not values[0].language and not values[0].territory:
        return _ANYWHERE
    several = len(values) > 1
    return [_place(value, default=several and index == 0) for index, value in enumerate(values)]


def write_texts(parent: Node, tag: str, texts: Sequence[LocalText]) -> None:
    """Write a text for each language and territory."""
    for text, more in zip(texts, local(texts), strict=True):
        leaf(parent, tag, text.text, **more)


def write_titles(
    parent: Node, titles: tuple[Title, ...], additional: tuple[AdditionalTitle, ...], version: ErnVersion
) -> None:
    """Write every title, whole and in parts, then those that are not displayed."""
    shape = tuple([(one.language, one.territory, bool(one.version)) for one in titles])
    parts = [part for one in titles for part in ((one.text, one.version) if one.version else (one.text,))]
    fill(parent, _titles(shape), *[one.display for one in titles], *parts)
    for other in additional:
        more = {"LanguageAndScriptCode": other.language, "ApplicableTerritoryCode": other.territory}
        if version.title_elements:
            element = node(parent, other.kind.value, **more)
        else:
            element = node(parent, "AdditionalTitle", **more, TitleType=other.kind.value)
        leaf(element, "TitleText", other.text)
        if other.subtitle:
            leaf(element, "SubTitle", other.subtitle)


@lru_cache(maxsize=256)
def _titles(shape: tuple[tuple[str, str, bool], ...]) -> Template:
    """Return titles of which language, territory and whether they have a version are known."""
    titles = [Title(HOLE, HOLE if versioned else "", *place) for *place, versioned in shape]
    attributes, part = local(titles), Node("")
    for more in attributes:
        leaf(part, "DisplayTitleText", HOLE, **more)
    for title, more in zip(titles, attributes, strict=True):
        element = node(part, "DisplayTitle", **more)
        leaf(element, "TitleText", HOLE)
        if title.version:
            leaf(element, "SubTitle", HOLE, SubTitleType="Version")
    return Template(part)


def write_versions(parent: Node, title: Title, extensions: tuple[Extension, ...], version: ErnVersion) -> None:
    """Write what kind of version it is, in the standard's words and in the platform's."""
    if not title.version and not extensions:
        return
    words = title.version.casefold()
    kind = _VERSION_TYPES.get(words) or ("RemixVersion" if words.endswith(" remix") else None)
    if kind:
        leaf(parent, "VersionType", version.a_cappella if kind == _A_CAPPELLA else kind)
    for own in at(extensions, Place.VERSION):
        leaf(parent, "VersionType", "UserDefined", Namespace=own.namespace, UserDefinedValue=own.value)


def write_artists(parent: Node, names: tuple[LocalText, ...], artists: tuple[Artist, ...], context: Context) -> None:
    """Write the credit, literally and in parts.

    Whoever has a role in the credit that the value set does not know is an additional artist with that artistic role:
    a remixer everywhere, a composer in older versions.
    """
    context.once(parent, "DisplayArtistName", "", names, lambda to, what: write_texts(to, "DisplayArtistName", what))
    context.once(parent, "DisplayArtist", "", artists, lambda to, cast: _write_artists(to, cast, context))


def _write_artists(parent: Node, artists: tuple[Artist, ...], context: Context) -> None:
    for number, artist in enumerate(artists, start=1):
        role, version = artist.role, context.version
        shape = _artist(number, role, displayed=role in version.display_roles, nested=version.nested_roles)
        fill(parent, shape, context.parties.artist(artist))


@lru_cache(maxsize=256)
def _artist(number: int, role: ArtistRole, *, displayed: bool, nested: bool) -> Template:
    """Return a display artist; `displayed` tells whether the value set knows the role."""
    part = Node("")
    element = node(part, "DisplayArtist", SequenceNumber=str(number))
    leaf(element, "ArtistPartyReference", HOLE)
    leaf(element, "DisplayArtistRole", role.value if displayed else "Artist")
    if not displayed:
        write_role(element, "ArtisticRole", role.value, nested=nested)
    return Template(part)


def write_role(parent: Node, tag: str, role: str, *, nested: bool) -> None:
    """Write a role, as an element with a value or as a text."""
    if nested:
        leaf(node(parent, tag), "Value", role)
    else:
        leaf(parent, tag, role)


def write_lines(parent: Node, lines: Sequence[PLine | CLine], letter: str) -> None:
    """Write ℗ lines (`P`) or © lines (`C`)."""
    for place, line in enumerate(lines):
        graft(parent, _line(letter, line, default=place == 0 and len(lines) > 1))


def write_genres(parent: Node, genres: Sequence[Genre], extensions: Iterable[Extension], version: ErnVersion) -> None:
    """Write the label's own words, the first with the platform's category."""
    own = tuple(extensions)
    for place, genre in enumerate(genres):
        graft(parent, _genre(version.genre_tag, genre, own, default=place == 0 and len(genres) > 1))
        own = ()


def write_warnings(parent: Node, first: ParentalWarning, others: Sequence[LocalWarning]) -> None:
    """Write the advice for parents, first for everywhere, then for single territories."""
    leaf(parent, "ParentalWarningType", first.value, IsDefault="true" if others else "")
    for other in others:
        leaf(parent, "ParentalWarningType", other.warning.value, ApplicableTerritoryCode=other.territory)


def write_own_ids(parent: Node, extensions: tuple[Extension, ...]) -> None:
    """Write the proprietary identifiers that carry a platform's own values."""
    for own in at(extensions, Place.IDENTIFIER):
        leaf(parent, "ProprietaryId", own.value, Namespace=own.qualified_name)


@lru_cache(maxsize=256)
def _line(letter: str, line: PLine | CLine, *, default: bool) -> Fragment:
    element = Node(f"{letter}Line", _place(line, default=default))
    leaf(element, "Year", f"{line.year:04d}")
    leaf(element, f"{letter}LineCompany", line.owner)
    leaf(element, f"{letter}LineText", line.text)
    return fragment(element)


@lru_cache(maxsize=256)
def _genre(tag: str, genre: Genre, own: tuple[Extension, ...], *, default: bool) -> Fragment:
    element = Node(tag, _place(genre, default=default))
    leaf(element, "GenreText", genre.name)
    if genre.subgenre:
        leaf(element, "SubGenre", genre.subgenre)
    for extension in own:
        category = node(element, "GenreCategory")
        leaf(category, "Value", "UserDefined", Namespace=extension.namespace, UserDefinedValue=extension.value)
    return fragment(element)


def _place(value: Local, *, default: bool) -> Mapping[str, str]:
    return {
        "LanguageAndScriptCode": value.language,
        "ApplicableTerritoryCode": value.territory,
        "IsDefault": "true" if default else "",
    }


__all__ = [
    "local",
    "write_artists",
    "write_genres",
    "write_lines",
    "write_own_ids",
    "write_role",
    "write_texts",
    "write_titles",
    "write_versions",
    "write_warnings",
]
