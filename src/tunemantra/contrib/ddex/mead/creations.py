"""Works, recordings and releases that something else refers to, and the summaries of those a message is about."""

from __future__ import annotations

from typing import Annotated, ClassVar

from attrs import field, frozen

from tunemantra.contrib.ddex.mead.binding import Xml
from tunemantra.contrib.ddex.mead.element import Choice, Element
from tunemantra.contrib.ddex.mead.identifiers import ReleaseId, ResourceId, WorkId
from tunemantra.contrib.ddex.mead.parties import Artists, Credits, DisplayArtistName, Writers, as_credit
from tunemantra.contrib.ddex.mead.terms import (
    AllowedValue,
    DisplayTitle,
    PlainText,
    Sources,
    Title,
    as_value,
)

Titles = Annotated[tuple[DisplayTitle, ...], Xml("DisplayTitle")]
WorkTitles = Annotated[tuple[PlainText, ...], Xml("WorkTitle")]


@frozen
class ReleaseSummary(Element):
    """The release a message is about."""

    id: Annotated[ReleaseId, Xml("ReleaseId")]
    titles: Titles = ()
    credits: Credits = ()
    artists: Artists = ()


@frozen
class ResourceSummary(Element):
    """The recording a message is about, or one that it refers to."""

    id: Annotated[ResourceId, Xml("ResourceId")]
    titles: Titles = ()
    credits: Credits = ()
    artists: Artists = ()


@frozen
class WorkSummary(Element):
    """The work a message is about; somebody wrote it."""

    id: Annotated[WorkId, Xml("MusicalWorkId")]
    titles: Annotated[tuple[Title, ...], Xml("WorkTitle")] = field(default=(), kw_only=True)
    writers: Writers


@frozen
class ReleaseRef(Element):
    """A release referred to."""

    grid: Annotated[str, Xml("GRid")] = field(default="", kw_only=True)
    icpn: Annotated[str, Xml("ICPN")] = field(default="", kw_only=True)
    proprietary_id: Annotated[str, Xml("ProprietaryReleaseId")] = field(default="", kw_only=True)
    titles: Annotated[tuple[PlainText, ...], Xml("ReleaseTitle")]
    credits: Credits = ()
    artists: Artists = ()


@frozen
class ResourceRef(Element):
    """A recording referred to."""

    isrc: Annotated[str, Xml("ISRC")] = field(default="", kw_only=True)
    catalog_number: str = field(default="", kw_only=True)
    proprietary_id: Annotated[str, Xml("ProprietaryResourceId")] = field(default="", kw_only=True)
    titles: Annotated[tuple[PlainText, ...], Xml("ResourceTitle")]
    credits: Credits = ()
    artists: Artists = ()


@frozen
class WorkRef(Element):
    """A work referred to."""

    iswc: Annotated[str, Xml("ISWC")] = field(default="", kw_only=True)
    proprietary_id: Annotated[str, Xml("ProprietaryWorkId")] = field(default="", kw_only=True)
    titles: WorkTitles
    writers: Writers = ()


@frozen
class RelatedCreation(Element):
    """A release, a recording or a work, exactly one of them, with its title."""

    release_id: ReleaseId | None = None
    resource_id: ResourceId | None = None
    work_id: Annotated[WorkId | None, Xml("MusicalWorkId")] = None
    title: Title | None = None

    choices: ClassVar[tuple[Choice, ...]] = (Choice((("release_id",), ("resource_id",), ("work_id",)), required=True),)


@frozen
class ResourceRelationship(Element):
    """A recording and how it is related to the one described (RelatedResourceType)."""

    sources: Sources = field(default=(), kw_only=True)
    id: Annotated[ResourceId, Xml("ResourceId")]
    relationship: Annotated[AllowedValue, Xml("RelatedResourceType", values="RelatedResourceType")] = field(
        converter=as_value
    )
    titles: Annotated[tuple[Title, ...], Xml("Title")]
    credit: Annotated[DisplayArtistName, Xml("DisplayArtistName")] = field(converter=as_credit)
    artists: Artists = ()


@frozen
class RelevantResource(Element):
    """A recording and how it is related to the one described (ResourceRelationshipType)."""

    id: Annotated[ResourceId, Xml("ResourceId")]
    relationship: Annotated[AllowedValue, Xml("ResourceRelationshipType", values="ResourceRelationshipType")] = field(
        converter=as_value
    )


__all__ = [
    "RelatedCreation",
    "ReleaseRef",
    "ReleaseSummary",
    "RelevantResource",
    "ResourceRef",
    "ResourceRelationship",
    "ResourceSummary",
    "Titles",
    "WorkRef",
    "WorkSummary",
    "WorkTitles",
]
