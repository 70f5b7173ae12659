"""What an audio file's header says, and reading one with bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from attrs import frozen

from tunemantra.core.media import AudioFacts, ImmersiveFacts

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_CHANNELS = 128
MIN_RATE = 7_350
"""Hz; the lowest one AAC knows, and no other codec knows a lower one."""
MAX_RATE = 768_000
MAX_CHUNKS = 1024


@frozen
class Header:
    """What a header says, before anything is decoded.

    Args:
        container: `wav`, `flac`, `aiff`; another name, or empty, where `problem` is set.
        codec: the decoder, by ffmpeg's name.
        sample_rate: Hz.
        bit_depth: bits that carry sound; `word` is how many are stored.
        channels: count.
        declared: frames promised; None where the header does not say.
        available: frames the bytes have room for; None where only decoding can tell.
        format_code: RIFF format tag.
        foreign_chunks: RIFF chunks other than `fmt ` and `data`.
        samples_at: where the bytes of the first sample are; 0 where samples are not stored as they sound.
        samples_bytes: how many bytes of samples are there.
        stream_md5: MD5 of the samples as a FLAC header states it, 32 hex digits; empty for none.
        size: bytes of the file.
        problem: why it cannot be decoded; empty where it may.
        bitrate: bits per second of a lossy codec, on average.
        variable: whether that changes from frame to frame.
        immersive: the scene of an ADM master.
        speakers: the speaker mask of an EXTENSIBLE WAV; 0 where there is none.
        clean: whether there is nothing in the file but what its samples need: no tags, no foreign chunks.
    """

    container: str = ""
    codec: str = ""
    sample_rate: int = 0
    bit_depth: int = 0
    channels: int = 0
    declared: int | None = None
    available: int | None = None
    format_code: int | None = None
    foreign_chunks: tuple[str, ...] = ()
    samples_at: int = 0
    samples_bytes: int = 0
    stream_md5: str = ""
    size: int = 0
    problem: str = ""
    bitrate: int = 0
    variable: bool = False
    immersive: ImmersiveFacts | None = None
    speakers: int = 0
    clean: bool = False

    @property
    def demuxer(self) -> str:
        """What ffmpeg opens it with."""
        return {"m4a": "mov", "opus": "ogg"}.get(self.container, self.container)

    @property
    def decoder(self) -> str:
        """What ffmpeg decodes it with."""
        return {"mp3": "mp3float"}.get(self.codec, self.codec)

    @property
    def is_float(self) -> bool:
        """Whether samples are stored as floating point numbers."""
        return self.codec.startswith("pcm_f")

    @property
    def word(self) -> int:
        """Bits of the integer samples that hold this audio without loss: 16, 24 or 32."""
        return 16 if self.bit_depth <= 16 else 24 if self.bit_depth <= 24 else 32  # noqa: PLR2004

    @property
    def is_plain(self) -> bool:
        """Whether the samples lie in the file as a decoder would give them, but for the order of their bytes."""
        return self.samples_at > 0 and self.codec in {f"pcm_s{self.word}le", f"pcm_s{self.word}be"}

    @property
    def shortfall(self) -> str:
        """Say how far the bytes fall short of what the header promises; empty where they do not."""
        if self.declared is None or self.available is None or self.available >= self.declared:
            return ""
        return truncation(self.declared, self.available)

    def facts(self) -> AudioFacts:
        """Return what is known without decoding."""
        known = [count for count in (self.declared, self.available) if count is not None]
        return AudioFacts(
            container=self.container,
            codec=self.codec,
            sample_rate=self.sample_rate,
            bit_depth=self.bit_depth,
            channels=self.channels,
            frames=min(known, default=0),
            declared_frames=self.declared,
            format_code=self.format_code,
            foreign_chunks=self.foreign_chunks,
            size=self.size,
            problem=self.problem or self.shortfall,
            bitrate=self.bitrate,
            variable=self.variable,
            immersive=self.immersive,
        )


class HeaderError(Exception):
    """A header contradicts itself; stays inside this package."""


def truncation(promised: int, found: int) -> str:
    """Return the sentence for a file that ends early; frames on both sides."""
    return f"truncated: the header promises {promised} frames, the file holds {found}"


def read_exactly(stream: BinaryIO, count: int, what: str) -> bytes:
    """Return `count` bytes.

    Raises:
        HeaderError: the file ends before.
    """
    data = stream.read(count)
    if len(data) != count:
        raise HeaderError(f"the file ends inside its {what}")
    return data


def check_plausible(channels: int, rate: int) -> None:
    """Refuse numbers no recording has.

    Raises:
        HeaderError: the count of channels or the sample rate is out of bounds.
    """
    if not 1 <= channels <= MAX_CHANNELS:
        raise HeaderError(f"the header states {channels} channels")
    if not MIN_RATE <= rate <= MAX_RATE:
        raise HeaderError(f"the header states a sample rate of {rate} Hz")


def is_name(chunk_id: bytes) -> bool:
    """Return whether four bytes can be the name of a chunk; what stands behind the audio may be anything."""
    return chunk_id.isascii() and chunk_id.decode().isprintable()


def printable(chunk_id: bytes) -> str:
    """Return a chunk's name, harmless to print: what is no character stands escaped, as two hexadecimal digits."""
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else f"\\x{byte:02x}" for byte in chunk_id)  # noqa: PLR2004


def one_of(value: int, allowed: Sequence[int], what: str) -> int:
    """Return `value` if it is allowed.

    Raises:
        HeaderError: it is not.
    """
    if value not in allowed:
        raise HeaderError(f"the header states {value} {what}")
    return value


__all__ = [
    "MAX_CHUNKS",
    "MIN_RATE",
    "Header",
    "HeaderError",
    "check_plausible",
    "is_name",
    "one_of",
    "printable",
    "read_exactly",
    "truncation",
]
