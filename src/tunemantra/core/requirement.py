"""What a platform demands, as data, and the form a master takes to meet it."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum

from attrs import asdict, field, frozen

from tunemantra.core.media import AudioFacts, ImageFacts
from tunemantra.core.release import MUSIC_KINDS, ReleaseKind
from tunemantra.core.schedule import LeadTime

LOSSLESS = frozenset({"pcm", "flac", "alac"})


class Capability(StrEnum):
    """What a platform can do beyond taking a new release; each is proved by the conformance kit."""

    UPDATE = "update"
    TAKEDOWN = "takedown"
    WEBHOOK = "webhook"
    MAIL_STATUS = "mail-status"
    POLL = "poll"
    TRACK_STATUS = "track-status"


@frozen
class AudioForm:
    """One concrete form of audio: what a rendition is.

    Args:
        container: `wav`, `flac`, `aiff`, `mp3`, `m4a`, `opus`.
        codec: `pcm`, `flac`, `mp3`, `aac`, `opus`.
        sample_rate: Hz.
        bit_depth: bits; 0 for lossy codecs.
        channels: count.
        bitrate: bits per second for lossy codecs, else 0.
    """

    container: str
    codec: str
    sample_rate: int
    bit_depth: int
    channels: int = 2
    bitrate: int = 0

    @property
    def extension(self) -> str:
        """Return the file name extension without its dot."""
        return self.container


@frozen
class ImageForm:
    """One concrete form of a picture.

    Args:
        format: `JPEG`, `PNG`, `TIFF`.
        side: pixels of both sides.
        quality: 1 to 100 for JPEG.
        max_bytes: upper bound of the file's size; 0 for none.
    """

    format: str
    side: int
    quality: int = 92
    max_bytes: int = 0

    @property
    def extension(self) -> str:
        """Return the file name extension without its dot."""
        return {"JPEG": "jpg", "PNG": "png", "TIFF": "tif"}[self.format]


Form = AudioForm | ImageForm


@frozen
class AudioSpec:
    """The audio a platform takes.

    Args:
        container, codec: as in `AudioForm`.
        sample_rates: Hz, ascending; the highest one that does not upsample is used.
        bit_depths: bits, ascending; the highest one that does not pad is used. Empty for lossy codecs.
        channels: count.
        bitrate: bits per second for lossy codecs.
    """

    container: str
    codec: str
    sample_rates: tuple[int, ...]
    bit_depths: tuple[int, ...] = ()
    channels: int = 2
    bitrate: int = 0

    def form_for(self, master: AudioFacts) -> AudioForm | None:
        """Return the form this master is delivered in; None where it would need upsampling or padding."""
        rates = [rate for rate in self.sample_rates if rate <= master.sample_rate]
        depths = [depth for depth in self.bit_depths if depth <= master.bit_depth] if self.bit_depths else [0]
        if not rates or not depths or master.channels < self.channels:
            return None
        return AudioForm(self.container, self.codec, rates[-1], depths[-1], self.channels, self.bitrate)

    def __str__(self) -> str:
        rates = "/".join(f"{rate / 1000:g}" for rate in self.sample_rates)
        depths = "/".join(str(depth) for depth in self.bit_depths)
        resolution = f" {depths}-bit" if depths else ""
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
    "LOSSLESS",
    "AudioForm",
    "AudioSpec",
    "Capability",
    "Form",
    "ImageForm",
    "ImageSpec",
    "Requirement",
    "rendition_key",
]
