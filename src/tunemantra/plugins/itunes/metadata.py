"""The document `metadata.xml`, schema music5.3, its elements in the order of the public outline. Pure.

It names the files of its package by name and size; their MD5 is put in when the bytes go by (`package.sealed`), for
here there are none. What the store holds already is named by no file, and stays as it is. An element that would be
empty is left out: the store refuses those.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from lxml import etree

from tunemantra.plugins.itunes import profile
from tunemantra.plugins.itunes.products import Row, album_rows, has_pre_order, is_gratis, track_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from tunemantra.core.party import Artist, Contributor
    from tunemantra.core.release import Genre, Release, Track
    from tunemantra.core.text import Title
    from tunemantra.plugins.itunes.settings import ItunesSettings
    from tunemantra.ports.package import Order, Rendition

Element = etree._Element  # noqa: SLF001 - lxml has no other name for it


def vendor_id(release: Release) -> str:
    """Return the name by which we call a product towards the store: its product code."""
    return str(release.icpn)


def release_document(order: Order, files: Mapping[str, tuple[str, Rendition]], settings: ItunesSettings) -> bytes:
    """Return the document of a release.

    Args:
        order: insert or update.
        files: name and rendition of each file of the package, by path in the release.
        settings: the account, with its genres and prices.
    """
    release = order.release
    root, album = _begun(release, settings)
    _text(album, "upc", str(release.icpn).zfill(profile.UPC_DIGITS))
    _titles(album, release.titles, profile.SUFFIXES.get(release.kind, ""))
    _text(album, "original_release_date", (release.original_release_date or release.release_date).isoformat())
    _text(album, "label_name", release.label)
    _genres(album, release.genre, settings)
    _text(album, "copyright_pline", f"{release.p_line.year} {release.p_line.owner}")
    _text(album, "copyright_cline", f"{release.c_line.year} {release.c_line.owner}")
    if "artwork" in files:
        _file(etree.SubElement(album, "artwork_files"), "file", *files["artwork"])
    if "booklet" in files:
        booklet = etree.SubElement(etree.SubElement(album, "booklets"), "booklet")
        _text(booklet, "title", f"Digital Booklet - {release.title.display}")
        _file(booklet, "file", *files["booklet"])
    _text(album, "track_count", str(len(release.tracks)))
    _products(album, album_rows(release, order.created_at.date()), settings, tracks=False)
    _artists(album, release.artists, release.contributors)
    tracks = etree.SubElement(album, "tracks")
    for index, track in enumerate(release.tracks):
        _track(tracks, order, track, files.get(f"tracks[{index}].audio"), settings)
    return _written(root)


def takedown_document(order: Order, settings: ItunesSettings) -> bytes:
    """Return the document that clears a product nowhere: no tracks, no files."""
    root, album = _begun(order.release, settings)
    _products(album, {profile.WORLDWIDE: Row()}, settings, tracks=False)
    return _written(root)


def genre_code(genre: Genre, settings: ItunesSettings) -> str:
    """Return the store's code of a genre, of its subgenre where that has one; empty where nobody knows."""
    codes = {**profile.GENRES, **settings.genres}
    return next((codes[word.casefold()] for word in (genre.subgenre, genre.name) if word.casefold() in codes), "")


def _begun(release: Release, settings: ItunesSettings) -> tuple[Element, Element]:
    names: dict[str | None, str] = {None: profile.NAMESPACE}
    root = etree.Element("package", {"version": profile.SCHEMA}, names)  # type: ignore[arg-type]
    _text(root, "language", release.language)
    _text(root, "provider", settings.provider or release.label)
    album = etree.SubElement(root, "album")
    _text(album, "vendor_id", vendor_id(release))
    return root, album


