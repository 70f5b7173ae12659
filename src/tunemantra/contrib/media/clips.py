"""Preview clips and silence through pydub, on samples our own ffmpeg decodes.

pydub would look for ffprobe, which the imageio-ffmpeg wheel has not, and load whole masters; here it sees only the
seconds asked for, or a small mono copy.
"""

from __future__ import annotations

import re
import secrets
import warnings
from functools import cache
from itertools import accumulate
from math import inf, log10
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, cast

from attrs import frozen

from tunemantra.contrib.media._binary import find_ffmpeg
from tunemantra.contrib.media._opening import named, whole_master
from tunemantra.contrib.media._plan import source_arguments
from tunemantra.contrib.media._run import STALL_SECONDS, run_ffmpeg
from tunemantra.contrib.media._samples import float_peak
from tunemantra.errors import Category, MediaError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydub import AudioSegment

    from tunemantra.contrib.media._header import Header

_MAX_CLIP_SECONDS = 120.0
_MAX_SCAN_SECONDS = 4 * 3600
_SCAN_RATE = 8_000
_SCAN_STEP_MS = 10
_MP3_BITRATE = "192k"
_LOUDNESS_STEP: Final = 0.1
_LOUDNESS_WINDOW: Final = 3.0
_SHORT_TERM: Final = re.compile(rb"lavfi\.r128\.S=(-?[0-9.]+|nan|-inf)")


@frozen
class Span:
    """A stretch of time in seconds from the start."""

    start: float
    end: float


