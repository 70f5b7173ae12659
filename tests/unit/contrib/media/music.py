"""Pieces that sound like music and are all different: layers of notes in a key, drums, and some noise."""

from __future__ import annotations

import numpy as np

SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 3, 5, 7, 10), (0, 2, 4, 7, 9))


def piece(seed: int, seconds: float = 10.0, rate: int = 44_100) -> np.ndarray:
    """Return floats of shape (frames, 2), half as loud as full scale; another seed is another piece."""
    dice = np.random.default_rng(seed)
    out = np.zeros((round(seconds * rate), 2))
    beat = 60 / dice.uniform(70, 170)
    root, scale = dice.uniform(40, 60), SCALES[dice.integers(len(SCALES))]
    for _ in range(dice.integers(2, 5)):
        step, octave = beat * (0.25, 0.5, 1, 2)[dice.integers(4)], 12 * dice.integers(-1, 3)
        sides = dice.uniform(0.2, 0.8) * np.array([1, -1]) + np.array([0, 1])
        for start in np.arange(0, seconds, step):
            if dice.random() < 0.8:
                pitch = root + octave + scale[dice.integers(len(scale))]
                sound = _note(440 * 2 ** ((pitch - 69) / 12), step * dice.uniform(0.8, 2), rate, dice)
                _add(out, round(start * rate), 0.2 * sound[:, None] * sides)
    if dice.random() < 0.8:
        for start in np.arange(0, seconds, beat / 2):
            time = np.arange(round(0.15 * rate)) / rate
            soft = np.exp(-time * dice.uniform(15, 60))[:, None]
            thump = np.sin(2 * np.pi * 60 * time * np.exp(-time * 8))[:, None] * 0.6
            _add(out, round(start * rate), soft * (dice.normal(size=(len(time), 2)) * 0.15 + thump))
    out += dice.normal(size=out.shape) * 10 ** (dice.uniform(-80, -50) / 20)
    return 0.5 * out / np.abs(out).max()


def _note(pitch: float, seconds: float, rate: int, dice: np.random.Generator) -> np.ndarray:
    time = np.arange(max(1, round(seconds * rate))) / rate
    shape = np.minimum(1, time * dice.uniform(30, 300)) * np.exp(-time * dice.uniform(1, 8))
    fall = dice.uniform(0.7, 2)
    waves = [np.sin(2 * np.pi * pitch * n * time) / n**fall for n in range(1, dice.integers(2, 7))]
    return shape * sum(waves, np.zeros(len(time)))


def _add(out: np.ndarray, start: int, sound: np.ndarray) -> None:
    length = min(len(sound), len(out) - start)
    out[start : start + length] += sound[:length]
