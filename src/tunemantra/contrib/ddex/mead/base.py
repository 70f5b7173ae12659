"""The base of a message: what a release already says about itself, its recordings and their works."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from attrs import frozen

from tunemantra.contrib.ddex.mead.creations import ReleaseSummary, ResourceSummary, WorkSummary
from tunemantra.contrib.ddex.mead.descriptions import (
    AlternativeTitle,
    CommentaryNote,
    GenreCategory,
    SubGenreCategory,
)
from tunemantra.contrib.ddex.mead.header import MessageHeader
from tunemantra.contrib.ddex.mead.identifiers import CatalogNumber, ReleaseId, ResourceId, WorkId
from tunemantra.contrib.ddex.mead.message import MeadMessage, ReleaseInformation, ResourceInformation, WorkInformation
from tunemantra.contrib.ddex.mead.music import BeatsPerMinute, InstrumentUsed
from tunemantra.contrib.ddex.mead.parties import (
    IPI_PATTERN,
    CreditText,
    DisplayArtistName,
    Party,
    PartyId,
    PartyName,
)
from tunemantra.contrib.ddex.mead.recordings import RecordingPart, UsedWork
from tunemantra.contrib.ddex.mead.terms import (
    LANGUAGE_PATTERN,
    AllowedValue,
    DisplaySubtitle,
    DisplayTitle,
    Text,
    Title,
)
from tunemantra.contrib.ddex.mead.words import genre_of, harmony_of, word_of
from tunemantra.core import text as core_text
from tunemantra.core.identifiers import Isrc
from tunemantra.core.party import Artist, Contributor, ContributorRole, credit
from tunemantra.core.release import Genre, Release, Track

ValueSets = Mapping[str, AbstractSet[str]]
"""Sets of allowed values by name."""

AVS: Final = "3"
"""The allowed-value sets that MEAD 1.1 was made with."""

_WRITERS: Final = frozenset(
    {ContributorRole.COMPOSER, ContributorRole.LYRICIST, ContributorRole.COMPOSER_LYRICIST, ContributorRole.AUTHOR}
)
_NOTHING: Final[frozenset[str]] = frozenset()


def mead_of(
    release: Release, header: MessageHeader, value_sets: Mapping[str, AbstractSet[str]] | None = None
) -> MeadMessage:
    """Return what a release already says as a message to be added to.

    Told are: identifiers, titles, credits and artists, genres; of the release also its synopsis and keywords; of
    recordings tempo, key, instruments, the part for a preview and the works they are of; of works with an ISWC their
    title and writers. Recordings and works that occur twice are told of once. A word that the standard does not have
    is written as the sender's own.

    Args:
        release: what is told of.
        header: who tells it; the sender's DPID is the namespace of its own words.
        value_sets: by name, as `MeadSchemas.value_sets` gives them. Without them instruments and subgenres are
            written as the sender's own words, which is always valid.
    """
    base = _Base(release, header.sender.dpid, value_sets or {})
    works = base.works()
    recordings: dict[Isrc, Track] = {}
    for track in release.tracks:
        recordings.setdefault(track.isrc, track)
    return MeadMessage(
        header,
        works=tuple(base.work(track, reference) for track, reference in works.values()),
        resources=tuple(base.recording(track, works) for track in recordings.values()),
        releases=(base.release_information(),),
        avs=AVS,
        language=_language(release.language),
    )


@frozen
class _Base:
    """A release, seen by its sender."""

    source: Release
    namespace: str
    value_sets: ValueSets

    def works(self) -> dict[str, tuple[Track, str]]:
        """Return the works by ISWC, each with the first track of it and its reference in the message."""
        known: dict[str, tuple[Track, str]] = {}
        for track in self.source.tracks:
            if track.iswc is not None and str(track.iswc) not in known and self.writers(track):
                known[str(track.iswc)] = (track, f"W{len(known) + 1}")
        return known

    def release_information(self) -> ReleaseInformation:
        release = self.source
        number = CatalogNumber(release.catalog_number, self.namespace) if release.catalog_number else None
        grid = str(release.grid) if release.grid else ""
        genres = (release.genre, *release.further_genres)
        return ReleaseInformation(
            ReleaseSummary(
                ReleaseId(grid=grid, icpn=str(release.icpn), catalog_number=number),
                _display_titles(release.titles),
                _credits(release.artists, release.credits),
                tuple(map(_artist, release.artists)),
            ),
            genres=tuple(map(self._genre, genres)),
            sub_genres=self._sub_genres(genres),
            commentary_notes=(
                *self._note("Synopsis", release.synopsis),
                *self._note("Keywords", release.keywords),
            ),
            alternative_titles=_alternative_titles(release.additional_titles),
        )

    def recording(self, track: Track, works: Mapping[str, tuple[Track, str]]) -> ResourceInformation:
        release = self.source
        artists = release.artists_of(track)
        genres = (release.genre_of(track), *track.further_genres)
        harmony = harmony_of(track.key) if track.key else None
        known_work = works.get(str(track.iswc))
        return ResourceInformation(
            ResourceSummary(
                ResourceId(isrc=str(track.isrc)),
                _display_titles(track.titles),
                _credits(artists, track.credits or (() if track.artists else release.credits)),
                tuple(map(_artist, artists)),
            ),
            genres=tuple(map(self._genre, genres)),
            sub_genres=self._sub_genres(genres),
            beats_per_minute=() if track.bpm is None else (BeatsPerMinute(track.bpm),),
            instruments_used=self._instruments(track),
            harmonies=() if harmony is None else (harmony,),
            used_musical_works=() if known_work is None else (UsedWork((known_work[1],)),),
            recording_parts=_preview(track),
            alternative_titles=_alternative_titles(track.additional_titles),
        )

    def work(self, track: Track, reference: str) -> WorkInformation:
        # A version belongs to the recording, never to the work.
        titles = (Title(title.text, language=_language(title.language)) for title in track.titles)
        return WorkInformation(
            reference=reference,
            summary=WorkSummary(
                WorkId(iswc=str(track.iswc)), titles=tuple(dict.fromkeys(titles)), writers=self.writers(track)
            ),
        )

    def writers(self, track: Track) -> tuple[Party, ...]:
        """Return who wrote a track."""
        people = (*self.source.contributors, *track.contributors)
        return tuple(dict.fromkeys(_writer(person) for person in people if not _WRITERS.isdisjoint(person.roles)))

    def _genre(self, genre: Genre) -> GenreCategory:
        territories = (genre.territory,) if genre.territory else ()
        return GenreCategory(genre_of(genre.name, self.namespace, _language(genre.language)), territories=territories)

    def _sub_genres(self, genres: Iterable[Genre]) -> tuple[SubGenreCategory, ...]:
        allowed = self.value_sets.get("SubGenre", _NOTHING)
        words = (word_of(genre.subgenre, allowed, self.namespace) for genre in genres if genre.subgenre)
        return tuple(SubGenreCategory((word,)) for word in dict.fromkeys(words))

    def _instruments(self, track: Track) -> tuple[InstrumentUsed, ...]:
        allowed = self.value_sets.get("InstrumentType", _NOTHING)
        played = (name for person in (*self.source.contributors, *track.contributors) for name in person.instruments)
        words = dict.fromkeys(word_of(name, allowed, self.namespace) for name in played)
        return tuple(map(InstrumentUsed, words))

    def _note(self, kind: str, texts: Iterable[core_text.LocalText]) -> tuple[CommentaryNote, ...]:
        """Return a note; the standard has no words for kinds of note, so this is the sender's own."""
        written = tuple(Text(text.text, _language(text.language), text.territory) for text in texts)
        return (CommentaryNote(written, (AllowedValue.own(kind, self.namespace),)),) if written else ()


