"""Takes the Chromaprint of a recording: ffmpeg decodes, its muxer listens."""

from __future__ import annotations

import sys
from array import array
from typing import TYPE_CHECKING, Final

from tunemantra.contrib.media._binary import find_ffmpeg
from tunemantra.contrib.media._opening import LONGEST_SECONDS, folded, listening_arguments, named
from tunemantra.contrib.media._run import STALL_SECONDS, run_ffmpeg

if TYPE_CHECKING:
    from pathlib import Path

WORDS_PER_SECOND: Final = 11_025 * 3 / 4_096
"""Chromaprint hears 11 025 Hz in frames of 4096 samples, each a third of a frame behind the last."""

_MOST_CHANNELS: Final = 2
"""Channels Chromaprint takes."""


class Fingerprints:
    """Takes fingerprints. Safe to use from several threads.

    Args:
        ffmpeg: the binary; without it the imageio-ffmpeg wheel's, then the one on PATH.
        stall_seconds: how long ffmpeg may write nothing.

    Raises:
        MediaError: there is no ffmpeg.
    """

    def __init__(self, ffmpeg: str | None = None, *, stall_seconds: float = STALL_SECONDS) -> None:
        self.ffmpeg = find_ffmpeg(ffmpeg)
        self._stall_seconds = stall_seconds

    def fingerprint(self, source: Path) -> tuple[int, ...]:
        """Return Chromaprint's 32-bit words (algorithm 2), about eight a second; none for less than three seconds.

        Args:
            source: the recording, lossless or lossy; four hours of it are heard.

        Raises:
            MediaError: it cannot be decoded, or this ffmpeg takes no fingerprints.
        """
        data = bytearray()
        muxer = ["-map", "0:a:0", "-t", str(LONGEST_SECONDS), *folded(source, _MOST_CHANNELS)]
        muxer += ["-f", "chromaprint", "-fp_format", "raw", "pipe:1"]
        with named(source):
            # What the muxer hears it only says at the end, and it says nothing of too little.
            command = [self.ffmpeg, *listening_arguments(source), *muxer]
            run_ffmpeg(command, data.extend, stall_seconds=self._stall_seconds)
        words = array("I", bytes(data[: len(data) - len(data) % 4]))
        if sys.byteorder == "big":
            words.byteswap()
        return tuple(words)


__all__ = ["WORDS_PER_SECOND", "Fingerprints"]
