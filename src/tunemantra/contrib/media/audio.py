"""Audio through ffmpeg: one process decodes a master once, for its facts and for every form of it.

A master whose samples are stored as they sound (WAV, AIFF) is measured where it lies: only its ends are read for that.
"""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

from attrs import evolve

from tunemantra.contrib.media._binary import describe, find_ffmpeg
from tunemantra.contrib.media._edges import find_edges
from tunemantra.contrib.media._header import truncation
from tunemantra.contrib.media._meter import PcmMeter
from tunemantra.contrib.media._plan import (
    analysis_arguments,
    bound_by,
    check_form,
    edge_arguments,
    form_arguments,
    joined_filters,
    report_arguments,
    source_arguments,
)
from tunemantra.contrib.media._run import STALL_SECONDS, run_ffmpeg
from tunemantra.contrib.media._samples import find_peak, find_sound, float_peak, layout_of
from tunemantra.contrib.media._sinks import Report, Samples, refuse_endless
from tunemantra.contrib.media._tagging import check_cover
from tunemantra.contrib.media._targets import Targets
from tunemantra.contrib.media._writers import WRITABLE
from tunemantra.contrib.media.headers import read_header
from tunemantra.errors import Category, MediaError
from tunemantra.ports.transcoding import AudioWork

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tunemantra.contrib.media._header import Header
    from tunemantra.contrib.media._meter import Sound
    from tunemantra.core.media import AudioFacts
    from tunemantra.core.requirement import AudioForm
    from tunemantra.ports.transcoding import Progress

_MD5_DEPTHS = (16, 24)
_MAX_HOURS = 12.0


class FfmpegAudio:
    """Measures and converts audio (`ports.transcoding.AudioProcessor`). Safe to use from several threads.

    Args:
        ffmpeg: the binary; without it the imageio-ffmpeg wheel's, then the one on PATH.
        threads: how many threads ffmpeg may use for each stage; None leaves it to ffmpeg.
        stall_seconds: how long ffmpeg may stand still before it is ended.
        max_hours: the longest audio worked on; a small file may otherwise unpack to more than the disk holds.

    Raises:
        MediaError: there is no ffmpeg.
    """

    edition = "3"
    """Raised where `measure` tells something else of the same bytes."""
    writing = "2"
    """Raised where `process` writes something else of the same master."""

    def __init__(
        self,
        ffmpeg: str | None = None,
        threads: int | None = None,
        *,
        stall_seconds: float = STALL_SECONDS,
        max_hours: float = _MAX_HOURS,
    ) -> None:
        self.ffmpeg = find_ffmpeg(ffmpeg)
        self._threads = threads
        self._stall_seconds = stall_seconds
        self._max_hours = max_hours

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.ffmpeg!r})"

    def describe(self) -> str:
        """Return ffmpeg's version, what it lacks, and where it is, in one line."""
        return describe(self.ffmpeg)

    @staticmethod
    def formats() -> tuple[str, ...]:
        """Return what can be written, as `container/codec`."""
        return tuple("/".join(pair) for pair in WRITABLE)

    def inspect(self, source: Path) -> AudioFacts:
        """Return what the header says, without decoding; never raises for what is in the file.

        `frames` is what the header promises, or less where the file has no room for that many.
        """
        return read_header(source).facts()

    def measure(self, source: Path, progress: Progress | None = None) -> AudioFacts:
        """Return all facts; a file that cannot be decoded to its end has `problem` set.

        Raises:
            MediaError: the machine failed, not the file: no disk, no memory, no progress.
        """
        header = read_header(source)
        if header.problem:
            return header.facts()
        facts = self._decode(source, header, progress, Targets(source.parent, header, ()), _meter(header))
        _report(progress, 1.0)
        return facts

    def process(
        self,
        source: Path,
        forms: Sequence[AudioForm],
        folder: Path,
        progress: Progress | None = None,
        cover: Path | None = None,
    ) -> AudioWork:
        """Measure a master fully and write each form into `folder`, all from one decode.

        A form that the master's own bytes are already is a copy of them.

        Raises:
            MediaError: it cannot be decoded to its end, is truncated, or a form would need upsampling, padding, other
                channels, a second lossy encoding or a limiter. No file is left then.
        """
        header = read_header(source)
        if header.problem or header.shortfall:
            raise MediaError(f"{source.name}: {header.problem or header.shortfall}")
        for form in forms:
            check_form(header, form)
            check_cover(form, cover)
        louder = max((form.gain for form in forms), default=0.0)
        meter = _meter(header, peaked=louder > 0)
        with Targets(folder, header, forms) as targets:
            facts = self._decode(source, header, progress, targets, meter)
            if facts.problem:
                raise MediaError(f"{source.name}: {facts.problem}")
            if facts.over and targets.encoded:
                _refuse_above(source, facts.over + louder)
            elif louder > 0:
                _refuse_clipping(find_peak(source, header) if header.is_plain else meter.sound.peak, louder)
            targets.pass_on(source)
            _report(progress, 1.0)
            return AudioWork(facts, targets.keep(facts.frames, cover))

    def _decode(
        self, source: Path, header: Header, progress: Progress | None, targets: Targets, meter: PcmMeter
    ) -> AudioFacts:
        """Decode the master once, for its facts and all targets; what is wrong with the file is in the facts."""
        problem, peak = "", 0.0
        try:
            refuse_endless(header, self._max_hours)
            peak = float_peak(source, header)
            if not header.is_plain:
                samples = Samples(header, meter, self._max_hours, progress)
                self._run(source, header, samples, targets, analysis_arguments(header))
            elif targets.encoded:
                report = Report(header, self._stall_seconds, progress)
                self._run(source, header, report, targets, report_arguments())
        except MediaError as error:
            if error.category is not Category.CONTENT:
                raise
            problem = error.message
        facts = _facts(header, find_sound(source, header) if header.is_plain else meter.sound, problem)
        return evolve(facts, over=round(20 * log10(peak), 2)) if peak > 1 else facts

    def _run(
        self, source: Path, header: Header, sink: Samples | Report, targets: Targets, to_stdout: Sequence[str]
    ) -> None:
        threads = self._threads
        resampled = [target.form for target in targets.encoded if target.form.sample_rate != header.sample_rate]
        with find_edges(self.ffmpeg, source, header, resampled) as edges:
            forms = [target.form for target in targets.encoded]
            command = [self.ffmpeg, *source_arguments(source, header, threads, forms=forms)]
            labels: dict[AudioForm, str] = {}
            if edges is not None:
                command += edge_arguments(header, edges)
                command += joined_filters(header, edges, resampled, threads)
                labels = {form: f"[form{index}]" for index, form in enumerate(resampled)}
            command += to_stdout
            for target in targets.encoded:
                command += form_arguments(header, target.form, target.address, threads, labels.get(target.form))
            opened = [] if edges is None else [edges.before, edges.after]
            run_ffmpeg(
                command,
                sink,
                pass_fds=[*targets.descriptors, *opened],
                stall_seconds=self._stall_seconds,
                bound_by=bound_by(forms),
            )


