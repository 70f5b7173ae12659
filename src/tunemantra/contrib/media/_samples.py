"""Reads the samples of a WAV or AIFF where they lie: what is stored as it sounds needs no decoder to be measured."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tunemantra.errors import Category, Disposition, MediaError

with warnings.catch_warnings():
    # From Python 3.13 on it is the audioop-lts package, which setup.cfg asks for.
    warnings.simplefilter("ignore", DeprecationWarning)
    import audioop

if TYPE_CHECKING:
    from pathlib import Path

    from tunemantra.contrib.media._header import Header

# Whole samples of every width, and small enough to stay in the processor's cache while they are looked at.
_PIECE_BYTES = 12 << 15

Take = Callable[[memoryview], None]
"""Takes the next samples, little-endian; the memory is used again afterwards."""


def read_samples(source: Path, header: Header, take: Take, stop: threading.Event | None = None) -> None:
    """Hand over all samples of a master whose header says `is_plain`, in order.

    Args:
        source: the file.
        header: its header.
        take: called with each piece; what it raises passes through.
        stop: ends the reading early once it is set.

    Raises:
        MediaError: the disk fails.
    """
    swapped = header.codec.endswith("be") and header.word // 8
    view = memoryview(bytearray(_PIECE_BYTES))
    left = header.samples_bytes
    try:
        with source.open("rb", buffering=0) as stream:
            stream.seek(header.samples_at)
            while left and not (stop and stop.is_set()):
                count = stream.readinto(view[: min(left, _PIECE_BYTES)])
                if not count:
                    return
                left -= count
                piece = view[:count]
                take(memoryview(audioop.byteswap(piece, swapped)) if swapped else piece)
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise MediaError(message, category=Category.TECHNICAL, disposition=Disposition.RETRY) from None


@contextmanager
def reading_beside(source: Path, header: Header, take: Take) -> Iterator[None]:
    """Read all samples in a thread of their own while something else is done; both have ended afterwards.

    Raises:
        MediaError: the disk fails.
    """
    stop = threading.Event()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="samples") as pool:
        try:
            reading = pool.submit(read_samples, source, header, take, stop)
            yield
            reading.result()
        finally:
            stop.set()


__all__ = ["read_samples", "reading_beside"]
