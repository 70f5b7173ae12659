"""Listens to a recording: one ffmpeg process decodes it once, numpy looks at the samples while they pass by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tunemantra.contrib.media._binary import find_ffmpeg
from tunemantra.contrib.media._opening import named
from tunemantra.contrib.media._run import STALL_SECONDS, run_ffmpeg
from tunemantra.contrib.media._sinks import refuse_endless
from tunemantra.contrib.media.headers import read_header
from tunemantra.contrib.media.listening._edition import METHOD, hears_music
from tunemantra.errors import Category, MediaError

if TYPE_CHECKING:
    from pathlib import Path

    from tunemantra.contrib.media.listening._command import Notes
    from tunemantra.contrib.media.listening._room import Room
    from tunemantra.core.analysis import SoundAnalysis
    from tunemantra.ports.transcoding import Progress

_MAX_HOURS: Final = 12.0
_MOST_CHANNELS: Final = 8


class FfmpegListener:
    """Hears everything `core.analysis.SoundAnalysis` tells of (`ports.transcoding.SoundAnalyser`).

    Safe to use from several threads. Memory does not grow with the length, but for 3 kB a second of notes. What it
    needs beside ffmpeg is imported when it first listens.

    Args:
        ffmpeg: the binary; found like `FfmpegAudio` finds it.
        stall_seconds: how long ffmpeg may stand still before it is ended.
        max_hours: the longest audio listened to.

    Raises:
        MediaError: there is no ffmpeg.
    """

    def __init__(
        self, ffmpeg: str | None = None, *, stall_seconds: float = STALL_SECONDS, max_hours: float = _MAX_HOURS
    ) -> None:
        self.ffmpeg = find_ffmpeg(ffmpeg)
        self._stall_seconds = stall_seconds
        self._max_hours = max_hours

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.ffmpeg!r})"

    @property
    def edition(self) -> int:
        """Return the edition of the method; another one where tempo and key can be heard."""
        return 2 * METHOD + hears_music()

    def analyse(self, source: Path, progress: Progress | None = None) -> SoundAnalysis:
        """Decode a recording and return everything that is heard in it.

        Raises:
            MediaError: it cannot be decoded, or what is needed is not installed.
        """
        header = read_header(source)
        if header.problem:
            raise MediaError(f"{source.name}: {header.problem}")
        if header.channels > _MOST_CHANNELS:
            raise MediaError(f"{source.name}: {header.channels} channels; {_MOST_CHANNELS} at most are listened to")
        with named(source):
            refuse_endless(header, self._max_hours)
        try:
            from tunemantra.contrib.media.listening._command import notes
            from tunemantra.contrib.media.listening._room import Room
        except ImportError as missing:
            message = f"listening needs {missing.name}, which is not installed"
            hint = "pip install 'tunemantra[media]'"
            raise MediaError(message, hint=hint, category=Category.TECHNICAL) from None
        with notes(with_copy=hears_music()) as beside:
            room = Room(source, header, self._max_hours, progress)
            with named(source):
                self._decode(room, beside)
            found = room.told(beside, self.edition)
        if progress is not None:
            progress(1.0)
        return found

    def _decode(self, room: Room, beside: Notes) -> None:
        """Let ffmpeg decode; where it stops early, what was heard until then counts."""
        from tunemantra.contrib.media.listening._command import command

        made = command(self.ffmpeg, room.source, room.header, beside, words=room.words)
        try:
            run_ffmpeg(made, room.take, pass_fds=beside.descriptors, stall_seconds=self._stall_seconds)
        except MediaError as error:
            if error.category is not Category.CONTENT or not room.windows.frames or room.endless:
                raise
            room.problem = error.message
        room.windows.end()
        if not room.windows.frames:
            raise MediaError("the file holds no audio")


__all__ = ["METHOD", "FfmpegListener"]
