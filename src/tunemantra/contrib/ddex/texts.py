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
from tunemantra.contrib.ddex.nodes import Fragment, Node, fragment, graft, leaf, node, wrapped
from tunemantra.contrib.ddex.versions import ErnVersion
from tunemantra.core.party import Artist
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
    attributes = local(titles)
    for title, more in zip(titles, attributes, strict=True):
        leaf(parent, "DisplayTitleText", title.display, **more)
    for title, more in zip(titles, attributes, strict=True):
        if not title.version:
            wrapped(parent, "DisplayTitle", "TitleText", title.text, **more)
            continue
        element = node(parent, "DisplayTitle", **more)
        leaf(element, "TitleText", title.text)
        leaf(element, "SubTitle", title.version, SubTitleType="Version")
    for other in additional:
        more = {"LanguageAndScriptCode": other.language, "ApplicableTerritoryCode": other.territory}
        if version.title_elements:
            element = node(parent, other.kind.value, **more)
        else:
            element = node(parent, "AdditionalTitle", **more, TitleType=other.kind.value)
        leaf(element, "TitleText", other.text)
        if other.subtitle:
            leaf(element, "SubTitle", other.subtitle)


def write_versions(parent: Node, title: Title, extensions: tuple[Extension, ...], version: ErnVersion) -> None:
    """Write what kind of version it is, in the standard's words and in the platform's."""
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
    write_texts(parent, "DisplayArtistName", names)
    context.once(parent, "DisplayArtist", "", artists, lambda to, cast: _write_artists(to, cast, context))


def _write_artists(parent: Node, artists: tuple[Artist, ...], context: Context) -> None:
    for number, artist in enumerate(artists, start=1):
        element = node(parent, "DisplayArtist", SequenceNumber=str(number))
        leaf(element, "ArtistPartyReference", context.parties.artist(artist))
        if artist.role in context.version.display_roles:
            leaf(element, "DisplayArtistRole", artist.role.value)
        else:
            leaf(element, "DisplayArtistRole", "Artist")
            write_role(element, "ArtisticRole", artist.role.value, context.version)


def write_role(parent: Node, tag: str, role: str, version: ErnVersion) -> None:
    """Write a role, as a text or as an element with a value."""
    if version.nested_roles:
        wrapped(parent, tag, "Value", role)
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
