"""Turns a header and the forms asked for into one ffmpeg command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tunemantra.contrib.media._writers import check_writable, writer
from tunemantra.core.requirement import ADM, LOSSLESS, ONE_RATE, Dither
from tunemantra.errors import MediaError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tunemantra.contrib.media._edges import Edges
    from tunemantra.contrib.media._header import Header
    from tunemantra.core.requirement import AudioForm

_BITEXACT = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact")
_STRICT = ("-xerror", "-err_detect", "crccheck+bitstream+buffer+explode")
_DITHERS = {Dither.TRIANGULAR: "triangular", Dither.SHAPED: "low_shibata"}
_PACKET_BYTES = 12 << 15
_FLAC_BYTES = 1 << 16
# ffmpeg makes a FLAC block of whatever comes at a time; this is what the reference encoder takes, and all players.
_REGROUPED = "asetnsamples=n=4096:p=0"
# ffmpeg cuts 32 bits to 24 by rounding down; half a 24-bit step first makes that rounding to the nearest.
_HALF_STEP_24 = f"dcshift=shift={2**-24!r}"

# ffmpeg calls a thread by its encoder, of whose name the system keeps this. LAME takes longer than all others together.
_SLOWEST = "libmp3"


def check_form(header: Header, form: AudioForm) -> None:
    """Refuse a form this master has not the substance for, or one that cannot be written.

    Raises:
        MediaError: it would need upsampling, padding, other channels or a second lossy encoding, or is none we write.
    """
    if header.immersive is not None or form.codec == ADM:
        _check_scene(header, form)
        return
    check_writable(form)
    if header.facts().lossy:
        if not form.is_form_of(header.facts()):
            raise _lossy(header, form)
        return
    if form.sample_rate > header.sample_rate and form.codec not in ONE_RATE:
        raise _above("sample rate", f"{header.sample_rate} Hz", f"{form.sample_rate} Hz", "upsampled")
    if form.bit_depth > header.bit_depth:
        raise _above("bit depth", f"{header.bit_depth} bit", f"{form.bit_depth} bit", "padded")
    if form.channels != header.channels:
        message = f"the master has {_channels(header.channels)}, asked for is {_channels(form.channels)}"
        raise MediaError(message, hint="deliver a master in the channels the platform takes; none is made up")


def passes(header: Header, form: AudioForm) -> bool:
    """Return whether the master's own bytes are the form, one that `check_form` lets pass."""
    if form.codec == ADM or header.facts().lossy:
        return True
    same = (header.container, header.sample_rate, header.bit_depth, header.channels)
    wanted = (form.container, form.sample_rate, form.bit_depth, form.channels)
    return header.clean and same == wanted and not form.gain and form.tags is None


def _check_scene(header: Header, form: AudioForm) -> None:
    """Refuse to convert an ADM master, or to make one."""
    if header.immersive is None:
        raise MediaError("asked for is an ADM master, which this is not", hint="none is made from channels")
    same = (header.container, header.sample_rate, header.bit_depth, header.channels)
    if form.codec != ADM or (form.container, form.sample_rate, form.bit_depth, form.channels) != same:
        message = "the master is an ADM master, which is passed on as it is and never converted"
        raise MediaError(message, hint="deliver the stereo master for this platform")
    if form.gain or form.tags is not None:
        raise MediaError("an ADM master is passed on as it is: neither louder nor tagged")


def _lossy(header: Header, form: AudioForm) -> MediaError:
    has = f"{header.codec} with {header.bitrate // 1000} kbit/s{' on average' if header.variable else ''}"
    wanted = f"{form.codec} with {form.bitrate // 1000} kbit/s" if form.bitrate else f"{form.codec}, which is lossless"
    message = f"the master is lossy ({has}), asked for is {wanted}"
    return MediaError(message, hint="what is lossy is never encoded again; deliver the lossless master")


