"""A message as rules see it: its elements by name, collected in one pass, and what the versions call differently."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

from attrs import define, field
from lxml.etree import QName
from lxml.etree import _Element as Node

from tunemantra.contrib.ddex.reading.envelope import FAMILIES
from tunemantra.contrib.ddex.reading.results import MessageKind

RECORDINGS: Final = ("SoundRecording", "Video")
RESOURCES: Final = ("SoundRecording", "MIDI", "Video", "Image", "Text", "SheetMusic", "Software", "UserDefinedResource")
USER_DEFINED: Final = "UserDefined"
_NUMBER: Final = re.compile(r"/ern(?:-main)?/([0-9]{1,4})$")
_NOTHING: Final[Sequence[Node]] = ()


@define(slots=False)
class Message:
    """The tree of a message and its index.

    Args:
        root: its root element.
        folder: where its files are; None where nobody said.
        attributed: the elements with attributes, in document order.
        user_defined: those whose text or attribute is a word of one's own.
    """

    root: Node
    folder: Path | None = None
    attributed: Sequence[Node] = field(init=False, default=())
    user_defined: Sequence[Node] = field(init=False, default=())
    _index: Mapping[str, Sequence[Node]] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        index: defaultdict[str, list[Node]] = defaultdict(list)
        attributed, user_defined = list[Node](), list[Node]()
        for element in self.root.iter("*"):
            index[element.tag].append(element)
            values = element.values()
            if values:
                attributed.append(element)
            if value(element) == USER_DEFINED or USER_DEFINED in values:
                user_defined.append(element)
        self.attributed, self.user_defined, self._index = attributed, user_defined, index

    def each(self, *tags: str) -> Iterator[Node]:
        """Yield the elements of these names, name by name in document order."""
        for tag in tags:
            yield from self._index.get(tag, _NOTHING)

    @property
    def kind(self) -> MessageKind | None:
        """Return what kind of message it is; None for none of ERN."""
        name = QName(self.root).localname
        return next((one for one in MessageKind if one.value == name), None)

    @cached_property
    def version(self) -> str:
        """Return the number of the version; empty where the namespace does not say it."""
        found = _NUMBER.search(QName(self.root).namespace or "")
        return found[1] if found else ""

    @cached_property
    def family(self) -> int:
        """Return 3 or 4; 0 for a version nobody knows."""
        return FAMILIES.get(self.version) or (int(self.version[0]) if self.version[:1] in {"3", "4"} else 0)

    @cached_property
    def profile(self) -> str:
        """Return the release profile as stated, of a path its last part; empty for none."""
        return (self.root.get("ReleaseProfileVersionId") or "").strip().rpartition("/")[2]

    @cached_property
    def variants(self) -> frozenset[str]:
        """Return the variants of the profile: BoxedSet, Classical."""
        return frozenset((self.root.get("ReleaseProfileVariantVersionId") or "").split())

    @cached_property
    def resources(self) -> Mapping[str, Node]:
        """Return the resources by reference."""
        lists = self.root.iterfind("ResourceList")
        return {text(one, "ResourceReference"): one for found in lists for one in found.iterchildren("*")}

    @cached_property
    def main(self) -> Node | None:
        """Return the main release; None where there is none."""
        releases = self.root.findall("ReleaseList/Release")
        flagged = [one for one in releases if is_true(one.get("IsMainRelease"))]
        return next(iter(flagged or releases), None)

    @cached_property
    def tracks(self) -> Sequence[Node]:
        """Return the releases of single tracks: TrackRelease in ERN 4, every release but the main one in ERN 3."""
        if self.family == 4:  # noqa: PLR2004 - the family is its own name
            return self.root.findall("ReleaseList/TrackRelease")
        return [one for one in self.root.findall("ReleaseList/Release") if one is not self.main]

    @cached_property
    def items(self) -> Sequence[Node]:
        """Return the content items of the main release, in document order."""
        return () if self.main is None else list(self.main.iter("ResourceGroupContentItem"))

    @cached_property
    def deals(self) -> Mapping[str, Sequence[Node]]:
        """Return the groups of deals, those with at least one, by the reference of a release they are for."""
        found: defaultdict[str, list[Node]] = defaultdict(list)
        for group in self.each("ReleaseDeal"):
            if group.find("Deal") is not None:
                for reference in {value(one) for one in group.iterfind("DealReleaseReference")}:
                    found[reference].append(group)
        return found

    @cached_property
    def primary(self) -> Sequence[Node]:
        """Return the recordings and films that make up the release: neither supplemental nor, in ERN 3, secondary."""
        recordings = [one for one in self.resources.values() if one.tag in RECORDINGS]
        if self.family == 4:  # noqa: PLR2004
            return [one for one in recordings if not is_true(one.get("IsSupplemental"))]
        if self.main is None:
            return []
        listed = self.main.iterfind("ReleaseResourceReferenceList/ReleaseResourceReference")
        named = {value(one) for one in listed if one.get("ReleaseResourceType") != "SecondaryResource"}
        return [one for one in recordings if text(one, "ResourceReference") in named]

    @property
    def covers(self) -> Sequence[Node]:
        """Return the pictures that are the front cover."""
        return [one for one in self.each("Image") if kind_of(one) == "FrontCoverImage"]


def line_of(element: Node) -> int:
    """Return the line on which an element begins; 0 where nobody knows."""
    line: int | None = getattr(element, "sourceline", None)
    return line or 0


def value(element: Node | None) -> str:
    """Return the text of an element without white space around; empty for none."""
    return "" if element is None else (element.text or "").strip()


def text(element: Node, path: str) -> str:
    """Return the text of the first element there."""
    return value(element.find(path))


def is_true(flag: str | None) -> bool:
    """Tell whether a flag of XML is set."""
    return (flag or "").strip() in {"true", "1"}


def kind_of(resource: Node) -> str:
    """Return the type of a resource: `Type` in ERN 4, `SoundRecordingType` and the like in ERN 3."""
    return text(resource, "Type") or text(resource, f"{resource.tag}Type")


def identifiers_of(resource: Node) -> Sequence[Node]:
    """Return the composites with a resource's own identifiers, wherever the version has them."""
    own = ("ResourceId", f"{resource.tag}Edition/ResourceId", f"{resource.tag}Id")
    return [found for path in own for found in resource.iterfind(path)]


__all__ = [
    "RECORDINGS",
    "RESOURCES",
    "USER_DEFINED",
    "Message",
    "identifiers_of",
    "is_true",
    "kind_of",
    "line_of",
    "text",
    "value",
]
