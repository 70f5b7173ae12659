"""The release: what a label hands over, independent of any platform."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from attrs import evolve, field, frozen

from tunemantra.core.composition import Asset, Component, Edition, MixPart, Part, RelatedRelease
from tunemantra.core.identifiers import Grid, Gtin, Isrc, Iswc
from tunemantra.core.lyrics import Lyrics
from tunemantra.core.party import AiUse, Artist, Contributor, credit
from tunemantra.core.rights import CLine, Deal, PLine, Visibility
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import AdditionalTitle, LocalText, Title


class ReleaseKind(StrEnum):
    """The product's kind, spelled as DDEX ReleaseType (ERN 4), except for compilations, which it tells by a flag."""

    ALBUM = "Album"
    EP = "EP"
    SINGLE = "Single"
    COMPILATION = "Compilation"
    CLASSICAL_ALBUM = "ClassicalAlbum"
    BOX_SET = "DigitalBoxSetRelease"
    DJ_MIX = "DjMix"
    RINGTONE = "RingtoneRelease"
    VIDEO_SINGLE = "VideoSingle"
    VIDEO_ALBUM = "VideoAlbum"
    MULTIMEDIA_ALBUM = "MultimediaAlbum"


COMMON_KINDS: Final = (ReleaseKind.ALBUM, ReleaseKind.EP, ReleaseKind.SINGLE, ReleaseKind.COMPILATION)
"""The kinds that are told by the number of recordings and whose they are."""

_PARTS: Final = {
    "artwork": Part.COVER,
    "booklet": Part.BOOKLET,
    "motion_square": Part.MOTION_SQUARE,
    "motion_tall": Part.MOTION_TALL,
}
_EDITION: Final = ".editions["

MUSIC_KINDS: Final = (*COMMON_KINDS, ReleaseKind.CLASSICAL_ALBUM, ReleaseKind.BOX_SET)
"""The kinds every music service takes."""


class Medium(StrEnum):
    """What a track's master is."""

    AUDIO = "audio"
    VIDEO = "video"


class ParentalWarning(StrEnum):
    """Advice for parents, spelled as DDEX ParentalWarningType."""

    EXPLICIT = "Explicit"
    EDITED = "ExplicitContentEdited"
    NOT_EXPLICIT = "NotExplicit"
    UNKNOWN = "NoAdviceAvailable"


@frozen
class LocalWarning:
    """Advice for parents in one territory, where it differs.

    Args:
        warning: the advice.
        territory: ISO 3166-1 alpha-2.
    """

    warning: ParentalWarning
    territory: str


@frozen
class Genre:
    """A genre of the label's own words, mapped per platform (`platform-facts` 14.2).

    Args:
        name: the genre.
        subgenre: a finer one; empty for none.
        language: BCP 47 tag; empty for the release's own language.
        territory: ISO 3166-1 alpha-2; empty for everywhere.
    """

    name: str
    subgenre: str = ""
    language: str = ""
    territory: str = ""


