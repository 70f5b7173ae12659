"""Everything that looks at one recording while it is decoded, and what it has to say together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from tunemantra.contrib.media.listening._clicks import Clicks
from tunemantra.contrib.media.listening._clipping import Clipping
from tunemantra.contrib.media.listening._gaps import Gaps
from tunemantra.contrib.media.listening._levels import Levels
from tunemantra.contrib.media.listening._loudness import read_course
from tunemantra.contrib.media.listening._music import listen
from tunemantra.contrib.media.listening._spectrum import Spectrum
from tunemantra.contrib.media.listening._tail import bytes_behind
from tunemantra.contrib.media.listening._window import Windows
from tunemantra.core.analysis import SoundAnalysis, SoundFault, SoundFaultKind
from tunemantra.errors import Category, Disposition, MediaError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tunemantra.contrib.media._header import Header
    from tunemantra.contrib.media.listening._command import Notes
    from tunemantra.core.analysis import Guess
    from tunemantra.ports.transcoding import Progress

_PADDED: Final = 8
_PROGRESS_STEP: Final = 0.01


class Room:
    """Everything that looks at one recording.

    Args:
        source: the recording.
        header: its header.
        max_hours: more than that is refused.
        progress: what the caller asked to be told.
    """

    def __init__(self, source: Path, header: Header, max_hours: float, progress: Progress | None) -> None:
        self.source, self.header, self.problem, self.endless = source, header, "", False
        self._progress, self._told = progress, 0.0
        self._max_hours = max_hours
        rate, channels = header.sample_rate, header.channels
        self.words = header.bit_depth > 0 and not header.is_float
        self.levels, self.spectrum = Levels(rate, channels), Spectrum(rate)
        self.detectors = (
            self.levels,
            Clipping(rate, channels),
            Gaps(rate, channels),
            Clicks(rate, channels),
            self.spectrum,
        )
        self.windows = Windows(rate, channels, self.detectors, words=self.words)

    def take(self, data: memoryview) -> None:
        """Take the next samples.

        Raises:
            MediaError: there are more of them than allowed.
        """
        self.windows.feed(data)
        rate, frames = self.header.sample_rate, self.windows.frames
        if frames > self._max_hours * 3600 * rate:
            self.endless = True
            raise MediaError(f"the audio is longer than {self._max_hours:g} hours")
        share = frames / (self.header.declared or self.header.available or frames or 1)
        if self._progress is not None and self._told + _PROGRESS_STEP <= share < 1:
            self._told = share
            self._progress(share)

    @property
    def seconds(self) -> float:
        """Return the length that was decoded."""
        return self.windows.frames / self.header.sample_rate

    def told(self, beside: Notes, edition: int) -> SoundAnalysis:
        """Return the analysis."""
        course = read_course(beside.loudness)
        levels, tempo, key = self.levels, *_music(beside)
        faults = [fault for one in self.detectors for fault in one.faults() if fault.kind not in self._known]
        faults += [*course.faults(self.seconds), *self._of_samples(), *self._of_file()]
        if levels.silent:
            faults = [fault for fault in faults if fault.kind in _OF_SILENCE]
        return SoundAnalysis(
            edition=edition,
            seconds=self.seconds,
            loudness=course.loudness(float(levels.top.max())),
            faults=tuple(
                sorted(faults, key=lambda one: (one.start, one.kind, -1 if one.channel is None else one.channel))
            ),
            bandwidth=self.spectrum.bandwidth,
            bits=self.windows.used_bits if self.header.bit_depth else 0,
            correlation=round(levels.correlation, 4),
            dc_offset=tuple(round(value, 6) for value in levels.offset),
            leading=levels.leading,
            trailing=levels.trailing,
            listened=beside.copy is not None,
            tempo=tempo,
            key=key,
            fingerprint=_words(beside),
            envelope=levels.envelope,
            curve=course.curve,
            spectrum=self.spectrum.levels,
        )

    @property
    def _known(self) -> frozenset[SoundFaultKind]:
        """What is no discovery: a lossy file is one, and samples that are no numbers are no silence."""
        lossy = {SoundFaultKind.LOSSY_ANCESTRY} if self.header.facts().lossy else set()
        return frozenset(lossy | ({SoundFaultKind.SILENCE} if self.windows.odd else set()))

    def _of_samples(self) -> Iterator[SoundFault]:
        rate, channels = self.header.sample_rate, self.header.channels
        for start, end, channel in self.windows.odd[:_PADDED]:
            named = None if channels == 1 else channel
            words = "samples that are no numbers"
            yield SoundFault(
                SoundFaultKind.NOT_A_NUMBER, start / rate, end / rate, named, float(end - start), "samples", words
            )
        # Of 64 bits of floating point no more than 32 are looked at.
        used, stated = self.windows.used_bits, min(self.header.bit_depth, 32)
        if 0 < used <= stated - _PADDED:
            words = f"{used} of {self.header.bit_depth} bits are used"
            yield SoundFault(SoundFaultKind.PADDED_BITS, 0.0, self.seconds, None, float(used), "bit", words)

    def _of_file(self) -> Iterator[SoundFault]:
        declared = (self.header.declared or 0) / self.header.sample_rate
        if declared > self.seconds:
            there, promised = f"{self.seconds:.2f} s", f"{declared:.2f} s"
            if there == promised:
                there, promised = str(self.windows.frames), f"{self.header.declared} frames"
            words = self.problem or f"{there} of {promised} are there"
            missing = declared - self.seconds
            yield SoundFault(SoundFaultKind.TRUNCATED, self.seconds, declared, None, missing, "s", words)
        elif self.problem:
            yield SoundFault(SoundFaultKind.TRUNCATED, self.seconds, self.seconds, None, 0.0, "s", self.problem)
        # Where the end is missing, what is left of the last sample stands behind nothing.
        behind = self._behind() if declared <= self.seconds else 0
        if behind:
            words = f"{behind} bytes behind the audio are no audio"
            yield SoundFault(
                SoundFaultKind.PADDED_FILE, self.seconds, self.seconds, None, float(behind), "bytes", words
            )

    def _behind(self) -> int:
        try:
            return bytes_behind(self.source, self.header)
        except OSError as error:
            message = f"{self.source.name}: cannot be read: {error.strerror}"
            raise MediaError(message, category=Category.TECHNICAL, disposition=Disposition.RETRY) from None


_OF_SILENCE = frozenset(
    {
        SoundFaultKind.SILENCE,
        SoundFaultKind.TRUNCATED,
        SoundFaultKind.PADDED_FILE,
        SoundFaultKind.NOT_A_NUMBER,
    }
)
"""All that can be said of a recording of which nothing is heard."""


def _music(beside: Notes) -> tuple[Guess | None, Guess | None]:
    if beside.copy is None:
        return None, None
    beside.copy.seek(0)
    raw = beside.copy.read()
    sound = np.frombuffer(raw, "<f4", len(raw) // 4)
    return listen(np.nan_to_num(sound, posinf=0.0, neginf=0.0))


def _words(beside: Notes) -> tuple[int, ...]:
    beside.prints.seek(0)
    raw = beside.prints.read()
    return tuple(np.frombuffer(raw, "<u4", len(raw) // 4).tolist())


__all__ = ["Room"]
