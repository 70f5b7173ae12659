"""The store's own reading of an ERN 4.3 message, with its own fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import field, frozen
from lxml import etree

from tunemantra.contrib.sandbox.ern import (
    DealRead,
    FileNamed,
    UnreadableError,
    deals_of,
    duration_seconds,
    file_named,
    parse,
    schema_problems,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

ERN = "http://ddex.net/xml/ern/43"
STORE = "PADPIDA0000000002M"
"""The store's own party id: the name space of its own fields."""
BPM, KEY, EXCLUSIVE = f"DPID:{STORE}:BPM", f"DPID:{STORE}:KEY", f"DPID:{STORE}:EXCLUSIVE_WEEKS"
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


def read_message(content: bytes, schema: etree.XMLSchema | None = None) -> MessageRead:
    """Return what a NewReleaseMessage says.

    Args:
        content: the bytes of the file.
        schema: the official one where it is at hand.

    Raises:
        UnreadableError: it is no ERN 4.3 NewReleaseMessage at all.
    """
    root = parse(content)
    if root.tag != f"{{{ERN}}}NewReleaseMessage":
        raise UnreadableError(f"{root.tag} is not an ERN 4.3 NewReleaseMessage")
    release = root.find("ReleaseList/Release")
    if release is None:
        raise UnreadableError("the message has no main release")
    tracks = list(root.iterfind("ReleaseList/TrackRelease"))
    genres = {text(track, "ReleaseResourceReference"): _genres(track) for track in tracks}
    return MessageRead(
        message_id=text(root, "MessageHeader/MessageId"),
        created=text(root, "MessageHeader/MessageCreatedDateTime"),
        reference=text(release, "ReleaseReference"),
        icpn=text(release, "ReleaseId/ICPN"),
        catalog_number=text(release, "ReleaseId/CatalogNumber"),
        title=text(release, "DisplayTitleText"),
        label=_label(root, release),
        exclusive=_proprietary(release, "ReleaseId", EXCLUSIVE),
        recordings=tuple(_recording(node) for node in root.iterfind("ResourceList/SoundRecording")),
        genres={"": _genres(release), **genres},
        covers=tuple(_image_file(node) for node in root.iterfind("ResourceList/Image")),
        track_releases={text(t, "ReleaseResourceReference"): text(t, "ReleaseReference") for t in tracks},
        deals=tuple(deals_of(root)),
        problems=(*_reference_problems(root), *schema_problems(root, schema)),
    )


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
        reference=text(node, "ResourceReference"),
        isrc=text(node, f"{edition}/ResourceId/ISRC"),
        title=text(node, "DisplayTitleText"),
        mix=" ".join(_own(node, "VersionType")),
        seconds=duration_seconds(text(node, "Duration")),
        file=file_named(node.find(f"{edition}/TechnicalDetails/DeliveryFile/File")),
        bpm=_proprietary(node, f"{edition}/ResourceId", BPM),
        key=_proprietary(node, f"{edition}/ResourceId", KEY),
    )


def _image_file(node: etree._Element) -> FileNamed | None:
    return file_named(node.find("TechnicalDetails/File"))


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
    wanted = text(release, "ReleaseLabelReference")
    for party in root.iterfind("PartyList/Party"):
        if text(party, "PartyReference") == wanted:
            return text(party, "PartyName/FullName")
    return ""


__all__ = ["STORE", "MessageRead", "RecordingRead", "read_message"]
