"""A store's own reading of what ERN messages and manifests have in common: bounded, without entities or network.

Both families are read: where they say a thing in different elements, either is taken. What is special to a store
stands with its simulator.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol, cast

from attrs import frozen
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LARGEST = 20 * 1024 * 1024
_MOST_PROBLEMS = 20


class _Said(Protocol):
    @property
    def line(self) -> int: ...
    @property
    def message(self) -> str: ...


class UnreadableError(Exception):
    """The document cannot be read as what it should be; the text says why."""


@frozen
class FileNamed:
    """A file a message names: its path relative to the message, and what should be in it; size None for not said."""

    uri: str
    algorithm: str = ""
    digest: str = ""
    size: int | None = None


@frozen
class DealRead:
    """One deal: the releases it is for, its territories, its start as written, what it allows."""

    releases: tuple[str, ...]
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    start: str
    models: tuple[str, ...]
    uses: tuple[str, ...]


@frozen
class BatchEntry:
    """One message of a batch as its manifest lists it; the URL is relative to the batch folder."""

    url: str
    message_id: str
    icpn: str
    algorithm: str
    digest: str


def parse(content: bytes) -> etree._Element:
    """Return the root of a document.

    Raises:
        UnreadableError: it is empty, too large, no XML, or has a document type declaration.
    """
    if not content:
        raise UnreadableError("the document is empty")
    if len(content) > _LARGEST:
        raise UnreadableError(f"the document has {len(content)} bytes")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as problem:
        raise UnreadableError(f"no well-formed XML: {problem.msg}") from None
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise UnreadableError("a document type declaration is not taken")
    return root


def schema_problems(root: etree._Element, schema: etree.XMLSchema | None) -> tuple[str, ...]:
    """Return the first things the schema has to say of a document; nothing without one."""
    if schema is None or schema.validate(root):
        return ()
    log = list(cast("Iterable[_Said]", schema.error_log))[:_MOST_PROBLEMS]
    return tuple(f"schema, line {one.line}: {one.message}" for one in log)


def read_manifest(content: bytes) -> tuple[BatchEntry, ...]:
    """Return the messages a completion mark lists.

    Raises:
        UnreadableError: it is empty, no XML, no manifest, or counts wrong.
    """
    root = parse(content)
    name = etree.QName(root).localname
    if name != "ManifestMessage":
        raise UnreadableError(f"the completion mark is a {name}, not a ManifestMessage")
    entries = tuple(
        BatchEntry(
            text(entry, "URL").removeprefix("./").lstrip("/"),
            text(entry, "MessageId"),
            text(entry, "IncludedReleaseId/ICPN"),
            text(entry, "HashSum/HashSumAlgorithmType"),
            (text(entry, "HashSum/HashSumValue") or text(entry, "HashSum/HashSum")).lower(),
        )
        for entry in root.iterfind("MessageInBatch")
    )
    if text(root, "NumberOfMessages") != str(len(entries)) or not entries:
        raise UnreadableError(f"the manifest counts {text(root, 'NumberOfMessages')!r} and lists {len(entries)}")
    return entries


def text(node: etree._Element, path: str) -> str:
    """Return the text of the first element at a path; an empty one where there is none."""
    return (node.findtext(path) or "").strip()


def texts(node: etree._Element, path: str) -> tuple[str, ...]:
    """Return the texts of all elements at a path."""
    return tuple((item.text or "").strip() for item in node.iterfind(path))


def duration_seconds(said: str) -> float | None:
    """Return the seconds of an xs:duration of hours, minutes and seconds; None where it is none."""
    match = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?", said)
    if match is None or said == "PT":
        return None
    hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def file_named(node: etree._Element | None) -> FileNamed | None:
    """Return what a `File` element says; None for none."""
    if node is None:
        return None
    folder = text(node, "FilePath")
    uri = text(node, "URI") or f"{folder.rstrip('/')}/{text(node, 'FileName')}".lstrip("/")
    return FileNamed(
        uri.removeprefix("./"),
        text(node, "HashSum/Algorithm") or text(node, "HashSum/HashSumAlgorithmType"),
        (text(node, "HashSum/HashSumValue") or text(node, "HashSum/HashSum")).lower(),
        _bytes(text(node, "FileSize")),
    )


def _bytes(kilobytes: str) -> int | None:
    """FileSize counts kilobytes (ERN 4.3, File/FileSize)."""
    return round(Decimal(kilobytes) * 1000) if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", kilobytes) else None


def deals_of(root: etree._Element) -> Iterator[DealRead]:
    """Yield the deals of a message."""
    for group in root.iterfind("DealList/ReleaseDeal"):
        releases = texts(group, "DealReleaseReference")
        for terms in group.iterfind("Deal/DealTerms"):
            yield DealRead(
                releases,
                texts(terms, "TerritoryCode"),
                texts(terms, "ExcludedTerritoryCode"),
                text(terms, "ValidityPeriod/StartDate") or text(terms, "ValidityPeriod/StartDateTime"),
                texts(terms, "CommercialModelType"),
                (*texts(terms, "UseType"), *texts(terms, "Usage/UseType")),
            )


__all__ = [
    "BatchEntry",
    "DealRead",
    "FileNamed",
    "UnreadableError",
    "deals_of",
    "duration_seconds",
    "file_named",
    "parse",
    "read_manifest",
    "schema_problems",
    "text",
    "texts",
]
