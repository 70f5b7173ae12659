"""A store's own reading of ERN messages of both families."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
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


@frozen
class RecordingRead:
    """A sound recording: `seconds` is the stated duration, `file` None without one."""

    reference: str
    isrc: str
    title: str
    seconds: float | None
    file: FileNamed | None


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


def read_message(content: bytes, version: str, schema: etree.XMLSchema | None = None) -> MessageRead:
    """Return what a message says.

    Args:
        content: the bytes of the file.
        version: the only one the store takes, as in the namespace.
        schema: the official one where it is at hand.

    Raises:
        UnreadableError: it is no message of this version at all.
    """
    root = parse(content)
    namespace = f"{{http://ddex.net/xml/ern/{version}}}"
    if root.tag not in {f"{namespace}NewReleaseMessage", f"{namespace}PurgeReleaseMessage"}:
        raise UnreadableError(f"{root.tag} is no message of ERN {version}")
    purged = root.find("PurgedRelease")
    release = purged if purged is not None else _main(root)
    if release is None:
        raise UnreadableError("the message has no main release")
    head = {
        "purge": purged is not None,
        "message_id": text(root, "MessageHeader/MessageId"),
        "created": text(root, "MessageHeader/MessageCreatedDateTime"),
        "sender": text(root, "MessageHeader/MessageSender/PartyId"),
        "recipient": text(root, "MessageHeader/MessageRecipient/PartyId"),
        "icpn": text(release, "ReleaseId/ICPN"),
        "grid": text(release, "ReleaseId/GRid"),
        "problems": schema_problems(root, schema),
    }
    if purged is not None:
        return MessageRead(**head)  # type: ignore[arg-type]
    return MessageRead(
        **head,  # type: ignore[arg-type]
        title=text(release, "DisplayTitleText") or text(release, "ReferenceTitle/TitleText"),
        artist=text(release, "DisplayArtistName") or text(release, "ReleaseDetailsByTerritory/DisplayArtistName"),
        recordings=tuple(map(_recording, root.iterfind("ResourceList/SoundRecording"))),
        covers=tuple(map(_file, root.iterfind("ResourceList/Image"))),
        main=text(release, "ReleaseReference"),
        tracks=tuple(text(track, "ReleaseReference") for track in _tracks(root)),
        deals=tuple(deals_of(root)),
    )


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
    codes = [text(holder, "ISRC") for holder in node.iter("ResourceId", "SoundRecordingId")]
    return RecordingRead(
        reference=text(node, "ResourceReference"),
        isrc=next(filter(None, codes), ""),
        title=text(node, "DisplayTitleText") or text(node, "ReferenceTitle/TitleText"),
        seconds=duration_seconds(text(node, "Duration")),
        file=_file(node),
    )


def _file(resource: etree._Element) -> FileNamed | None:
    return file_named(next(resource.iter("File"), None))


__all__ = ["MessageRead", "RecordingRead", "read_message"]
