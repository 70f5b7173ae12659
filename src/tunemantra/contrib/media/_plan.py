"""Turns a header and the forms asked for into one ffmpeg command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tunemantra.core.requirement import LOSSLESS
from tunemantra.errors import MediaError

if TYPE_CHECKING:
    from pathlib import Path

    from tunemantra.contrib.media._header import Header
    from tunemantra.core.requirement import AudioForm

_BITEXACT = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact")
_PCM_DEPTHS = (16, 24)
_FLAC_LEVEL = "5"
_PACKET_BYTES = 12 << 15
# ffmpeg makes a FLAC block of whatever comes at a time; this is what the reference encoder takes, and all players.
_REGROUPED = "asetnsamples=n=4096:p=0"
# ffmpeg cuts 32 bits to 24 by rounding down; half a 24-bit step first makes that rounding to the nearest.
_HALF_STEP_24 = f"dcshift=shift={2**-24!r}"


def check_form(header: Header, form: AudioForm) -> None:
    """Refuse a form this master has not the substance for, or one that cannot be written.

    Raises:
        MediaError: it would need upsampling, padding or other channels, or the form is unknown.
    """
    if (form.container, form.codec) not in _WRITERS:
        raise MediaError(f"audio cannot be written as {form.codec} in {form.container}")
    if form.sample_rate > header.sample_rate:
        raise _above("sample rate", f"{header.sample_rate} Hz", f"{form.sample_rate} Hz", "upsampled")
    if form.codec in LOSSLESS and form.bit_depth not in _PCM_DEPTHS:
        raise MediaError(f"audio cannot be written with {form.bit_depth} bits")
    if form.bit_depth > header.bit_depth:
        raise _above("bit depth", f"{header.bit_depth} bit", f"{form.bit_depth} bit", "padded")
    if form.channels != header.channels:
        message = f"the master has {_channels(header.channels)}, asked for is {_channels(form.channels)}"
        raise MediaError(message, hint="deliver a master in the channels the platform takes; none is made up")


def _above(what: str, has: str, wanted: str, never: str) -> MediaError:
    message = f"the master's {what} is {has}, asked for is {wanted}"
    return MediaError(message, hint=f"a master is never {never}; deliver a better one")


def _channels(count: int) -> str:
    return {1: "1 channel (mono)", 2: "2 channels"}.get(count, f"{count} channels")


def source_arguments(source: Path, header: Header, threads: int | None) -> list[str]:
    """Return the arguments that open a master: demuxer and decoder are ours to name, never ffmpeg's to guess.

    So a playlist that calls itself a WAV opens nothing, and noise is never taken for another codec.
    """
    common = ["-nostdin", "-hide_banner", "-nostats", "-v", "error"]
    if threads is not None:
        common += ["-filter_threads", str(threads), "-threads", str(threads)]
    # Bare samples cannot be damaged, only cut off, which their header tells.
    strict = ["-xerror", "-err_detect", "crccheck+bitstream+buffer+explode"] if header.codec == "flac" else []
    # Each packet crosses four threads; with ffmpeg's own 50 kB of a WAV, that is a tenth of all work.
    large = ["-max_size", str(_PACKET_BYTES)] if header.container == "wav" else []
    opened = ["-protocol_whitelist", "file,pipe", "-f", header.container, "-c:a", header.codec]
    return [*common, *strict, *large, *opened, "-i", f"file:{source.absolute()}"]


def analysis_arguments(header: Header) -> list[str]:
    """Return the arguments that write the master's own samples to stdout."""
    written = ["-c:a", f"pcm_s{header.word}le", "-f", f"s{header.word}le"]
    return ["-map", "0:a:0", *written, "-flush_packets", "0", "-blocksize", str(_PACKET_BYTES), "pipe:1"]


def report_arguments() -> list[str]:
    """Return the arguments that write to stdout how far ffmpeg is, several times a second."""
    return ["-progress", "pipe:1", "-stats_period", "0.2"]


def form_arguments(header: Header, form: AudioForm, target: str, threads: int | None) -> list[str]:
    """Return the arguments that write one form to `target`."""
    chain = ",".join(filter(None, (filters(header, form), _REGROUPED if form.codec == "flac" else "")))
    limit = [] if threads is None else ["-threads", str(threads)]
    return ["-map", "0:a:0", *(["-af", chain] if chain else []), *_BITEXACT, *limit, *_writer(form), "-y", target]


def filters(header: Header, form: AudioForm) -> str:
    """Return the filter chain that takes the master to a form; empty where samples pass through untouched.

    soxr with 28 bits of precision resamples; triangular dither is added exactly where bits are dropped.
    """
    resampled = form.sample_rate != header.sample_rate
    if form.codec not in LOSSLESS:
        return _resample(form, ("osf=fltp",)) if resampled else ""
    narrowed = form.bit_depth < header.bit_depth or header.is_float
    if not resampled and not narrowed:
        return ""
    if form.bit_depth == 16:  # noqa: PLR2004
        # What 24 bits hold, a float holds exactly, and its rounding is 50 dB below the dither of 16 bits.
        exact = header.bit_depth <= 24 and not header.is_float  # noqa: PLR2004
        return _resample(form, ("osf=s16", "dither_method=triangular"), between="fltp" if exact else "dblp")
    return f"{_resample(form, ('osf=s32', 'dither_method=triangular', 'output_sample_bits=24'))},{_HALF_STEP_24}"


def _resample(form: AudioForm, options: tuple[str, ...], between: str = "dblp") -> str:
    engine = (f"osr={form.sample_rate}", "resampler=soxr", "precision=28", f"tsf={between}")
    return "aresample=" + ":".join((*engine, *options))


def _writer(form: AudioForm) -> list[str]:
    return [part.format(depth=form.bit_depth, bitrate=form.bitrate) for part in _WRITERS[form.container, form.codec]]


_WRITERS: dict[tuple[str, str], tuple[str, ...]] = {
    ("wav", "pcm"): ("-c:a", "pcm_s{depth}le", "-f", "s{depth}le"),
    ("aiff", "pcm"): ("-c:a", "pcm_s{depth}be", "-write_id3v2", "0", "-f", "aiff"),
    ("flac", "flac"): ("-c:a", "flac", "-compression_level", _FLAC_LEVEL, "-f", "flac"),
    ("mp3", "mp3"): ("-c:a", "libmp3lame", "-b:a", "{bitrate}", "-id3v2_version", "0", "-f", "mp3"),
}

WRITABLE = tuple(_WRITERS)

__all__ = [
    "WRITABLE",
    "analysis_arguments",
    "check_form",
    "filters",
    "form_arguments",
    "report_arguments",
    "source_arguments",
]
