"""The desk's own reading of `album.xml`, held against the schema of the contract first."""

from __future__ import annotations

import base64
from importlib import resources

from attrs import frozen
from lxml import etree

_NAMES = {"g": "urn:tunemantra:gracenote:1"}
_LARGEST = 20 * 1024 * 1024


class UnreadableError(Exception):
    """The document is none of the contract's."""


@frozen
class FileNamed:
    """A file the document names: beside it, with its MD5 and size."""

    name: str
    md5: str
    size: int


@frozen
class TrackRead:
    """One track; `fingerprint` is None where none came along."""

    isrc: str
    title: str
    milliseconds: int
    file: FileNamed | None
    fingerprint: bytes | None
    gn_id: str


@frozen
class AlbumRead:
    """One document; `tocs` has one table of contents a disc."""

    upc: str
    batch: str
    action: str
    title: str
    artist: str
    label: str
    tocs: tuple[tuple[int, ...], ...]
    sizes: tuple[int, ...]
    tracks: tuple[TrackRead, ...]
    cover: FileNamed | None
    gn_id: str


def schema() -> etree.XMLSchema:
    """Return the schema of the contract."""
    text = resources.files(__package__).joinpath("gracenote-1.xsd").read_bytes()
    return etree.XMLSchema(etree.fromstring(text))


def read_document(content: bytes, schema: etree.XMLSchema) -> AlbumRead:
    """Return what a document says.

    Raises:
        UnreadableError: it is no XML, has a document type, is too large, or is not as the schema says.
    """
    if len(content) > _LARGEST or b"<!DOCTYPE" in content:
        raise UnreadableError("album.xml is too large, or has a document type")
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as problem:
        raise UnreadableError(f"no XML: {problem.msg}") from None
    try:
        schema.assertValid(root)
    except etree.DocumentInvalid as problem:
        raise UnreadableError(f"not as the schema says: {problem}") from None
    album = _one(root, "g:Album")
    tocs = tuple(tuple(map(int, str(node.text).split())) for node in album.iterfind("g:Disc/g:TOC", _NAMES))
    return AlbumRead(
        upc=album.get("upc", ""),
        batch=root.get("batch", ""),
        action=root.get("action", ""),
        title=str(_one(album, "g:Title").text),
        artist=str(_one(album, "g:Artist/g:Name").text),
        label=str(_one(album, "g:Label").text),
        tocs=tocs,
        sizes=tuple(len(disc.findall("g:Track", _NAMES)) for disc in album.iterfind("g:Disc", _NAMES)),
        tracks=tuple(_track(node) for node in album.iterfind("g:Disc/g:Track", _NAMES)),
        cover=_file(album.find("g:Cover", _NAMES)),
        gn_id=album.get("gnId", ""),
    )


def _one(node: etree._Element, path: str) -> etree._Element:
    found = node.find(path, _NAMES)
    if found is None:
        raise UnreadableError(f"no {path}")
    return found


def _track(node: etree._Element) -> TrackRead:
    extension = node.find("g:Extension[@name='fingerprint']", _NAMES)
    return TrackRead(
        isrc=node.get("isrc", ""),
        title=str(_one(node, "g:Title").text),
        milliseconds=int(node.get("durationMs", "0")),
        file=_file(node.find("g:Reference", _NAMES)),
        fingerprint=None if extension is None else _decoded(str(extension.text)),
        gn_id=node.get("gnId", ""),
    )


def _decoded(text: str) -> bytes:
    return base64.b64decode(text)


def _file(node: etree._Element | None) -> FileNamed | None:
    return None if node is None else FileNamed(node.get("file", ""), node.get("md5", ""), int(node.get("size", "0")))


__all__ = ["AlbumRead", "FileNamed", "TrackRead", "UnreadableError", "read_document", "schema"]
