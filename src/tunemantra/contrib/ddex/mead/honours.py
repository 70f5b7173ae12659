"""What came of it: places in charts and awards."""

from __future__ import annotations

from typing import Annotated

from attrs import field, frozen

from tunemantra.contrib.ddex.mead.binding import Place, Xml
from tunemantra.contrib.ddex.mead.descriptions import Comments, DateContent
from tunemantra.contrib.ddex.mead.element import Element
from tunemantra.contrib.ddex.mead.parties import Party
from tunemantra.contrib.ddex.mead.terms import (
    AnyLanguage,
    AppliedIn,
    Content,
    FlagAttribute,
    IsoDate,
    Name,
    Sources,
    Territory,
    TextAttribute,
    as_name,
)


@frozen
class ChartDuration(Element):
    """How long, counted in days, weeks or months (UnitOfDuration)."""

    value: Content
    unit: Annotated[str, Xml("UnitOfDuration", Place.ATTRIBUTE, values="UnitOfDuration")]
    namespace: TextAttribute = ""
    user_defined: Annotated[str, Xml("UserDefinedValue", Place.ATTRIBUTE)] = ""


@frozen
class ChartEntry(Element):
    """A position in a chart on a date."""

    position: int | None = None
    date: IsoDate = ""
    duration: ChartDuration | None = None
    comments: Comments = ()


@frozen
class HistoricCharting(Element):
    """How it did in one chart of one territory. Believe it of those who should know."""

    sources: Sources = field(default=(), kw_only=True)
    territory: Annotated[Territory, Xml("TerritoryCode")]
    chart_names: Annotated[tuple[Name, ...], Xml("ChartName")]
    duration_in_charts: ChartDuration | None = None
    top_position: int | None = None
    entries: Annotated[tuple[ChartEntry, ...], Xml("ChartEntry")] = ()
    comments: Comments = ()


@frozen
class EventDate(Element):
    """When and where something happened: a year, a month or a day."""

    date: DateContent
    is_approximate: FlagAttribute = None
    is_before: FlagAttribute = None
    is_after: FlagAttribute = None
    territory: AppliedIn = ""
    location: Annotated[str, Xml("LocationDescription", Place.ATTRIBUTE)] = ""
    language: AnyLanguage = ""


def as_event_date(value: EventDate | str) -> EventDate:
    """Return when something happened."""
    return value if isinstance(value, EventDate) else EventDate(value)


@frozen
class Award(Element):
    """An award won, or hoped for. Believe it of those who should know."""

    sources: Sources = field(default=(), kw_only=True)
    awarding_body: Party
    awarded_party: Party
    name: Annotated[Name, Xml("AwardName")] = field(converter=as_name)
    date: EventDate = field(converter=as_event_date)
    is_winner: bool
    comments: Comments = ()


__all__ = [
    "Award",
    "ChartDuration",
    "ChartEntry",
    "EventDate",
    "HistoricCharting",
    "as_event_date",
]
