"""The release: what a label hands over, independent of any platform."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum

from attrs import evolve, field, frozen

from tunemantra.core.identifiers import Grid, Gtin, Isrc, Iswc
from tunemantra.core.party import Artist, Contributor, credit
from tunemantra.core.rights import CLine, Deal, PLine
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import Title


class ReleaseKind(StrEnum):
    """The product's kind, spelled as DDEX ReleaseType."""

    ALBUM = "Album"
    EP = "EP"
    SINGLE = "Single"
    COMPILATION = "Compilation"


class ParentalWarning(StrEnum):
    """Advice for parents, spelled as DDEX ParentalWarningType."""

    EXPLICIT = "Explicit"
    EDITED = "ExplicitContentEdited"
    NOT_EXPLICIT = "NotExplicit"
    UNKNOWN = "NoAdviceAvailable"


@frozen
class Genre:
    """A genre of the label's own words, mapped per platform (`platform-facts` 14.2)."""

    name: str
    subgenre: str = ""


@frozen
class Asset:
    """A file of the release.

    Args:
        path: relative to the release folder, with forward slashes.
        sha256: hex digest of its bytes once it has been fetched; empty before.
        size: bytes once it has been fetched; 0 before.
    """

    path: str
    sha256: str = ""
    size: int = 0


@frozen
class Track:
    """One recording in its place on the release.

    Args:
        isrc: of the recording.
        titles: at least one; the first is the default.
        artists: display artists in credit order; empty inherits the release's.
        audio: the master.
        disc: 1-based.
        number: 1-based within the disc.
        contributors: writers, producers, performers.
        p_line: the ℗ line; None inherits the release's.
        genre: None inherits the release's.
        parental_warning: advice.
        duration: seconds as stated in the metadata; None if only the audio says it.
        iswc: of the work.
        language: BCP 47 of the performance; `zxx` for instrumentals, empty for the release's.
        bpm: beats per minute (DJ metadata).
        key: musical key such as `A min`, `Db maj`.
        deals: the track's own terms; empty inherits the release's.
        original_release_date: of the recording, if it came out before.
        preview_start: seconds into the track.
        extras: platform extensions as `(platform, name, value)`.
    """

    isrc: Isrc
    titles: tuple[Title, ...]
    audio: Asset
    number: int
    disc: int = 1
    artists: tuple[Artist, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    p_line: PLine | None = None
    genre: Genre | None = None
    parental_warning: ParentalWarning = ParentalWarning.NOT_EXPLICIT
    duration: Decimal | None = None
    iswc: Iswc | None = None
    language: str = ""
    bpm: Decimal | None = None
    key: str = ""
    deals: tuple[Deal, ...] = ()
    original_release_date: date | None = None
    preview_start: Decimal | None = None
    extras: tuple[tuple[str, str, str], ...] = ()

    @property
    def title(self) -> Title:
        """Return the default title."""
        return self.titles[0]

    @property
    def position(self) -> tuple[int, int]:
        """Return disc and number, both 1-based."""
        return (self.disc, self.number)

    def extra(self, platform: str, name: str) -> str:
        """Return a platform extension's value, or an empty text."""
        return _extra(self.extras, platform, name)


@frozen
class Release:
    """A product: one GTIN, its tracks, its artwork and the terms.

    Args:
        icpn: the product's GTIN (UPC or EAN); it never changes between deliveries.
        titles: at least one; the first is the default.
        artists: display artists in credit order.
        label: display name of the label.
        kind: album, EP, single, compilation.
        tracks: in playing order.
        artwork: the front cover.
        deals: the terms; empty means nothing may be sold or streamed.
        p_line, c_line: ownership lines.
        genre: primary genre.
        language: BCP 47 of the metadata without a tag of its own.
        release_date: the label's street date (information; availability is in the deals).
        original_release_date: when it first came out.
        parental_warning: advice for the whole.
        catalog_number: the label's own number.
        grid: GRid, if there is one.
        extras: platform extensions as `(platform, name, value)`.
    """

    icpn: Gtin
    titles: tuple[Title, ...]
    artists: tuple[Artist, ...]
    label: str
    kind: ReleaseKind
    tracks: tuple[Track, ...]
    artwork: Asset
    deals: tuple[Deal, ...]
    p_line: PLine
    c_line: CLine
    genre: Genre
    release_date: date
    language: str = "en"
    original_release_date: date | None = None
    parental_warning: ParentalWarning = ParentalWarning.NOT_EXPLICIT
    catalog_number: str = ""
    grid: Grid | None = None
    contributors: tuple[Contributor, ...] = ()
    extras: tuple[tuple[str, str, str], ...] = field(default=())

    @property
    def title(self) -> Title:
        """Return the default title."""
        return self.titles[0]

    @property
    def credit(self) -> str:
        """Return the display credit: `A & B feat. C`."""
        return credit(self.artists)

    @property
    def discs(self) -> tuple[int, ...]:
        """Return the disc numbers in order."""
        return tuple(sorted({track.disc for track in self.tracks}))

    @property
    def territories(self) -> TerritorySet:
        """Return every territory some deal of the release reaches."""
        union = TerritorySet.nothing()
        for deal in self.deals:
            union |= deal.territories
        return union

    def artists_of(self, track: Track) -> tuple[Artist, ...]:
        """Return the display artists of a track, the release's where it has none."""
        return track.artists or self.artists

    def deals_of(self, track: Track) -> tuple[Deal, ...]:
        """Return the terms of a track, the release's where it has none."""
        return track.deals or self.deals

    def genre_of(self, track: Track) -> Genre:
        """Return the genre of a track, the release's where it has none."""
        return track.genre or self.genre

    def p_line_of(self, track: Track) -> PLine:
        """Return the ℗ line of a track, the release's where it has none."""
        return track.p_line or self.p_line

    def language_of(self, track: Track) -> str:
        """Return the language of performance of a track, the release's where it has none."""
        return track.language or self.language

    def extra(self, platform: str, name: str) -> str:
        """Return a platform extension's value, or an empty text."""
        return _extra(self.extras, platform, name)

    def assets(self) -> Iterator[tuple[str, Asset]]:
        """Yield every file with its path in the release: `artwork`, `tracks[0].audio`."""
        yield "artwork", self.artwork
        for index, track in enumerate(self.tracks):
            yield f"tracks[{index}].audio", track.audio

    def with_assets(self, assets: dict[str, Asset]) -> Release:
        """Return the release with some files replaced, by their path in the release."""
        tracks = tuple(
            evolve(track, audio=assets.get(f"tracks[{index}].audio", track.audio))
            for index, track in enumerate(self.tracks)
        )
        return evolve(self, artwork=assets.get("artwork", self.artwork), tracks=tracks)


def _extra(extras: tuple[tuple[str, str, str], ...], platform: str, name: str) -> str:
    return next((value for key, field_name, value in extras if (key, field_name) == (platform, name)), "")


__all__ = ["Asset", "Genre", "ParentalWarning", "Release", "ReleaseKind", "Track"]