def _above(what: str, has: str, wanted: str, never: str) -> MediaError:
    message = f"the master's {what} is {has}, asked for is {wanted}"
    return MediaError(message, hint=f"a master is never {never}; deliver a better one")


def _channels(count: int) -> str:
    return {1: "1 channel (mono)", 2: "2 channels"}.get(count, f"{count} channels")


def source_arguments(
    source: Path,
    header: Header,
    threads: int | None,
    *,
    forms: Sequence[AudioForm] = (),
    start: float | None = None,
    seconds: float | None = None,
) -> list[str]:
    """Return the arguments that open a master: demuxer and decoder are ours to name, never ffmpeg's to guess.

    So a playlist that calls itself a WAV opens nothing, and noise is never taken for another codec.

    Args:
        source: the master.
        header: its header.
        threads: how many ffmpeg may use.
        forms: what is made of it.
        start: seconds to skip; what lies ahead is not checked for damage then.
        seconds: how much is decoded; None for all.
    """
    common = ["-nostdin", "-hide_banner", "-nostats", "-v", "error"]
    if threads is not None:
        common += ["-filter_threads", str(threads), "-threads", str(threads)]
    # Bare samples cannot be damaged, only cut off, which their header tells.
    # The first frames of an MP3 that was cut from a longer one lean on what is gone, which no listener minds.
    strict = [] if header.codec.startswith("pcm") else ["-xerror"] if header.codec == "mp3" else [*_STRICT]
    if start is not None:
        strict = ["-ss", f"{start:.6f}"]
    if seconds is not None:
        strict += ["-t", f"{seconds:.6f}"]
    # Each packet crosses four threads; with ffmpeg's own 50 kB of a WAV, that is a tenth of all work. But ffmpeg reads
    # no further while one output is behind, and beside a slow encoder large packets have all the others wait for it.
    quick = header.container == "wav" and all(form.codec in LOSSLESS for form in forms)
    large = ["-max_size", str(_PACKET_BYTES)] if quick else []
    if header.container == "flac":
        # In pieces of ffmpeg's own 1 kB it finds no end of a frame above 256 kB, and says nothing of it.
        large = ["-raw_packet_size", str(_FLAC_BYTES)]
    opened = ["-protocol_whitelist", "file,pipe", "-f", header.demuxer, "-c:a", header.decoder]
    return [*common, *strict, *large, *opened, "-i", f"file:{source.absolute()}"]


def analysis_arguments(header: Header) -> list[str]:
    """Return the arguments that write the master's own samples to stdout."""
    written = ["-c:a", f"pcm_s{header.word}le", "-f", f"s{header.word}le"]
    # An end that an edit list or iTunSMPB gives to the sample is not always kept by ffmpeg.
    end = ["-af", f"atrim=end_sample={header.declared}"] if header.container == "m4a" else []
    return ["-map", "0:a:0", *end, *written, "-flush_packets", "0", "-blocksize", str(_PACKET_BYTES), "pipe:1"]


def report_arguments() -> list[str]:
    """Return the arguments that write to stdout how far ffmpeg is, several times a second."""
    return ["-progress", "pipe:1", "-stats_period", "0.2"]


def bound_by(forms: Sequence[AudioForm]) -> str:
    """Return what is in the name of the one thread that bounds making these forms; empty where there is none."""
    return _SLOWEST if len(forms) > 1 and any(form.codec == "mp3" for form in forms) else ""


def edge_arguments(header: Header, edges: Edges) -> list[str]:
    """Return the arguments that open what a master is continued with, as inputs 1 and 2."""
    word = 16 if header.word == 16 else 32  # noqa: PLR2004
    shape = ["-f", f"s{word}le", "-ar", str(header.sample_rate), "-ac", str(header.channels)]
    return [*shape, "-i", f"pipe:{edges.before}", *shape, "-i", f"pipe:{edges.after}"]


