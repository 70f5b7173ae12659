"""What releases, recordings and works are told of alike: mood, theme, focus, awards, charts and the rest."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from attrs import field, frozen

from tunemantra.contrib.ddex.mead.binding import Place, Xml
from tunemantra.contrib.ddex.mead.creations import RelatedCreation, ReleaseRef, ResourceRef, WorkRef
from tunemantra.contrib.ddex.mead.element import Element
from tunemantra.contrib.ddex.mead.parties import Artists, Credits, Parties, Party, Writers
from tunemantra.contrib.ddex.mead.terms import (
    DATE_PATTERN,
    AllowedValue,
    Content,
    FlagAttribute,
    Language,
    NameText,
    Sources,
    Text,
    TextAttribute,
    TitleText,
    as_optional_title_text,
    as_title_text,
    as_value,
)

Descriptions = Annotated[tuple[Text, ...], Xml("Description")]
Comments = Annotated[tuple[Text, ...], Xml("Comment")]
DateContent = Annotated[str, Xml(place=Place.CONTENT, pattern=DATE_PATTERN)]


@frozen
class GenreValue(Element):
    """A genre (ClassifiedGenre), or a word of one's own, in one language."""

    value: Content
    language: Language = ""
    namespace: TextAttribute = ""
    user_defined: Annotated[str, Xml("UserDefinedValue", Place.ATTRIBUTE)] = ""


def as_genre_value(value: GenreValue | str) -> GenreValue:
    """Return a genre."""
    return value if isinstance(value, GenreValue) else GenreValue(value)


@frozen
class GenreCategory(Element):
    """A genre, and where it is called so."""

    sources: Sources = field(default=(), kw_only=True)
    territories: Annotated[
        tuple[str, ...], Xml("TerritoryOfGenreCategoryDescription", values="CurrentTerritoryCode")
    ] = field(default=(), kw_only=True)
    value: Annotated[GenreValue, Xml(values="ClassifiedGenre")] = field(converter=as_genre_value)
    descriptions: Descriptions = ()


@frozen
class SubGenreCategory(Element):
    """One or more subgenres (SubGenre)."""

    sources: Sources = field(default=(), kw_only=True)
    values: Annotated[tuple[AllowedValue, ...], Xml("Value", values="SubGenre")]


@frozen
class Form(Element):
    """The form of a work: aria, concerto, 12-bar blues (Form)."""

    sources: Sources = field(default=(), kw_only=True)
    value: Annotated[AllowedValue, Xml(values="Form")] = field(converter=as_value)


@frozen
class Focus(Element):
    """That the release or recording is what its people want heard now.

    Args:
        parties: whom it is a focus of, if neither artist nor writer.
        credits, artists, writers: whom it is a focus of.
        sequence_number: its place among several focus tracks of one artist.
        periods: when.
        territories: where.
        comments: for people.
        is_default: it stands in where no other fits.
    """

    sources: Sources = field(default=(), kw_only=True)
    parties: Parties = ()
    credits: Credits = ()
    artists: Artists = ()
    writers: Writers = ()
    sequence_number: int | None = None
    periods: Annotated[tuple[FocusPeriod, ...], Xml("PeriodOfBeingFocus")] = ()
    territories: Annotated[
        tuple[str, ...], Xml("TerritoryOfBeingFocusTrackDescription", values="CurrentTerritoryCode")
    ] = ()
    comments: Comments = ()
    is_default: FlagAttribute = None


@frozen
class FocusPeriod(Element):
    """A period between two moments; one without a zone is by the clock of the territory."""

    start: Annotated[datetime | None, Xml("StartDateTime")] = None
    end: Annotated[datetime | None, Xml("EndDateTime")] = None


@frozen
class MoodValue(Element):
    """A mood (Mood), or a word of one's own, and what has it."""

    value: Content
    namespace: TextAttribute = ""
    user_defined: Annotated[str, Xml("UserDefinedValue", Place.ATTRIBUTE)] = ""
    applies_to_composition: FlagAttribute = None
    applies_to_lyrics: FlagAttribute = None


def as_mood_value(value: MoodValue | str) -> MoodValue:
    """Return a mood."""
    return value if isinstance(value, MoodValue) else MoodValue(value)


