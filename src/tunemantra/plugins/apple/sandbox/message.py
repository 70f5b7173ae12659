"""The store's own reading of the two documents: bounded, without entities or network."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Protocol, cast

from attrs import field, frozen
from lxml import etree

ERN: Final = "http://ddex.net/xml/ern/43"
EXTENSIONS: Final = "urn:apple-music:ext:1"
LARGEST: Final = 8 * 1024 * 1024
_ROLES: Final = {"NonImmersiveEdition": False, "ImmersiveEdition": True, "": False}


class UnreadableError(Exception):
    """The document is not what it should be; the text says why."""


class _Said(Protocol):
    @property
    def line(self) -> int: ...
    @property
    def message(self) -> str: ...


@frozen
class FileNamed:
    """A file a document names, and what should be in it."""

    name: str
    sha256: str


@frozen
class Edition:
    """An edition of a recording: the stereo one, or an immersive mix."""

    isrc: str
    immersive: bool
    file: FileNamed | None
    rate: int
    bits: int
    channels: int


@frozen
class Recording:
    """A recording; `seconds` as stated, None where that cannot be read."""

    title: str
    seconds: float | None
    editions: tuple[Edition, ...]

    @property
    def stereo(self) -> Edition:
        """Return the edition that is no immersive mix."""
        return next(edition for edition in self.editions if not edition.immersive)


@frozen
class Deal:
    """The terms of the main release: where, until when, and for what."""

    include: tuple[str, ...]
    exclude: tuple[str, ...]
    end: str
    sale: bool
    stream: bool


@frozen
class Message:
    """What the standard's message says; texts as written."""

    upc: str
    kind: str
    titles: tuple[str, ...]
    artists: tuple[str, ...]
    label: str
    recordings: tuple[Recording, ...]
    cover: FileNamed | None
    deals: tuple[Deal, ...]
    problems: tuple[str, ...] = field(default=())

    @property
    def isrcs(self) -> list[str]:
        """Return the ISRCs of the track list in order."""
        return [recording.stereo.isrc for recording in self.recordings]

    @property
    def files(self) -> dict[str, str]:
        """Return the SHA-256 of every media file by its name."""
        named = [edition.file for recording in self.recordings for edition in recording.editions]
        return {file.name: file.sha256 for file in (self.cover, *named) if file is not None}


@frozen
class LyricsNamed:
    """A file of lyrics: its language, how it is timed, and its bytes."""

    language: str
    timing: str
    file: FileNamed


@frozen
class TrackMore:
    """What the second document says of a track; `immersive` by ISRC."""

    isrc: str
    hi_res: bool
    songwriters: tuple[str, ...]
    lyrics: tuple[LyricsNamed, ...]
    immersive: dict[str, FileNamed]


@frozen
class More:
    """What the second document says; `artists` are names with an id, `motion` is by the shape it states."""

    upc: str
    artists: dict[str, str]
    tracks: tuple[TrackMore, ...]
    motion: dict[str, FileNamed] = field(factory=dict)

    @property
    def files(self) -> dict[str, str]:
        """Return the SHA-256 of every file of lyrics and of motion artwork by its name."""
        named = [*self.motion.values(), *(one.file for track in self.tracks for one in track.lyrics)]
        return {file.name: file.sha256 for file in named}


