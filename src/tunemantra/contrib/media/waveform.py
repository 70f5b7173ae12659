"""Pictures of a recording's course: its peaks from left to right, as PNG or SVG."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import field, frozen, validators

from tunemantra.contrib.media._binary import find_ffmpeg
from tunemantra.contrib.media._opening import LONGEST_SECONDS, listening_arguments
from tunemantra.contrib.media._run import run_ffmpeg
from tunemantra.contrib.media.headers import read_header
from tunemantra.errors import Category, MediaError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

COLUMNS: Final = 500
"""How many stretches a recording is divided into, as in `core.analysis.SoundAnalysis`."""

_STEPS_PER_SECOND: Final = 100
_LOSSY_FORM: Final = (44_100, 2)
_SAMPLE_BYTES: Final = 4
_LARGEST_SIDE: Final = 8192
_COLOUR: Final = validators.matches_re(r"#[0-9a-fA-F]{6}", func=re.fullmatch)
_COLOUR_OR_NONE: Final = validators.matches_re(r"(#[0-9a-fA-F]{6})?", func=re.fullmatch)


@frozen
class WaveformStyle:
    """How a waveform looks.

    Args:
        width, height: pixels, at most 8192.
        colour: of the wave, `#rrggbb`.
        background: `#rrggbb`; empty for a transparent one.
    """

    width: int = field(default=1000, validator=validators.and_(validators.ge(1), validators.le(_LARGEST_SIDE)))
    height: int = field(default=200, validator=validators.and_(validators.ge(1), validators.le(_LARGEST_SIDE)))
    colour: str = field(default="#1f6feb", validator=_COLOUR)
    background: str = field(default="", validator=_COLOUR_OR_NONE)


def envelope(source: Path, columns: int = COLUMNS, *, ffmpeg: str | None = None) -> tuple[float, ...]:
    """Return the highest peak of each stretch of a recording, 0 to 1.

    Args:
        source: the recording, lossless or lossy; four hours of it are heard.
        columns: how many stretches of the same length.
        ffmpeg: the binary; without it the imageio-ffmpeg wheel's, then the one on PATH.

    Raises:
        MediaError: it cannot be decoded.
    """
    header = read_header(source)
    rate, channels = _LOSSY_FORM if header.problem else (header.sample_rate, header.channels)
    step = max(1, rate // _STEPS_PER_SECOND) * channels * _SAMPLE_BYTES
    peaks: list[float] = []
    held = bytearray()

    def take(data: memoryview) -> None:
        held.extend(data)
        whole = len(held) - len(held) % step
        if whole:
            samples = np.frombuffer(bytes(held[:whole]), dtype="<f4").reshape(-1, step // _SAMPLE_BYTES)
            peaks.extend(np.abs(np.nan_to_num(samples)).max(axis=1).tolist())
            del held[:whole]

    shape = ["-t", str(LONGEST_SECONDS), "-map", "0:a:0", "-ar", str(rate), "-ac", str(channels)]
    command = [find_ffmpeg(ffmpeg), *listening_arguments(source), *shape, "-c:a", "pcm_f32le", "-f", "f32le", "pipe:1"]
    run_ffmpeg(command, take)
    if held:
        rest = np.frombuffer(bytes(held[: len(held) - len(held) % _SAMPLE_BYTES]), dtype="<f4")
        peaks.append(float(np.abs(np.nan_to_num(rest)).max(initial=0.0)))
    return _reduced(peaks, columns)


def waveform_svg(peaks: Sequence[float], style: WaveformStyle | None = None) -> str:
    """Return an SVG picture of peaks, one column each.

    Args:
        peaks: 0 to 1, from start to end.
        style: how it looks.
    """
    look = style or WaveformStyle()
    heights = _heights(peaks, look.height)
    wide = look.width / max(1, len(heights))
    bars = "".join(
        f"M{index * wide:.2f} {(look.height - tall) / 2:.2f}h{wide * 0.8:.2f}v{tall:.2f}h{-wide * 0.8:.2f}z"
        for index, tall in enumerate(heights)
    )
    ground = f'<rect width="100%" height="100%" fill="{look.background}"/>' if look.background else ""
    size = f'width="{look.width}" height="{look.height}" viewBox="0 0 {look.width} {look.height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{ground}<path fill="{look.colour}" d="{bars}"/></svg>\n'


def write_waveform(peaks: Sequence[float], path: Path, style: WaveformStyle | None = None) -> Path:
    """Write a picture of peaks and return its path; the same peaks give the same bytes.

    Args:
        peaks: 0 to 1, from start to end, such as `SoundAnalysis.envelope`.
        path: ends with `.png` or `.svg`; replaced when the new picture is whole.
        style: how it looks.

    Raises:
        MediaError: the path has another ending, or cannot be written to.
    """
    if path.suffix.lower() not in {".png", ".svg"}:
        raise MediaError(f"{path.name}: a waveform is written as .png or .svg", category=Category.TECHNICAL)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        if path.suffix.lower() == ".svg":
            part.write_text(waveform_svg(peaks, style), "utf-8")
        else:
            _write_png(peaks, part, style or WaveformStyle())
        part.replace(path)
    except OSError as problem:
        message = f"{path} cannot be written: {problem.strerror or problem}"
        raise MediaError(message, category=Category.TECHNICAL) from None
    finally:
        part.unlink(missing_ok=True)
    return path


def _write_png(peaks: Sequence[float], path: Path, style: WaveformStyle) -> None:
    from PIL import Image, ImageDraw

    clear = f"{style.colour}00"
    with Image.new("RGBA", (style.width, style.height), style.background or clear) as picture:
        draw = ImageDraw.Draw(picture)
        for x, tall in enumerate(_heights(_reduced(peaks, style.width), style.height)):
            top = (style.height - tall) / 2
            draw.line([(x, round(top)), (x, round(top + tall) - 1)], fill=style.colour)
        picture.save(path, format="PNG")


def _heights(peaks: Sequence[float], height: int) -> list[float]:
    """Return how tall each column is in pixels; silence is a line."""
    return [max(1.0, min(1.0, max(0.0, peak)) * height) for peak in peaks]


def _reduced(peaks: Sequence[float], columns: int) -> tuple[float, ...]:
    """Return the highest of each of so many stretches; fewer peaks than that are repeated."""
    if not peaks:
        return (0.0,) * columns
    values = np.minimum(np.asarray(peaks, dtype=np.float64), 1.0)
    edges = np.arange(columns) * len(values) // columns
    return tuple(round(float(peak), 4) for peak in np.maximum.reduceat(values, edges))


__all__ = ["COLUMNS", "WaveformStyle", "envelope", "waveform_svg", "write_waveform"]
