"""MP3s made by the library that libsndfile codes with, and not by what is judged."""

from __future__ import annotations

import io

import numpy as np
import soundfile

from tests.unit.contrib.sandbox import samples


def mp3(seconds: float = 1.0, *, kilobits: int = 320, rate: int = 44_100, channels: int = 2, seed: int = 0) -> bytes:
    """Return an MP3 of constant bitrate; only 256 and 320 kbit/s are at hand."""
    pcm = (samples.samples(seconds, rate, channels) + seed).astype("<i2")
    file = io.BytesIO()
    level = {320: 0.0, 256: 0.21}[kilobits]
    soundfile.write(file, np.asarray(pcm), rate, format="MP3", compression_level=level, bitrate_mode="CONSTANT")
    return file.getvalue()
