"""Films through ffmpeg: measured by decoding them, written as MP4 with H.264, never enlarged."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from attrs import evolve

from tunemantra.contrib.media._binary import describe, find_ffmpeg
from tunemantra.contrib.media._film import listing, source_arguments, starts_fast
from tunemantra.contrib.media._frames import Frames, Written
from tunemantra.contrib.media._reasons import unwritten
from tunemantra.contrib.media._run import STALL_SECONDS, run_ffmpeg
from tunemantra.core.media import AudioFacts, VideoFacts
from tunemantra.errors import Category, MediaError
from tunemantra.ports.transcoding import VideoWork

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tunemantra.contrib.media._film import Listing
    from tunemantra.core.requirement import VideoForm
    from tunemantra.ports.transcoding import Progress

_MAX_HOURS: Final = 6.0
_UNEVEN: Final = Decimal("0.005")  # a shape that differs by less is no other shape
_SLACK_MS: Final = 250  # containers round their length, and sound may end a little later than the picture
# The same bytes on every machine: x264 gives others with other numbers of threads.
_ENCODER: Final = ("-c:v", "libx264", "-preset", "medium", "-crf", "18", "-profile:v", "high", "-threads:v", "4")
_WHOLE: Final = "bwdif=mode=send_frame:deint=interlaced"  # whole pictures of fields, as many as there were
_SOUND: Final = ("-c:a", "aac", "-b:a", "256k", "-ac", "2", "-ar", "48000")
_BARE: Final = ("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact")


class FfmpegVideo:
    """Measures and converts films (`ports.transcoding.VideoProcessor`). Safe to use from several threads.

    Args:
        ffmpeg: the binary; without it the imageio-ffmpeg wheel's, then the one on PATH.
        stall_seconds: how long ffmpeg may stand still before it is ended.
        max_hours: the longest film worked on.

    Raises:
        MediaError: there is no ffmpeg.
    """

    edition = "1"
    """Raised where `measure` tells something else of the same bytes."""
    writing = "2"
    """Raised where `process` writes something else of the same master."""

    def __init__(
        self, ffmpeg: str | None = None, *, stall_seconds: float = STALL_SECONDS, max_hours: float = _MAX_HOURS
    ) -> None:
        self.ffmpeg = find_ffmpeg(ffmpeg)
        self._stall_seconds = stall_seconds
        self._max_hours = max_hours

    def describe(self) -> str:
        """Return ffmpeg's version, what it lacks, and where it is, in one line."""
        return describe(self.ffmpeg)

    def measure(self, source: Path, progress: Progress | None = None) -> VideoFacts:
        """Decode a film and return all facts; one that cannot be decoded to its end has `problem` set.

        Raises:
            MediaError: the machine failed, not the file: no disk, no memory, no progress.
        """
        facts = VideoFacts("", "", 0, 0, Decimal(0), 0, size=_size(source))
        try:
            told = listing(self.ffmpeg, source)
        except MediaError as error:
            return evolve(facts, problem=_content(error))
        facts = evolve(facts, container=told.container, codec=told.video)
        if not told.video:
            return evolve(facts, problem="the file holds no moving picture")
        return self._decode(source, told, facts, progress)

    def process(
        self, source: Path, forms: Sequence[VideoForm], folder: Path, progress: Progress | None = None
    ) -> VideoWork:
        """Measure a film and write each form into `folder`: the identical bytes where it already has that form.

        Raises:
            MediaError: it cannot be decoded to its end, has another shape than a form without a focus, or a form would
                need enlarging or more frames. No file is left then.
        """
        wanted = list(dict.fromkeys(forms))
        steps = len(wanted) + 1
        facts = self.measure(source, _part(progress, 0, steps))
        if facts.problem:
            raise MediaError(f"{source.name}: {facts.problem}")
        crops = {form: _crop(facts, form) for form in wanted}
        told = listing(self.ffmpeg, source)
        token, parts = secrets.token_hex(4), {}
        try:
            for number, form in enumerate(wanted):
                final = folder / f"{form.codec}-{form.width}x{form.height}-{number}.{form.extension}"
                part = folder / f".{final.name}.{token}.part"
                parts[part] = final
                if _has_form(source, told, facts, form):
                    shutil.copyfile(source, part)
                else:
                    self._write(source, told, facts, form, crops[form], part, _part(progress, number + 1, steps))
            for part, final in parts.items():
                part.replace(final)
        except OSError as error:
            raise unwritten(f"{folder} cannot be written to", error) from None
        finally:
            for part in parts:
                with contextlib.suppress(FileNotFoundError):
                    part.unlink()
        if progress is not None:
            progress(1.0)
        return VideoWork(facts, dict(zip(wanted, parts.values(), strict=True)))

    def _decode(self, source: Path, told: Listing, facts: VideoFacts, progress: Progress | None) -> VideoFacts:
        frames = Frames(told.milliseconds, self._max_hours * 3600, progress)
        command = [self.ffmpeg, "-hide_banner", "-nostdin", "-nostats", "-v", "error", "-xerror"]
        command += ["-err_detect", "explode", *source_arguments(source, told.container)]
        command += ["-map", "0:v:0", "-map", "0:a:0?", "-fps_mode:v", "passthrough", "-enc_time_base:v", "demux"]
        problem = ""
        try:
            run_ffmpeg([*command, "-f", "framecrc", "pipe:1"], frames, stall_seconds=self._stall_seconds)
        except MediaError as error:
            problem = _content(error)
            if "damaged" in problem or "decoded" in problem:
                problem = "damaged or truncated: the film cannot be decoded to its end"
        return _measured(told, facts, frames, problem)

    def _write(
        self,
        source: Path,
        told: Listing,
        facts: VideoFacts,
        form: VideoForm,
        crop: str,
        part: Path,
        progress: Progress | None,
    ) -> None:
        steps = [_WHOLE] if told.interlaced else []
        steps += ["scale=iw*sar:ih", "setsar=1", crop, f"scale={form.width}:{form.height}:flags=lanczos"]
        if form.frame_rate is not None:
            steps.append(f"fps={form.frame_rate}")
        command = [self.ffmpeg, "-hide_banner", "-nostdin", "-nostats", "-v", "error", "-y", "-xerror"]
        command += [*source_arguments(source, told.container), "-map", "0:v:0", *_ENCODER]
        command += ["-vf", ",".join([*filter(None, steps), "format=yuv420p"])]
        if form.bitrate:
            command += ["-maxrate", str(form.bitrate), "-bufsize", str(2 * form.bitrate)]
        command += ["-map", "0:a:0", *_SOUND, "-flags:a", "+bitexact"] if form.audio and told.audio else ["-an"]
        command += [*_BARE, "-movflags", "+faststart", "-progress", "pipe:1", "-f", "mp4", f"file:{part}"]
        run_ffmpeg(command, Written(facts.milliseconds, progress), stall_seconds=self._stall_seconds)


