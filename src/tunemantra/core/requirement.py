"""What a platform demands, as data, and the form a master takes to meet it."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from enum import StrEnum

from attrs import asdict, field, frozen

from tunemantra.core.media import AudioFacts, ImageFacts, VideoFacts
from tunemantra.core.release import MUSIC_KINDS, ReleaseKind
from tunemantra.core.schedule import LeadTime

LOSSLESS = frozenset({"pcm", "flac", "alac"})
ADM = "adm"
"""The codec of a form that is an ADM master as it came: PCM whose channels and objects its chunks describe."""
ONE_RATE = frozenset({"opus"})
"""Codecs that know 48 kHz alone; a master of 44.1 kHz is taken there as part of encoding."""
_BITRATE_TOLERANCE = 0.2
_SHAPED_DEPTH = 16


class Capability(StrEnum):
    """What a platform can do beyond taking a new release; each is proved by the conformance kit."""

    UPDATE = "update"
    TAKEDOWN = "takedown"
    WEBHOOK = "webhook"
    MAIL_STATUS = "mail-status"
    POLL = "poll"
    TRACK_STATUS = "track-status"


class Dither(StrEnum):
    """What is added where bits are dropped, so that what they held is left as noise and not as distortion."""

    TRIANGULAR = "triangular"
    SHAPED = "shaped"


@frozen
class AudioTags:
    """What is written into a file about the recording; an empty text or a 0 is not written.

    Args:
        title, artist, album, album_artist, genre, isrc, copyright: as people read them.
        date: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
        track, tracks: number of the track on its disc, and how many there are.
        disc, discs: number of the disc, and how many there are.
        cover: SHA-256 of the JPEG or PNG that goes with it, 64 hex digits.
    """

    title: str = ""
    artist: str = ""
    album: str = ""
    album_artist: str = ""
    genre: str = ""
    isrc: str = ""
    copyright: str = ""
    date: str = ""
    track: int = 0
    tracks: int = 0
    disc: int = 0
    discs: int = 0
    cover: str = ""


@frozen
class AudioForm:
    """One concrete form of audio: what a rendition is.

    Args:
        container: `wav`, `flac`, `aiff`, `mp3`, `m4a`, `opus`.
        codec: `pcm`, `flac`, `mp3`, `aac`, `opus`; `adm` for an ADM master as it came.
        sample_rate: Hz.
        bit_depth: bits; 0 for lossy codecs.
        channels: count.
        bitrate: bits per second for lossy codecs, else 0.
        dither: what is added where bits are dropped.
        gain: dB by which it is louder than the master, 0 for as loud; there is no limiter.
        tags: what is written into the file about the recording; None for nothing.
    """

    container: str
    codec: str
    sample_rate: int
    bit_depth: int
    channels: int = 2
    bitrate: int = 0
    dither: Dither = Dither.TRIANGULAR
    gain: float = field(default=0.0, converter=float)
    tags: AudioTags | None = None

    @property
    def extension(self) -> str:
        """Return the file name extension without its dot."""
        return self.container

    def is_form_of(self, master: AudioFacts) -> bool:
        """Return whether a lossy master is in this form already: it may be passed on, but never be encoded again.

        An MP3 has the bitrate asked for in every frame; AAC and Opus come within a fifth of it on average.
        """
        same = (self.container, self.codec, self.sample_rate, self.channels)
        if same != (master.container, master.codec, master.sample_rate, master.channels) or self.gain:
            return False
        if self.codec == "mp3":
            return not master.variable and master.bitrate == self.bitrate
        return abs(master.bitrate - self.bitrate) <= _BITRATE_TOLERANCE * self.bitrate


@frozen
class ImageForm:
    """One concrete form of a picture.

    Args:
        format: `JPEG`, `PNG`, `TIFF`.
        side: pixels of the shorter side.
        quality: 1 to 100 for JPEG.
        max_bytes: upper bound of the file's size; 0 for none.
        progressive: whether a JPEG is written progressive; baseline where not.
        ratio: width and height of the shape, such as `(9, 16)`.
        focus: what stays in the middle where something must be cut off, as shares of width and height from the top
            left; None where nothing may be cut off.
    """

    format: str
    side: int
    quality: int = 92
    max_bytes: int = 0
    progressive: bool = False
    ratio: tuple[int, int] = (1, 1)
    focus: tuple[float, float] | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height in pixels."""
        across, down = self.ratio
        shorter = min(self.ratio)
        return round(self.side * across / shorter), round(self.side * down / shorter)

    @property
    def extension(self) -> str:
        """Return the file name extension without its dot."""
        return {"JPEG": "jpg", "PNG": "png", "TIFF": "tif"}[self.format]


@frozen
class VideoForm:
    """One concrete form of a moving picture.

    Args:
        container: `mp4`.
        codec: `h264`.
        width, height: even pixels.
        frame_rate: frames per second; None for that of the master.
        audio: whether the sound goes along, as AAC; stripped where not.
        bitrate: upper bound of the picture's bits per second; 0 for none.
        focus: as in `ImageForm`.
    """

    container: str
    codec: str
    width: int
    height: int
    frame_rate: Decimal | None = None
    audio: bool = True
    bitrate: int = 0
    focus: tuple[float, float] | None = None

    @property
    def extension(self) -> str:
        """Return the file name extension without its dot."""
        return self.container


Form = AudioForm | ImageForm


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
    """

    container: str
    codec: str
    sample_rates: tuple[int, ...]
    bit_depths: tuple[int, ...] = ()
    channels: int = 2
    bitrate: int = 0
    dither: Dither = Dither.TRIANGULAR

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
        return f"{self.container.upper()}{resolution} {rates} kHz, {self.channels} channels"


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


@frozen
class Requirement:
    """Everything a platform demands that is data.

    Args:
        audio, image: media.
        territory_encoding: a key of `core.territory.ENCODINGS`.
        lead: days ahead of the first release moment the package must be there.
        required: paths that must be filled, such as `catalog_number`, `tracks.bpm`.
        severities: severities by rule id that differ from the common ones, as `(rule, severity)`.
        kinds: the kinds of release it takes.
    """

    audio: AudioSpec
    image: ImageSpec
    territory_encoding: str = "include_list"
    lead: LeadTime | None = None
    required: tuple[str, ...] = ()
    severities: tuple[tuple[str, str], ...] = field(default=())
    kinds: tuple[ReleaseKind, ...] = MUSIC_KINDS


def rendition_key(source_sha256: str, form: Form) -> str:
    """Return the key of a rendition: SHA-256 over the source's hash and the form, 64 hex digits.

    The same master in the same form has the same key on every platform, so it is made once.
    """
    text = json.dumps([source_sha256, type(form).__name__, asdict(form)], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


__all__ = [
    "ADM",
    "LOSSLESS",
    "ONE_RATE",
    "AudioForm",
    "AudioSpec",
    "AudioTags",
    "BookletSpec",
    "Capability",
    "Dither",
    "Form",
    "ImageForm",
    "ImageSpec",
    "Requirement",
    "VideoForm",
    "VideoSpec",
    "rendition_key",
]
