"""The files a message speaks of, and what it says about their bytes (`ddex-facts` 4.6)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Self

from attrs import frozen

from tunemantra.contrib.ddex.dialect import HashAlgorithm
from tunemantra.contrib.ddex.nodes import HOLE, Fragment, Node, Template, fill, fragment, graft, leaf, node
from tunemantra.core.media import AudioFacts, Facts, ImageFacts, VideoFacts
from tunemantra.core.requirement import AudioForm, Form
from tunemantra.ports.package import Order, Rendition

COVER: Final = "artwork"
"""The cover's path in the release."""
BOOKLET: Final = "booklet"
"""The booklet's path in the release."""

# AudioCodecType and ContainerFormat by the decoder's and the muxer's word; a value set holds no other spelling.
CODECS: Final[Mapping[str, str]] = MappingProxyType(
    {"pcm": "PCM", "flac": "FLAC", "mp3": "MP3", "aac": "AAC", "vorbis": "Vorbis", "mp2": "MP2"}
)
CONTAINERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "wav": "WAV",
        "aiff": "AIFF",
        "m4a": "MP4",
        "mp4": "MP4",
        "mov": "QuickTime",
        "avi": "AVI",
        "ogg": "Ogg",
        "opus": "Ogg",
    }
)
FILMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "h264": "AVC",
        "hevc": "HEVC",
        "mpeg1video": "MPEG-1",
        "mpeg2video": "MPEG-2",
        "mpeg4": "MPEG-4",
        "h261": "H.261",
        "h263": "H.263",
    }
)
IMAGES: Final[Mapping[str, str]] = MappingProxyType({"JPEG": "JPEG", "PNG": "PNG", "TIFF": "TIFF", "GIF": "GIF"})
_RECORDING_MODES: Final[Mapping[int, str]] = MappingProxyType({1: "Mono", 2: "Stereo"})


@frozen
class FileEntry:
    """A file in its place beside the message.

    Args:
        uri: relative to the message, with forward slashes (`resources/…wav`); empty says nothing about the file
            but what its content is.
        size: bytes.
        facts: what the bytes really are.
        form: what was asked for; gives the nominal bit rate of a lossy codec.
        sha256, md5: hex digests of the bytes; the one the dialect names is needed.
        provided: whether the file travels with this message; False where the platform already holds it.
    """

    uri: str
    size: int
    facts: Facts
    form: Form | None = None
    sha256: str = ""
    md5: str = ""
    provided: bool = True

    @classmethod
    def of(cls, rendition: Rendition, uri: str, *, md5: str = "", provided: bool = True) -> Self:
        """Return the entry of a rendition under this URI."""
        return cls(
            uri=uri,
            size=rendition.size,
            facts=rendition.facts,
            form=rendition.form,
            sha256=rendition.sha256,
            md5=md5,
            provided=provided,
        )

    def digest(self, algorithm: HashAlgorithm) -> str:
        """Return the digest of this kind; empty where it is not known."""
        return self.sha256 if algorithm is HashAlgorithm.SHA_256 else self.md5

    @property
    def milliseconds(self) -> int:
        """Return the length of the decoded audio or film, rounded half up; 0 for a picture or a booklet."""
        facts = self.facts
        if isinstance(facts, VideoFacts):
            return facts.milliseconds
        if not isinstance(facts, AudioFacts) or not facts.sample_rate:
            return 0
        return (2000 * facts.frames + facts.sample_rate) // (2 * facts.sample_rate)


def files_to_send(order: Order) -> frozenset[str]:
    """Return the paths in the release whose files must travel with an order's message.

    What the platform already holds stays at home, but primary files travel together or not at all: one changed
    recording sends every recording (`ddex-facts` 4.6, 6). The cover and the booklet are files of their own.
    """
    changed = frozenset(subject for subject in order.renditions if not order.unchanged(subject))
    audio = frozenset(subject for subject in order.renditions if subject not in {COVER, BOOKLET})
    return changed | audio if changed & audio else changed


