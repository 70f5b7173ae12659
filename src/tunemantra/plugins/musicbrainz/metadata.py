"""What MusicBrainz is told: a seed for the release editor, as `/release/add` takes it, and the XML of `ws/2`.

The seed is a form: `name`, `artist_credit.names.0.name`, `mediums.0.track.0.name`, … (public). Featured artists stand
in the artist credit and never in a title. What the database has no field for, titles in further languages and the
languages of single tracks, goes into the annotation, so that a person can enter it where it belongs.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from lxml import etree

from tunemantra.core.party import ArtistRole
from tunemantra.plugins.musicbrainz import profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tunemantra.core.party import Artist
    from tunemantra.core.release import Release, Track
    from tunemantra.ports.package import Order

Field = tuple[str, str]
_CREDITED = frozenset({ArtistRole.MAIN, ArtistRole.FEATURED, ArtistRole.ARTIST, ArtistRole.COMPOSER})
_SCRIPT_LETTERS = 4


def seed(order: Order, redirect_url: str) -> bytes:
    """Return the seed of a release as an urlencoded form in UTF-8.

    Args:
        order: with the release.
        redirect_url: where a person is led back to; it names the order, which makes the seed one of its own.
    """
    release = order.release
    fields = [
        *_release(release),
        *_credit("artist_credit", release.artists),
        *_events(release),
        *_mediums(release),
        ("edit_note", f"{release.label} enters its own release. Order {order.delivery_id}, revision {order.sequence}."),
        ("make_votable", "1"),
        ("redirect_uri", redirect_of(redirect_url, order.delivery_id)),
    ]
    return urlencode([(name, unicodedata.normalize("NFC", value)) for name, value in fields if value]).encode()


def redirect_of(redirect_url: str, delivery_id: str) -> str:
    """Return the address a person is led back to after confirming an order's seed."""
    return f"{redirect_url}?{urlencode({'order': delivery_id})}"


def isrc_message(isrcs: Mapping[str, str]) -> bytes:
    """Return the XML that submits ISRCs by recording."""
    root, listed = _message("recording-list")
    for recording, isrc in sorted(isrcs.items()):
        one = etree.SubElement(listed, _name("recording"), id=recording)
        codes = etree.SubElement(one, _name("isrc-list"))
        etree.SubElement(codes, _name("isrc"), id=isrc)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def barcode_message(release_id: str, barcode: str) -> bytes:
    """Return the XML that submits the barcode of a release."""
    root, listed = _message("release-list")
    one = etree.SubElement(listed, _name("release"), id=release_id)
    etree.SubElement(one, _name("barcode")).text = barcode
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def credited(artists: Iterable[Artist]) -> tuple[Artist, ...]:
    """Return the artists of an artist credit, main ones first; remixers stand in the title's version."""
    shown = [artist for artist in artists if artist.role in _CREDITED]
    return tuple(sorted(shown, key=lambda artist: artist.role is ArtistRole.FEATURED))


def in_order(release: Release) -> tuple[tuple[Track, ...], ...]:
    """Return the tracks of each disc in playing order."""
    return tuple(
        tuple(sorted((track for track in release.tracks if track.disc == disc), key=lambda track: track.number))
        for disc in release.discs
    )


def _release(release: Release) -> Iterator[Field]:
    language, script = _language(release.language)
    yield "name", release.title.text
    yield "comment", release.title.version
    yield "barcode", str(release.icpn)
    yield "language", language
    yield "script", script
    yield "status", profile.STATUS
    yield "packaging", profile.PACKAGING
    yield "annotation", "\n".join(_annotation(release))
    yield "labels.0.name", release.label
    yield "labels.0.catalog_number", release.catalog_number
    for kind in profile.TYPES[release.kind]:
        yield "type", kind


def _events(release: Release) -> Iterator[Field]:
    said = release.territories.expression() if release.territories else None
    everywhere = said is None or bool(said.exclude) or "Worldwide" in said.include
    places = (profile.WORLDWIDE,) if said is None or everywhere else said.include
    for number, place in enumerate(places):
        for name in ("year", "month", "day"):
            yield f"events.{number}.date.{name}", str(getattr(release.release_date, name))
        yield f"events.{number}.country", place


def _mediums(release: Release) -> Iterator[Field]:
    for disc, tracks in enumerate(in_order(release)):
        yield f"mediums.{disc}.format", profile.FORMAT
        for place, track in enumerate(tracks):
            where = f"mediums.{disc}.track.{place}"
            yield f"{where}.name", track.title.display
            yield f"{where}.number", str(track.number)
            if track.duration is not None:
                yield f"{where}.length", str(round(track.duration * 1000))
            yield from _credit(f"{where}.artist_credit", release.artists_of(track))


def _credit(where: str, artists: Iterable[Artist]) -> Iterator[Field]:
    listed = credited(artists)
    for number, artist in enumerate(listed):
        yield f"{where}.names.{number}.name", artist.name
        yield f"{where}.names.{number}.artist.name", artist.name
        yield f"{where}.names.{number}.join_phrase", _joined(listed, number)


def _joined(artists: tuple[Artist, ...], number: int) -> str:
    """Return what stands between an artist and the next: `, `, ` & ` or ` feat. `."""
    rest = artists[number + 1 :]
    if not rest:
        return ""
    if rest[0].role is ArtistRole.FEATURED and artists[number].role is not ArtistRole.FEATURED:
        return " feat. "
    same = [artist for artist in rest if (artist.role is ArtistRole.FEATURED) == (rest[0].role is ArtistRole.FEATURED)]
    return " & " if len(same) == 1 else ", "


def _annotation(release: Release) -> Iterator[str]:
    for title in release.titles[1:]:
        yield f"Title ({_tag(title.language, title.territory)}): {title.display}"
    for track in release.tracks:
        for title in track.titles[1:]:
            where = f"Title of track {track.disc}-{track.number}"
            yield f"{where} ({_tag(title.language, title.territory)}): {title.display}"
        if track.language and track.language != release.language:
            yield f"Language of track {track.disc}-{track.number}: {track.language}"
    if not _language(release.language)[0]:
        yield f"Language: {release.language}"


def _tag(language: str, territory: str) -> str:
    return ", ".join(filter(None, (language or "no language", territory)))


def _language(tag: str) -> tuple[str, str]:
    """Return ISO 639-3 and ISO 15924 of a BCP 47 tag; empty where the profile does not know it."""
    first, *rest = tag.split("-")
    language, script = profile.LANGUAGES.get(first.lower(), ("", ""))
    stated = next((part.title() for part in rest if len(part) == _SCRIPT_LETTERS), "")
    return language, stated or script


def _message(kind: str) -> tuple[etree._Element, etree._Element]:
    root = etree.Element(_name("metadata"), nsmap=cast("dict[str, str]", {None: profile.NAMESPACE}))
    return root, etree.SubElement(root, _name(kind))


def _name(local: str) -> str:
    return f"{{{profile.NAMESPACE}}}{local}"


__all__ = ["barcode_message", "credited", "in_order", "isrc_message", "redirect_of", "seed"]