@frozen
class Mood(Element):
    """How it feels, and whether words or music make it so (MoodOrThemeType)."""

    sources: Sources = field(default=(), kw_only=True)
    value: Annotated[MoodValue, Xml(values="Mood")] = field(converter=as_mood_value)
    descriptions: Descriptions = ()
    languages: Annotated[tuple[str, ...], Xml("LanguageAndScriptOfMood")] = ()
    territories: Annotated[tuple[str, ...], Xml("TerritoryOfMoodDescription", values="CurrentTerritoryCode")] = ()
    mood_type: Annotated[str, Xml(place=Place.ATTRIBUTE, values="MoodOrThemeType")] = ""


@frozen
class Theme(Element):
    """What it is about, and whether words or music say so (Theme, MoodOrThemeType)."""

    sources: Sources = field(default=(), kw_only=True)
    value: Annotated[AllowedValue, Xml(values="Theme")] = field(converter=as_value)
    descriptions: Descriptions = ()
    languages: Annotated[tuple[str, ...], Xml("LanguageAndScriptOfTheme")] = ()
    territories: Annotated[tuple[str, ...], Xml("TerritoryOfThemeDescription", values="CurrentTerritoryCode")] = ()
    theme_type: Annotated[str, Xml(place=Place.ATTRIBUTE, values="MoodOrThemeType")] = ""


@frozen
class Activity(Element):
    """What one does while hearing it (Activity)."""

    sources: Sources = field(default=(), kw_only=True)
    value: Annotated[AllowedValue, Xml(values="Activity")] = field(converter=as_value)
    descriptions: Descriptions = ()
    languages: Annotated[tuple[str, ...], Xml("LanguageAndScriptOfActivity")] = ()
    territories: Annotated[tuple[str, ...], Xml("TerritoryOfActivityDescription", values="CurrentTerritoryCode")] = ()


@frozen
class DanceStyle(Element):
    """What one dances to it (DanceStyle)."""

    sources: Sources = field(default=(), kw_only=True)
    value: Annotated[AllowedValue, Xml(values="DanceStyle")] = field(converter=as_value)
    descriptions: Descriptions = ()
    languages: Annotated[tuple[str, ...], Xml("LanguageAndScriptOfDanceStyle")] = ()
    territories: Annotated[tuple[str, ...], Xml("TerritoryOfDanceStyleDescription", values="CurrentTerritoryCode")] = ()


@frozen
class RhythmStyle(Element):
    """How its rhythm goes (RhythmStyle)."""

    sources: Sources = field(default=(), kw_only=True)
    value: Annotated[AllowedValue, Xml(values="RhythmStyle")] = field(converter=as_value)
    descriptions: Descriptions = ()
    languages: Annotated[tuple[str, ...], Xml("LanguageAndScriptOfRhythmStyle")] = ()
    territories: Annotated[
        tuple[str, ...], Xml("TerritoryOfRhythmStyleDescription", values="CurrentTerritoryCode")
    ] = ()


@frozen
class ArtisticStyle(Element):
    """What kind of artists play it (ArtistType)."""

    sources: Sources = field(default=(), kw_only=True)
    value: Annotated[AllowedValue, Xml(values="ArtistType")] = field(converter=as_value)
    territories: Annotated[
        tuple[str, ...], Xml("TerritoryOfArtisticStyleDescription", values="CurrentTerritoryCode")
    ] = ()


@frozen
class CommentaryNote(Element):
    """A note for people. The set of note types has no words yet: they are all one's own."""

    sources: Sources = field(default=(), kw_only=True)
    texts: Annotated[tuple[Text, ...], Xml("Text")]
    note_types: Annotated[tuple[AllowedValue, ...], Xml("CommentaryNoteType", values="CommentaryNoteType")]
    languages: Annotated[tuple[str, ...], Xml("LanguageAndScriptOfCommentaryNote")] = ()
    territories: Annotated[
        tuple[str, ...], Xml("TerritoryOfCommentaryNoteDescription", values="CurrentTerritoryCode")
    ] = ()
    authors: Annotated[tuple[Party, ...], Xml("Author")] = ()


@frozen
class ClassicalPeriod(Element):
    """The period of music it belongs to: Baroque, Modern (Period)."""

    sources: Sources = field(default=(), kw_only=True)
    value: Annotated[AllowedValue, Xml("Name", values="Period")] = field(converter=as_value)
    languages: Annotated[tuple[str, ...], Xml("LanguageAndScriptOfClassicalPeriod")] = ()
    territories: Annotated[
        tuple[str, ...], Xml("TerritoryOfClassicalPeriodDescription", values="CurrentTerritoryCode")
    ] = ()


