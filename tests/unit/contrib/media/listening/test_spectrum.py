"""What ends in the spectrum like a lossy coder leaves it, and what does not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.unit.contrib.media.listening.sounds import Sound, write
from tunemantra.contrib.media.listening import FfmpegListener
from tunemantra.core.analysis import SoundFaultKind

RATE = 44_100
SECONDS = 4


def noise(low: float, high: float) -> Sound:
    """Noise of two channels between two frequencies, with silence above and below but for that of 16 bits."""
    lines = np.fft.rfft(np.random.default_rng(5).standard_normal((2, SECONDS * RATE)), axis=1)
    frequencies = np.fft.rfftfreq(SECONDS * RATE, 1 / RATE)
    lines[:, (frequencies < low) | (frequencies > high)] = 0
    wave = np.fft.irfft(lines, axis=1)
    dither = np.random.default_rng(6).triangular(-1, 0, 1, wave.shape) / 2**15
    return 0.05 * wave / np.abs(wave).max() + dither


@pytest.mark.parametrize(
    ("low", "high", "cliff"),
    [(30, 13_300, True), (30, 16_000, True), (4_000, 16_000, True), (12_300, 13_300, False), (14_500, 16_000, False)],
)
def test_a_cliff_is_the_end_of_all_sound_and_not_of_one_band(
    ear: FfmpegListener, tmp_path: Path, low: float, high: float, cliff: bool
) -> None:
    found = ear.analyse(write(tmp_path / "noise.wav", noise(low, high), RATE, 16)).faults
    assert (SoundFaultKind.LOSSY_ANCESTRY in {fault.kind for fault in found}) is cliff
