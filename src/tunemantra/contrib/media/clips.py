"""Preview clips and silence through pydub, on samples our own ffmpeg decodes.

pydub would look for ffprobe, which the imageio-ffmpeg wheel has not, and load whole masters; here it sees only the
seconds asked for, or a small mono copy.
"""

from __future__ import annotations

import secrets
import warnings
from functools import cache
from typing import TYPE_CHECKING, Literal, cast

from attrs import frozen

from tunemantra.contrib.media._binary import find_ffmpeg
from tunemantra.contrib.media._plan import source_arguments
from tunemantra.contrib.media._run import STALL_SECONDS, run_ffmpeg
from tunemantra.contrib.media.headers import read_header
from tunemantra.errors import Category, MediaError

if TYPE_CHECKING:
    from pathlib import Path

    from pydub import AudioSegment

    from tunemantra.contrib.media._header import Header

_MAX_CLIP_SECONDS = 120.0
_MAX_SCAN_SECONDS = 4 * 3600
_SCAN_RATE = 8_000
_SCAN_STEP_MS = 10
_MP3_BITRATE = "192k"


@frozen
class Span:
    """A stretch of time in seconds from the start."""

    start: float
    end: float


class Clips:
    """Cuts preview clips and finds silence. Safe to use from several threads.

    Args:
        ffmpeg: the binary; without it the imageio-ffmpeg wheel's, then the one on PATH.

    Raises:
        MediaError: there is no ffmpeg.
    """

    def __init__(self, ffmpeg: str | None = None, *, stall_seconds: float = STALL_SECONDS) -> None:
        self.ffmpeg = find_ffmpeg(ffmpeg)
        self._stall_seconds = stall_seconds

    def preview(
        self,
        source: Path,
        folder: Path,
        *,
        start: float = 0.0,
        seconds: float = 30.0,
        fade: float = 1.0,
        container: Literal["wav", "mp3"] = "wav",
    ) -> Path:
        """Write a faded 16-bit clip into `folder` and return its path.

        Args:
            source: the master.
            folder: where the clip goes.
            start: seconds into the master.
            seconds: length, at most 120; shorter where the master ends.
            fade: seconds of fading at each end, at most half of the clip.
            container: of the clip.

        Raises:
            MediaError: the master cannot be decoded, ends before `start`, or the clip is too long.
        """
        if not 0 < seconds <= _MAX_CLIP_SECONDS or start < 0 or fade < 0:
            raise MediaError(f"a clip of {seconds:g} seconds from {start:g} cannot be made")
        header = _usable(source)
        cut = ["-ss", f"{start:.6f}", "-t", f"{seconds:.6f}"]
        data = self._decode(source, header, cut, header.sample_rate, header.channels)
        if not data:
            raise MediaError(f"{source.name} ends before {start:g} seconds")
        segment = self._segment(data, header.sample_rate, header.channels)
        length = min(round(fade * 1000), len(segment) // 2)
        return self._export(
            segment.fade_in(length).fade_out(length), folder, f"preview-{source.stem}.{container}", container
        )

    def silence_spans(self, source: Path, *, threshold: float = -60.0, shortest: float = 0.5) -> tuple[Span, ...]:
        """Return where it is silent, in order.

        Args:
            source: the master, at most four hours long.
            threshold: dBFS (RMS of a stretch) below which it is silent.
            shortest: seconds a silence lasts at least.

        Raises:
            MediaError: the master cannot be decoded.
        """
        header = _usable(source)
        if (header.declared or 0) > _MAX_SCAN_SECONDS * header.sample_rate:
            raise MediaError(f"{source.name} is longer than four hours")
        data = self._decode(source, header, ["-t", str(_MAX_SCAN_SECONDS)], _SCAN_RATE, 1)
        segment = self._segment(data, _SCAN_RATE, 1)
        from pydub.silence import detect_silence

        found = detect_silence(segment, round(shortest * 1000), threshold, _SCAN_STEP_MS)
        return tuple(Span(start / 1000, end / 1000) for start, end in cast("list[list[int]]", found))

    def _decode(self, source: Path, header: Header, cut: list[str], rate: int, channels: int) -> bytes:
        data = bytearray()
        shape = ["-map", "0:a:0", "-ar", str(rate), "-ac", str(channels), "-c:a", "pcm_s16le", "-f", "s16le", "pipe:1"]
        command = [self.ffmpeg, *source_arguments(source, header, None), *cut, *shape]
        run_ffmpeg(command, data.extend, stall_seconds=self._stall_seconds)
        return bytes(data)

    def _segment(self, data: bytes, rate: int, channels: int) -> AudioSegment:
        return _segment_class(self.ffmpeg)(data=data, sample_width=2, frame_rate=rate, channels=channels)

    @staticmethod
    def _export(segment: AudioSegment, folder: Path, name: str, container: str) -> Path:
        from pydub.exceptions import PydubException

        part, final = folder / f".{name}.{secrets.token_hex(4)}.part", folder / name
        options = {"bitrate": _MP3_BITRATE} if container == "mp3" else {}
        try:
            segment.export(str(part), format=container, **options).close()
            part.replace(final)
        except (OSError, PydubException) as error:
            message = f"{final} cannot be written: {type(error).__name__}"
            raise MediaError(message, category=Category.TECHNICAL) from None
        finally:
            part.unlink(missing_ok=True)
        return final


def _usable(source: Path) -> Header:
    header = read_header(source)
    if header.problem:
        raise MediaError(f"{source.name}: {header.problem}")
    return header


@cache
def _segment_class(ffmpeg: str) -> type[AudioSegment]:
    """Return pydub's class, bound to one ffmpeg without touching its global setting."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment

    return cast("type[AudioSegment]", type("BoundSegment", (AudioSegment,), {"converter": ffmpeg}))


__all__ = ["Clips", "Span"]