@frozen
class ApproximateDate(Element):
    """A year, a month or a day, known exactly or not."""

    date: DateContent
    is_approximate: FlagAttribute = None


def as_optional_date(value: ApproximateDate | str | None) -> ApproximateDate | None:
    """Return a date, or none."""
    return ApproximateDate(value) if isinstance(value, str) else value


@frozen
class Epoch(Element):
    """A time in an artist's career: the Berlin years."""

    sources: Sources = field(default=(), kw_only=True)
    names: Annotated[tuple[NameText, ...], Xml("Value")] = ()
    artists: Annotated[tuple[Party, ...], Xml("RelatedArtist")] = ()
    creations: Annotated[tuple[RelatedCreation, ...], Xml("RelatedCreation")] = ()
    start: Annotated[ApproximateDate | None, Xml("StartDate")] = field(default=None, converter=as_optional_date)
    end: Annotated[ApproximateDate | None, Xml("EndDate")] = field(default=None, converter=as_optional_date)
    languages: Annotated[tuple[str, ...], Xml("LanguageAndScriptOfEpoch")] = ()
    territories: Annotated[tuple[str, ...], Xml("TerritoryOfEpochDescription", values="CurrentTerritoryCode")] = ()


@frozen
class ArtisticInfluence(Element):
    """Who or what it was influenced by, or has influenced."""

    sources: Sources = field(default=(), kw_only=True)
    parties: Parties = ()
    works: Annotated[tuple[WorkRef, ...], Xml("Work")] = ()
    resources: Annotated[tuple[ResourceRef, ...], Xml("Resource")] = ()
    releases: Annotated[tuple[ReleaseRef, ...], Xml("Release")] = ()
    descriptions: Descriptions = ()
    is_influenced: bool | None = None
    is_influencer: bool | None = None


@frozen
class Annotation(Element):
    """A text, and who says so."""

    sources: Sources = field(default=(), kw_only=True)
    text: Text


Annotations = Annotated[tuple[Annotation, ...], Xml("Description")]


@frozen
class SimilarRelease(Element):
    """A release like this one, and in what."""

    sources: Sources = field(default=(), kw_only=True)
    release: ReleaseRef
    descriptions: Annotations


@frozen
class SimilarResource(Element):
    """A recording like this one, and in what."""

    sources: Sources = field(default=(), kw_only=True)
    resource: ResourceRef
    descriptions: Annotations


@frozen
class SimilarWork(Element):
    """A work like this one, and in what."""

    sources: Sources = field(default=(), kw_only=True)
    work: WorkRef
    descriptions: Annotations


@frozen
class AlternativeTitle(Element):
    """Another title that it is looked for by (TitleType)."""

    sources: Sources = field(default=(), kw_only=True)
    text: Annotated[TitleText, Xml("TitleText")] = field(converter=as_title_text)
    subtitle: Annotated[TitleText | None, Xml("SubTitle")] = field(default=None, converter=as_optional_title_text)
    languages: Annotated[tuple[str, ...], Xml("LanguageAndScriptOfTitle")] = ()
    title_type: Annotated[str, Xml(place=Place.ATTRIBUTE, values="TitleType")] = ""
    namespace: TextAttribute = ""
    user_defined: Annotated[str, Xml("UserDefinedValue", Place.ATTRIBUTE)] = ""


__all__ = [
    "Activity",
    "AlternativeTitle",
    "Annotation",
    "Annotations",
    "ApproximateDate",
    "ArtisticInfluence",
    "ArtisticStyle",
    "ClassicalPeriod",
    "CommentaryNote",
    "Comments",
    "DanceStyle",
    "DateContent",
    "Descriptions",
    "Epoch",
    "Focus",
    "FocusPeriod",
    "Form",
    "GenreCategory",
    "GenreValue",
    "Mood",
    "MoodValue",
    "RhythmStyle",
    "SimilarRelease",
    "SimilarResource",
    "SimilarWork",
    "SubGenreCategory",
    "Theme",
    "as_genre_value",
    "as_mood_value",
    "as_optional_date",
]
