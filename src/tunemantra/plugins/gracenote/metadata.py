"""The document: an album with its discs and tracks, in XML of a schema of our own (sandbox contract, version 1)."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from datetime import UTC
from itertools import accumulate

from lxml import etree

from tunemantra.core.analysis import SoundAnalysis
from tunemantra.core.media import AudioFacts
from tunemantra.core.party import Artist, Contributor
from tunemantra.core.release import Genre, Release, Track
from tunemantra.core.text import Title
from tunemantra.plugins.gracenote import profile
from tunemantra.plugins.gracenote.identifiers import ALBUM, valid_at
from tunemantra.ports.package import Order

COVER = "artwork"
_NAMES: Mapping[None, str] = {None: profile.NAMESPACE}


def write_document(order: Order, batch: str, sent: Mapping[str, str]) -> bytes:
    """Return the document.

    Args:
        order: what is sent.
        batch: its name.
        sent: the files that travel, subject to name beside the document.
    """
    release, ids = order.release, valid_at(order.external_ids, order.created_at)
    action = profile.ACTIONS[order.kind.value]
    created = order.created_at.astimezone(UTC).isoformat(timespec="milliseconds")
    root = etree.Element(_name("GracenoteDelivery"), {"version": profile.CONTRACT_VERSION}, nsmap=_NAMES)  # type: ignore[arg-type]
    _attributes(root, batch=batch, action=action, created=created)
    album = _child(root, "Album", upc=str(release.icpn), gnId=ids.get(ALBUM, ""), kind=release.kind.value)
    _attributes(album, language=release.language, grid=str(release.grid or ""))
    _of_album(album, order, sent)
    for disc in release.discs:
        node = _child(album, "Disc", number=str(disc))
        places = [(index, track) for index, track in enumerate(release.tracks) if track.disc == disc]
        lengths = [seconds_of(order, index, track) for index, track in places]
        _child(node, "TOC", " ".join(map(str, toc(lengths))))
        for (index, track), seconds in zip(places, lengths, strict=True):
            _of_track(node, order, index, seconds, ids.get(str(track.isrc), ""), sent)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return content


def toc(lengths: Iterable[float]) -> list[int]:
    """Return the table of contents of a disc: where each track begins, and where the last one ends, in frames."""
    frames = (round(seconds * profile.TOC_FRAMES) for seconds in lengths)
    return list(accumulate(frames, initial=profile.TOC_LEAD_IN))


def seconds_of(order: Order, index: int, track: Track) -> float:
    """Return the length of a track: that of the reference, else the stated one, else 0."""
    made = order.renditions.get(f"tracks[{index}].audio")
    if made is not None and isinstance(made.facts, AudioFacts):
        return made.facts.duration
    return float(track.duration or 0)


def fingerprint_of(order: Order, index: int) -> tuple[int, ...]:
    """Return the fingerprint of a recording where somebody has listened to it; an empty one otherwise."""
    heard = order.analyses.get(f"tracks[{index}].audio")
    return heard.fingerprint if isinstance(heard, SoundAnalysis) else ()


def _of_album(album: etree._Element, order: Order, sent: Mapping[str, str]) -> None:
    release = order.release
    _titles(album, release.titles)
    _artists(album, release.artists)
    _child(album, "Label", release.label)
    _child(album, "CatalogNumber", release.catalog_number)
    _genres(album, (release.genre, *release.further_genres))
    _child(album, "ReleaseDate", release.release_date.isoformat())
    if release.original_release_date:
        _child(album, "OriginalReleaseDate", release.original_release_date.isoformat())
    _child(album, "PLine", release.p_line.text)
    _child(album, "CLine", release.c_line.text)
    _child(album, "Advice", release.parental_warning.value)
    _contributors(album, release.contributors)
    for other in release.related:
        node = _child(album, "Related", relationship=other.relationship.value)
        _attributes(node, upc=str(other.icpn or ""), grid=str(other.grid or ""))
    _file(album, "Cover", order, COVER, sent)


def _of_track(
    disc: etree._Element, order: Order, index: int, seconds: float, gn_id: str, sent: Mapping[str, str]
) -> None:
    release = order.release
    track = release.tracks[index]
    node = _child(disc, "Track", number=str(track.number), isrc=str(track.isrc), gnId=gn_id)
    _attributes(node, language=release.language_of(track), durationMs=str(round(seconds * 1000)))
    _titles(node, track.titles)
    _artists(node, release.artists_of(track))
    _genres(node, (release.genre_of(track), *track.further_genres))
    _child(node, "ISWC", str(track.iswc or ""))
    _child(node, "Work", track.work)
    _child(node, "BPM", "" if track.bpm is None else f"{track.bpm.normalize():f}")
    _child(node, "Key", track.key)
    original = track.original_release_date
    _child(node, "OriginalReleaseDate", original.isoformat() if original else "")
    _child(node, "PLine", track.p_line.text if track.p_line else "")
    _child(node, "Advice", track.parental_warning.value)
    _contributors(node, track.contributors)
    _file(node, "Reference", order, f"tracks[{index}].audio", sent)
    words = fingerprint_of(order, index)
    if words:
        packed = b"".join(word.to_bytes(4, "big") for word in words)
        extension = _child(node, "Extension", base64.b64encode(packed).decode(), name="fingerprint")
        _attributes(extension, algorithm=profile.FINGERPRINT_ALGORITHM)


def _titles(parent: etree._Element, titles: Iterable[Title]) -> None:
    for title in titles:
        node = _child(parent, "Title", title.text, version=title.version)
        _attributes(node, language=title.language, territory=title.territory)


def _artists(parent: etree._Element, artists: Iterable[Artist]) -> None:
    for artist in artists:
        node = _child(parent, "Artist", role=artist.role.value, isni=str(artist.isni or ""))
        _attributes(node, gnId=dict(artist.ids).get(profile.KEY, ""))
        _child(node, "Name", artist.name)
        for name in artist.names:
            _attributes(_child(node, "Name", name.text), language=name.language, territory=name.territory)


def _genres(parent: etree._Element, genres: Iterable[Genre]) -> None:
    for genre in genres:
        node = _child(parent, "Genre", genre.name, subgenre=genre.subgenre)
        _attributes(node, language=genre.language, territory=genre.territory)


def _contributors(parent: etree._Element, people: Iterable[Contributor]) -> None:
    for one in people:
        node = _child(parent, "Contributor", one.name, roles=" ".join(role.value for role in one.roles))
        _attributes(node, instruments=" ".join(one.instruments), isni=str(one.isni or ""), ipi=one.ipi or "")


def _file(parent: etree._Element, name: str, order: Order, subject: str, sent: Mapping[str, str]) -> None:
    if subject in sent:
        made = order.renditions[subject]
        _child(parent, name, file=sent[subject], md5=made.md5, size=str(made.size))


def _child(parent: etree._Element, tag: str, text: str = "", /, **attributes: str) -> etree._Element:
    """Add an element; one that would say nothing at all is made and not added."""
    said = {key: value for key, value in attributes.items() if value}
    node = etree.Element(_name(tag), said)
    if text:
        node.text = text
    if text or said or tag in {"Artist", "Track", "Album"}:
        parent.append(node)
    return node


def _attributes(node: etree._Element, **attributes: str) -> None:
    for key, value in attributes.items():
        if value:
            node.set(key, value)


def _name(name: str) -> str:
    return f"{{{profile.NAMESPACE}}}{name}"


def albums_alike(release: Release) -> tuple[str, ...]:
    """Return the codes of the other releases whose table of contents must be the same."""
    return tuple(
        str(other.icpn or other.grid) for other in release.related if other.relationship in profile.SAME_CONTENT
    )


__all__ = ["COVER", "albums_alike", "fingerprint_of", "seconds_of", "toc", "write_document"]