def _track(
    parent: Element, order: Order, track: Track, audio: tuple[str, Rendition] | None, settings: ItunesSettings
) -> None:
    release, node = order.release, etree.SubElement(parent, "track")
    _text(node, "vendor_id", f"{vendor_id(release)}_{track.disc:02d}_{track.number:02d}")
    _text(node, "isrc", str(track.isrc))
    _titles(node, track.titles)
    first = track.original_release_date or release.original_release_date or release.release_date
    _text(node, "original_release_date", first.isoformat())
    _genres(node, release.genre_of(track), settings)
    if has_pre_order(release):
        _text(node, "preorder_type", "instant-gratification" if is_gratis(release, track) else "standard")
    _products(node, track_rows(release, track, order.created_at.date()), settings, tracks=True)
    _text(node, "label_name", release.label)
    line = release.p_line_of(track)
    _text(node, "copyright_pline", f"{line.year} {line.owner}")
    _text(node, "explicit_content", profile.WARNINGS.get(track.parental_warning, ""))
    _text(node, "volume_number", str(track.disc))
    _text(node, "track_number", str(track.number))
    if audio is not None:
        _file(node, "audio_file", *audio)
    _text(node, "preview_start_index", "" if track.preview_start is None else str(int(track.preview_start)))
    _artists(node, release.artists_of(track), track.contributors)
    _text(node, "audio_language", release.language_of(track))


def _titles(parent: Element, titles: tuple[Title, ...], suffix: str = "") -> None:
    first, *others = titles
    _text(parent, "title", first.text if first.text.endswith(suffix) else first.text + suffix)
    _text(parent, "title_version", first.version)
    if others:
        locales = etree.SubElement(parent, "locales")
        for title in others:
            _text(etree.SubElement(locales, "locale", name=title.language or "und"), "title", title.display)


def _genres(parent: Element, genre: Genre, settings: ItunesSettings) -> None:
    code = genre_code(genre, settings)
    if code:
        etree.SubElement(etree.SubElement(parent, "genres"), "genre", code=code)


def _products(parent: Element, rows: Mapping[str, Row], settings: ItunesSettings, *, tracks: bool) -> None:
    products = etree.SubElement(parent, "products")
    for territory, row in rows.items():
        product = etree.SubElement(products, "product")
        _text(product, "territory", territory)
        tier = settings.tier(row.tier) if row.tier else None
        if tier is not None:
            _text(product, "wholesale_price_tier", tier.track if tracks else tier.album)
        _day(product, "preorder_sales_start_date", row.pre_order)
        _day(product, "sales_start_date", row.start)
        _day(product, "sales_end_date", row.end)
        _text(product, "cleared_for_sale", "true" if row.cleared else "false")


def _artists(parent: Element, artists: Iterable[Artist], contributors: Iterable[Contributor]) -> None:
    """Write everybody once, with all their roles."""
    roles: dict[str, list[str]] = {}
    ids, primary = {}, set()
    for artist in artists:
        roles.setdefault(artist.name, []).append(profile.ARTIST_ROLES[artist.role])
        ids[artist.name] = dict(artist.ids).get(profile.KEY, "")
        primary |= {artist.name} if artist.role in profile.PRIMARY else set()
    for person in contributors:
        told = [profile.CONTRIBUTOR_ROLES[role] for role in person.roles if role in profile.CONTRIBUTOR_ROLES]
        if told:
            roles.setdefault(person.name, []).extend(told)
    listed = etree.SubElement(parent, "artists")
    for name, held in roles.items():
        node = etree.SubElement(listed, "artist")
        _text(node, "artist_name", name)
        _text(node, "apple_id", ids.get(name, ""))
        stated = etree.SubElement(node, "roles")
        for role in dict.fromkeys(held):
            _text(stated, "role", role)
        _text(node, "primary", "true" if name in primary else "false")


def _file(parent: Element, tag: str, name: str, rendition: Rendition) -> None:
    node = etree.SubElement(parent, tag)
    _text(node, "file_name", name)
    _text(node, "size", str(rendition.size))


def _day(parent: Element, tag: str, day: date | None) -> None:
    _text(parent, tag, day.isoformat() if day else "")


def _text(parent: Element, tag: str, text: str) -> None:
    if text:
        etree.SubElement(parent, tag).text = unicodedata.normalize("NFC", text)


def _written(root: Element) -> bytes:
    for node in root.iter():
        node.tag = f"{{{profile.NAMESPACE}}}{node.tag}"
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


__all__ = ["genre_code", "release_document", "takedown_document", "vendor_id"]