def _measured(told: Listing, facts: VideoFacts, frames: Frames, problem: str) -> VideoFacts:
    length, size = frames.seconds, facts.size
    milliseconds = round(length * 1000)
    rate = Decimal(frames.count * length.denominator) / Decimal(length.numerator) if length else Decimal(0)
    heard = frames.samples * 1000 // told.sample_rate if told.sample_rate else 0
    if not frames.count:
        problem = "no frame of the film can be decoded"
    elif not problem and max(milliseconds, heard) + _SLACK_MS < told.milliseconds:
        problem = f"truncated: {milliseconds / 1000:.1f} of {told.milliseconds / 1000:.1f} seconds are there"
    sound = AudioFacts(told.container, told.audio, told.sample_rate, 0, told.channels, frames.samples)
    return evolve(
        facts,
        width=frames.width,
        height=frames.height,
        frame_rate=round(rate, 3).normalize() + 0,
        milliseconds=milliseconds,
        bit_rate=round(size * 8 / length) if length else 0,
        audio=sound if told.audio else None,
        problem=problem,
    )


def _content(error: MediaError) -> str:
    """Return what is wrong with the file; what is wrong with the machine is raised again."""
    if error.category is not Category.CONTENT:
        raise error
    return error.message


def _crop(facts: VideoFacts, form: VideoForm) -> str:
    """Return the filter that cuts a film to the shape of a form; empty where it has it.

    Raises:
        MediaError: it cannot be made from this master.
    """
    if (form.container, form.codec) != ("mp4", "h264") or not _is_even(form):
        raise MediaError(f"films cannot be written as {form.container}/{form.codec} of {form.width} × {form.height}")
    if form.frame_rate is not None and form.frame_rate > facts.frame_rate:
        message = f"the film has {facts.frame_rate} frames a second, asked for are {form.frame_rate}"
        raise MediaError(message, hint="frames are never made up")
    width, height = facts.width, facts.height
    across, down = width * form.height, height * form.width
    shaped = abs(Decimal(across - down)) <= _UNEVEN * down
    if not shaped and form.focus is None:
        hint = "crop it yourself, or say what stays in the middle; nothing is cut off unasked"
        message = f"the film is {width} × {height} pixels, which is no shape for {form.width} × {form.height}"
        raise MediaError(message, hint=hint)
    wide = width if shaped else min(width, round(height * form.width / form.height))
    high = height if shaped else min(height, round(width * form.height / form.width))
    if wide + 1 < form.width or high + 1 < form.height:  # an odd side becomes an even one
        message = f"the film has {wide} × {high} pixels, asked for is {form.width} × {form.height}"
        raise MediaError(message, hint="a film is never enlarged; deliver a larger one")
    if shaped or form.focus is None:
        return ""
    left = min(max(round(form.focus[0] * width - wide / 2), 0), width - wide)
    top = min(max(round(form.focus[1] * height - high / 2), 0), height - high)
    return f"crop={wide}:{high}:{left}:{top}:exact=1"


def _is_even(form: VideoForm) -> bool:
    return form.width > 0 < form.height and not (form.width % 2 or form.height % 2)


def _has_form(source: Path, told: Listing, facts: VideoFacts, form: VideoForm) -> bool:
    return (
        (facts.container, facts.codec, facts.width, facts.height) == ("mp4", "h264", form.width, form.height)
        and told.planar
        and not told.interlaced
        and form.frame_rate in {None, facts.frame_rate}
        and (told.audio == "aac" if form.audio and told.audio else not told.audio)
        and (not form.bitrate or facts.bit_rate <= form.bitrate)
        and starts_fast(source)
    )


def _part(progress: Progress | None, step: int, steps: int) -> Progress | None:
    return None if progress is None else lambda share: progress((step + share) / steps)


def _size(source: Path) -> int:
    try:
        return source.stat().st_size
    except OSError:
        return 0


__all__ = ["FfmpegVideo"]
