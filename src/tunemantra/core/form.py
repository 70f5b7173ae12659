"""What a rendition is: the concrete form of a master, and its key."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from enum import StrEnum

from attrs import asdict, field, frozen

from tunemantra.core.media import AudioFacts

LOSSLESS = frozenset({"pcm", "flac", "alac"})
ADM = "adm"
"""The codec of a form that is an ADM master as it came: PCM whose channels and objects its chunks describe."""
ONE_RATE = frozenset({"opus"})
"""Codecs that know 48 kHz alone; a master of 44.1 kHz is taken there as part of encoding."""
_BITRATE_TOLERANCE = 0.2


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


@frozen
class BookletForm:
    """A booklet as it came: nothing in it is ever changed."""

    @property
    def extension(self) -> str:
        """Return the file name extension without its dot."""
        return "pdf"


Form = AudioForm | ImageForm | VideoForm | BookletForm


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
    "AudioTags",
    "BookletForm",
    "Dither",
    "Form",
    "ImageForm",
    "VideoForm",
    "rendition_key",
]