def _meter(header: Header, *, peaked: bool = False) -> PcmMeter:
    hashed = bool(header.stream_md5) and header.bit_depth in _MD5_DEPTHS
    return PcmMeter(layout_of(header), hashed=hashed, peaked=peaked)


def _refuse_clipping(peak: float, gain: float) -> None:
    """Refuse a gain that takes the largest sample above full scale: there is no limiter to hide it."""
    if peak > 0 and 20 * log10(peak) + gain > 0:
        message = f"{gain:g} dB more would clip: the master reaches {20 * log10(peak):.2f} dBFS"
        raise MediaError(message, hint="ask for less gain; what is delivered is never limited")


def _refuse_above(source: Path, over: float) -> None:
    """Refuse to cut off what only floating point holds, at full scale."""
    if over > 0:
        message = f"{source.name}: its samples reach {over:+.2f} dBFS, and full scale is the most that a form holds"
        hint = f"ask for a master that is {over:.2f} dB quieter; what is delivered is never limited"
        raise MediaError(message, hint=hint)


def _report(progress: Progress | None, share: float) -> None:
    if progress is not None:
        progress(share)


def _facts(header: Header, sound: Sound, problem: str) -> AudioFacts:
    """Return what was measured; a damaged file keeps the facts of the part that could be decoded."""
    rate = header.sample_rate
    return evolve(
        header.facts(),
        frames=sound.frames,
        leading_silence=sound.leading / rate,
        trailing_silence=sound.trailing / rate,
        silent=sound.silent,
        problem=_problem(header, sound, problem),
    )


def _problem(header: Header, sound: Sound, problem: str) -> str:
    if header.shortfall:
        return header.shortfall
    if problem and header.declared is not None and sound.frames:
        return f"{problem} ({sound.frames} of {header.declared} frames)"
    if problem:
        return problem
    if header.declared is not None and sound.frames < header.declared:
        return truncation(header.declared, sound.frames)
    if not sound.frames:
        return "the file holds no audio"
    if sound.md5 not in {"", header.stream_md5}:
        return "damaged: the decoded audio does not match the MD5 in its FLAC header"
    return ""


__all__ = ["FfmpegAudio"]
