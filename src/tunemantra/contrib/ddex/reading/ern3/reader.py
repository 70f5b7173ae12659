"""The reader of ERN 3: sends each part of a message to who can read it."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from attrs import define, evolve, field

from tunemantra.contrib.ddex.losses_3 import arranged
from tunemantra.contrib.ddex.profiles import Profile, profile_of
from tunemantra.contrib.ddex.reading.assembly import assemble
from tunemantra.contrib.ddex.reading.envelope import Envelope
from tunemantra.contrib.ddex.reading.ern3.deals import Deal3Reader, ReleaseTerms, deal_records, takes_down
from tunemantra.contrib.ddex.reading.ern3.people import Cast
from tunemantra.contrib.ddex.reading.ern3.releases import Product, Resources, is_main, read_main, read_track
from tunemantra.contrib.ddex.reading.ern3.resources import Seen, read_picture, read_recording
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.numbers import Numbers
from tunemantra.contrib.ddex.reading.people import People
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.records import BOOKLET_TYPE, MainRecord, Records
from tunemantra.contrib.ddex.reading.results import Content
from tunemantra.core.release import Genre, Release
from tunemantra.core.text import LocalText

_PICTURES: Final = frozenset({"FrontCoverImage", "VideoScreenCapture"})


@define(slots=False)
class Ern3Reader:
    """Reads the releases of ERN 3.4 to 3.8.3.

    Args:
        envelope: of the message.
        notes: where findings go.
    """

    envelope: Envelope
    notes: Notes
    records: Records = field(factory=Records, init=False)
    _product: Product | None = field(default=None, init=False)
    _terms: list[ReleaseTerms] = field(factory=list, init=False)
    _genres: dict[str, tuple[Genre, ...]] = field(factory=dict, init=False)
    _seen: list[Seen] = field(factory=list, init=False)
    _credits: dict[str, tuple[LocalText, ...]] = field(factory=dict, init=False)

    @cached_property
    def people(self) -> People:
        """Everybody named in the message."""
        return People(self.notes)

    @cached_property
    def _cast(self) -> Cast:
        return Cast(self.people, self.notes, self.envelope.language)

    @cached_property
    def _deals(self) -> Deal3Reader:
        header = self.envelope.header
        return Deal3Reader(self.notes, self.envelope.recipients, header.sender.dpid, created=header.created)

    @cached_property
    def _resources(self) -> Resources:
        return Resources(self.records.recordings, self._genres, self.records.seen)

    def take(self, section: str, piece: Piece) -> None:
        """Read one part; what is not read stays in it."""
        language = self.envelope.language
        match section, piece.name:
            case "", "UpdateIndicator" if piece.text in {"OriginalMessage", "UpdateMessage"}:
                self.records.update = piece.take() == "UpdateMessage"
            case "ResourceList", "SoundRecording" | "Video" if self.notes.is_new(piece, "ResourceReference"):
                heard = read_recording(piece, self._cast, self.notes, language)
                self.records.recordings[heard.record.reference] = heard.record
                self._genres[heard.record.reference] = heard.genres
            case "ResourceList", "Image" if self._is_picture(piece) and self.notes.is_new(piece, "ResourceReference"):
                seen = read_picture(piece, self.notes)
                self._seen.append(seen)
                self.records.pictures[seen.record.reference] = seen.record
            case "ResourceList", "Text" if self._is_booklet(piece) and self.notes.is_new(piece, "ResourceReference"):
                seen = read_picture(piece, self.notes)
                self._seen.append(seen)
                self.records.booklets[seen.record.reference] = seen.record
            case "ReleaseList", "Release" if self._is_new(piece):
                self._take_release(piece, language)
            case "DealList", "ReleaseDeal":
                self._terms.append(self._deals.terms(piece))

    def _take_release(self, piece: Piece, language: str) -> None:
        stated = is_main(piece)
        if self._product is None and stated is not False:
            self._product = read_main(piece, self._cast, self.notes, language, self._resources)
            self.records.main = self._product.record
        elif stated is True:
            self.notes.outside(piece.path, piece.line, "IsMainRelease")
        else:
            numbers = Numbers.of(self.records.main, self.envelope.header.sender.dpid)
            track = read_track(piece, self._cast, language, self._resources, self._product, numbers)
            self.records.tracks.append(track.record)
            self._credits.setdefault(track.record.resource, track.credits)

    def finish(self) -> Content:
        """Return what all parts make together."""
        main = self.records.main
        if main is not None:
            self.records.deals = list(deal_records(self._terms, main.reference, self.notes))
            left = any(main.reference in one.releases and one.deals for one in self.records.deals)
            self.records.takedown = takes_down(self._terms, main.reference) and not left
            self._add_credits()
            self._tell_gifts()
            self._tell_genres(main)
            self._tell_deeds(self._product)
        content = assemble(self.records, self.people, self.envelope, self.notes)
        self._tell_advice(content.release)
        if content.release is None:
            return content
        return evolve(content, release=arranged(content.release, self._profile(content.release)))

    def _add_credits(self) -> None:
        """Give recordings that state no display credit that of their release, else of the product."""
        main = self.records.main
        if main is None:
            return
        alone = not self.records.tracks
        for reference in dict.fromkeys(place.resource for place in main.places):
            recording = self.records.recordings.get(reference)
            if recording is not None and not recording.texts.credits:
                own = self._credits.get(reference, ())
                same = [one.party for one in recording.texts.billings] == [one.party for one in main.texts.billings]
                credits_ = own or (main.texts.credits if same or alone else ())
                texts = evolve(recording.texts, credits=credits_)
                self.records.recordings[reference] = evolve(recording, texts=texts)

    def _tell_gifts(self) -> None:
        """List what is said to be given at once, but not in the terms."""
        given = {reference for deals in self.records.deals for early in deals.early for reference in early}
        for reference, path, line in self._product.gifts if self._product is not None else ():
            if reference not in given:
                self.notes.leave(path, line, reference)
        for reference, path, line in self._product.refused if self._product is not None else ():
            if reference in given:
                self.notes.leave(path, line, "false")

    def _tell_genres(self, main: MainRecord) -> None:
        """List the genre of a recording without a track release that is not the product's: no track can have it."""
        released = {track.resource for track in self.records.tracks}
        for reference, genres in self._genres.items():
            recording = self.records.recordings[reference]
            for genre in genres if reference not in released else ():
                if genre not in main.genres:
                    path = f"{recording.origin.path}/Genre"
                    self.notes.leave(path, recording.origin.line, f"{genre.name} {genre.subgenre}".strip())

    def _tell_deeds(self, product: Product | None) -> None:
        """List what the product says its artists did and no recording does: it belongs to recordings."""
        if product is None or not product.deeds:
            return
        name, main = self.people.name, product.record
        heard = (self.records.recordings.get(place.resource) for place in main.places)
        known = {
            (name(deed.party), role) for one in heard if one is not None for deed in one.deeds for role in deed.roles
        }
        for deed in product.deeds:
            for role in deed.roles:
                if (name(deed.party), role) not in known:
                    path = f"{main.origin.path}/ReleaseDetailsByTerritory/DisplayArtist/ArtistRole"
                    self.notes.leave(path, main.origin.line, f"{name(deed.party)}: {role}")

    def _tell_advice(self, release: Release | None) -> None:
        """List the advice at pictures that is not that of the release."""
        for seen in self._seen:
            for path, line, text in seen.advice:
                if release is None or text != release.parental_warning.value:
                    self.notes.leave(path, line, text)

    def _profile(self, release: Release) -> Profile:
        single = not self.records.tracks and len(release.tracks) == 1
        return profile_of(release, simple_single=single)

    def _is_new(self, piece: Piece) -> bool:
        # A release that no terms are for needs no reference.
        return piece.first("ReleaseReference") is None or self.notes.is_new(piece, "ReleaseReference")

    @staticmethod
    def _is_picture(piece: Piece) -> bool:
        kind = piece.first("ImageType")
        return kind is not None and kind.text in _PICTURES

    @staticmethod
    def _is_booklet(piece: Piece) -> bool:
        kind = piece.first("TextType")
        return kind is not None and kind.text == BOOKLET_TYPE


__all__ = ["Ern3Reader"]
