"""A store's own reading of ERN messages of both families and of manifests: bounded, without entities or network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Protocol, cast

from attrs import frozen
from lxml import etree

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
    algorithm: str
    digest: str
    size: int | None = None


@frozen
class RecordingRead:
    """A sound recording: `seconds` is the stated duration, `file` None without one."""

    reference: str
    isrc: str
    title: str
    seconds: float | None
    file: FileNamed | None


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
class MessageRead:
    """What a message says; texts as written. `tracks` are the references of the track releases."""

    purge: bool
    message_id: str
    created: str
    sender: str
    recipient: str
    icpn: str
    grid: str = ""
    title: str = ""
    artist: str = ""
    recordings: tuple[RecordingRead, ...] = ()
    covers: tuple[FileNamed | None, ...] = ()
    main: str = ""
    tracks: tuple[str, ...] = ()
    deals: tuple[DealRead, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[FileNamed, ...]:
        """Return every file the message names."""
        named = [recording.file for recording in self.recordings] + list(self.covers)
        return tuple(file for file in named if file is not None)


@frozen
class BatchEntry:
    """One message of a batch as its manifest lists it; the URL is relative to the batch folder."""

    url: str
    message_id: str
    algorithm: str
    digest: str


def read_manifest(content: bytes) -> tuple[BatchEntry, ...]:
    """Return the messages a completion mark lists.

    Raises:
        UnreadableError: it is empty, no XML, no manifest, or counts wrong.
    """
    root = _parse(content)
    if _local(root) != "ManifestMessage":
        raise UnreadableError(f"the completion mark is a {_local(root)}, not a ManifestMessage")
    entries = tuple(
        BatchEntry(
            _text(entry, "URL").removeprefix("./").lstrip("/"),
            _text(entry, "MessageId"),
            _text(entry, "HashSum/HashSumAlgorithmType"),
            (_text(entry, "HashSum/HashSumValue") or _text(entry, "HashSum/HashSum")).lower(),
        )
        for entry in root.iterfind("MessageInBatch")
    )
    if _text(root, "NumberOfMessages") != str(len(entries)) or not entries:
        raise UnreadableError(f"the manifest counts {_text(root, 'NumberOfMessages')!r} and lists {len(entries)}")
    return entries


def read_message(content: bytes, version: str, schema: etree.XMLSchema | None = None) -> MessageRead:
    """Return what a message says.

    Args:
        content: the bytes of the file.
        version: the only one the store takes, as in the namespace.
        schema: the official one where it is at hand.

    Raises:
        UnreadableError: it is no message of this version at all.
    """
    root = _parse(content)
    namespace = f"{{http://ddex.net/xml/ern/{version}}}"
    if root.tag not in {f"{namespace}NewReleaseMessage", f"{namespace}PurgeReleaseMessage"}:
        raise UnreadableError(f"{root.tag} is no message of ERN {version}")
    problems: list[str] = []
    if schema is not None and not schema.validate(root):
        log = list(cast("Iterable[_Said]", schema.error_log))[:_MOST_PROBLEMS]
        problems = [f"schema, line {one.line}: {one.message}" for one in log]
    purged = root.find("PurgedRelease")
    release = purged if purged is not None else _main(root)
    if release is None:
        raise UnreadableError("the message has no main release")
    head = {
        "purge": purged is not None,
        "message_id": _text(root, "MessageHeader/MessageId"),
        "created": _text(root, "MessageHeader/MessageCreatedDateTime"),
        "sender": _text(root, "MessageHeader/MessageSender/PartyId"),
        "recipient": _text(root, "MessageHeader/MessageRecipient/PartyId"),
        "icpn": _text(release, "ReleaseId/ICPN"),
        "grid": _text(release, "ReleaseId/GRid"),
        "problems": tuple(problems),
    }
    if purged is not None:
        return MessageRead(**head)  # type: ignore[arg-type]
    return MessageRead(
        **head,  # type: ignore[arg-type]
        title=_text(release, "DisplayTitleText") or _text(release, "ReferenceTitle/TitleText"),
        artist=_text(release, "DisplayArtistName") or _text(release, "ReleaseDetailsByTerritory/DisplayArtistName"),
        recordings=tuple(map(_recording, root.iterfind("ResourceList/SoundRecording"))),
        covers=tuple(map(_file, root.iterfind("ResourceList/Image"))),
        main=_text(release, "ReleaseReference"),
        tracks=tuple(_text(track, "ReleaseReference") for track in _tracks(root)),
        deals=tuple(_deals(root)),
    )


def duration_seconds(text: str) -> float | None:
    """Return the seconds of an xs:duration of hours, minutes and seconds; None where it is none."""
    match = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?", text)
    if match is None or text == "PT":
        return None
    hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def _parse(content: bytes) -> etree._Element:
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


def _local(node: etree._Element) -> str:
    return str(etree.QName(node).localname)


def _text(node: etree._Element, path: str) -> str:
    return (node.findtext(path) or "").strip()


def _all(node: etree._Element, path: str) -> tuple[str, ...]:
    return tuple((item.text or "").strip() for item in node.iterfind(path))


def _main(root: etree._Element) -> etree._Element | None:
    """Return the main release: the marked one in family 3, the only one in family 4."""
    releases = list(root.iterfind("ReleaseList/Release"))
    marked = [one for one in releases if one.get("IsMainRelease") == "true"]
    return next(iter(marked or releases), None)


def _tracks(root: etree._Element) -> Iterator[etree._Element]:
    yield from root.iterfind("ReleaseList/TrackRelease")
    main = _main(root)
    yield from (one for one in root.iterfind("ReleaseList/Release") if one is not main)


def _recording(node: etree._Element) -> RecordingRead:
    codes = [_text(holder, "ISRC") for holder in node.iter("ResourceId", "SoundRecordingId")]
    return RecordingRead(
        reference=_text(node, "ResourceReference"),
        isrc=next(filter(None, codes), ""),
        title=_text(node, "DisplayTitleText") or _text(node, "ReferenceTitle/TitleText"),
        seconds=duration_seconds(_text(node, "Duration")),
        file=_file(node),
    )


def _file(resource: etree._Element) -> FileNamed | None:
    node = next(resource.iter("File"), None)
    if node is None:
        return None
    folder = _text(node, "FilePath")
    uri = _text(node, "URI") or f"{folder.rstrip('/')}/{_text(node, 'FileName')}".lstrip("/")
    return FileNamed(
        uri.removeprefix("./"),
        _text(node, "HashSum/Algorithm") or _text(node, "HashSum/HashSumAlgorithmType"),
        (_text(node, "HashSum/HashSumValue") or _text(node, "HashSum/HashSum")).lower(),
        _bytes(_text(node, "FileSize")),
    )


def _bytes(kilobytes: str) -> int | None:
    """FileSize counts kilobytes."""
    return round(Decimal(kilobytes) * 1000) if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", kilobytes) else None


def _deals(root: etree._Element) -> Iterator[DealRead]:
    for group in root.iterfind("DealList/ReleaseDeal"):
        releases = _all(group, "DealReleaseReference")
        for terms in group.iterfind("Deal/DealTerms"):
            start = _text(terms, "ValidityPeriod/StartDate") or _text(terms, "ValidityPeriod/StartDateTime")
            yield DealRead(
                releases,
                _all(terms, "TerritoryCode"),
                _all(terms, "ExcludedTerritoryCode"),
                start,
                _all(terms, "CommercialModelType"),
                (*_all(terms, "UseType"), *_all(terms, "Usage/UseType")),
            )


__all__ = [
    "BatchEntry",
    "DealRead",
    "FileNamed",
    "MessageRead",
    "RecordingRead",
    "UnreadableError",
    "duration_seconds",
    "read_manifest",
    "read_message",
]
