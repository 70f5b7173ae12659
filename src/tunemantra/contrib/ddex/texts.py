"""Titles, versions, credits, lines and genres: what releases and resources say alike (`ddex-facts` 4.3 to 4.5).

A text without a territory applies everywhere; `Worldwide` is never written out on texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from attrs import evolve

from tunemantra.contrib.ddex.context import at
from tunemantra.contrib.ddex.dialect import Extension, Place
from tunemantra.contrib.ddex.nodes import Node, leaf, node
from tunemantra.contrib.ddex.parties import PartyBook
from tunemantra.core.party import Artist, ArtistRole, credit
from tunemantra.core.release import Genre
from tunemantra.core.rights import CLine, PLine
from tunemantra.core.text import LocalText, Title

_VERSION_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "a cappella": "ACappellaVersion",
        "acapella": "ACappellaVersion",
        "demo": "DemoVersion",
        "instrumental": "InstrumentalVersion",
        "karaoke": "KaraokeVersion",
        "live": "LiveVersion",
        "mono": "MonoVersion",
        "radio edit": "RadioVersion",
        "remix": "RemixVersion",
    }
)


def write_titles(parent: Node, titles: tuple[Title, ...]) -> None:
    """Write every title, whole and in parts; the first is the default where there are several."""
    attributes = [_title_attributes(title) for title in titles]
    if len(titles) > 1:
        attributes[0]["IsDefault"] = "true"
    for title, more in zip(titles, attributes, strict=True):
        leaf(parent, "DisplayTitleText", title.display, **more)
    for title, more in zip(titles, attributes, strict=True):
        element = node(parent, "DisplayTitle", **more)
        leaf(element, "TitleText", title.text)
        if title.version:
            leaf(element, "SubTitle", title.version, SubTitleType="Version")


def write_versions(parent: Node, title: Title, extensions: tuple[Extension, ...]) -> None:
    """Write what kind of version it is, in the standard's words and in the platform's."""
    version = title.version.casefold()
    kind = _VERSION_TYPES.get(version) or ("RemixVersion" if version.endswith(" remix") else None)
    if kind:
        leaf(parent, "VersionType", kind)
    for own in at(extensions, Place.VERSION):
        leaf(parent, "VersionType", "UserDefined", Namespace=own.namespace, UserDefinedValue=own.value)


def write_artists(parent: Node, artists: tuple[Artist, ...], parties: PartyBook) -> None:
    """Write the credit, literally and in parts.

    A remixer is an additional artist with the artistic role Remixer: the value set of display roles has no such word.
    """
    translations = _translated_credits(artists)
    default = "true" if translations else ""
    leaf(parent, "DisplayArtistName", _credit(artists), IsDefault=default)
    for text in translations:
        leaf(
            parent,
            "DisplayArtistName",
            text.text,
            LanguageAndScriptCode=text.language,
            ApplicableTerritoryCode=text.territory,
        )
    for number, artist in enumerate(artists, start=1):
        element = node(parent, "DisplayArtist", SequenceNumber=str(number))
        leaf(element, "ArtistPartyReference", parties.artist(artist))
        if artist.role is ArtistRole.REMIXER:
            leaf(element, "DisplayArtistRole", "Artist")
            leaf(element, "ArtisticRole", artist.role.value)
        else:
            leaf(element, "DisplayArtistRole", artist.role.value)


def write_lines(parent: Node, p_line: PLine, c_line: CLine | None = None) -> None:
    """Write the ℗ line and, on a release, the © line after it."""
    for letter, line in (("P", p_line), ("C", c_line)):
        if line is not None:
            element = node(parent, f"{letter}Line")
            leaf(element, "Year", f"{line.year:04d}")
            leaf(element, f"{letter}LineCompany", line.owner)
            leaf(element, f"{letter}LineText", line.text)


def write_genre(parent: Node, genre: Genre, extensions: Iterable[Extension]) -> None:
    """Write the label's own words, then the platform's category."""
    element = node(parent, "Genre")
    leaf(element, "GenreText", genre.name)
    if genre.subgenre:
        leaf(element, "SubGenre", genre.subgenre)
    for own in extensions:
        category = node(element, "GenreCategory")
        leaf(category, "Value", "UserDefined", Namespace=own.namespace, UserDefinedValue=own.value)


def write_own_ids(parent: Node, extensions: tuple[Extension, ...]) -> None:
    """Write the proprietary identifiers that carry a platform's own values."""
    for own in at(extensions, Place.IDENTIFIER):
        leaf(parent, "ProprietaryId", own.value, Namespace=own.qualified_name)


def _title_attributes(title: Title) -> dict[str, str]:
    return {"LanguageAndScriptCode": title.language, "ApplicableTerritoryCode": title.territory}


def _credit(artists: tuple[Artist, ...]) -> str:
    """Return the display credit; remixers stay in the version, unless there is nobody else."""
    named = any(artist.role is ArtistRole.MAIN for artist in artists)
    return credit(artists) if named else ", ".join(artist.name for artist in artists)


def _translated_credits(artists: tuple[Artist, ...]) -> list[LocalText]:
    if not any(artist.names for artist in artists):
        return []
    places = dict.fromkeys((name.language, name.territory) for artist in artists for name in artist.names)
    return [LocalText(_credit(tuple(_named(artist, place) for artist in artists)), *place) for place in places]


def _named(artist: Artist, place: tuple[str, str]) -> Artist:
    fitting = (name.text for name in artist.names if (name.language, name.territory) == place)
    return evolve(artist, name=next(fitting, artist.name))


__all__ = [
    "write_artists",
    "write_genre",
    "write_lines",
    "write_own_ids",
    "write_titles",
    "write_versions",
]
