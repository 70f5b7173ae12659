"""The store's own reading of `metadata.xml`, and what it says against it: no code of the driver's."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING

from attrs import field, frozen
from lxml import etree

from tunemantra.contrib.sandbox import gtin_fault, isrc_fault, territory_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.plugins.itunes.sandbox.store import Product

NAMESPACE = "http://apple.com/itunes/importer"
_NS = f"{{{NAMESPACE}}}"
_LARGEST = 32 * 1024 * 1024
_MOST_TRACKS = 500
_SHAPES = {
    "package": "language provider album",
    "album": "vendor_id upc title title_version locales original_release_date label_name genres copyright_pline"
    " copyright_cline artwork_files booklets track_count products artists tracks",
    "track": "vendor_id isrc title title_version locales original_release_date genres preorder_type products label_name"
    " copyright_pline explicit_content volume_number track_number audio_file preview_start_index artists"
    " audio_language",
    "product": "territory wholesale_price_tier preorder_sales_start_date sales_start_date sales_end_date"
    " cleared_for_sale",
    "artist": "artist_name apple_id roles primary",
    "locale": "title",
    "booklet": "title file",
    "file": "file_name size checksum",
    "audio_file": "file_name size checksum",
}
_LISTS = {
    "locales": "locale",
    "genres": "genre",
    "artwork_files": "file",
    "booklets": "booklet",
    "products": "product",
    "artists": "artist",
    "roles": "role",
    "tracks": "track",
}
_NEEDED = {
    "package": "language provider album",
    "album": "vendor_id products",
    "track": "vendor_id isrc title volume_number track_number products artists",
    "product": "territory cleared_for_sale",
    "artist": "artist_name roles primary",
    "file": "file_name size checksum",
    "audio_file": "file_name size checksum",
}
_DAYS = ("original_release_date", "sales_start_date", "sales_end_date", "preorder_sales_start_date")


@frozen
class Trouble:
    """One thing that is wrong: its ITMS number, why, and where."""

    code: int
    text: str
    path: str

    def line(self) -> str:
        """Return it as the log says it."""
        quiet = self.text.replace('"', "'")
        return f'ERROR ITMS-{self.code}: "{quiet}" at {self.path} (MZContentProvider)'


@frozen
class FileNamed:
    """A file the document names, and for which part of the product: `cover`, `booklet`, a track's vendor id."""

    owner: str
    name: str
    size: str
    md5: str


@frozen
class Reading:
    """What a document says.

    Args:
        vendor: the product.
        files: it comes with.
        isrcs: by the vendor id of a track.
        titles: all of them.
        cleared: territories it may be sold in, `WW` for the world.
        listed: territories it speaks of.
        whole: whether it describes the product, and does not only clear it.
    """

    vendor: str
    files: tuple[FileNamed, ...]
    isrcs: dict[str, str] = field(factory=dict)
    titles: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    whole: bool = True


def read(content: bytes) -> tuple[Reading | None, list[Trouble]]:
    """Return what a document says, None where it cannot be read, and what is wrong with it as it stands."""
    if len(content) > _LARGEST:
        return None, [Trouble(8000, "metadata.xml is too large", "Package")]
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, load_dtd=False)
        root = etree.fromstring(content, parser)
        text = content.decode("utf-8")
    except (etree.XMLSyntaxError, UnicodeDecodeError) as problem:
        return None, [Trouble(8000, f"metadata.xml cannot be read: {problem}", "Package")]
    troubles = [*_shape(root), *_empties(root)]
    if root.tag != f"{_NS}package" or not str(root.get("version", "")).startswith("music5."):
        troubles.insert(0, Trouble(8001, "a package of the schema music5 is expected", "Package"))
    if not unicodedata.is_normalized("NFC", text):
        troubles.append(Trouble(3010, "the text is not in Normalization Form C", "Package"))
    album = root.find(f"{_NS}album")
    if album is None or troubles:
        return None, troubles or [Trouble(5000, "there is no album", "Package")]
    return _reading(album), list(_content(album))


def judge(reading: Reading, product: Product) -> Iterator[Trouble]:
    """Yield what is wrong with a document beside what the store has of the product."""
    if not reading.whole:
        if not product.document:
            yield Trouble(4100, "there is no such product to change", "Album")
        return
    named = {file.owner for file in reading.files}
    held = {*product.files}
    for vendor, isrc in reading.isrcs.items():
        if product.isrcs and product.isrcs.get(vendor, isrc) != isrc:
            yield Trouble(4101, f"the ISRC of {vendor} cannot be changed", f"Album/Track {vendor}")
        if product.isrcs and vendor not in product.isrcs:
            yield Trouble(4102, f"the track {vendor} cannot be added", f"Album/Track {vendor}")
        if vendor not in named and not any(name.startswith(vendor) for name in held):
            yield Trouble(9000, f"the track {vendor} has no audio", f"Album/Track {vendor}")
    if "cover" not in named and not any(name.endswith(".jpg") for name in held):
        yield Trouble(9000, "the album has no cover", "Album")
    if product.isrcs and "booklet" in named and not any(name.endswith(".pdf") for name in held):
        yield Trouble(4103, "a booklet cannot be added", "Album")


def _shape(root: etree._Element) -> Iterator[Trouble]:
    for node in root.iter(f"{_NS}*"):
        tag = etree.QName(node).localname
        children = [etree.QName(child).localname for child in node]
        where = _path(node)
        if tag in _LISTS:
            if set(children) - {_LISTS[tag]}:
                yield Trouble(8002, f"{tag} takes nothing but {_LISTS[tag]}", where)
        elif tag in _SHAPES:
            order = _SHAPES[tag].split()
            places = [order.index(child) if child in order else -1 for child in children]
            if -1 in places or places != sorted(set(places)):
                yield Trouble(8003, f"the elements of {tag} are not these, in this order: {_SHAPES[tag]}", where)
            for needed in _NEEDED.get(tag, "").split():
                if needed not in children:
                    yield Trouble(5001, f"{needed} is missing", where)
        elif children:
            yield Trouble(8004, f"{tag} takes a text alone", where)


