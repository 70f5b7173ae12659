"""The one command: decoded samples to stdout; loudness, fingerprint and a small copy for the ear to open files."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, BinaryIO

from attrs import frozen

from tunemantra.contrib.media._plan import source_arguments
from tunemantra.contrib.media.listening._loudness import FILTER
from tunemantra.contrib.media.listening._music import LONGEST, RATE
from tunemantra.errors import Category, Disposition, MediaError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tunemantra.contrib.media._header import Header

_PIECE = 1 << 18
LONG_ENOUGH_TO_PRINT = 3.0


@frozen
class Notes:
    """Files without a name that ffmpeg writes beside its stdout.

    Args:
        loudness: what `ametadata` prints.
        prints: Chromaprint's raw words, little-endian.
        copy: one channel at 22.05 kHz, 32-bit floats; None where nobody listens to it.
    """

    loudness: BinaryIO
    prints: BinaryIO
    copy: BinaryIO | None

    @property
    def descriptors(self) -> list[int]:
        """Return the open files ffmpeg inherits."""
        return [stream.fileno() for stream in (self.loudness, self.prints, self.copy) if stream is not None]


@contextmanager
def notes(*, with_copy: bool) -> Iterator[Notes]:
    """Give files to write to; they are gone afterwards, whatever happens.

    Raises:
        MediaError: the disk takes none.
    """
    with ExitStack() as stack:
        try:
            made = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(3 if with_copy else 2)]
        except OSError as error:
            message = f"no temporary file can be made: {error.strerror}"
            raise MediaError(message, category=Category.TECHNICAL, disposition=Disposition.RETRY) from None
        yield Notes(made[0], made[1], made[2] if with_copy else None)


def command(ffmpeg: str, source: Path, header: Header, beside: Notes, *, words: bool) -> list[str]:
    """Return the command that decodes a recording once for everything.

    Args:
        ffmpeg: the binary.
        source: the recording.
        header: its header.
        beside: where the notes go.
        words: whether samples are written as 32-bit integers instead of floats.
    """
    one = ["-map", "0:a:0"]
    form = "s32le" if words else "f32le"
    measured = f"{FILTER},ametadata=mode=print:file=pipe\\\\:{beside.loudness.fileno()}"
    made = [ffmpeg, *source_arguments(source, header, None)]
    made += [*one, "-c:a", f"pcm_{form}", "-f", form, "-flush_packets", "0", "-blocksize", str(_PIECE), "pipe:1"]
    made += [*one, "-af", measured, "-c:a", "pcm_s16le", "-f", "null", "-"]
    made += [*one, "-ac", "2", "-f", "chromaprint", "-fp_format", "raw", f"pipe:{beside.prints.fileno()}"]
    if beside.copy is not None:
        small = ["-t", str(LONGEST), "-ac", "1", "-ar", str(RATE), "-c:a", "pcm_f32le", "-f", "f32le"]
        made += [*one, *small, "-flush_packets", "0", f"pipe:{beside.copy.fileno()}"]
    return made


__all__ = ["Notes", "command", "notes"]
