"""A store's own reading of an ERN 4.3 message and of a batch's manifest: bounded, without entities or network."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol, cast

from attrs import field, frozen
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ERN = "http://ddex.net/xml/ern/43"
STORE = "PADPIDA0000000002M"
"""The store's own party id: the name space of its own fields."""
BPM, KEY, EXCLUSIVE = f"DPID:{STORE}:BPM", f"DPID:{STORE}:KEY", f"DPID:{STORE}:EXCLUSIVE_WEEKS"
_LARGEST = 20 * 1024 * 1024
_ANCHORS = {
    "PartyReference": "P",
    "ResourceReference": "A",
    "ReleaseReference": "R",
    "TechnicalResourceDetailsReference": "T",
    "VisibilityReference": "V",
}
_POINTERS = {
    "ArtistPartyReference": "PartyReference",
    "ContributorPartyReference": "PartyReference",
    "ReleaseLabelReference": "PartyReference",
    "RightsControllerPartyReference": "PartyReference",
    "RecordCompanyPartyReference": "PartyReference",
    "DisplayCreditParty": "PartyReference",
    "ReleaseResourceReference": "ResourceReference",
    "LinkedReleaseResourceReference": "ResourceReference",
    "DealResourceReference": "ResourceReference",
    "DealReleaseReference": "ReleaseReference",
    "ReleaseVisibilityReference": "VisibilityReference",
}


class _Said(Protocol):
    @property
    def line(self) -> int: ...
    @property
    def message(self) -> str: ...


class UnreadableError(Exception):
    """The document cannot be read as what it should be; the text says why."""


@frozen
class FileNamed:
    """A file a message names: its path relative to the message, and what should be in it."""

    uri: str
    algorithm: str = ""
    digest: str = ""
    size: int | None = None


@frozen
class RecordingRead:
    """A sound recording: `mix` is the store's version word, `seconds` the stated duration, `file` None without one."""

    reference: str
    isrc: str
    title: str
    mix: str
    seconds: float | None
    file: FileNamed | None
    bpm: str = ""
    key: str = ""


@frozen
class DealRead:
    """One deal: the releases it is for, its territories and dates as written."""

    releases: tuple[str, ...]
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    start: str
    models: tuple[str, ...]
    uses: tuple[str, ...]


@frozen
class MessageRead:
    """What a message says; texts as written."""

    message_id: str
    created: str
    reference: str
    icpn: str
    catalog_number: str
    title: str
    label: str
    exclusive: str
    recordings: tuple[RecordingRead, ...]
    genres: dict[str, tuple[str, ...]]
    covers: tuple[FileNamed | None, ...]
    track_releases: dict[str, str]
    deals: tuple[DealRead, ...] = ()
    problems: tuple[str, ...] = field(default=())

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
    icpn: str
    algorithm: str
    digest: str


def read_manifest(content: bytes) -> tuple[BatchEntry, ...]:
    """Return the messages a completion mark lists.

    Raises:
        UnreadableError: it is empty, no XML, no manifest, or counts wrong.
    """
    root = _parse(content)
    if etree.QName(root).localname != "ManifestMessage":
        raise UnreadableError(f"the completion mark is a {etree.QName(root).localname}, not a ManifestMessage")
    entries = tuple(
        BatchEntry(
            _text(entry, "URL").removeprefix("./").lstrip("/"),
            _text(entry, "MessageId"),
            _text(entry, "IncludedReleaseId/ICPN"),
            _text(entry, "HashSum/HashSumAlgorithmType"),
            _text(entry, "HashSum/HashSumValue").lower(),
        )
        for entry in root.iterfind("MessageInBatch")
    )
    if _text(root, "NumberOfMessages") != str(len(entries)) or not entries:
        raise UnreadableError(f"the manifest counts {_text(root, 'NumberOfMessages')!r} and lists {len(entries)}")
    return entries