def _empties(root: etree._Element) -> Iterator[Trouble]:
    for node in root.iter(f"{_NS}*"):
        if not len(node) and not (node.text or "").strip() and not node.attrib:
            yield Trouble(3001, f"{etree.QName(node).localname} is empty", _path(node))


def _content(album: etree._Element) -> Iterator[Trouble]:
    for tag in _DAYS:
        for node in album.iter(f"{_NS}{tag}"):
            if not _is_day(node.text or ""):
                yield Trouble(4001, f"{node.text} is no day", _path(node))
    for node in album.iter(f"{_NS}product"):
        yield from _product(node)
    for node in album.iter(f"{_NS}apple_id"):
        if not re.fullmatch("[0-9]+", node.text or ""):
            yield Trouble(4002, f"{node.text} is no Apple ID of an artist", _path(node))
    if album.find(f"{_NS}tracks") is not None:
        yield from _album(album)


def _album(album: etree._Element) -> Iterator[Trouble]:
    if fault := gtin_fault(_text(album, "upc")):
        yield Trouble(4003, fault, "Album")
    for needed in ("title", "label_name", "copyright_pline", "copyright_cline", "track_count", "artists"):
        if album.find(f"{_NS}{needed}") is None:
            yield Trouble(5001, f"{needed} is missing", "Album")
    yield from _tracks(album)


def _product(node: etree._Element) -> Iterator[Trouble]:
    parent = node.getparent()
    owner = None if parent is None else parent.getparent()
    if owner is not None and owner.tag == f"{_NS}track" and _text(node, "preorder_sales_start_date"):
        yield Trouble(4020, "preorder_sales_start_date is not allowed for a track", _path(node))
    if (code := _text(node, "territory")) != "WW" and territory_fault(code):
        yield Trouble(4004, f"{code} is no territory", _path(node))
    if _text(node, "cleared_for_sale") not in {"true", "false"}:
        yield Trouble(4005, "cleared_for_sale is true or false", _path(node))
    start, end, early = (_text(node, t) for t in ("sales_start_date", "sales_end_date", "preorder_sales_start_date"))
    if _text(node, "cleared_for_sale") == "true" and not start:
        yield Trouble(5001, "sales_start_date is missing", _path(node))
    if (end and end < start) or (early and early >= start):
        yield Trouble(4006, f"the days are in a wrong order: {early} {start} {end}", _path(node))


def _tracks(album: etree._Element) -> Iterator[Trouble]:
    tracks = album.findall(f"{_NS}tracks/{_NS}track")
    seen: set[str] = set()
    if not 1 <= len(tracks) <= _MOST_TRACKS or str(len(tracks)) != _text(album, "track_count"):
        yield Trouble(4007, f"{len(tracks)} tracks, track_count says {_text(album, 'track_count')}", "Album")
    for track in tracks:
        isrc, path = _text(track, "isrc"), _path(track)
        if fault := isrc_fault(isrc):
            yield Trouble(4008, fault, path)
        if isrc in seen:
            yield Trouble(4009, f"{isrc} is there twice", path)
        seen.add(isrc)
        if not _text(track, "vendor_id").startswith(_text(album, "vendor_id")):
            yield Trouble(4010, "the track's vendor id is not of the album's", path)
        performers = [_text(artist, "primary") for artist in track.iter(f"{_NS}artist")]
        if "true" not in performers:
            yield Trouble(5002, "there is no primary artist", path)
    gratis = [track for track in tracks if _text(track, "preorder_type") == "instant-gratification"]
    if len(gratis) * 2 > len(tracks):
        yield Trouble(4021, f"{len(gratis)} of {len(tracks)} tracks are instant gratification", "Album")


def _reading(album: etree._Element) -> Reading:
    tracks = album.findall(f"{_NS}tracks/{_NS}track")
    rows = album.findall(f"{_NS}products/{_NS}product")
    return Reading(
        vendor=_text(album, "vendor_id"),
        files=tuple(_files(album, tracks)),
        isrcs={_text(track, "vendor_id"): _text(track, "isrc") for track in tracks},
        titles=tuple(node.text or "" for node in album.iter(f"{_NS}title")),
        cleared=tuple(_text(row, "territory") for row in rows if _text(row, "cleared_for_sale") == "true"),
        listed=tuple(_text(row, "territory") for row in rows),
        whole=bool(tracks),
    )


def _files(album: etree._Element, tracks: list[etree._Element]) -> Iterator[FileNamed]:
    for track in tracks:
        for node in track.findall(f"{_NS}audio_file"):
            yield _file(_text(track, "vendor_id"), node)
    for node in album.findall(f"{_NS}artwork_files/{_NS}file"):
        yield _file("cover", node)
    for node in album.findall(f"{_NS}booklets/{_NS}booklet/{_NS}file"):
        yield _file("booklet", node)


def _file(owner: str, node: etree._Element) -> FileNamed:
    return FileNamed(owner, _text(node, "file_name"), _text(node, "size"), _text(node, "checksum"))


def _text(node: etree._Element, tag: str) -> str:
    return str(node.findtext(f"{_NS}{tag}", "")).strip()


def _path(node: etree._Element) -> str:
    return node.getroottree().getelementpath(node).replace(_NS, "") or "Package"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
