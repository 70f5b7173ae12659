"""What only recordings are told of: samples, parts, uses, sessions; and lyrics, which works have too."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Self

from attrs import field, frozen

from tunemantra.contrib.ddex.mead.binding import Place, Xml
from tunemantra.contrib.ddex.mead.creations import RelevantResource, ResourceSummary
from tunemantra.contrib.ddex.mead.descriptions import Annotation, DateContent, Descriptions
from tunemantra.contrib.ddex.mead.element import Choice, Element
from tunemantra.contrib.ddex.mead.honours import EventDate
from tunemantra.contrib.ddex.mead.lexical import NAME, SECONDS
from tunemantra.contrib.ddex.mead.music import as_optional_value
from tunemantra.contrib.ddex.mead.parties import ContributorCredit
from tunemantra.contrib.ddex.mead.terms import (
    DATE_PATTERN,
    WORK_PATTERN,
    AllowedValue,
    AnyLanguage,
    AnyTerritory,
    AppliedIn,
    Content,
    FlagAttribute,
    Language,
    NumberAttribute,
    PlainText,
    Pronunciation,
    Sources,
    Territory,
    Text,
    TextAttribute,
)


@frozen
class LyricsText(Element):
    """The words, and how they are written (TextCodecType): `UTF8Text`, `LRC`, `TTML`."""

    text: Content
    format: Annotated[str, Xml(place=Place.ATTRIBUTE, values="TextCodecType")]
    format_namespace: TextAttribute = ""
    format_user_defined: Annotated[str, Xml("FormatUserDefinedValue", Place.ATTRIBUTE)] = ""
    is_complete: FlagAttribute = None


@frozen
class Lyrics(Element):
    """Words that are sung, whole or in part (LyricsType)."""

    sources: Sources = field(default=(), kw_only=True)
    text: LyricsText
    languages: Annotated[tuple[str, ...], Xml("LanguageAndScriptOfLyrics")] = ()
    territories: Annotated[tuple[str, ...], Xml("TerritoryOfLyricsDescription", values="CurrentTerritoryCode")] = ()
    pronunciations: Annotated[tuple[Pronunciation, ...], Xml("Pronunciation")] = ()
    sequence_number: NumberAttribute = None
    lyrics_type: Annotated[str, Xml(place=Place.ATTRIBUTE, values="LyricsType")] = ""
    lyrics_type_namespace: TextAttribute = ""
    lyrics_type_user_defined: Annotated[str, Xml("LyricsTypeUserDefinedValue", Place.ATTRIBUTE)] = ""
    is_misquoted: FlagAttribute = None

    @classmethod
    def plain(cls, text: str, *languages: str) -> Self:
        """Return lyrics of plain text, in these languages."""
        return cls(LyricsText(text, "UTF8Text"), languages)


@frozen
class UsedWork(Element):
    """The works a recording is of, by the references of their information in the message: `W1`."""

    sources: Sources = field(default=(), kw_only=True)
    references: Annotated[
        tuple[str, ...],
        Xml("ResourceMusicalWorkReference", pattern=WORK_PATTERN, pointer="W", lexical=NAME),
    ]


@frozen
class Timing(Element):
    """Where something is in a recording: seconds from its start, and seconds long."""

    start_point: Annotated[Decimal | None, Xml(lexical=SECONDS)] = None
    duration_used: Annotated[Decimal | None, Xml(lexical=SECONDS)] = None


@frozen
class Sample(Element):
    """That the recording contains a sample, or is contained in one.

    The schema lets timings of the host and of the sample take turns; they are written host first, each in its order.

    Args:
        resource: the other recording.
        features: what it is.
        contains_samples: this recording does.
        is_contained_in_sample: this recording is.
        host_timings: where in the recording that uses the sample.
        sample_timings: where in the recording that is sampled.
        descriptions: for people.
    """

    sources: Sources = field(default=(), kw_only=True)
    resource: Annotated[ResourceSummary | None, Xml("RelatedResource")] = None
    features: Annotated[tuple[PlainText, ...], Xml("SampleFeature")] = ()
    contains_samples: bool | None = None
    is_contained_in_sample: bool | None = None
    host_timings: Annotated[tuple[Timing, ...], Xml("HostTiming")] = ()
    sample_timings: Annotated[tuple[Timing, ...], Xml("SampleTiming")] = ()
    descriptions: Descriptions = ()

    choices: ClassVar[tuple[Choice, ...]] = (
        Choice((("contains_samples",), ("is_contained_in_sample",)), required=True),
    )


@frozen
class RecordingPart(Element):
    """A part of the recording: intro, chorus, drop (UnitOfCuePoints, RecordingPartType)."""

    sources: Sources = field(default=(), kw_only=True)
    unit: Annotated[str, Xml(values="UnitOfCuePoints")]
    start_point: Decimal | None = None
    end_point: Decimal | None = None
    part_type: Annotated[AllowedValue | None, Xml("RecordingPartType", values="RecordingPartType")] = field(
        default=None, converter=as_optional_value
    )
    comments: Annotated[tuple[Annotation, ...], Xml("Comment")] = ()
    usage_information: Annotated[tuple[Text, ...], Xml("UsageInformation")] = ()
    sequence_number: NumberAttribute = None


@frozen
class UsageDate(Element):
    """A year, a month or a day at one end of a period, and where."""

    date: DateContent
    is_approximate: FlagAttribute = None
    territory: AppliedIn = ""
    location: Annotated[str, Xml("LocationDescription", Place.ATTRIBUTE)] = ""
    language: Language = ""


@frozen
class UsagePeriod(Element):
    """From when to when something was in use."""

    start: Annotated[UsageDate | None, Xml("StartDate")] = None
    end: Annotated[UsageDate | None, Xml("EndDate")] = None


@frozen
class Usage(Element):
    """Where the recording has been heard: a film, a campaign. Either dates or periods."""

    sources: Sources = field(default=(), kw_only=True)
    dates: Annotated[tuple[EventDate, ...], Xml("UsageDate")] = ()
    periods: Annotated[tuple[UsagePeriod, ...], Xml("UsagePeriod")] = ()
    descriptions: Descriptions = ()
    territories: Annotated[tuple[str, ...], Xml("TerritoryOfUsageDescription", values="CurrentTerritoryCode")] = ()
    sequence_number: int | None = None
    resources: Annotated[tuple[RelevantResource, ...], Xml("RelevantResource")] = ()

    choices: ClassVar[tuple[Choice, ...]] = (Choice((("dates",), ("periods",)), required=True),)


@frozen
class ImpactDate(Element):
    """When, and where, the recording began to be played a lot."""

    date: Annotated[str, Xml(pattern=DATE_PATTERN)]
    territories: Annotated[tuple[Territory, ...], Xml("TerritoryCode")] = ()


@frozen
class EventDateTime(Element):
    """A moment and a place; without a zone it is by the clock of the place."""

    moment: Annotated[datetime, Xml(place=Place.CONTENT)]
    is_approximate: FlagAttribute = None
    is_before: FlagAttribute = None
    is_after: FlagAttribute = None
    territory: Annotated[str, Xml("TerritoryCode", Place.ATTRIBUTE, values="AllTerritoryCode")] = ""
    location: Annotated[str, Xml("LocationDescription", Place.ATTRIBUTE)] = ""
    language: AnyLanguage = ""


@frozen
class SessionPeriod(Element):
    """From when to when, in days or in moments."""

    start_date: EventDate | None = None
    end_date: EventDate | None = None
    start_date_time: EventDateTime | None = None
    end_date_time: EventDateTime | None = None

    choices: ClassVar[tuple[Choice, ...]] = (
        Choice((("start_date", "end_date"), ("start_date_time", "end_date_time"))),
    )


@frozen
class Venue(Element):
    """A place where people play."""

    name: Annotated[str, Xml("VenueName")] = ""
    address: Annotated[str, Xml("VenueAddress")] = ""
    territory: Annotated[AnyTerritory | None, Xml("TerritoryCode")] = None
    location_code: str = ""
    room: Annotated[str, Xml("VenueRoom")] = ""


@frozen
class Session(Element):
    """Where and when it was recorded, mixed, mastered, and by whom (SessionType)."""

    sources: Sources = field(default=(), kw_only=True)
    session_types: Annotated[tuple[AllowedValue, ...], Xml("SessionType", values="SessionType")] = ()
    period: SessionPeriod | None = None
    venues: Annotated[tuple[Venue, ...], Xml("Venue")] = ()
    comment: Text | None = None
    contributors: Annotated[tuple[ContributorCredit, ...], Xml("Contributor")] = ()


__all__ = [
    "EventDateTime",
    "ImpactDate",
    "Lyrics",
    "LyricsText",
    "RecordingPart",
    "Sample",
    "Session",
    "SessionPeriod",
    "Timing",
    "Usage",
    "UsageDate",
    "UsagePeriod",
    "UsedWork",
    "Venue",
]
