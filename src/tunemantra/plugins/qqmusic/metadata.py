"""The XML document, `<QQMusicDelivery version="1.0">` (ours: no public one exists, `platform-facts` 12.1).

Titles and names come in Simplified Chinese first, then as they are; times are those of Shanghai; every deal is one for
mainland China. Each file is named with its size and SHA-256, whether it comes now or came before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from lxml import etree

from tunemantra.core.distribution import OrderKind
from tunemantra.core.media import AudioFacts
from tunemantra.core.party import Artist
from tunemantra.core.release import Release, Track
from tunemantra.core.rights import Deal
from tunemantra.core.text import Title
from tunemantra.errors import AssetMissingError
from tunemantra.plugins.qqmusic import profile
from tunemantra.plugins.qqmusic.terms import (
    chinese_name,
    chinese_title,
    deals_here,
    full_width,
    is_vocal,
    moment_here,
    original_lyrics,
    translated_lines,
)
from tunemantra.ports.package import Order, Rendition

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def delivery_document(order: Order, batch: str, names: Mapping[str, str]) -> bytes:
    """Return the document of a delivery.

    Args:
        order: an insert or an update.
        batch: its name.
        names: file names by path in the release.

    Raises:
        AssetMissingError: a file has no rendition.
    """
    release = order.release
    action = "update" if order.kind is OrderKind.UPDATE else "add"
    root = _root("QQMusicDelivery", order, batch, {"action": action})
    album = _add(root, "Album", upc=str(release.icpn), type=profile.RELEASE_TYPES[release.kind])
    _titles(album, release.titles, release.language)
    _artists(album, release.artists, release.language)
    _text(album, "Label", release.label)
    _text(album, "CatalogNumber", release.catalog_number)
    _text(album, "PLine", release.p_line.text)
    _text(album, "CLine", release.c_line.text)
    _text(album, "Genre", " / ".join(filter(None, (release.genre.name, release.genre.subgenre))))
    _text(album, "Language", release.language)
    _text(album, "ReleaseDate", release.release_date.isoformat())
    if release.original_release_date is not None:
        _text(album, "OriginalReleaseDate", release.original_release_date.isoformat())
    _file(album, "Cover", names["artwork"], rendition_of(order, "artwork"))
    _deals(album, release.deals)
    for index, track in enumerate(release.tracks):
        _track(album, order, track, f"tracks[{index}].audio", names)
    return _written(root)


def offline_document(order: Order, batch: str, reason: str) -> bytes:
    """Return the document that takes a product offline, with the reason the store wants."""
    root = _root("QQMusicOffline", order, batch, {})
    _add(root, "Album", upc=str(order.release.icpn))
    _text(root, "Reason", reason)
    return _written(root)


def rendition_of(order: Order, subject: str) -> Rendition:
    """Return the rendition of a file of the release.

    Raises:
        AssetMissingError: there is none.
    """
    if subject not in order.renditions:
        raise AssetMissingError(f"{subject} of {order.release.icpn} has no rendition", subject=subject)
    return order.renditions[subject]


def _track(album: etree._Element, order: Order, track: Track, subject: str, names: Mapping[str, str]) -> None:
    release = order.release
    element = _add(
        album,
        "Track",
        isrc=str(track.isrc),
        disc=str(track.disc),
        number=str(track.number),
        language=release.language_of(track),
        advisory=profile.WARNINGS[track.parental_warning],
        instrumental="false" if is_vocal(release, track) else "true",
    )
    _titles(element, track.titles, release.language)
    _artists(element, release.artists_of(track), release.language)
    for person in track.contributors:
        _text(element, "Contributor", person.name, roles=" ".join(role.value for role in person.roles))
    _text(element, "PLine", release.p_line_of(track).text)
    made = rendition_of(order, subject)
    length = round(made.facts.duration * 1000) if isinstance(made.facts, AudioFacts) else 0
    _file(element, "Audio", names[subject], made, durationMs=str(length))
    _lyrics(element, release, track)
    if track.deals:
        _deals(element, track.deals)


def _lyrics(element: etree._Element, release: Release, track: Track) -> None:
    language = release.language_of(track)
    original = original_lyrics(track, language)
    if original is None:
        return
    _text(element, "Lyrics", original.text, kind="original", language=original.language or language)
    lines = translated_lines(track, original)
    if lines and lines != tuple(line.text for line in original.lines):
        _text(element, "Lyrics", full_width("\n".join(lines)), kind="translation", language=profile.LANGUAGE)


def _titles(element: etree._Element, titles: tuple[Title, ...], language: str) -> None:
    chinese = chinese_title(titles, language)
    if chinese is not None:
        _text(
            element, "Title", full_width(chinese.text), version=full_width(chinese.version), language=profile.LANGUAGE
        )
    for title in titles:
        if title is not chinese:
            _text(element, "Title", title.text, version=title.version, language=title.language or language)


def _artists(element: etree._Element, artists: Iterable[Artist], language: str) -> None:
    for artist in artists:
        one = _add(element, "Artist", role=profile.ARTIST_ROLES[artist.role])
        _text(one, "Name", full_width(chinese_name(artist, language) or artist.name), language=profile.LANGUAGE)
        _text(one, "OriginalName", artist.name)


def _deals(element: etree._Element, deals: Iterable[Deal]) -> None:
    for deal in deals_here(deals):
        _add(
            element,
            "Deal",
            territory=profile.TERRITORY,
            start=moment_here(deal.start),
            end=moment_here(deal.end, last=True) if deal.end else "",
            uses=" ".join(sorted({profile.USES[use] for use in deal.uses if use in profile.USES})),
            models=" ".join(sorted({profile.MODELS[model] for model in deal.models if model in profile.MODELS})),
        )


def _file(element: etree._Element, tag: str, name: str, made: Rendition, **more: str) -> None:
    _add(element, tag, file=name, sha256=made.sha256, size=str(made.size), **more)


def _root(tag: str, order: Order, batch: str, more: Mapping[str, str]) -> etree._Element:
    created: datetime = order.created_at.astimezone(ZoneInfo(profile.ZONE))
    root = etree.Element(tag, {"version": profile.VERSION, "batch": batch, "created": created.isoformat(), **more})
    root.set(_LANG, profile.LANGUAGE)
    return root


def _add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, tag, {name: value for name, value in attributes.items() if value})


def _text(parent: etree._Element, tag: str, text: str, *, language: str = "", **attributes: str) -> None:
    if text:
        element = _add(parent, tag, **attributes)
        if language:
            element.set(_LANG, language)
        element.text = text


def _written(root: etree._Element) -> bytes:
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


__all__ = ["delivery_document", "offline_document", "rendition_of"]