def read_message(content: bytes, schema: etree.XMLSchema | None = None) -> MessageRead:
    """Return what a NewReleaseMessage says.

    Args:
        content: the bytes of the file.
        schema: the official one where it is at hand.

    Raises:
        UnreadableError: it is no ERN 4.3 NewReleaseMessage at all.
    """
    root = _parse(content)
    if root.tag != f"{{{ERN}}}NewReleaseMessage":
        raise UnreadableError(f"{root.tag} is not an ERN 4.3 NewReleaseMessage")
    problems = list(_reference_problems(root))
    if schema is not None and not schema.validate(root):
        problems += [f"schema, line {line}: {said}" for line, said in _log(schema)]
    release = root.find("ReleaseList/Release")
    if release is None:
        raise UnreadableError("the message has no main release")
    tracks = list(root.iterfind("ReleaseList/TrackRelease"))
    genres = {_text(track, "ReleaseResourceReference"): _genres(track) for track in tracks}
    return MessageRead(
        message_id=_text(root, "MessageHeader/MessageId"),
        created=_text(root, "MessageHeader/MessageCreatedDateTime"),
        reference=_text(release, "ReleaseReference"),
        icpn=_text(release, "ReleaseId/ICPN"),
        catalog_number=_text(release, "ReleaseId/CatalogNumber"),
        title=_text(release, "DisplayTitleText"),
        label=_label(root, release),
        exclusive=_proprietary(release, "ReleaseId", EXCLUSIVE),
        recordings=tuple(_recording(node) for node in root.iterfind("ResourceList/SoundRecording")),
        genres={"": _genres(release), **genres},
        covers=tuple(_image_file(node) for node in root.iterfind("ResourceList/Image")),
        track_releases={_text(t, "ReleaseResourceReference"): _text(t, "ReleaseReference") for t in tracks},
        deals=tuple(_deals(root)),
        problems=tuple(problems),
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


def _log(schema: etree.XMLSchema) -> list[tuple[int, str]]:
    return [(error.line, error.message) for error in cast("Iterable[_Said]", schema.error_log)][:20]


def _text(node: etree._Element, path: str) -> str:
    return (node.findtext(path) or "").strip()


def _reference_problems(root: etree._Element) -> Iterator[str]:
    anchors: dict[str, str] = {}
    for name, letter in _ANCHORS.items():
        for node in root.iter(name):
            reference = (node.text or "").strip()
            if reference in anchors:
                yield f"{name} {reference} is there twice"
            if not re.fullmatch(rf"{letter}[0-9A-Za-z_-]+", reference):
                yield f"{name} {reference!r} has the wrong form"
            anchors[reference] = name
    for name, target in _POINTERS.items():
        for node in root.iter(name):
            reference = (node.text or "").strip()
            if anchors.get(reference) != target:
                yield f"{name} {reference!r} points at nothing"


def _recording(node: etree._Element) -> RecordingRead:
    edition = "SoundRecordingEdition"
    return RecordingRead(
        reference=_text(node, "ResourceReference"),
        isrc=_text(node, f"{edition}/ResourceId/ISRC"),
        title=_text(node, "DisplayTitleText"),
        mix=" ".join(_own(node, "VersionType")),
        seconds=duration_seconds(_text(node, "Duration")),
        file=_file(node.find(f"{edition}/TechnicalDetails/DeliveryFile/File")),
        bpm=_proprietary(node, f"{edition}/ResourceId", BPM),
        key=_proprietary(node, f"{edition}/ResourceId", KEY),
    )


def _image_file(node: etree._Element) -> FileNamed | None:
    return _file(node.find("TechnicalDetails/File"))


def _file(node: etree._Element | None) -> FileNamed | None:
    if node is None:
        return None
    return FileNamed(
        _text(node, "URI").removeprefix("./"),
        _text(node, "HashSum/Algorithm"),
        _text(node, "HashSum/HashSumValue").lower(),
        _bytes(_text(node, "FileSize")),
    )


def _bytes(kilobytes: str) -> int | None:
    """FileSize counts kilobytes (ERN 4.3, File/FileSize)."""
    return round(Decimal(kilobytes) * 1000) if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", kilobytes) else None


def _proprietary(node: etree._Element, path: str, namespace: str) -> str:
    values = [
        (item.text or "").strip()
        for item in node.iterfind(f"{path}/ProprietaryId")
        if item.get("Namespace") == namespace
    ]
    return values[0] if len(values) == 1 else " ".join(values)


def _genres(node: etree._Element) -> tuple[str, ...]:
    return _own(node, "Genre/GenreCategory/Value")


def _own(node: etree._Element, path: str) -> tuple[str, ...]:
    values = (item for item in node.iterfind(path) if item.get("Namespace") == STORE)
    return tuple(item.get("UserDefinedValue", "").strip() for item in values)


def _label(root: etree._Element, release: etree._Element) -> str:
    wanted = _text(release, "ReleaseLabelReference")
    for party in root.iterfind("PartyList/Party"):
        if _text(party, "PartyReference") == wanted:
            return _text(party, "PartyName/FullName")
    return ""


def _deals(root: etree._Element) -> Iterator[DealRead]:
    for group in root.iterfind("DealList/ReleaseDeal"):
        releases = tuple((node.text or "").strip() for node in group.iterfind("DealReleaseReference"))
        for terms in group.iterfind("Deal/DealTerms"):
            start = _text(terms, "ValidityPeriod/StartDate") or _text(terms, "ValidityPeriod/StartDateTime")
            yield DealRead(
                releases,
                _all(terms, "TerritoryCode"),
                _all(terms, "ExcludedTerritoryCode"),
                start,
                _all(terms, "CommercialModelType"),
                _all(terms, "UseType"),
            )


def _all(node: etree._Element, path: str) -> tuple[str, ...]:
    return tuple((item.text or "").strip() for item in node.iterfind(path))


__all__ = [
    "STORE",
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
