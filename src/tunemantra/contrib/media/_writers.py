"""What can be written, and how ffmpeg is told: a table of containers and codecs with the bounds of each."""

from __future__ import annotations

from attrs import frozen

from tunemantra.contrib.media._header import MIN_RATE
from tunemantra.core.requirement import LOSSLESS, AudioForm, Dither
from tunemantra.errors import MediaError

PCM_DEPTHS = (16, 24)
"""Bits a sample of what is written without loss."""
_FLAC_LEVEL = "5"
_SHAPED_RATES = (44_100, 48_000)
_MAX_RATE = 192_000
_CD_RATES = (32_000, 44_100, 48_000)
_KBITS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)


@frozen
class _Writer:
    """One pair of container and codec.

    Args:
        arguments: ffmpeg's, with the fields of the form in braces.
        channels: the most it holds.
        rates: Hz; empty for any that is read again, up to 192 kHz.
        bitrates: bits per second a channel, from and to; empty where it has none.
        steps: the only bitrates there are, in bits per second; empty where any will do.
        tagged: whether tags are written into it.
    """

    arguments: tuple[str, ...]
    channels: int = 8
    rates: tuple[int, ...] = ()
    bitrates: tuple[int, int] = (0, 0)
    steps: tuple[int, ...] = ()
    tagged: bool = True


_WRITERS: dict[tuple[str, str], _Writer] = {
    ("wav", "pcm"): _Writer(("-c:a", "pcm_s{depth}le", "-f", "s{depth}le"), tagged=False),
    ("aiff", "pcm"): _Writer(("-c:a", "pcm_s{depth}be", "-write_id3v2", "0", "-f", "aiff")),
    # A master may store 16 bits in words of 24 or 32, which the encoder would take for its depth.
    ("flac", "flac"): _Writer(
        ("-c:a", "flac", "-sample_fmt", "s{word}", "-compression_level", _FLAC_LEVEL, "-f", "flac")
    ),
    ("mp3", "mp3"): _Writer(
        ("-c:a", "libmp3lame", "-b:a", "{bitrate}", "-id3v2_version", "0", "-f", "mp3"),
        channels=2,
        rates=_CD_RATES,
        bitrates=(16_000, 320_000),
        steps=tuple(1000 * kbits for kbits in _KBITS),
    ),
    # The edit list counts in the clock of the movie: with that of the samples, the end is exact.
    ("m4a", "aac"): _Writer(
        ("-c:a", "aac", "-b:a", "{bitrate}", "-movie_timescale", "{rate}", "-f", "ipod"),
        rates=(*_CD_RATES, 88_200, 96_000),
        bitrates=(16_000, 256_000),
    ),
    ("opus", "opus"): _Writer(
        ("-c:a", "libopus", "-b:a", "{bitrate}", "-f", "opus"), rates=(48_000,), bitrates=(6_000, 256_000)
    ),
}

WRITABLE = tuple(_WRITERS)


def writer(form: AudioForm) -> list[str]:
    """Return the arguments that name encoder and container of a form that `check_writable` lets pass."""
    arguments = _WRITERS[form.container, form.codec].arguments
    words = {"depth": form.bit_depth, "word": 16 if form.bit_depth == 16 else 32}  # noqa: PLR2004
    return [part.format(**words, bitrate=form.bitrate, rate=form.sample_rate) for part in arguments]


def rates_of(container: str, codec: str) -> tuple[int, ...]:
    """Return the only sample rates there are, in Hz; empty where any will do."""
    known = _WRITERS.get((container, codec))
    return known.rates if known else ()


def check_writable(form: AudioForm) -> None:
    """Refuse a form that no master can be written in.

    Raises:
        MediaError: container, codec, depth, rate, channels, bitrate, dither or tags are not those of any file.
    """
    known = _WRITERS.get((form.container, form.codec))
    if known is None:
        raise MediaError(f"audio cannot be written as {form.codec} in {form.container}")
    if form.codec in LOSSLESS and form.bit_depth not in PCM_DEPTHS:
        raise MediaError(f"audio cannot be written with {form.bit_depth} bits")
    if not MIN_RATE <= form.sample_rate <= _MAX_RATE or (known.rates and form.sample_rate not in known.rates):
        raise MediaError(f"{form.codec} cannot be written with {form.sample_rate} Hz")
    if not 0 < form.channels <= known.channels:
        raise MediaError(f"{form.codec} cannot be written with {form.channels} channels")
    _check_bitrate(form, known)
    if form.dither is Dither.SHAPED and (form.bit_depth != 16 or form.sample_rate not in _SHAPED_RATES):  # noqa: PLR2004
        raise MediaError("dither is shaped for 16 bits at 44.1 or 48 kHz alone")
    if form.tags is not None and not known.tagged:
        raise MediaError("no tags are written into a WAV: stores refuse what is no sound in it")


def _check_bitrate(form: AudioForm, known: _Writer) -> None:
    low, high = (bound * form.channels for bound in known.bitrates)
    if known.steps:
        low, high = known.bitrates
    if not low <= form.bitrate <= high or (known.steps and form.bitrate not in known.steps):
        raise MediaError(f"{form.codec} cannot be written with {form.bitrate} bit/s in {form.channels} channels")


__all__ = ["PCM_DEPTHS", "WRITABLE", "check_writable", "rates_of", "writer"]