def _display_titles(titles: tuple[core_text.Title, ...]) -> tuple[DisplayTitle, ...]:
    return tuple(
        DisplayTitle(
            title.text,
            (DisplaySubtitle(title.version, is_displayed_in_title=True, subtitle_type="Version"),)
            if title.version
            else (),
            _language(title.language),
            title.territory,
            True if index == 0 else None,
        )
        for index, title in enumerate(titles)
    )


def _version(title: core_text.Title) -> tuple[DisplaySubtitle, ...]:
    if not title.version:
        return ()
    return (DisplaySubtitle(title.version, is_displayed_in_title=True, subtitle_type="Version"),)


def _alternative_titles(titles: Iterable[core_text.AdditionalTitle]) -> tuple[AlternativeTitle, ...]:
    return tuple(
        AlternativeTitle(
            title.text, title.subtitle or None, (title.language,) if title.language else (), title.kind.value
        )
        for title in titles
    )


def _credits(artists: tuple[Artist, ...], stated: tuple[core_text.LocalText, ...]) -> tuple[DisplayArtistName, ...]:
    texts = stated or ((core_text.LocalText(credit(artists)),) if credit(artists) else ())
    return tuple(
        DisplayArtistName(CreditText(text.text, _language(text.language), text.territory, True if not index else None))
        for index, text in enumerate(texts)
    )


def _artist(artist: Artist) -> Party:
    others = (
        PartyName(name.text, language=_language(name.language), territory=name.territory) for name in artist.names
    )
    ids = (PartyId(isni=str(artist.isni)),) if artist.isni else ()
    return Party((PartyName(artist.name), *others), ids)


def _writer(person: Contributor) -> Party:
    isni = str(person.isni) if person.isni else ""
    ipi = person.ipi if person.ipi and re.fullmatch(IPI_PATTERN, person.ipi) else ""
    ids = (PartyId(isni=isni, ipi_name_number=ipi),) if isni or ipi else ()
    return Party((PartyName(person.name),), ids)


def _preview(track: Track) -> tuple[RecordingPart, ...]:
    if track.preview_start is None:
        return ()
    end = None if track.preview_duration is None else track.preview_start + track.preview_duration
    return (RecordingPart("Second", track.preview_start, end, "Preview"),)


def _language(tag: str) -> str:
    """Return a language where the standard can write it."""
    return tag if re.fullmatch(LANGUAGE_PATTERN, tag, re.ASCII) else ""


__all__ = ["AVS", "ValueSets", "mead_of"]
