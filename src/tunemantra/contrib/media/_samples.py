"""Looks at the samples of a WAV or AIFF where they lie: what is stored as it sounds needs no decoder to be measured."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, BinaryIO

from tunemantra.contrib.media._meter import Layout, Sound
from tunemantra.errors import Category, Disposition, MediaError

with warnings.catch_warnings():
    # From Python 3.13 on it is the audioop-lts package, which setup.cfg asks for.
    warnings.simplefilter("ignore", DeprecationWarning)
    import audioop

if TYPE_CHECKING:
    from pathlib import Path

    from tunemantra.contrib.media._header import Header

_PIECE_FRAMES = 1 << 14
_LONG_PIECE_FRAMES = 1 << 17


def find_sound(source: Path, header: Header) -> Sound:
    """Return how long a master whose header says `is_plain` is, and how long it is silent at both ends.

    Only the ends are read, up to the first and from the last sound.

    Args:
        source: the file.
        header: its header.

    Raises:
        MediaError: the disk fails.
    """
    layout = layout_of(header)
    frames = header.samples_bytes // layout.frame
    try:
        with source.open("rb", buffering=0) as stream:
            first = _first(stream, header, layout, frames)
            if first is None:
                return Sound(frames, frames, frames)
            return Sound(frames, first, frames - 1 - _last(stream, header, layout, frames))
    except OSError as error:
        raise _unreadable(error) from None


def read_span(source: Path, header: Header, start: int, count: int) -> bytes:
    """Return some frames of a master whose header says `is_plain`, little-endian; fewer where it ends.

    Args:
        source: the file.
        header: its header.
        start: the first frame; counted from the end where negative.
        count: frames.

    Raises:
        MediaError: the disk fails.
    """
    layout = layout_of(header)
    frames = header.samples_bytes // layout.frame
    first = max(0, start if start >= 0 else frames + start)
    try:
        with source.open("rb", buffering=0) as stream:
            return bytes(_piece(stream, header, layout, first, min(frames, first + count)))
    except OSError as error:
        raise _unreadable(error) from None


def find_peak(source: Path, header: Header) -> float:
    """Return the largest sample of a master whose header says `is_plain`; full scale is 1.

    Raises:
        MediaError: the disk fails.
    """
    layout = layout_of(header)
    frames = header.samples_bytes // layout.frame
    try:
        with source.open("rb", buffering=0) as stream:
            starts = range(0, frames, _LONG_PIECE_FRAMES)
            ends = (min(frames, start + _LONG_PIECE_FRAMES) for start in starts)
            pieces = (_piece(stream, header, layout, *span) for span in zip(starts, ends, strict=True))
            return max((layout.peak(piece) for piece in pieces), default=0.0)
    except OSError as error:
        raise _unreadable(error) from None


def float_peak(source: Path, header: Header) -> float:
    """Return the largest floating point sample, full scale at 1; 0 where a header says that there are none.

    Raises:
        MediaError: one is no number, at the time told: NaN, infinite, or more than 32 bits hold; or the disk fails.
    """
    if not header.is_float:
        return 0.0
    import numpy as np

    form = np.dtype(f"{'>' if header.codec.endswith('be') else '<'}f{header.bit_depth // 8}")
    step = _LONG_PIECE_FRAMES * form.itemsize * header.channels
    largest, most = 0.0, float(np.finfo(np.float32).max)
    try:
        with source.open("rb", buffering=0) as stream:
            stream.seek(header.samples_at)
            for start in range(0, header.samples_bytes, step):
                data = stream.read(min(step, header.samples_bytes - start))
                sizes = np.abs(np.frombuffer(data, form, len(data) // form.itemsize))
                # A comparison with what is no number is false as well.
                if not sizes.max(initial=0.0) <= most:
                    first = start // form.itemsize + int(np.argmin(sizes <= most))
                    at = first // header.channels / header.sample_rate
                    raise MediaError(f"damaged: at {at:.3f} s a sample is no number (NaN or infinite)")
                largest = max(largest, float(sizes.max(initial=0.0)))
    except OSError as error:
        raise _unreadable(error) from None
    return largest


def _unreadable(error: OSError) -> MediaError:
    message = f"cannot be read: {error.strerror}"
    return MediaError(message, category=Category.TECHNICAL, disposition=Disposition.RETRY)


def layout_of(header: Header) -> Layout:
    """Return how a master's samples lie, once they are decoded."""
    return Layout(header.word // 8, header.channels)


def _first(stream: BinaryIO, header: Header, layout: Layout, frames: int) -> int | None:
    for start in range(0, frames, _PIECE_FRAMES):
        found = layout.first_loud(_piece(stream, header, layout, start, min(frames, start + _PIECE_FRAMES)))
        if found is not None:
            return start + found
    return None


def _last(stream: BinaryIO, header: Header, layout: Layout, frames: int) -> int:
    """Return the last frame that is not silent, of a master that has one."""
    end, found = frames, None
    while found is None and end:
        start = max(0, end - _PIECE_FRAMES)
        found = layout.last_loud(_piece(stream, header, layout, start, end))
        end = start
    return end + (found or 0)


def _piece(stream: BinaryIO, header: Header, layout: Layout, start: int, end: int) -> memoryview:
    """Return some frames, little-endian; fewer where the file was cut meanwhile."""
    stream.seek(header.samples_at + start * layout.frame)
    data = stream.read((end - start) * layout.frame)
    whole = data[: len(data) - len(data) % layout.frame]
    return memoryview(audioop.byteswap(whole, layout.width) if header.codec.endswith("be") else whole)


__all__ = ["find_peak", "find_sound", "float_peak", "layout_of", "read_span"]