@lru_cache(maxsize=1024)
def duration(milliseconds: int) -> str:
    """Return an xs:duration: `PT3M25.123S`, `PT1H2M3S`, `PT0S`."""
    seconds, fraction = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = "PT" + (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if fraction:
        return text + f"{seconds}.{fraction:03d}".rstrip("0") + "S"
    return text + f"{seconds}S" if seconds or text == "PT" else text


def recording_mode(entry: FileEntry | None) -> str:
    """Return the RecordingMode of the delivered audio; empty where it is neither mono nor stereo."""
    facts = entry.facts if entry else None
    return _RECORDING_MODES.get(facts.channels, "") if isinstance(facts, AudioFacts) else ""


def bit_rate(entry: FileEntry, facts: AudioFacts) -> int:
    """Return the bits per second of an audio file: exact for PCM, else what was asked for; 0 where nobody knows."""
    if facts.codec.startswith("pcm"):
        return facts.sample_rate * facts.bit_depth * facts.channels
    return entry.form.bitrate if isinstance(entry.form, AudioForm) else 0


def write_audio(parent: Node, entry: FileEntry, facts: AudioFacts, owner: str, *, container: bool) -> None:
    """Write what technical details say of a sound recording's bytes, up to its file.

    Args:
        parent: a DeliveryFile, or in older versions the TechnicalDetails.
        entry, facts: the file and its audio.
        owner: DPID under which values that no value set has are defined.
        container: whether the version names the container.
    """
    sampling = (facts.sample_rate, facts.bit_depth, facts.channels)
    named = facts.container if container else None
    graft(parent, _sound(named, facts.codec, *sampling, bit_rate(entry, facts), owner))


def write_bit_rate(parent: Node, facts: VideoFacts) -> None:
    """Write the bit rate of a whole film."""
    if facts.bit_rate:
        leaf(parent, "OverallBitRate", thousands(facts.bit_rate), UnitOfMeasure="kbps")


def write_video(parent: Node, facts: VideoFacts, owner: str, missing_codecs: frozenset[str]) -> None:
    """Write what technical details say of a film's bytes, up to its file; `missing_codecs` the value set lacks."""
    _container(parent, facts.container)
    codec = FILMS.get(facts.codec)
    _codec(parent, "VideoCodecType", None if codec in missing_codecs else codec, facts.codec.upper(), owner)
    leaf(parent, "FrameRate", f"{facts.frame_rate:f}")
    leaf(parent, "ImageHeight", str(facts.height), UnitOfMeasure="Pixel")
    leaf(parent, "ImageWidth", str(facts.width), UnitOfMeasure="Pixel")
    sound = facts.audio
    if sound is None:
        return
    _codec(parent, "AudioCodecType", _sound_codec(sound.codec), sound.codec.upper(), owner)
    leaf(parent, "NumberOfAudioChannels", str(sound.channels))
    leaf(parent, "AudioSamplingRate", str(sound.sample_rate), UnitOfMeasure="Hz")
    if sound.bit_depth:
        leaf(parent, "AudioBitsPerSample", str(sound.bit_depth))


def write_image(parent: Node, facts: ImageFacts, owner: str) -> None:
    """Write what technical details say of a picture's bytes, up to its file."""
    _codec(parent, "ImageCodecType", IMAGES.get(facts.format), facts.format, owner)
    leaf(parent, "ImageHeight", str(facts.height), UnitOfMeasure="Pixel")
    leaf(parent, "ImageWidth", str(facts.width), UnitOfMeasure="Pixel")
    leaf(parent, "BitDepth", str(facts.bits))


def write_file(parent: Node, entry: FileEntry, algorithm: HashAlgorithm, *, provision: bool) -> None:
    """Write where the file lies and how its bytes are proved; `provision`: whether it is said to travel along."""
    if entry.uri:
        # The schema counts kilobytes; three decimals keep every byte.
        size = f"{entry.size // 1000}.{entry.size % 1000:03d}"
        digest = entry.digest(algorithm)
        fill(parent, _file(proved=bool(digest)), entry.uri, *((algorithm, digest) if digest else ()), size)
    if provision:
        leaf(parent, "IsProvidedInDelivery", "true" if entry.provided else "false")


@lru_cache
def _file(*, proved: bool) -> Template:
    """Return a file with its hash or without."""
    part = Node("")
    file = node(part, "File")
    leaf(file, "URI", HOLE)
    if proved:
        proof = node(file, "HashSum")
        leaf(proof, "Algorithm", HOLE)
        leaf(proof, "HashSumValue", HOLE)
    leaf(file, "FileSize", HOLE)
    return Template(part)


@lru_cache(maxsize=256)
def _sound(container: str | None, codec: str, rate: int, depth: int, channels: int, bits: int, owner: str) -> Fragment:
    details = Node("")
    if container is not None:
        leaf(details, "Type", "AudioFile")
        _container(details, container)
    _codec(details, "AudioCodecType", _sound_codec(codec), codec.upper(), owner)
    if bits:
        leaf(details, "BitRate", thousands(bits), UnitOfMeasure="kbps")
    leaf(details, "NumberOfChannels", str(channels))
    leaf(details, "SamplingRate", str(rate), UnitOfMeasure="Hz")
    if depth:
        leaf(details, "BitsPerSample", str(depth))
    return fragment(details)


def _container(parent: Node, name: str) -> None:
    container = CONTAINERS.get(name)
    if container:
        leaf(parent, "ContainerFormat", container)


def _sound_codec(codec: str) -> str | None:
    return CODECS.get(codec.partition("_")[0])


def _codec(parent: Node, tag: str, value: str | None, own_word: str, owner: str) -> None:
    if value:
        leaf(parent, tag, value)
    else:
        leaf(parent, tag, "UserDefined", Namespace=owner, UserDefinedValue=own_word)


@lru_cache(maxsize=256)
def thousands(count: int) -> str:
    """Return a count in thousands, exactly: bits as kilobits, hertz as kilohertz."""
    return f"{Decimal(count).scaleb(-3).normalize():f}"


__all__ = [
    "BOOKLET",
    "COVER",
    "FileEntry",
    "bit_rate",
    "duration",
    "files_to_send",
    "recording_mode",
    "thousands",
    "write_audio",
    "write_bit_rate",
    "write_file",
    "write_image",
    "write_video",
]
