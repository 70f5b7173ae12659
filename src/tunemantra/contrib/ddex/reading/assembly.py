"""The release out of its records, of any version: order, terms, files; and what core needs and nobody said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final, TypeVar

from attrs import evolve

from tunemantra.contrib.ddex.cast import implied_names
from tunemantra.contrib.ddex.files import BOOKLET, COVER
from tunemantra.contrib.ddex.normal import normalise
from tunemantra.contrib.ddex.profiles import Profile
from tunemantra.contrib.ddex.reading.envelope import Envelope
from tunemantra.contrib.ddex.reading.gaps import Gaps
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.numbers import Numbers
from tunemantra.contrib.ddex.reading.outsiders import list_values
from tunemantra.contrib.ddex.reading.people import People, with_platforms
from tunemantra.contrib.ddex.reading.records import (
    MainRecord,
    OtherEdition,
    Part,
    PictureRecord,
    Place,
    RecordingRecord,
    Records,
    TrackRecord,
)
from tunemantra.contrib.ddex.reading.results import Content
from tunemantra.contrib.ddex.reading.stated import StatedFile
from tunemantra.contrib.ddex.reading.terms import gather
from tunemantra.core.composition import Asset, Component, Edition, MixPart
from tunemantra.core.distribution import OrderKind
from tunemantra.core.release import Medium, Release, ReleaseKind, Track
from tunemantra.core.rights import PLine

T = TypeVar("T")

_FRONT_COVER: Final = "FrontCoverImage"
_PICTURE_NAMES: Final = frozenset({COVER, "cover", BOOKLET})
_MOST_TIMES: Final = 20
"""How often one recording may stand on a release: a stranger may not multiply."""


def assemble(records: Records, people: People, envelope: Envelope, notes: Notes) -> Content:
    """Return the release, what is ordered, and the files.

    Args:
        records: everything the lists say.
        people: the parties.
        envelope: of the message.
        notes: where findings and leftovers go.
    """
    main = records.main
    if main is None:
        notes.missing("", "The message has no main release.")
        return Content()
    return _Assembly(records, main, people, envelope, notes).content()


class _Assembly:
    """Puts one release together."""

    def __init__(self, records: Records, main: MainRecord, people: People, envelope: Envelope, notes: Notes) -> None:
        self.records, self.main, self.people, self.envelope, self.notes = records, main, people, envelope, notes
        self.heard: Counter[str] = Counter()
        self.places = self._places()
        self.by_resource: dict[str, TrackRecord] = {}
        # Of several track releases of one recording the first is read: a track has one set of terms.
        for track in records.tracks:
            self.by_resource.setdefault(track.resource, track)
        self.gaps = Gaps(main, [records.recordings[place.resource] for place in self.places], envelope, notes)
        self.terms = gather(records, main.reference, self.gaps.isrcs, notes)

    def content(self) -> Content:
        """Return everything."""
        files = self._files()
        tracks = tuple(self._track(index, place) for index, place in enumerate(self.places))
        release = self._release(tracks)
        self._tell_outsiders()
        self._tell_numbers()
        self._tell_length(tracks)
        self.people.close()
        settled = normalise(release, self._profile(tracks))
        return Content(self._with_ids(settled), self._order_kind(files), files)

    def _places(self) -> list[Place]:
        """Return the playing order; recordings that stand nowhere follow in the order of the list."""
        known = []
        times: Counter[str] = Counter()
        for place in self.main.places:
            times[place.resource] += 1
            if place.resource not in self.records.recordings:
                self.notes.error("ERN-READ-006", None, "A place leads to no recording.", observed=place.resource)
            elif times[place.resource] <= _MOST_TIMES:
                known.append(place)
            else:
                message = f"A recording stands in more than {_MOST_TIMES} places; the others are left out."
                self.notes.error("ERN-READ-009", None, message, observed=place.resource)
        if not known:
            own = [one for one in self.records.recordings.values() if not one.supplemental]
            return [Place(one.reference, 1, number) for number, one in enumerate(own, start=1)]
        return sorted(known, key=lambda place: (place.disc, place.number))

    def _release(self, tracks: tuple[Track, ...]) -> Release:
        main, texts, gaps = self.main, self.main.texts, self.gaps
        labels = self.people.labels(main.labels)
        artists = self.people.artists(texts.billings)
        p_lines, c_lines = texts.p_lines, texts.c_lines
        label = labels[0].text if labels else gaps.label()
        released = gaps.release_date(self.terms)
        p_line = p_lines[0] if p_lines else gaps.p_line(label, released)
        return Release(
            icpn=gaps.icpn(),
            titles=texts.titles or gaps.titles("titles"),
            artists=artists or gaps.artists("artists", texts),
            label=label,
            kind=self._kind(tracks),
            tracks=tracks,
            artwork=_asset(self._cover_file()),
            deals=self.terms.whole,
            p_line=p_line,
            c_line=c_lines[0] if c_lines else gaps.c_line(p_line),
            genre=main.genres[0] if main.genres else gaps.genre(tracks),
            release_date=released,
            language=self.envelope.language or gaps.language(),
            original_release_date=gaps.original_release_date(),
            parental_warning=texts.advice.general or gaps.advice("parental_warning"),
            catalog_number=main.catalog_number,
            grid=main.grid,
            extras=texts.extras,
            additional_titles=texts.additional,
            credits=texts.credits,
            further_labels=labels[1:],
            further_p_lines=p_lines[1:],
            further_c_lines=c_lines[1:],
            further_genres=main.genres[1:],
            further_warnings=texts.advice.local,
            components=tuple(Component(one.disc, one.titles, one.icpn) for one in main.discs),
            related=main.related,
            visibility=self.terms.shown_whole(main.visibility),
            keywords=main.keywords,
            synopsis=main.synopsis,
            ai=texts.ai,
            artwork_ai=self.cover.ai if self.cover else None,
            booklet=_asset(self.booklet.file) if self.booklet else None,
        )

    def _track(self, index: int, place: Place) -> Track:
        recording = self.records.recordings[place.resource]
        texts, path = recording.texts, f"tracks[{index}]"
        released = self.by_resource.get(place.resource)
        genres = released.genres if released else ()
        p_lines: tuple[PLine, ...] = texts.p_lines
        artists = self.people.artists(texts.billings)
        return Track(
            isrc=self.gaps.isrc(recording, f"{path}.isrc"),
            titles=texts.titles or self.gaps.titles(f"{path}.titles"),
            audio=_asset(recording.file),
            number=place.number,
            disc=place.disc,
            artists=artists,
            contributors=self.people.contributors(recording.deeds),
            p_line=_first(p_lines),
            genre=_first(genres),
            parental_warning=texts.advice.general or self.gaps.advice(f"{path}.parental_warning"),
            duration=recording.duration,
            iswc=recording.iswc,
            language=recording.language,
            deals=self.terms.of(released),
            original_release_date=recording.first_published,
            preview_start=recording.preview_start,
            extras=(*texts.extras, *(released.extras if released else ())),
            medium=recording.medium,
            additional_titles=texts.additional,
            credits=texts.credits,
            c_line=_first(texts.c_lines),
            further_p_lines=p_lines[1:],
            further_genres=genres[1:],
            further_warnings=texts.advice.local,
            preview_duration=recording.preview_duration,
            editions=tuple(map(_edition, recording.editions)),
            work=place.work,
            mixed=self._mixed(recording),
            visibility=self.terms.shown(released),
            album_only=self.terms.withheld(released, alone=len(self.places) == 1),
            ai=texts.ai,
        )

    def _mixed(self, recording: RecordingRecord) -> tuple[MixPart, ...]:
        found = []
        for part in recording.parts:
            heard = self.records.recordings.get(part.resource)
            self.heard[part.resource] += 1
            if heard is None:
                self.notes.error("ERN-READ-006", None, "A part of a mix leads to no recording.", observed=part.resource)
            elif self.heard[part.resource] <= _MOST_TIMES:
                found.append(self._part(part, heard))
        return tuple(found)

    def _part(self, part: Part, heard: RecordingRecord) -> MixPart:
        texts = heard.texts
        artists = self.people.artists(texts.billings)
        told = [*texts.p_lines, *heard.deeds, *texts.additional, *texts.extras]
        if texts.credits and texts.credits != implied_names(artists):
            told.append(texts.credits)
        if told or heard.file:
            self.notes.leave(
                heard.origin.path, heard.origin.line, f"more of {heard.isrc_text} than a part of a mix tells"
            )
        return MixPart(
            isrc=self.gaps.isrc(heard, heard.origin.path),
            titles=texts.titles or self.gaps.titles(heard.origin.path),
            artists=artists,
            start=part.start or self.gaps.nothing,
            duration=part.duration or heard.duration or self.gaps.nothing,
        )

    def _kind(self, tracks: tuple[Track, ...]) -> ReleaseKind:
        kind = self.main.kind or self.gaps.kind(tracks)
        if not self.main.compilation:
            return kind
        if kind is ReleaseKind.ALBUM:
            return ReleaseKind.COMPILATION
        origin = self.main.origin
        self.notes.leave(f"{origin.path}/IsMultiArtistCompilation", origin.line, "true")
        return kind

    @property
    def cover(self) -> PictureRecord | None:
        """The picture of the release: its front cover, else the first that is linked, else the first."""
        pictures = list(self.records.pictures.values())
        linked = [self.records.pictures[one] for one in self.main.covers if one in self.records.pictures]
        fronts = [one for one in (*linked, *pictures) if one.kind == _FRONT_COVER]
        return next(iter((*fronts, *linked, *pictures)), None)

    @property
    def booklet(self) -> PictureRecord | None:
        """The booklet of the release: the first that is linked, else the first."""
        booklets = self.records.booklets
        linked = [booklets[one] for one in self.main.covers if one in booklets]
        return next(iter((*linked, *booklets.values())), None)

    def _cover_file(self) -> StatedFile | None:
        cover = self.cover
        if cover is None:
            self.notes.assume("artwork", "The message has no cover.")
        return cover.file if cover else None

    def _files(self) -> Mapping[str, StatedFile]:
        files: dict[str, StatedFile] = {}
        for index, place in enumerate(self.places):
            recording = self.records.recordings[place.resource]
            if recording.file is not None:
                files[f"tracks[{index}].audio"] = recording.file
            for number, edition in enumerate(recording.editions):
                if edition.file is not None:
                    files[f"tracks[{index}].editions[{number}].audio"] = edition.file
        for subject, one in ((COVER, self.cover), (BOOKLET, self.booklet)):
            if one is not None and one.file is not None:
                files[subject] = one.file
        return files

    def _order_kind(self, files: Mapping[str, StatedFile]) -> OrderKind:
        if self.records.takedown or not self.terms.any:
            return OrderKind.TAKEDOWN
        travels = any(file.travels for subject, file in files.items() if subject not in {COVER, BOOKLET})
        return OrderKind.INSERT if travels and not self.records.update else OrderKind.UPDATE

    def _profile(self, tracks: tuple[Track, ...]) -> Profile | None:
        """Return the profile of the message: the stated one, else a single's where there is no track release."""
        if self.envelope.profile in set(Profile):
            return Profile(self.envelope.profile)
        if self.records.tracks or len(tracks) != 1:
            return None
        film = tracks[0].medium is Medium.VIDEO
        return Profile.SIMPLE_VIDEO_SINGLE if film else Profile.SIMPLE_AUDIO_SINGLE

    def _with_ids(self, release: Release) -> Release:
        keys = self.envelope.platforms
        tracks = tuple(
            evolve(
                track,
                artists=with_platforms(track.artists, keys),
                mixed=tuple(evolve(part, artists=with_platforms(part.artists, keys)) for part in track.mixed),
            )
            for track in release.tracks
        )
        return evolve(release, artists=with_platforms(release.artists, keys), tracks=tracks)

    def _tell_length(self, tracks: tuple[Track, ...]) -> None:
        """List a length of the whole that is not the sum of its tracks, whole seconds or not."""
        stated, total = self.main.duration, sum(track.duration or 0 for track in tracks)
        if stated is not None and abs(stated - total) > len(tracks):
            origin = self.main.origin
            self.notes.leave(f"{origin.path}/Duration", origin.line, f"{stated} s")

    def _tell_outsiders(self) -> None:
        """List recordings, pictures, booklets and track releases that are no part of the product."""
        used = {place.resource for place in self.places}
        told = used | {part.resource for one in used for part in self.records.recordings[one].parts}
        known = (self.cover, self.booklet)
        others: list[RecordingRecord | PictureRecord] = [
            one for one in self.records.recordings.values() if one.reference not in told
        ]
        others += [one for one in self._seen() if one not in known]
        for one in others:
            self._tell_outsider(one)
        for track in self.records.tracks:
            if track.resource not in used or self.by_resource[track.resource] is not track:
                self._tell_outsider(track)
                for deal in (*self.terms.of(track), *self.terms.shown(track)):
                    list_values(deal, track.origin, self.notes)

    def _seen(self) -> list[PictureRecord]:
        return [*self.records.pictures.values(), *self.records.booklets.values()]

    def _tell_numbers(self) -> None:
        """List numbers of resources that say more than the codes that are kept."""
        numbers = Numbers.of(self.main, self.envelope.header.sender.dpid)
        recordings = list(self.records.recordings.values())
        known = _PICTURE_NAMES.union(one.isrc_text for one in recordings if one.isrc_text)
        resources: list[RecordingRecord | PictureRecord] = [*recordings, *self._seen()]
        for resource in resources:
            for path, line, text in numbers.left(resource, known):
                self.notes.leave(path, line, text)

    def _tell_outsider(self, one: RecordingRecord | PictureRecord | TrackRecord) -> None:
        list_values(one, one.origin, self.notes, self.people.whose)
        self.notes.outside(one.origin.path, one.origin.line, one.reference)


def _first(values: tuple[T, ...]) -> T | None:
    return values[0] if values else None


def _edition(edition: OtherEdition) -> Edition:
    return Edition(_asset(edition.file), edition.isrc)


def _asset(file: StatedFile | None) -> Asset:
    return Asset(file.uri, file.sha256, file.size) if file is not None else Asset("")


__all__ = ["assemble"]
