"""Counts what ffmpeg decodes: one line a frame, from its `framecrc` format."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tunemantra.errors import MediaError

if TYPE_CHECKING:
    from tunemantra.ports.transcoding import Progress

_LONGEST_LINE = 400


class Frames:
    """Takes the lines (a sink of `run_ffmpeg`) and keeps sums only.

    Args:
        milliseconds: length as declared; for the progress.
        max_seconds: the longest film worked on.
        progress: told the share done.

    Attributes:
        width, height: pixels as displayed: upright, and square.
        count: frames of the picture.
        samples: of the sound, per channel.
    """

    def __init__(self, milliseconds: int, max_seconds: float, progress: Progress | None = None) -> None:
        self.width = self.height = self.count = self.samples = 0
        self._max_seconds = max_seconds
        self._declared = milliseconds
        self._progress = progress
        self._open = b""
        self._base = Fraction(1)
        self._first: int | None = None
        self._end = 0
        self._told = 0.0

    @property
    def seconds(self) -> Fraction:
        """Return the length of the picture, from its first frame to the end of its last."""
        return (self._end - (self._first or 0)) * self._base

    def __call__(self, data: memoryview) -> None:
        *whole, self._open = (self._open + data).split(b"\n")
        self._open = self._open[:_LONGEST_LINE]
        for line in whole:
            if line.startswith(b"#"):
                self._head(line.decode("ascii", "replace"))
            elif line:
                self._frame(line)
        self._report()

    def _head(self, line: str) -> None:
        key, _, value = line[1:].partition(": ")
        if key == "tb 0":
            self._base = Fraction(value)
        elif key == "dimensions 0":
            width, _, height = value.partition("x")
            self.width, self.height = int(width), int(height)
        elif key == "sar 0" and not value.startswith("0/"):
            self.width = round(self.width * Fraction(value))

    def _frame(self, line: bytes) -> None:
        stream, _, shown, lasts, *_ = line.split(b",")
        if int(stream):
            self.samples += int(lasts)
            return
        self.count += 1
        start = int(shown)
        self._first = start if self._first is None else min(self._first, start)
        self._end = max(self._end, start + int(lasts))
        if self.seconds > self._max_seconds:
            raise MediaError(f"the film is longer than {self._max_seconds / 3600:g} hours")

    def _report(self) -> None:
        if self._progress is not None and self._declared:
            share = min(float(self.seconds) * 1000 / self._declared, 1.0)
            if share >= self._told + 0.01:
                self._told = share
                self._progress(share)


class Written:
    """Takes the lines of `-progress` (a sink of `run_ffmpeg`) and tells the share done."""

    def __init__(self, milliseconds: int, progress: Progress | None) -> None:
        self._declared = milliseconds
        self._progress = progress
        self._open = b""

    def __call__(self, data: memoryview) -> None:
        *whole, self._open = (self._open + data).split(b"\n")
        self._open = self._open[:_LONGEST_LINE]
        for line in whole:
            key, _, value = line.partition(b"=")
            if self._progress is not None and key == b"out_time_us" and value.isdigit() and self._declared:
                self._progress(min(int(value) / 1000 / self._declared, 1.0))


__all__ = ["Frames", "Written"]