@frozen
class Clip:
    """A clip that was written.

    Args:
        path: of the file.
        start: seconds into the master.
        seconds: its length; less than was asked for where the master ends.
    """

    path: Path
    start: float
    seconds: float


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
        start: float | None = 0.0,
        seconds: float = 30.0,
        fade: float = 1.0,
        container: Literal["wav", "mp3"] = "wav",
    ) -> Clip:
        """Write a faded 16-bit clip into `folder` and return where it is and how long it became.

        Args:
            source: the master.
            folder: where the clip goes.
            start: seconds into the master, such as its metadata say; None for the loudest passage.
            seconds: length, at most 120, to the sample in a WAV; shorter where the master ends.
            fade: seconds of fading at each end, at most half of the clip.
            container: of the clip.

        Raises:
            MediaError: the master cannot be decoded, ends before `start`, or the clip is too long.
        """
        _require_length(seconds)
        if not (0 <= (start or 0) < inf and 0 <= fade < inf):
            raise MediaError(f"a clip from {start or 0:g} with {fade:g} seconds of fading cannot be made")
        header = whole_master(source)
        _require_headroom(source, header)
        if start is None:
            start = self.loudest(source, seconds)
        first, frames = round(start * header.sample_rate), max(1, round(seconds * header.sample_rate))
        cut = ["-af", f"atrim=start_sample={first}:end_sample={first + frames}"]
        data = self._decode(source, header, cut, header.sample_rate, header.channels)
        if not data:
            raise MediaError(f"{source.name} ends before {start:g} seconds")
        made = self._export(self._faded(data, header, fade), folder, clip_name(source, container), container)
        return Clip(made, start, len(data) / (2 * header.channels * header.sample_rate))

    def _faded(self, data: bytes, header: Header, fade: float) -> AudioSegment:
        """Return samples with both ends faded; pydub counts in milliseconds and drops what is no whole one."""
        frame = 2 * header.channels
        milliseconds = -(-len(data) // frame * 1000 // header.sample_rate)
        padding = milliseconds * header.sample_rate // 1000 * frame - len(data)
        segment = self._segment(data + bytes(max(0, padding)), header.sample_rate, header.channels)
        length = min(round(fade * 1000), len(segment) // 2)
        # pydub cannot fade for no time at all.
        faded = segment.fade_in(length).fade_out(length) if length else segment
        return self._segment(faded.raw_data[: len(data)], header.sample_rate, header.channels)

    def loudest(self, source: Path, seconds: float = 30.0) -> float:
        """Return where the loudest passage of a length begins, by short-term loudness (EBU Tech 3341).

        Args:
            source: the master; four hours of it are heard.
            seconds: length of the passage.

        Returns:
            Seconds from the start, in steps of a tenth; 0 where it is not longer than that, or silent throughout.

        Raises:
            MediaError: the master cannot be decoded.
        """
        _require_length(seconds)
        heard = _Loudness()
        meter = "ebur128=metadata=1,ametadata=mode=print:key=lavfi.r128.S:file=pipe\\\\:1"
        shape = ["-t", str(_MAX_SCAN_SECONDS), "-map", "0:a:0", "-af", meter, "-f", "null", "-"]
        command = [self.ffmpeg, *source_arguments(source, whole_master(source), None), *shape]
        with named(source):
            run_ffmpeg(command, heard.take, stall_seconds=self._stall_seconds)
        return heard.loudest(seconds)

    def silence_spans(self, source: Path, *, threshold: float = -60.0, shortest: float = 0.5) -> tuple[Span, ...]:
        """Return where it is silent, in order.

        Args:
            source: the master, at most four hours long.
            threshold: dBFS (RMS of a stretch) below which it is silent.
            shortest: seconds a silence lasts at least.

        Raises:
            MediaError: the master cannot be decoded.
        """
        header = whole_master(source)
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
        with named(source):
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


class _Loudness:
    """The power of the three seconds that end at each tenth of a second."""

    def __init__(self) -> None:
        self._powers: list[float] = []
        self._open = b""

    def take(self, data: memoryview) -> None:
        *lines, self._open = (self._open + data).split(b"\n")
        for line in lines:
            found = _SHORT_TERM.fullmatch(line.strip())
            if found:
                # Nothing is quieter than what the meter calls -120 LUFS.
                level = float(found[1])
                self._powers.append(10 ** (level / 10) if level > -120 else 0.0)  # noqa: PLR2004

    def loudest(self, seconds: float) -> float:
        """Return the start of the passage whose windows are the loudest, on the mean."""
        window, length = round(_LOUDNESS_WINDOW / _LOUDNESS_STEP), max(1, round(seconds / _LOUDNESS_STEP))
        # A window that ends at a step lies within a passage if it also begins there; short passages take the nearest.
        inside = max(1, length - window)
        sums = [0.0, *accumulate(self._powers)]
        last = len(self._powers) - length
        means = [(sums[end] - sums[end - inside], -start) for start, end in _windows(last, length, len(self._powers))]
        best = max(means, default=(0.0, 0))
        return round(-best[1] * _LOUDNESS_STEP, 1) if best[0] else 0.0


def _windows(last: int, length: int, count: int) -> Iterator[tuple[int, int]]:
    return ((start, min(start + length, count)) for start in range(last + 1))


def clip_name(source: Path, container: str) -> str:
    """Return what the clip of a master is called."""
    return f"preview-{source.stem}.{container}"


def _require_headroom(source: Path, header: Header) -> None:
    """Refuse to cut off at full scale what only floating point holds."""
    peak = float_peak(source, header)
    if peak > 1:
        over = 20 * log10(peak)
        message = f"{source.name}: its samples reach {over:+.2f} dBFS, and full scale is the most that a clip holds"
        raise MediaError(message, hint=f"cut it from a copy that is {over:.2f} dB quieter; nothing is limited")


def _require_length(seconds: float) -> None:
    if not 0 < seconds <= _MAX_CLIP_SECONDS:
        raise MediaError(f"a clip of {seconds:g} seconds cannot be made", hint=f"at most {_MAX_CLIP_SECONDS:g}")


@cache
def _segment_class(ffmpeg: str) -> type[AudioSegment]:
    """Return pydub's class, bound to one ffmpeg without touching its global setting."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment

    return cast("type[AudioSegment]", type("BoundSegment", (AudioSegment,), {"converter": ffmpeg}))


__all__ = ["Clip", "Clips", "Span", "clip_name"]
