"""What was measured in a file, as plain values: the rules judge these, the adapters measure them."""

from __future__ import annotations

from decimal import Decimal

from attrs import frozen

LOSSLESS_CODECS = frozenset({"flac", "alac"})
"""What decodes to the samples that were encoded, beside PCM."""


@frozen
class ImmersiveFacts:
    """What the chunks of an ADM master say of its scene (ITU-R BS.2076, BS.2088).

    Args:
        tracks: track UIDs the `chna` chunk lists.
        objects: how many of them belong to an object.
        bed_channels: how many of them belong to a bed of loudspeakers.
        dolby: whether there is a `dbmd` chunk, which makes it a Dolby Atmos master.
    """

    tracks: int
    objects: int
    bed_channels: int
    dolby: bool = False


@frozen
class AudioFacts:
    """An audio file, measured once.

    Args:
        container: `wav`, `flac`, `aiff`, …; empty where it is no audio at all.
        codec: `pcm_s24le`, `flac`, ….
        sample_rate: Hz.
        bit_depth: bits per sample of the source; 0 where the codec has none.
        channels: count.
        frames: samples per channel that are really there.
        declared_frames: what the header promises; None where it does not say.
        format_code: the RIFF format tag (1 = PCM, 0xFFFE = EXTENSIBLE); None where it is no WAV.
        foreign_chunks: RIFF chunks other than `fmt ` and `data`, in file order.
        leading_silence, trailing_silence: seconds of digital silence.
        silent: whether the whole file is digital silence.
        size: bytes of the file.
        problem: why it could not be decoded to its end; empty where it could.
        bitrate: bits per second of a lossy codec, on average; 0 where there is none.
        variable: whether that bitrate changes from frame to frame.
        immersive: the scene of an ADM master; None for channels as such.
        over: dB by which floating point samples go above full scale, where all other forms end; 0 where they do not.
    """

    container: str
    codec: str
    sample_rate: int
    bit_depth: int
    channels: int
    frames: int
    declared_frames: int | None = None
    format_code: int | None = None
    foreign_chunks: tuple[str, ...] = ()
    leading_silence: float = 0.0
    trailing_silence: float = 0.0
    silent: bool = False
    size: int = 0
    problem: str = ""
    bitrate: int = 0
    variable: bool = False
    immersive: ImmersiveFacts | None = None
    over: float = 0.0

    @property
    def lossy(self) -> bool:
        """Return whether encoding has thrown something away, which no conversion brings back."""
        return bool(self.codec) and not self.codec.startswith("pcm") and self.codec not in LOSSLESS_CODECS

    @property
    def duration(self) -> float:
        """Return the decoded length in seconds."""
        return self.frames / self.sample_rate if self.sample_rate else 0.0

    @property
    def multichannel(self) -> bool:
        """Return whether it is for more than two channels."""
        return self.channels > 2  # noqa: PLR2004

    @property
    def truncated(self) -> bool:
        """Return whether the header promises more than there is."""
        return self.declared_frames is not None and self.declared_frames > self.frames


@frozen
class ImageFacts:
    """A still image, measured by decoding it.

    Args:
        format: `JPEG`, `PNG`, `TIFF`, `WEBP`; empty where it is no image at all.
        width, height: decoded pixels with the EXIF orientation applied.
        mode: `RGB`, `CMYK`, `L`, `P`, `RGBA`, ….
        bits: per channel.
        orientation: EXIF orientation, 1 to 8; 1 where there is none.
        icc: name of the embedded profile; empty where there is none.
        progressive: whether a JPEG is progressive.
        size: bytes of the file.
        problem: why it could not be decoded; empty where it could.
    """

    format: str
    width: int
    height: int
    mode: str
    bits: int = 8
    orientation: int = 1
    icc: str = ""
    progressive: bool = False
    size: int = 0
    problem: str = ""

    @property
    def square(self) -> bool:
        """Return whether both sides are equal."""
        return self.width == self.height

    @property
    def side(self) -> int:
        """Return the shorter side in pixels."""
        return min(self.width, self.height)


@frozen
class VideoFacts:
    """A moving picture with its sound, measured by decoding it.

    Args:
        container: `mp4`, `mov`, …; empty where it is no video at all.
        codec: `h264`, `prores`, ….
        width, height: pixels as displayed.
        frame_rate: frames per second, such as `Decimal("23.976")`.
        milliseconds: decoded length.
        bit_rate: bits per second of the whole file; 0 where not known.
        audio: the sound track; None where there is none.
        size: bytes of the file.
        problem: why it could not be decoded to its end; empty where it could.
    """

    container: str
    codec: str
    width: int
    height: int
    frame_rate: Decimal
    milliseconds: int
    bit_rate: int = 0
    audio: AudioFacts | None = None
    size: int = 0
    problem: str = ""


@frozen
class BookletFacts:
    """A digital booklet, measured page by page.

    Args:
        size: bytes of the file.
        sizes: width and height of each page in inches, as it is shown.
        loose_fonts: names of fonts that are not embedded.
        print_pages: pages, counted from 1, with colours of a printing press.
        resolutions: the least resolution of a picture by page, counted from 1, in dots per inch.
        active: what could do something when the booklet is opened, one clause each.
        links: where its links lead.
        problem: why it could not be read, encryption included; empty where it could.
    """

    size: int = 0
    sizes: tuple[tuple[float, float], ...] = ()
    loose_fonts: tuple[str, ...] = ()
    print_pages: tuple[int, ...] = ()
    resolutions: tuple[tuple[int, float], ...] = ()
    active: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    problem: str = ""


Facts = AudioFacts | ImageFacts | VideoFacts | BookletFacts

__all__ = ["LOSSLESS_CODECS", "AudioFacts", "BookletFacts", "Facts", "ImageFacts", "ImmersiveFacts", "VideoFacts"]
