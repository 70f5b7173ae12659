"""What becomes of ffmpeg's stdout: samples to measure, or a report of how far it is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tunemantra.errors import MediaError

if TYPE_CHECKING:
    from tunemantra.contrib.media._header import Header
    from tunemantra.contrib.media._meter import PcmMeter
    from tunemantra.ports.transcoding import Progress

_PROGRESS_STEP = 0.005
_MICROSECONDS = 1_000_000


class _Teller:
    """Tells the caller the share done, only ever more of it; the end is told by who knows that all is well."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._told = 0.0

    def tell(self, share: float) -> None:
        if self._progress is not None and share - self._told >= _PROGRESS_STEP and share < 1:
            self._told = share
            self._progress(share)


class Samples:
    """Hands samples to the meter and the share done to the caller.

    Args:
        header: the master's.
        meter: takes the samples.
        max_hours: more than that is refused.
        progress: what the caller asked to be told.
    """

    def __init__(self, header: Header, meter: PcmMeter, max_hours: float, progress: Progress | None) -> None:
        self._meter = meter
        self._expected = _expected(header)
        self._max_hours = max_hours
        self._most = max_hours * 3600 * header.sample_rate
        self._teller = _Teller(progress)

    def __call__(self, data: memoryview) -> None:
        """Take the next samples.

        Raises:
            MediaError: there are more of them than allowed.
        """
        self._meter.feed(data)
        if self._meter.frames > self._most:
            raise _endless(self._max_hours)
        if self._expected:
            self._teller.tell(self._meter.frames / self._expected)


class Report:
    """Reads what `-progress` writes, tells the caller the share done, and notices when ffmpeg stands still.

    Args:
        header: the master's.
        stall_seconds: how long no more audio may come out.
        progress: what the caller asked to be told.
    """

    def __init__(self, header: Header, stall_seconds: float, progress: Progress | None) -> None:
        self._seconds = _expected(header) / header.sample_rate
        self._stall_seconds = stall_seconds
        self._teller = _Teller(progress)
        self._line = b""
        self._far = b""
        self._since = time.monotonic()

    def __call__(self, data: memoryview) -> None:
        """Take the next bytes of the report.

        Raises:
            TimeoutError: ffmpeg has written reports for a while that say nothing new.
        """
        *lines, self._line = (self._line + data).split(b"\n")
        for line in lines:
            key, _, value = line.strip().partition(b"=")
            if key == b"out_time_us":
                self._reached(value)

    def _reached(self, far: bytes) -> None:
        now = time.monotonic()
        if far == self._far:
            if now - self._since > self._stall_seconds:
                raise TimeoutError
            return
        self._far, self._since = far, now
        if far.isdigit() and self._seconds:
            self._teller.tell(int(far) / _MICROSECONDS / self._seconds)


def refuse_endless(header: Header, max_hours: float) -> None:
    """Refuse a master whose header promises more audio than is worked on.

    Raises:
        MediaError: it does.
    """
    if _expected(header) > max_hours * 3600 * header.sample_rate:
        raise _endless(max_hours)


def _expected(header: Header) -> int:
    return header.declared or header.available or 0


def _endless(max_hours: float) -> MediaError:
    return MediaError(f"the audio is longer than {max_hours:g} hours")


__all__ = ["Report", "Samples", "refuse_endless"]
