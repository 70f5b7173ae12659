"""A MeadMessage: everything that is told of some releases, recordings and works.

The fields of the three kinds of information stand in the order of the schema; a field is named after its element, in
the plural where it may occur more than once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, ClassVar

from attrs import evolve, field, frozen

from tunemantra.contrib.ddex.mead.binding import Place, Xml
from tunemantra.contrib.ddex.mead.creations import ReleaseSummary, ResourceRelationship, ResourceSummary, WorkSummary
from tunemantra.contrib.ddex.mead.descriptions import (
    Activity,
    AlternativeTitle,
    ArtisticInfluence,
    ArtisticStyle,
    ClassicalPeriod,
    CommentaryNote,
    DanceStyle,
    Epoch,
    Focus,
    Form,
    GenreCategory,
    Mood,
    RhythmStyle,
    SimilarRelease,
    SimilarResource,
    SimilarWork,
    SubGenreCategory,
    Theme,
)
from tunemantra.contrib.ddex.mead.element import Choice, Element
from tunemantra.contrib.ddex.mead.header import MessageHeader
from tunemantra.contrib.ddex.mead.honours import Award, HistoricCharting
from tunemantra.contrib.ddex.mead.images import Image
from tunemantra.contrib.ddex.mead.lexical import NAME
from tunemantra.contrib.ddex.mead.music import (
    AbsolutePitch,
    BeatsPerMinute,
    Harmony,
    Instrument,
    InstrumentUsed,
    Intensity,
    TimeSignature,
    VocalRegister,
)
from tunemantra.contrib.ddex.mead.parties import MetadataSource
from tunemantra.contrib.ddex.mead.recordings import ImpactDate, Lyrics, RecordingPart, Sample, Session, Usage, UsedWork
from tunemantra.contrib.ddex.mead.terms import (
    DATE_PATTERN,
    WORK_PATTERN,
    AllowedValue,
    AppliesIn,
    Flag,
    Language,
)
from tunemantra.contrib.ddex.mead.works import DerivedRecording, RelatedWork, WorkHierarchy

Genres = Annotated[tuple[GenreCategory, ...], Xml("GenreCategory")]
SubGenres = Annotated[tuple[SubGenreCategory, ...], Xml("SubGenreCategory")]
Focuses = Annotated[tuple[Focus, ...], Xml("Focus")]
Moods = Annotated[tuple[Mood, ...], Xml("Mood")]
Themes = Annotated[tuple[Theme, ...], Xml("Theme")]
Activities = Annotated[tuple[Activity, ...], Xml("Activity")]
Styles = Annotated[tuple[ArtisticStyle, ...], Xml("ArtisticStyle")]
Dances = Annotated[tuple[DanceStyle, ...], Xml("DanceStyle")]
Rhythms = Annotated[tuple[RhythmStyle, ...], Xml("RhythmStyle")]
Registers = Annotated[tuple[VocalRegister, ...], Xml("VocalRegister")]
Meters = Annotated[tuple[TimeSignature, ...], Xml("TimeSignature")]
Tempi = Annotated[tuple[AllowedValue, ...], Xml("Tempo", values="Tempo")]
Harmonies = Annotated[tuple[Harmony, ...], Xml("Harmony")]
Words = Annotated[tuple[Lyrics, ...], Xml("Lyrics")]
Notes = Annotated[tuple[CommentaryNote, ...], Xml("CommentaryNote")]
Epochs = Annotated[tuple[Epoch, ...], Xml("Epoch")]
Influences = Annotated[tuple[ArtisticInfluence, ...], Xml("ArtisticInfluence")]
Charting = Annotated[tuple[HistoricCharting, ...], Xml("HistoricChartingInformation")]
Awards = Annotated[tuple[Award, ...], Xml("Award")]
OtherTitles = Annotated[tuple[AlternativeTitle, ...], Xml("AlternativeTitle")]
Images = Annotated[tuple[Image, ...], Xml("Image")]
PriorityDate = Annotated[str, Xml(place=Place.ATTRIBUTE, pattern=DATE_PATTERN)]


@frozen
class ReleaseInformation(Element):
    """What is told of a release."""

    summary: Annotated[ReleaseSummary, Xml("ReleaseSummary")]
    genres: Genres = ()
    sub_genres: SubGenres = ()
    focuses: Focuses = ()
    moods: Moods = ()
    artistic_styles: Styles = ()
    themes: Themes = ()
    activities: Activities = ()
    commentary_notes: Notes = ()
    epochs: Epochs = ()
    artistic_influences: Influences = ()
    similar: Annotated[tuple[SimilarRelease, ...], Xml("IsSimilar")] = ()
    historic_charting: Charting = ()
    awards: Awards = ()
    alternative_titles: OtherTitles = ()
    images: Images = ()
    priority_period_start_date: PriorityDate = ""
    priority_period_end_date: PriorityDate = ""
    territory: AppliesIn = ""


@frozen
class ResourceInformation(Element):
    """What is told of a recording."""

    summary: Annotated[ResourceSummary, Xml("ResourceSummary")]
    genres: Genres = ()
    sub_genres: SubGenres = ()
    form: Form | None = None
    vocal_registers: Registers = ()
    focuses: Focuses = ()
    absolute_pitches: Annotated[tuple[AbsolutePitch, ...], Xml("AbsolutePitch")] = ()
    time_signatures: Meters = ()
    tempi: Tempi = ()
    beats_per_minute: Annotated[tuple[BeatsPerMinute, ...], Xml("BeatsPerMinute")] = ()
    intensities: Annotated[tuple[Intensity, ...], Xml("Intensity")] = ()
    instruments_used: Annotated[tuple[InstrumentUsed, ...], Xml("InstrumentUsed")] = ()
    harmonies: Harmonies = ()
    is_original: Flag | None = None
    is_cover: Flag | None = None
    moods: Moods = ()
    dance_styles: Dances = ()
    rhythm_styles: Rhythms = ()
    artistic_styles: Styles = ()
    themes: Themes = ()
    activities: Activities = ()
    used_musical_works: Annotated[tuple[UsedWork, ...], Xml("UsedMusicalWork")] = ()
    related_resources: Annotated[tuple[ResourceRelationship, ...], Xml("RelatedResource")] = ()
    lyrics: Words = ()
    commentary_notes: Notes = ()
    samples: Annotated[tuple[Sample, ...], Xml("Sample")] = ()
    recording_parts: Annotated[tuple[RecordingPart, ...], Xml("RecordingPart")] = ()
    usages: Annotated[tuple[Usage, ...], Xml("Usage")] = ()
    impact_dates: Annotated[tuple[ImpactDate, ...], Xml("ImpactDate")] = ()
    classical_period: ClassicalPeriod | None = None
    epochs: Epochs = ()
    artistic_influences: Influences = ()
    similar: Annotated[tuple[SimilarResource, ...], Xml("IsSimilar")] = ()
    historic_charting: Charting = ()
    awards: Awards = ()
    sessions: Annotated[tuple[Session, ...], Xml("LocationAndDateOfSession")] = ()
    alternative_titles: OtherTitles = ()
    images: Images = ()
    priority_period_start_date: PriorityDate = ""
    priority_period_end_date: PriorityDate = ""
    territory: AppliesIn = ""

    choices: ClassVar[tuple[Choice, ...]] = (Choice((("is_original",), ("is_cover",))),)


@frozen
class WorkInformation(Element):
    """What is told of a musical work; its reference begins with `W`, once in the message."""

    reference: Annotated[str, Xml("MusicalWorkReference", pattern=WORK_PATTERN, anchor="W", lexical=NAME)] = field(
        default="", kw_only=True
    )
    summary: Annotated[WorkSummary, Xml("WorkSummary")]
    genres: Genres = ()
    sub_genres: SubGenres = ()
    form: Form | None = None
    vocal_registers: Registers = ()
    focuses: Focuses = ()
    time_signatures: Meters = ()
    tempi: Tempi = ()
    target_instruments: Annotated[tuple[Instrument, ...], Xml("TargetInstrument")] = ()
    harmonies: Harmonies = ()
    moods: Moods = ()
    dance_styles: Dances = ()
    rhythm_styles: Rhythms = ()
    themes: Themes = ()
    activities: Activities = ()
    hierarchies: Annotated[tuple[WorkHierarchy, ...], Xml("WorkHierarchy")] = ()
    related_works: Annotated[tuple[RelatedWork, ...], Xml("RelatedWork")] = ()
    derived_recordings: Annotated[tuple[DerivedRecording, ...], Xml("DerivedRecording")] = ()
    lyrics: Words = ()
    commentary_notes: Notes = ()
    classical_period: ClassicalPeriod | None = None
    epochs: Epochs = ()
    artistic_influences: Influences = ()
    similar: Annotated[tuple[SimilarWork, ...], Xml("IsSimilar")] = ()
    awards: Awards = ()
    alternative_titles: OtherTitles = ()


@frozen
class MeadMessage(Element):
    """A whole message.

    Args:
        header: who sends it to whom.
        subscription_id: that it answers, where one subscribes.
        metadata_sources: who can be named as the source of what is said.
        works, resources, releases: what is told of each.
        avs: number of the allowed-value sets it is written with.
        language: of texts without a language of their own.
    """

    header: Annotated[MessageHeader, Xml("MessageHeader")]
    subscription_id: str = ""
    metadata_sources: Annotated[tuple[MetadataSource, ...], Xml("MetadataSource", within="MetadataSourceList")] = ()
    works: Annotated[tuple[WorkInformation, ...], Xml("WorkInformation", within="WorkInformationList")] = ()
    resources: Annotated[
        tuple[ResourceInformation, ...], Xml("ResourceInformation", within="ResourceInformationList")
    ] = ()
    releases: Annotated[tuple[ReleaseInformation, ...], Xml("ReleaseInformation", within="ReleaseInformationList")] = ()
    avs: Annotated[str, Xml("AvsVersionId", Place.ATTRIBUTE)] = field(kw_only=True)
    language: Language = ""

    def with_recording(self, isrc: str, change: Callable[[ResourceInformation], ResourceInformation]) -> MeadMessage:
        """Return the message with more, or something else, told of the recordings of one ISRC."""
        changed = (change(told) if told.summary.id.isrc == isrc else told for told in self.resources)
        return evolve(self, resources=tuple(changed))

    def with_releases(self, change: Callable[[ReleaseInformation], ReleaseInformation]) -> MeadMessage:
        """Return the message with more, or something else, told of every release."""
        return evolve(self, releases=tuple(map(change, self.releases)))

    def with_works(self, change: Callable[[WorkInformation], WorkInformation]) -> MeadMessage:
        """Return the message with more, or something else, told of every work."""
        return evolve(self, works=tuple(map(change, self.works)))


__all__ = [
    "Activities",
    "Awards",
    "Charting",
    "Dances",
    "Epochs",
    "Focuses",
    "Genres",
    "Harmonies",
    "Images",
    "Influences",
    "MeadMessage",
    "Meters",
    "Moods",
    "Notes",
    "OtherTitles",
    "PriorityDate",
    "Registers",
    "ReleaseInformation",
    "ResourceInformation",
    "Rhythms",
    "Styles",
    "SubGenres",
    "Tempi",
    "Themes",
    "Words",
    "WorkInformation",
]