def parse(content: bytes) -> etree._Element:
    """Return the root of a harmless XML document.

    Raises:
        UnreadableError: it is none.
    """
    if len(content) > LARGEST:
        raise UnreadableError("the document is too large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise UnreadableError(f"not well-formed: {problem}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableError("a document type is not taken")
    return root


def read_message(content: bytes) -> Message:
    """Return what a NewReleaseMessage says.

    Raises:
        UnreadableError: it is no ERN 4.3 NewReleaseMessage with a product and recordings.
    """
    root = parse(content)
    release = root.find("ReleaseList/Release")
    recordings = tuple(map(_recording, root.iterfind("ResourceList/SoundRecording")))
    if root.tag != f"{{{ERN}}}NewReleaseMessage" or release is None or not recordings:
        raise UnreadableError("no ERN 4.3 NewReleaseMessage of a product with recordings")
    if not all(sum(not edition.immersive for edition in one.editions) == 1 for one in recordings):
        raise UnreadableError("a recording has not exactly one stereo edition")
    image = root.find("ResourceList/Image/TechnicalDetails/File")
    label = text(release, "ReleaseLabelReference")
    return Message(
        upc=text(release, "ReleaseId/ICPN"),
        kind=text(release, "ReleaseType"),
        titles=tuple(_all(release, "DisplayTitleText")),
        artists=tuple(_all(release, "DisplayArtistName")),
        label=_name_of(root, label),
        recordings=recordings,
        cover=_file(image),
        deals=tuple(_deals(root, text(release, "ReleaseReference"))),
        problems=tuple(_schema_problems(root)),
    )


def read_more(content: bytes) -> More:
    """Return what the second document says.

    Raises:
        UnreadableError: it is not in the store's name space, or of another version.
    """
    root = parse(content)
    if root.tag != f"{{{EXTENSIONS}}}AppleMusic" or root.get("version") != "1":
        raise UnreadableError(f"no document of {EXTENSIONS}, version 1")
    artists = {(node.text or ""): node.get("id", "") for node in root.iter(_tag("Artist"))}
    motion = {node.get("ratio", ""): _named(node) for node in root.iterfind(_tag("Motion"))}
    return More(root.get("upc", ""), artists, tuple(map(_track, root.iterfind(_tag("Track")))), motion)


def _track(node: etree._Element) -> TrackMore:
    return TrackMore(
        node.get("isrc", ""),
        node.get("hiRes") == "true",
        tuple(one.text or "" for one in node.iterfind(_tag("Songwriter"))),
        tuple(
            LyricsNamed(one.get("language", ""), one.get("timing", ""), _named(one))
            for one in node.iterfind(_tag("Lyrics"))
        ),
        {one.get("isrc", ""): _named(one) for one in node.iterfind(_tag("Immersive"))},
    )


def _named(node: etree._Element) -> FileNamed:
    return FileNamed(node.get("file", ""), node.get("sha256", ""))


def _tag(name: str) -> str:
    return f"{{{EXTENSIONS}}}{name}"


def _recording(node: etree._Element) -> Recording:
    editions = tuple(map(_edition, node.iterfind("SoundRecordingEdition")))
    return Recording(text(node, "DisplayTitleText"), _seconds(text(node, "Duration")), editions)


def _edition(node: etree._Element) -> Edition:
    file = node.find("TechnicalDetails/DeliveryFile")
    rate, bits, channels = (_number(file, name) for name in ("SamplingRate", "BitsPerSample", "NumberOfChannels"))
    kind = _ROLES.get(text(node, "Type"), False)
    found = None if file is None else file.find("File")
    return Edition(text(node, "ResourceId/ISRC"), kind, _file(found), rate, bits, channels)


def _file(node: etree._Element | None) -> FileNamed | None:
    if node is None or text(node, "HashSum/Algorithm") != "SHA-256":
        return None
    return FileNamed(text(node, "URI"), text(node, "HashSum/HashSumValue").lower())


def _number(node: etree._Element | None, path: str) -> int:
    found = "" if node is None else text(node, path)
    return int(found) if found.isdigit() else 0


def _seconds(written: str) -> float | None:
    match = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?", written)
    if match is None or written == "PT":
        return None
    hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def _name_of(root: etree._Element, reference: str) -> str:
    parties = root.iterfind("PartyList/Party")
    return next((text(one, "PartyName/FullName") for one in parties if text(one, "PartyReference") == reference), "")


def _deals(root: etree._Element, release: str) -> Iterator[Deal]:
    for group in root.iterfind("DealList/ReleaseDeal"):
        if release in _all(group, "DealReleaseReference"):
            for terms in group.iterfind("Deal/DealTerms"):
                uses, models = _all(terms, "UseType"), _all(terms, "CommercialModelType")
                yield Deal(
                    tuple(_all(terms, "TerritoryCode")),
                    tuple(_all(terms, "ExcludedTerritoryCode")),
                    text(terms, "ValidityPeriod/EndDate") or text(terms, "ValidityPeriod/EndDateTime"),
                    sale="PermanentDownload" in uses and "PayAsYouGoModel" in models,
                    stream="SubscriptionModel" in models and any(use != "PermanentDownload" for use in uses),
                )


def _schema_problems(root: etree._Element) -> Iterator[str]:
    """Yield what the official schema says, where `TUNEMANTRA_DDEX_SCHEMAS` names the folder it lies in."""
    folder = os.environ.get("TUNEMANTRA_DDEX_SCHEMAS", "")
    path = Path(folder) / "ern" / "43" / "release-notification.xsd"
    if folder and path.is_file():
        schema = etree.XMLSchema(etree.parse(str(path)))
        if not schema.validate(root):
            yield from (f"line {said.line}: {said.message}" for said in _said(schema)[:20])


def _said(schema: etree.XMLSchema) -> list[_Said]:
    return list(cast("Iterable[_Said]", schema.error_log))


def text(node: etree._Element, path: str) -> str:
    """Return the text at a path below an element; an empty one where there is none."""
    return (node.findtext(path) or "").strip()


def _all(node: etree._Element, path: str) -> list[str]:
    return [(one.text or "").strip() for one in node.iterfind(path)]
