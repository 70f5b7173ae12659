"""What core needs and a message does not say: the nearest value it has, or a stand-in, and a finding for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from tunemantra.contrib.ddex.reading.envelope import Envelope
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.records import MainRecord, RecordingRecord, Texts
from tunemantra.contrib.ddex.reading.terms import Terms
from tunemantra.contrib.ddex.stand_ins import stand_in_gtin, stand_in_isrc
from tunemantra.core.identifiers import Gtin, Isrc
from tunemantra.core.party import Artist
from tunemantra.core.release import Genre, Medium, ParentalWarning, ReleaseKind, Track
from tunemantra.core.rights import CLine, PLine
from tunemantra.core.text import Title

_UNNAMED: Final = "Unknown"
_LONGEST_SINGLE: Final = 3


class Gaps:
    """Fills what is missing in one release.

    Args:
        main: the main release.
        recordings: those of its tracks, in order.
        envelope: of the message.
        notes: where the findings go.
    """

    nothing: Final = Decimal(0)

    def __init__(
        self, main: MainRecord, recordings: Sequence[RecordingRecord], envelope: Envelope, notes: Notes
    ) -> None:
        self.main, self.recordings, self.envelope, self.notes = main, recordings, envelope, notes

    @property
    def isrcs(self) -> dict[str, Isrc]:
        """The ISRC of each track by reference of its resource."""
        return {one.reference: self._isrc(one) for one in self.recordings}

    def icpn(self) -> Gtin:
        """Return the GTIN, or the stand-in for it."""
        if self.main.icpn is not None:
            return self.main.icpn
        known = self.main.known_as or self.envelope.header.thread or self.envelope.header.id
        message = "The release has no good ICPN; a number that is nobody's stands in its place."
        self.notes.missing("icpn", message, observed=known)
        # The GRid alone where there is one: the other identifiers are not all written again.
        return stand_in_gtin(str(self.main.grid or known))

    def isrc(self, recording: RecordingRecord, path: str) -> Isrc:
        """Return the ISRC of a recording, or the stand-in for it."""
        if recording.isrc is None:
            message = "The recording has no good ISRC; a code that is nobody's stands in its place."
            self.notes.missing(path, message, observed=recording.isrc_text)
        return self._isrc(recording)

    def _isrc(self, recording: RecordingRecord) -> Isrc:
        if recording.isrc is not None:
            return recording.isrc
        whose = self.main.icpn or self.main.known_as or self.envelope.header.id
        return stand_in_isrc(f"{whose} {recording.reference} {recording.isrc_text}")

    def titles(self, path: str) -> tuple[Title, ...]:
        """Return the title of what has none."""
        self.notes.missing(path, "There is no title.")
        return (Title(_UNNAMED),)

    def artists(self, path: str, texts: Texts) -> tuple[Artist, ...]:
        """Return the artist of a release that names none: the literal credit."""
        name = texts.credits[0].text if texts.credits else _UNNAMED
        if texts.credits:
            self.notes.assume(path, "No artist is named; the literal credit is taken for one.", observed=name)
        else:
            self.notes.missing(path, "No artist is named.")
        return (Artist(name),)

    def label(self) -> str:
        """Return the label of a release that names none: the owner of the recording."""
        lines = [
            line for one in (self.main.texts, *(record.texts for record in self.recordings)) for line in one.p_lines
        ]
        if lines:
            self.notes.assume("label", "No label is named; the owner of the ℗ line is taken.", observed=lines[0].owner)
            return lines[0].owner
        self.notes.missing("label", "No label is named.")
        return _UNNAMED

    def release_date(self, terms: Terms) -> date:
        """Return the street date, else the day of the first deal, the original date, or that of the message."""
        if self.main.release_date is not None:
            if "release_date" in self.main.partial:
                self._partial("release_date", self.main.release_date)
            return self.main.release_date
        first = terms.start
        created = self.envelope.header.created
        choices = (
            (first.start.day if first else None, "the day of the first deal"),
            (self.main.original_release_date, "the original release date"),
            (created.date() if created else None, "the day of the message"),
        )
        found, what = next(((day, what) for day, what in choices if day), (date(1970, 1, 1), "nothing but a stand-in"))
        self.notes.assume("release_date", f"No release date is stated; {what} is taken.", observed=found.isoformat())
        return found

    def original_release_date(self) -> date | None:
        """Return the original date; told where only a part of it is stated."""
        if self.main.original_release_date is not None and "original_release_date" in self.main.partial:
            self._partial("original_release_date", self.main.original_release_date)
        return self.main.original_release_date

    def p_line(self, label: str, released: date) -> PLine:
        """Return the ℗ line of a release without one: that of its first track, else year and label."""
        tracks = [line for one in self.recordings for line in one.texts.p_lines]
        line = tracks[0] if tracks else PLine(released.year, label)
        what = "that of the first track" if tracks else "year and label"
        self.notes.assume("p_line", f"The release has no ℗ line; {what} is taken.", observed=line.text)
        return line

    def c_line(self, p_line: PLine) -> CLine:
        """Return the © line of a release without one: year and owner of the ℗ line."""
        line = CLine(p_line.year, p_line.owner)
        self.notes.assume(
            "c_line", "The release has no © line; year and owner of the ℗ line are taken.", observed=line.text
        )
        return line

    def genre(self, tracks: tuple[Track, ...]) -> Genre:
        """Return the genre of a release without one: that of its first track."""
        found = next((track.genre for track in tracks if track.genre), None)
        if found is None:
            self.notes.missing("genre", "No genre is stated.")
            return Genre(_UNNAMED)
        self.notes.assume("genre", "The release has no genre; that of the first track is taken.", observed=found.name)
        return found

    def kind(self, tracks: tuple[Track, ...]) -> ReleaseKind:
        """Return the kind of a release that states none that is known: by what it holds."""
        films = sum(track.medium is Medium.VIDEO for track in tracks)
        single = len(tracks) <= _LONGEST_SINGLE
        kind = ReleaseKind.SINGLE if single else ReleaseKind.ALBUM
        if films:
            kind = ReleaseKind.VIDEO_SINGLE if single else ReleaseKind.VIDEO_ALBUM
            kind = kind if films == len(tracks) else ReleaseKind.MULTIMEDIA_ALBUM
        message = "The kind of release is not one that is known here; it is told by what the release holds."
        self.notes.assume("kind", message, observed=kind.value)
        return kind

    def language(self) -> str:
        """Return the language of a message that states none."""
        self.notes.assume("language", "No language is stated; English is taken.")
        return "en"

    def advice(self, path: str) -> ParentalWarning:
        """Return the advice where there is none."""
        self.notes.assume(path, "There is no advice for parents.")
        return ParentalWarning.UNKNOWN

    def _partial(self, path: str, taken: date) -> None:
        message = "Only a part of the date is stated; its first day is taken."
        self.notes.assume(path, message, observed=taken.isoformat())


__all__ = ["Gaps"]