def joined_filters(header: Header, edges: Edges, forms: Sequence[AudioForm], threads: int | None) -> list[str]:
    """Return the arguments that resample a continued master to each form, and cut off again what was made up.

    Args:
        header: the master's.
        edges: what it is continued with.
        forms: those that are resampled; each is `[formN]` then, in this order.
        threads: how many a filter may use.
    """
    word = "dbl" if header.is_float else "s16" if header.word == 16 else "s32"  # noqa: PLR2004
    arguments = [] if threads is None else ["-filter_complex_threads", str(threads)]
    for index, form in enumerate(forms):
        start = edges.frames * form.sample_rate // header.sample_rate
        end = start + round((header.declared or 0) * form.sample_rate / header.sample_rate)
        parts = [f"[{part}:a:0]aformat=sample_fmts={word}[part{part}]" for part in range(3)]
        chain = ["concat=n=3:v=0:a=1", filters(header, form), f"atrim=start_sample={start}:end_sample={end}"]
        chain += ["asetpts=N/SR/TB", *([_REGROUPED] if form.codec == "flac" else [])]
        # A graph of its own for each form: ffmpeg runs each in a thread.
        graph = ";".join([*parts, f"[part1][part0][part2]{','.join(chain)}[form{index}]"])
        arguments += ["-filter_complex", graph]
    return arguments


def form_arguments(
    header: Header, form: AudioForm, target: str, threads: int | None, label: str | None = None
) -> list[str]:
    """Return the arguments that write one form to `target`.

    Args:
        header: the master's.
        form: what is written.
        target: where to, as ffmpeg calls it.
        threads: how many the encoder may use.
        label: what `joined_filters` calls it, if that has made it.
    """
    limit = [] if threads is None else ["-threads", str(threads)]
    written = [*_BITEXACT, *limit, *writer(form), "-y", target]
    if label is not None:
        return ["-map", label, *written]
    chain = ",".join(filter(None, (filters(header, form), _REGROUPED if form.codec == "flac" else "")))
    return ["-map", "0:a:0", *(["-af", chain] if chain else []), *written]


def filters(header: Header, form: AudioForm) -> str:
    """Return the filter chain that takes the master to a form; empty where samples pass through untouched.

    soxr with 28 bits of precision resamples; dither is added exactly where bits are dropped.
    """
    louder = f"aformat=sample_fmts=dblp,volume={form.gain!r}dB:precision=double" if form.gain else ""
    return ",".join(filter(None, (louder, _conversion(header, form))))


def _conversion(header: Header, form: AudioForm) -> str:
    resampled = form.sample_rate != header.sample_rate
    if form.codec not in LOSSLESS:
        return _resample(form, ("osf=fltp",)) if resampled else ""
    narrowed = form.bit_depth < header.bit_depth or header.is_float or form.gain
    if not resampled and not narrowed:
        return ""
    if form.bit_depth == 16:  # noqa: PLR2004
        # What 24 bits hold, a float holds exactly, and its rounding is 50 dB below the dither of 16 bits.
        exact = header.bit_depth <= 24 and not header.is_float and not form.gain  # noqa: PLR2004
        noise = f"dither_method={_DITHERS[form.dither]}"
        return _resample(form, ("osf=s16", noise), between="fltp" if exact else "dblp")
    return f"{_resample(form, ('osf=s32', 'dither_method=triangular', 'output_sample_bits=24'))},{_HALF_STEP_24}"


def _resample(form: AudioForm, options: tuple[str, ...], between: str = "dblp") -> str:
    engine = (f"osr={form.sample_rate}", "resampler=soxr", "precision=28", f"tsf={between}")
    return "aresample=" + ":".join((*engine, *options))


__all__ = [
    "analysis_arguments",
    "bound_by",
    "check_form",
    "edge_arguments",
    "filters",
    "form_arguments",
    "joined_filters",
    "passes",
    "report_arguments",
    "source_arguments",
]
