"""Signals put together after the tables of EBU Tech 3341 and 3342, and the figures these ask for."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.unit.contrib.media.listening.sounds import Sound, faded, tone, write
from tunemantra.contrib.media.listening import FfmpegListener

RATE = 48_000
Parts = tuple[tuple[float, float], ...]


def sequence(*parts: tuple[float, float], channels: int = 2) -> Sound:
    """Return a 1 kHz tone that takes one level after another: dBFS and seconds, without a break in its phase."""
    edges = np.cumsum([0, *(round(seconds * RATE) for _, seconds in parts)])
    made = tone(RATE, edges[-1] / RATE, 1000, 0, channels=channels)
    for (start, end), (level, _) in zip(pairwise(edges), parts, strict=True):
        made[:, start:end] *= 10 ** (level / 20)
    return made


@pytest.mark.parametrize(
    ("parts", "integrated"),
    [
        (((-23, 20),), -23),
        (((-33, 20),), -33),
        (((-40, 20),), -40),
        (((-36, 10), (-23, 60), (-36, 10)), -23),
        (((-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)), -23),
        (((-26, 20), (-20, 20.1), (-26, 20)), -23),
    ],
)
def test_integrated_loudness_within_a_tenth(ear: FfmpegListener, tmp_path: Path, parts: Parts, integrated: int) -> None:
    found = ear.analyse(write(tmp_path / "tone.wav", sequence(*parts))).loudness
    assert found.integrated == pytest.approx(integrated, abs=0.1)


def test_loudness_of_surround_weighs_its_channels(ear: FfmpegListener, tmp_path: Path) -> None:
    sound = sequence((0, 20), channels=6) * 10 ** (np.array([[-28], [-28], [-24], [-200], [-30], [-30]]) / 20)
    assert ear.analyse(write(tmp_path / "tone.wav", sound)).loudness.integrated == pytest.approx(-23, abs=0.1)


def test_short_term_loudness(ear: FfmpegListener, tmp_path: Path) -> None:
    found = ear.analyse(write(tmp_path / "tone.wav", sequence(*((-20, 1.34), (-30, 1.66)) * 5))).loudness
    assert found.short_term == pytest.approx(-23, abs=0.1)


def test_momentary_loudness(ear: FfmpegListener, tmp_path: Path) -> None:
    found = ear.analyse(write(tmp_path / "tone.wav", sequence(*((-20, 0.18), (-30, 0.22)) * 25))).loudness
    assert found.momentary == pytest.approx(-23, abs=0.1)


@pytest.mark.parametrize(
    ("divisor", "phase", "amplitude", "peak"),
    [(4, 0, 0.5, -6.0), (4, 45, 0.5, -6.0), (6, 60, 0.5, -6.0), (8, 67.5, 0.5, -6.0), (4, 45, 1.41, 3.0)],
)
def test_true_peak_within_the_tolerance(
    ear: FfmpegListener, tmp_path: Path, divisor: int, phase: float, amplitude: float, peak: float
) -> None:
    # Faded, for a tone that is switched on is not a sine at its first samples, and really goes beyond its own height.
    sound = faded(tone(RATE, 3.0, RATE / divisor, 20 * np.log10(amplitude), phase), RATE)
    found = ear.analyse(write(tmp_path / "tone.wav", sound, bits=0)).loudness.true_peak
    assert found is not None
    assert -0.4 <= found - peak <= 0.2


@pytest.mark.parametrize(
    ("levels", "reach"),
    [((-20, -30), 10), ((-20, -15), 5), ((-40, -20), 20), ((-50, -35, -20, -35, -50), 15)],
)
def test_loudness_range_within_one(ear: FfmpegListener, tmp_path: Path, levels: tuple[int, ...], reach: int) -> None:
    found = ear.analyse(write(tmp_path / "tone.wav", sequence(*((level, 20.0) for level in levels)))).loudness
    assert found.range == pytest.approx(reach, abs=1)


def test_a_short_steady_tone_has_no_range(ear: FfmpegListener, tmp_path: Path) -> None:
    assert ear.analyse(write(tmp_path / "tone.wav", sequence((-23, 4)))).loudness.range == pytest.approx(0, abs=0.1)


def test_what_is_too_soft_has_no_loudness(ear: FfmpegListener, tmp_path: Path) -> None:
    found = ear.analyse(write(tmp_path / "tone.wav", sequence((-75, 4)))).loudness
    assert (found.integrated, found.momentary, found.short_term) == (None, None, None)
    assert found.sample_peak == pytest.approx(-75, abs=0.2)
