"""The reader of ERN 4: sends each part of a message to who can read it."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from attrs import define, field

from tunemantra.contrib.ddex.reading import values
from tunemantra.contrib.ddex.reading.assembly import assemble
from tunemantra.contrib.ddex.reading.envelope import Envelope
from tunemantra.contrib.ddex.reading.ern4.deals import DealReader
from tunemantra.contrib.ddex.reading.ern4.parties import read_party
from tunemantra.contrib.ddex.reading.ern4.releases import read_main, read_track
from tunemantra.contrib.ddex.reading.ern4.resources import read_picture, read_recording
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.numbers import Numbers
from tunemantra.contrib.ddex.reading.people import People
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.records import BOOKLET_TYPE, LabelRecord, Origin, Records
from tunemantra.contrib.ddex.reading.results import Content

_PICTURES: Final = frozenset({"FrontCoverImage", "VideoScreenCapture"})


@define(slots=False)
class Ern4Reader:
    """Reads the releases of ERN 4.1 to 4.3.2.

    Args:
        envelope: of the message.
        notes: where findings go.
    """

    envelope: Envelope
    notes: Notes
    records: Records = field(factory=Records, init=False)
    _labels: frozenset[LabelRecord] = field(default=frozenset(), init=False)
    _numbers: Numbers = field(factory=Numbers, init=False)

    @cached_property
    def people(self) -> People:
        """The parties of the message."""
        return People(self.notes)

    @cached_property
    def _deals(self) -> DealReader:
        return DealReader(self.notes, self.envelope.recipients, self.envelope.header.sender.dpid)

    def take(self, section: str, piece: Piece) -> None:
        """Read one part; what is not read stays in it."""
        language = self.envelope.language
        match section, piece.name:
            case "PartyList", "Party" if self.notes.is_new(piece, "PartyReference"):
                self.people.add(*read_party(piece, self.notes))
            case "ResourceList", "SoundRecording" | "Video" if self.notes.is_new(piece, "ResourceReference"):
                self._take_classical(piece)
                recording = read_recording(piece, self.notes, language)
                self.records.recordings[recording.reference] = recording
            case "ResourceList", "Image" if self._is_picture(piece) and self.notes.is_new(piece, "ResourceReference"):
                picture = read_picture(piece, self.notes)
                self.records.pictures[picture.reference] = picture
            case "ResourceList", "Text" if self._is_booklet(piece) and self.notes.is_new(piece, "ResourceReference"):
                booklet = read_picture(piece, self.notes)
                self.records.booklets[booklet.reference] = booklet
            case "ReleaseList", "Release" if self.records.main is None and self.notes.is_new(piece, "ReleaseReference"):
                main = read_main(piece, self.notes, self.envelope, self.records.seen)
                self.records.main = main
                self._labels = frozenset(main.labels)
                self._numbers = Numbers.of(main, self.envelope.header.sender.dpid)
            case "ReleaseList", "TrackRelease" if self.notes.is_new(piece, "ReleaseReference"):
                numbers = self._numbers
                track = read_track(piece, self.notes, language, self.records.recordings, self._labels, numbers)
                self.records.tracks.append(track)
            case "DealList", "ReleaseDeal":
                self.records.deals.append(self._deals.read(piece))
            case "DealList", "ReleaseVisibility" | "TrackReleaseVisibility" if self.notes.is_new(
                piece, "VisibilityReference"
            ):
                reference, shown = self._deals.visibility(piece)
                if shown is not None:
                    self.records.visibility[reference] = shown
                    self.records.shown[reference] = Origin(piece.path, piece.line)

    def finish(self) -> Content:
        """Return what all parts make together."""
        return assemble(self.records, self.people, self.envelope, self.notes)

    def _take_classical(self, piece: Piece) -> None:
        """Take the word that the variant Classical is for a recording, where the variant is stated or it is not."""
        said = values.flag(piece.attributes.get("ApplyClassicalProfileVariant", ""))
        if said is False or (said and "Classical" in self.envelope.variant):
            piece.attribute("ApplyClassicalProfileVariant")

    @staticmethod
    def _is_picture(piece: Piece) -> bool:
        kind = piece.first("Type")
        return kind is not None and kind.text in _PICTURES

    @staticmethod
    def _is_booklet(piece: Piece) -> bool:
        kind = piece.first("Type")
        return kind is not None and kind.text == BOOKLET_TYPE


__all__ = ["Ern4Reader"]
