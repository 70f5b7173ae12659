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
        message = f"cannot be read: {error.strerror}"
        raise MediaError(message, category=Category.TECHNICAL, disposition=Disposition.RETRY) from None


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


__all__ = ["find_sound", "layout_of"]
