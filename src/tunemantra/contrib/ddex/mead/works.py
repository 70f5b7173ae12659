"""What only works are told of: what they are part of, what they are related to, who recorded them."""

from __future__ import annotations

from typing import Annotated

from attrs import field, frozen

from tunemantra.contrib.ddex.mead.binding import Xml
from tunemantra.contrib.ddex.mead.creations import WorkTitles
from tunemantra.contrib.ddex.mead.descriptions import Form
from tunemantra.contrib.ddex.mead.element import Element
from tunemantra.contrib.ddex.mead.identifiers import ResourceId, WorkId
from tunemantra.contrib.ddex.mead.music import as_optional_value
from tunemantra.contrib.ddex.mead.parties import Artists, DisplayArtistName, Writers, as_credit
from tunemantra.contrib.ddex.mead.terms import AllowedValue, Sources, Title, as_value


@frozen
class ChildWork(Element):
    """A part of a work; a part may have parts.

    Args:
        is_described: it is the work that the information is about.
        id: of the part.
        is_complete: all its parts are listed.
        sequence_number: its place among its siblings.
        titles: of the part.
        children: its parts.
        form: movement, aria.
    """

    is_described: Annotated[bool, Xml("IsDescribedElement")]
    is_complete: bool | None = field(default=None, kw_only=True)
    sequence_number: int | None = field(default=None, kw_only=True)
    id: Annotated[WorkId, Xml("WorkId")]
    titles: WorkTitles = ()
    children: Annotated[tuple[ChildWork, ...], Xml("Child")] = ()
    form: Form | None = None


@frozen
class WorkHierarchy(Element):
    """The work at the top and its parts; the fields are those of `ChildWork`."""

    sources: Sources = field(default=(), kw_only=True)
    is_described: Annotated[bool, Xml("IsDescribedElement")]
    is_complete: bool | None = field(default=None, kw_only=True)
    sequence_number: int | None = field(default=None, kw_only=True)
    id: Annotated[WorkId, Xml("WorkId")]
    titles: WorkTitles = ()
    children: Annotated[tuple[ChildWork, ...], Xml("Child")] = ()
    form: Form | None = None


@frozen
class RelatedWork(Element):
    """A work and how it is related to the one described (WorkRelationshipType)."""

    sources: Sources = field(default=(), kw_only=True)
    id: Annotated[WorkId, Xml("WorkId")]
    titles: WorkTitles = field(default=(), kw_only=True)
    relationship: Annotated[AllowedValue, Xml("WorkRelationshipType", values="WorkRelationshipType")] = field(
        converter=as_value
    )
    writers: Writers = ()


@frozen
class DerivedRecording(Element):
    """A recording of the work (RelatedResourceType)."""

    sources: Sources = field(default=(), kw_only=True)
    id: Annotated[ResourceId, Xml("ResourceId")]
    relationship: Annotated[AllowedValue | None, Xml("RelatedResourceType", values="RelatedResourceType")] = field(
        default=None, converter=as_optional_value, kw_only=True
    )
    titles: Annotated[tuple[Title, ...], Xml("Title")]
    credit: Annotated[DisplayArtistName, Xml("DisplayArtistName")] = field(converter=as_credit)
    artists: Artists = ()


__all__ = [
    "ChildWork",
    "DerivedRecording",
    "RelatedWork",
    "WorkHierarchy",
]
