"""What a platform demands, as data, and the form a master takes to meet it."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from attrs import evolve, field, frozen

from tunemantra.core.composition import Asset, Part
from tunemantra.core.form import (
    ADM,
    LOSSLESS,
    ONE_RATE,
    AudioForm,
    AudioTags,
    BookletForm,
    Dither,
    Form,
    ImageForm,
    VideoForm,
    rendition_key,
)
from tunemantra.core.media import AudioFacts, BookletFacts, Facts, ImageFacts, VideoFacts
from tunemantra.core.release import MUSIC_KINDS, Release, ReleaseKind
from tunemantra.core.schedule import LeadTime
from tunemantra.core.terms import Terms

_SHAPED_DEPTH = 16


class Capability(StrEnum):
    """What a platform can do beyond taking a new release; each is proved by the conformance kit."""

    UPDATE = "update"
    TAKEDOWN = "takedown"
    WEBHOOK = "webhook"
    MAIL_STATUS = "mail-status"
    POLL = "poll"
    TRACK_STATUS = "track-status"
    BATCHES = "batches"


@frozen
class TagSpec:
    """The tags a platform wants in recordings; no WAV and no ADM master has any.

    Args:
        cover: the cover inside each of them, a JPEG or PNG; None for none.
    """

    cover: ImageSpec | None = None


@frozen
class AudioSpec:
    """The audio a platform takes.

    Args:
        container, codec: as in `AudioForm`.
        sample_rates: Hz, ascending; the highest one that does not upsample is used.
        bit_depths: bits, ascending; the highest one that does not pad is used. Empty for lossy codecs.
        channels: count; for `adm` the most it may have.
        bitrate: bits per second for lossy codecs.
        dither: what is added where bits are dropped to 16; more bits take triangular dither.
        tags: what is written into each recording; None where it bears none, and those of a master are taken out.
        loudness: LUFS, integrated, that each recording is brought to by gain alone; None for that of the master.
    """

    container: str
    codec: str
    sample_rates: tuple[int, ...]
    bit_depths: tuple[int, ...] = ()
    channels: int = 2
    bitrate: int = 0
    dither: Dither = Dither.TRIANGULAR
    tags: TagSpec | None = None
    loudness: float | None = None

    def form_for(self, master: AudioFacts) -> AudioForm | None:
        """Return the form this master is delivered in; None where that would make something up.

        That is upsampling, padding, encoding what is lossy once more, or converting an ADM master.
        """
        if not self.takes_scene_of(master):
            return None
        rates = [rate for rate in self.sample_rates if rate <= master.sample_rate or self.codec in ONE_RATE]
        depths = [depth for depth in self.bit_depths if depth <= master.bit_depth] if self.bit_depths else [0]
        if not rates or not depths or (self.codec != ADM and master.channels < self.channels):
            return None
        channels = master.channels if self.codec == ADM else self.channels
        dither = self.dither if depths[-1] == _SHAPED_DEPTH else Dither.TRIANGULAR
        form = AudioForm(self.container, self.codec, rates[-1], depths[-1], channels, self.bitrate, dither)
        return form if not master.lossy or form.is_form_of(master) else None

    def takes_scene_of(self, master: AudioFacts) -> bool:
        """Return whether an ADM master meets a platform that takes one, or plain channels one that takes those."""
        return (master.immersive is not None) == (self.codec == ADM)

    def takes_channels_of(self, master: AudioFacts) -> bool:
        """Return whether the master has the channels the platform takes."""
        return master.channels <= self.channels if self.codec == ADM else master.channels == self.channels

    def __str__(self) -> str:
        rates = "/".join(f"{rate / 1000:g}" for rate in self.sample_rates)
        depths = "/".join(str(depth) for depth in self.bit_depths)
        resolution = f" {depths}-bit" if depths else ""
        if self.codec == ADM:
            return f"ADM BWF{resolution} {rates} kHz, at most {self.channels} channels"
        loud = "" if self.loudness is None else f", {self.loudness:g} LUFS"
        return f"{self.container.upper()}{resolution} {rates} kHz, {self.channels} channels{loud}"


@frozen
class ImageSpec:
    """The cover a platform takes: square, RGB, 8 bit.

    Args:
        format: `JPEG`, `PNG`, `TIFF`.
        min_side: pixels; a smaller master is refused, never upscaled.
        max_side: pixels; a larger master is scaled down.
        max_bytes: upper bound of the file's size; 0 for none.
    """

    format: str
    min_side: int
    max_side: int
    max_bytes: int = 0

    def form_for(self, master: ImageFacts) -> ImageForm | None:
        """Return the form this master is delivered in; None where it would need upscaling or cropping."""
        if not master.square or master.side < self.min_side:
            return None
        return ImageForm(self.format, min(master.side, self.max_side), max_bytes=self.max_bytes)

    def __str__(self) -> str:
        return f"{self.format}, square, at least {self.min_side} pixels, RGB 8-bit"


@frozen
class VideoSpec:
    """The moving picture a platform takes.

    Args:
        container, codec: as in `VideoForm`.
        ratio: width and height of the shape, such as `(9, 16)`.
        min_height: pixels; a smaller master is refused, never enlarged.
        max_height: pixels; a larger master is scaled down.
        min_seconds, max_seconds: length.
        audio: whether it has sound; a sound track is stripped where not.
        tolerance: share by which the shape may differ.
    """

    container: str
    codec: str
    ratio: tuple[int, int]
    min_height: int
    max_height: int
    min_seconds: Decimal
    max_seconds: Decimal
    audio: bool = True
    tolerance: Decimal = Decimal("0.005")

    def shaped(self, master: VideoFacts) -> bool:
        """Return whether the master has the shape."""
        across, down = self.ratio
        return abs(Decimal(master.width * down) - master.height * across) <= self.tolerance * master.height * across

    def form_for(self, master: VideoFacts, focus: tuple[float, float] | None = None) -> VideoForm | None:
        """Return the form this master is delivered in; None where it would need enlarging, cutting or cropping.

        Args:
            master: what it is.
            focus: what stays in the middle where it must be cropped; None where it may not be.
        """
        across, down = self.ratio
        if not master.height or (focus is None and not self.shaped(master)):
            return None
        height = min(self.max_height, master.height, master.width * down // across)
        height -= height % 2
        if height < self.min_height or not self.min_seconds * 1000 <= master.milliseconds <= self.max_seconds * 1000:
            return None
        width = 2 * round(height * across / down / 2)
        return VideoForm(self.container, self.codec, width, height, audio=self.audio, focus=focus)

    def __str__(self) -> str:
        across, down = self.ratio
        sound = "" if self.audio else ", no sound"
        least, most = self.min_seconds, self.max_seconds
        shape = f"{across}:{down}, at least {self.min_height} pixels high"
        return f"{self.container.upper()} {self.codec}, {shape}, {least} to {most} seconds{sound}"


@frozen
class BookletSpec:
    """The digital booklet a platform takes (`platform-facts` 7: that of iTunes).

    Args:
        min_pages: count.
        max_bytes: upper bound of the file's size.
        width, height: inches of a page.
        min_dpi: of each picture, dots per inch.
    """

    min_pages: int = 4
    max_bytes: int = 10_000_000
    width: float = 11.0
    height: float = 8.264
    min_dpi: float = 72.0

    def form_for(self, master: BookletFacts) -> BookletForm | None:
        """Return the form a booklet is delivered in: its own; None where it cannot be read."""
        return None if master.problem else BookletForm()

    def __str__(self) -> str:
        size = f"{self.width:g} x {self.height:g} in"
        return f"PDF, {self.min_pages} pages or more of {size}, at most {self.max_bytes:,} bytes"


Spec = AudioSpec | ImageSpec | VideoSpec | BookletSpec


@frozen
class Requirement:
    """Everything a platform demands that is data.

    Args:
        audio, image: media; a platform that takes no recordings has None as its audio.
        territory_encoding: a key of `core.territory.ENCODINGS`.
        lead: days ahead of the first release moment the package must be there.
        required: paths that must be filled, such as `catalog_number`, `tracks.bpm`.
        severities: severities by rule id that differ from the common ones, as `(rule, severity)`.
        kinds: the kinds of release it takes.
        film: of the films of a release of films.
        immersive: of immersive mixes beside the stereo recordings.
        canvas: of the short films shown while a recording plays.
        booklet: of the PDF that goes with an album.
        motion_square, motion_tall: of the cover in motion, in either shape.
        terms: what its document can say of deals, moments, prices and languages; what it cannot blocks an order.
        md5: whether its documents state the MD5 of each file, which is then told with each rendition.

    A platform does not take the files whose demand is None, and is not sent them.
    """

    audio: AudioSpec | None
    image: ImageSpec
    territory_encoding: str = "include_list"
    lead: LeadTime | None = None
    required: tuple[str, ...] = ()
    severities: tuple[tuple[str, str], ...] = field(default=())
    kinds: tuple[ReleaseKind, ...] = MUSIC_KINDS
    film: VideoSpec | None = None
    immersive: AudioSpec | None = None
    canvas: VideoSpec | None = None
    booklet: BookletSpec | None = None
    motion_square: VideoSpec | None = None
    motion_tall: VideoSpec | None = None
    terms: Terms = Terms()
    md5: bool = False

    def spec(self, part: Part) -> Spec | None:
        """Return what a file must be; None where the platform does not take such a file."""
        specs: dict[Part, Spec | None] = {
            Part.COVER: self.image,
            Part.RECORDING: self.audio,
            Part.FILM: self.film,
            Part.IMMERSIVE: self.immersive,
            Part.CANVAS: self.canvas,
            Part.BOOKLET: self.booklet,
            Part.MOTION_SQUARE: self.motion_square,
            Part.MOTION_TALL: self.motion_tall,
        }
        return specs[part]

    def takes(self, part: Part) -> bool:
        """Return whether the platform is sent such a file of a release whose kind it takes."""
        return part is not Part.RECORDING or self.audio is not None

    def form_for(self, part: Part, master: Facts) -> Form | None:
        """Return the form a file is delivered in; None where the platform takes none, or none can be made of it."""
        match self.spec(part), master:
            case AudioSpec() as audio, AudioFacts():
                return audio.form_for(master)
            case ImageSpec() as image, ImageFacts():
                return image.form_for(master)
            case VideoSpec() as film, VideoFacts():
                return film.form_for(master)
            case BookletSpec() as booklet, BookletFacts():
                return booklet.form_for(master)
        return None

    def files(self, release: Release) -> tuple[tuple[str, Asset], ...]:
        """Return the files of a release that the platform gets, with their paths in it."""
        first = ((path, asset) for path, asset in release.assets() if self.takes(release.part(path)))
        more = ((path, asset) for path, asset in release.additions() if self.spec(release.part(path)) is not None)
        return (*first, *more)

    def taken(self, release: Release) -> Release:
        """Return a release without the files that the platform does not take."""
        tracks = tuple(
            evolve(
                track,
                editions=track.editions if self.immersive else (),
                canvas=track.canvas if self.canvas else None,
            )
            for track in release.tracks
        )
        return evolve(
            release,
            booklet=release.booklet if self.booklet else None,
            motion_square=release.motion_square if self.motion_square else None,
            motion_tall=release.motion_tall if self.motion_tall else None,
            tracks=tracks,
        )


__all__ = [
    "ADM",
    "LOSSLESS",
    "ONE_RATE",
    "AudioForm",
    "AudioSpec",
    "AudioTags",
    "BookletForm",
    "BookletSpec",
    "Capability",
    "Dither",
    "Form",
    "ImageForm",
    "ImageSpec",
    "Requirement",
    "Spec",
    "TagSpec",
    "VideoForm",
    "VideoSpec",
    "rendition_key",
]