@frozen
class Track:
    """One recording in its place on the release.

    Args:
        isrc: of the recording.
        titles: at least one; the first is the default.
        artists: display artists in credit order; empty inherits the release's.
        audio: the master; the film of a video track.
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
        medium: whether it is a sound recording or a video.
        additional_titles: formal, grouping and other titles.
        credits: the credit as it has to be displayed, first the default, where it is not that of the artists in order.
        c_line: the © line of a video.
        further_p_lines, further_genres, further_warnings: besides the first, mostly for single territories.
        preview_duration: seconds a preview lasts; None for what the platform does.
        editions: immersive and other editions beside the master.
        work: title of the work of several parts that this track is a part of; parts of one work stand together.
        mixed: the recordings heard in a DJ mix, in order.
        visibility: from when it may be shown before its deals begin.
        album_only: whether there are no terms for the track alone.
        ai: how much of it generative machines made; None where nobody said.
        lyrics: the words, one of each language.
        canvas: a short film that is shown while it plays, again and again; None for none.
        gain: dB by which its master is made louder wherever it goes, 0 for as it is; None where a platform may ask.
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
    medium: Medium = Medium.AUDIO
    additional_titles: tuple[AdditionalTitle, ...] = ()
    credits: tuple[LocalText, ...] = ()
    c_line: CLine | None = None
    further_p_lines: tuple[PLine, ...] = ()
    further_genres: tuple[Genre, ...] = ()
    further_warnings: tuple[LocalWarning, ...] = ()
    preview_duration: Decimal | None = None
    editions: tuple[Edition, ...] = ()
    work: str = ""
    mixed: tuple[MixPart, ...] = ()
    visibility: tuple[Visibility, ...] = ()
    album_only: bool = False
    ai: AiUse | None = None
    lyrics: tuple[Lyrics, ...] = ()
    canvas: Asset | None = None
    gain: Decimal | None = None

    @property
    def title(self) -> Title:
        """Return the default title."""
        return self.titles[0]

    @property
    def position(self) -> tuple[int, int]:
        """Return disc and number, both 1-based."""
        return (self.disc, self.number)

    @property
    def raised(self) -> bool:
        """Return whether the label makes its master louder."""
        return self.gain is not None and self.gain > 0

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
        contributors: people credited on every recording.
        extras: platform extensions as `(platform, name, value)`.
        additional_titles: formal, grouping and other titles.
        credits: the credit as it has to be displayed, first the default, where it is not that of the artists in order.
        further_labels, further_p_lines, further_c_lines, further_genres, further_warnings: besides the first, mostly
            for single territories or languages.
        components: what is to be said of single discs: titles, and the product codes within a box set.
        related: other releases it has to do with.
        visibility: from when it may be shown before its deals begin.
        keywords, synopsis: texts for search and description.
        ai, artwork_ai: how much of it generative machines made; None where nobody said.
        booklet: a PDF that goes with an album; None for none.
        motion_square, motion_tall: the cover in motion, a short film 1:1 and one 3:4; None for none.
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
    additional_titles: tuple[AdditionalTitle, ...] = ()
    credits: tuple[LocalText, ...] = ()
    further_labels: tuple[LocalText, ...] = ()
    further_p_lines: tuple[PLine, ...] = ()
    further_c_lines: tuple[CLine, ...] = ()
    further_genres: tuple[Genre, ...] = ()
    further_warnings: tuple[LocalWarning, ...] = ()
    components: tuple[Component, ...] = ()
    related: tuple[RelatedRelease, ...] = ()
    visibility: tuple[Visibility, ...] = ()
    keywords: tuple[LocalText, ...] = ()
    synopsis: tuple[LocalText, ...] = ()
    ai: AiUse | None = None
    artwork_ai: AiUse | None = None
    booklet: Asset | None = None
    motion_square: Asset | None = None
    motion_tall: Asset | None = None

    @property
    def title(self) -> Title:
        """Return the default title."""
        return self.titles[0]

    @property
    def credit(self) -> str:
        """Return the display credit as it has to be displayed, else `A & B feat. C`."""
        return self.credits[0].text if self.credits else credit(self.artists)

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

    def additions(self) -> Iterator[tuple[str, Asset]]:
        """Yield the files only some platforms take, with their path in the release.

        They are `booklet`, `motion_square` and `motion_tall`, and of each track `tracks[0].editions[0].audio` and
        `tracks[0].canvas`.
        """
        for name in ("booklet", "motion_square", "motion_tall"):
            asset = getattr(self, name)
            if asset is not None:
                yield name, asset
        for index, track in enumerate(self.tracks):
            for place, edition in enumerate(track.editions):
                yield f"tracks[{index}].editions[{place}].audio", edition.audio
            if track.canvas is not None:
                yield f"tracks[{index}].canvas", track.canvas

    def part(self, path: str) -> Part:
        """Return what the file at a path in the release is to it."""
        if path in _PARTS:
            return _PARTS[path]
        if path.endswith(".canvas"):
            return Part.CANVAS
        if ".editions[" in path:
            return Part.IMMERSIVE
        track = self.tracks[int(path.removeprefix("tracks[").partition("]")[0])]
        return Part.FILM if track.medium is Medium.VIDEO else Part.RECORDING

    def isrc_of(self, path: str) -> Isrc | None:
        """Return the ISRC of the recording that the file at a path in the release belongs to; None for other files."""
        if path in _PARTS:
            return None
        place, _, rest = path.removeprefix("tracks[").partition("]")
        track = self.tracks[int(place)]
        if not rest.startswith(_EDITION):
            return track.isrc
        return track.editions[int(rest.removeprefix(_EDITION).partition("]")[0])].isrc or track.isrc

    def with_assets(self, assets: dict[str, Asset]) -> Release:
        """Return the release with some files replaced, by their path in the release."""
        tracks = tuple(_with_assets(track, f"tracks[{index}]", assets) for index, track in enumerate(self.tracks))
        return evolve(
            self,
            artwork=assets.get("artwork", self.artwork),
            booklet=assets.get("booklet", self.booklet),
            motion_square=assets.get("motion_square", self.motion_square),
            motion_tall=assets.get("motion_tall", self.motion_tall),
            tracks=tracks,
        )


def _with_assets(track: Track, path: str, assets: dict[str, Asset]) -> Track:
    editions = tuple(
        evolve(edition, audio=assets.get(f"{path}.editions[{place}].audio", edition.audio))
        for place, edition in enumerate(track.editions)
    )
    audio, canvas = assets.get(f"{path}.audio", track.audio), assets.get(f"{path}.canvas", track.canvas)
    return evolve(track, audio=audio, editions=editions, canvas=canvas)


def _extra(extras: tuple[tuple[str, str, str], ...], platform: str, name: str) -> str:
    return next((value for key, field_name, value in extras if (key, field_name) == (platform, name)), "")


__all__ = [
    "COMMON_KINDS",
    "MUSIC_KINDS",
    "Asset",
    "Genre",
    "LocalWarning",
    "Medium",
    "ParentalWarning",
    "Part",
    "Release",
    "ReleaseKind",
    "Track",
]
