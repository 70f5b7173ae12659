"""Music of numpy: fifty clean pieces of many kinds, and the files they are written to."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

Sound = NDArray[np.float64]
"""`(channels, frames)`, full scale is 1."""


@frozen
class Piece:
    """A clean piece: what it is made of, and the form it is kept in."""

    make: Callable[[int, float, np.random.Generator], Sound]
    rate: int = 48_000
    bits: int = 24
    seconds: float = 2.5

    def sound(self, seed: int) -> Sound:
        return faded(self.make(self.rate, self.seconds, np.random.default_rng(seed)), self.rate)


def times(rate: int, seconds: float) -> Sound:
    return np.arange(round(rate * seconds)) / rate


def tone(rate: int, seconds: float, hertz: float, level: float = 0.0, phase: float = 0.0, channels: int = 2) -> Sound:
    """Return a sine; `level` in dBFS, `phase` in degrees."""
    line = 10 ** (level / 20) * np.sin(2 * np.pi * hertz * times(rate, seconds) + np.radians(phase))
    return np.tile(line, (channels, 1))


def faded(sound: Sound, rate: int, seconds: float = 0.05) -> Sound:
    """Return a sound that comes and goes gently."""
    count = round(rate * seconds)
    ramp = np.sin(np.linspace(0, np.pi / 2, count)) ** 2
    made = sound.copy()
    made[:, :count] *= ramp
    made[:, -count:] *= ramp[::-1]
    return made


def peak(sound: Sound, level: float) -> Sound:
    """Return a sound with another peak, in dBFS."""
    return sound * (10 ** (level / 20) / np.abs(sound).max())


def pink(rate: int, seconds: float, dice: np.random.Generator, channels: int = 2) -> Sound:
    count = round(rate * seconds)
    lines = np.fft.rfft(dice.standard_normal((channels, count)), axis=1)
    lines /= np.sqrt(np.maximum(np.arange(lines.shape[1]), 1))
    lines[:, np.fft.rfftfreq(count, 1 / rate) < 15] = 0
    return np.fft.irfft(lines, count, axis=1)


def chords(rate: int, seconds: float, dice: np.random.Generator) -> Sound:
    """Struck chords with partials, in stereo, over a little air."""
    t = times(rate, seconds)
    made = 0.002 * pink(rate, seconds, dice) / 0.1
    root = 110 * 2 ** (dice.integers(12) / 12)
    for number in range(int(seconds / 0.5)):
        begin = round(0.5 * number * rate)
        part_of = made[:, begin : begin + 3 * rate]
        since = t[: part_of.shape[1]]
        shape = (1 - np.exp(-since * 150)) * np.exp(-since * 5)
        for step in (0, 4, 7):
            hertz = root * 2 ** ((step + dice.integers(0, 8)) / 12)
            line = sum(np.sin(2 * np.pi * hertz * part * since) / part**2 for part in range(1, 6))
            pan = dice.uniform(0.2, 0.8)
            part_of += shape * line * np.array([[pan], [1 - pan]]) * 0.2
    return peak(made, -3)


def noise(rate: int, seconds: float, dice: np.random.Generator) -> Sound:
    return peak(dice.standard_normal((2, round(rate * seconds))), -6)


def pink_noise(rate: int, seconds: float, dice: np.random.Generator) -> Sound:
    return peak(pink(rate, seconds, dice), -4)


def speech(rate: int, seconds: float, dice: np.random.Generator) -> Sound:
    """Syllables of pulses and hisses with real silence between them, a little left of the middle."""
    made = np.zeros(round(rate * seconds))
    at = 0.1
    while at < seconds - 0.4:
        length = dice.uniform(0.08, 0.3)
        t = times(rate, length)
        shape = np.sin(np.pi * t / length) ** 2
        if dice.random() < 0.3:
            syllable = 0.1 * np.diff(dice.standard_normal(len(t) + 1)) * shape
        else:
            pitch = dice.uniform(90, 220)
            partials = range(1, int(4000 / pitch))
            strength = {part: 1 / (1 + ((part * pitch - 600) / 500) ** 2) for part in partials}
            syllable = shape * sum(strength[part] * np.sin(2 * np.pi * pitch * part * t) for part in partials)
        begin = round(at * rate)
        made[begin : begin + len(t)] += syllable[: len(made) - begin]
        at += length + dice.uniform(0.02, 0.15)
    return peak(np.stack([made, 0.8 * made + 0.02 * np.roll(made, 40)]), -6)


def fade(rate: int, seconds: float, dice: np.random.Generator) -> Sound:
    """A long fade in and out, down to nothing."""
    t = times(rate, seconds)
    return chords(rate, seconds, dice) * np.sin(np.pi * t / seconds) ** 4


def quiet(rate: int, seconds: float, dice: np.random.Generator) -> Sound:
    """Strings far away in a hall: -45 dBFS, vibrato, noise of the room."""
    t = times(rate, seconds)
    made = pink(rate, seconds, dice) * 0.05
    for hertz in (196, 293.7, 440, 587.3):
        bend = 2 * np.pi * hertz * t + 3 * np.sin(2 * np.pi * 5.5 * t + dice.uniform(0, 6))
        for side in (0, 1):
            made[side] += sum(np.sin(part * bend + dice.uniform(0, 6)) / part**1.5 for part in range(1, 9))
    return peak(made * (1 - 0.7 * np.cos(2 * np.pi * t / seconds)), -42)


def panned(rate: int, seconds: float, dice: np.random.Generator) -> Sound:
    """One instrument left, another one right, nothing in common."""
    left, right = chords(rate, seconds, dice), speech(rate, seconds, dice) + 1e-4 * pink(rate, seconds, dice)
    return np.stack([left[0], right[1]])


def monoish(rate: int, seconds: float, dice: np.random.Generator) -> Sound:
    """Nearly mono: the side is 40 dB below the middle."""
    middle = chords(rate, seconds, dice)[0]
    side = 0.01 * pink(rate, seconds, dice, 1)[0] / 0.1
    return peak(np.stack([middle + side, middle - side]), -2)


def bass(rate: int, seconds: float, dice: np.random.Generator) -> Sound:
    """A kick that slides down and a sub, normalised to just below full scale."""
    t = times(rate, seconds)
    beat = np.mod(t, 0.5)
    kick = (
        (1 - np.exp(-beat * 700)) * np.exp(-beat * 6) * np.sin(2 * np.pi * (45 * beat + 8 * (1 - np.exp(-beat * 30))))
    )
    sub = 0.5 * np.sin(2 * np.pi * dice.uniform(35, 60) * t)
    return peak(np.stack([kick + sub, kick + sub]) + 0.01 * pink(rate, seconds, dice), -0.3)


def loud(rate: int, seconds: float, dice: np.random.Generator) -> Sound:
    """Squeezed against a ceiling of -1 dBFS without a flat top at full scale."""
    squeezed = np.tanh(3 * peak(chords(rate, seconds, dice) + 0.5 * pink_noise(rate, seconds, dice), 0))
    lines = np.fft.rfft(squeezed, axis=1)
    lines[:, np.fft.rfftfreq(squeezed.shape[1], 1 / rate) > 0.4 * rate] *= 0.1
    return peak(np.fft.irfft(lines, squeezed.shape[1], axis=1), -1)


def drums(rate: int, seconds: float, dice: np.random.Generator) -> Sound:
    """Struck noise with silence in between."""
    made = np.zeros((2, round(rate * seconds)))
    for number in range(int(seconds / 0.25)):
        length = 0.2
        t = times(rate, length)
        hit = dice.standard_normal((2, len(t))) * (1 - np.exp(-t * 2000)) * np.exp(-t * dice.uniform(20, 60))
        begin = round(0.25 * number * rate) + 500
        part = made[:, begin : begin + len(t)]
        part += hit[:, : part.shape[1]] * np.cos(np.pi * np.minimum(t, length) / length / 2)[: part.shape[1]]
    return peak(made, -3)


def sawtooth(rate: int, seconds: float, dice: np.random.Generator) -> Sound:
    """A naive synthesiser: a low saw, all its edges a sample long."""
    t = times(rate, seconds)
    saws = [np.mod(t * hertz * (1 + 0.003 * side), 1) - 0.5 for side in (-1, 1) for hertz in (dice.uniform(50, 70),)]
    return peak(np.stack([saws[0] + 0.3 * saws[1], saws[1] + 0.3 * saws[0]]), -6)


CLEAN: Mapping[str, Piece] = {
    f"{name}-{number}": Piece(make, *form)
    for name, make, forms in (
        ("chords", chords, ((44_100, 16), (48_000, 24), (44_100, 24), (96_000, 24), (48_000, 16), (44_100, 16))),
        ("noise", noise, ((44_100, 16), (48_000, 24), (96_000, 24))),
        ("pink", pink_noise, ((44_100, 16), (48_000, 24), (192_000, 24))),
        ("speech", speech, ((44_100, 16), (48_000, 24), (44_100, 24), (48_000, 16), (44_100, 16))),
        ("fade", fade, ((44_100, 16), (48_000, 24), (44_100, 16), (48_000, 24))),
        ("quiet", quiet, ((44_100, 16), (48_000, 24), (96_000, 24), (44_100, 16), (44_100, 24))),
        ("panned", panned, ((44_100, 16), (48_000, 24), (44_100, 24), (48_000, 24))),
        ("monoish", monoish, ((44_100, 16), (48_000, 24), (44_100, 24), (88_200, 24))),
        ("bass", bass, ((44_100, 16), (48_000, 24), (44_100, 24), (48_000, 16), (96_000, 24))),
        ("loud", loud, ((44_100, 16), (48_000, 24), (44_100, 24), (48_000, 16), (44_100, 16))),
        ("drums", drums, ((44_100, 16), (48_000, 24), (44_100, 24), (48_000, 16))),
        ("sawtooth", sawtooth, ((44_100, 16), (48_000, 24))),
    )
    for number, form in enumerate(forms)
}


def write(path: Path, sound: Sound, rate: int = 48_000, bits: int = 24, *, behind: bytes = b"", seed: int = 1) -> Path:
    """Write a WAV of 16, 24 or 32-bit integers with triangular dither, or with `bits=0` of 32-bit floats.

    Args:
        behind: bytes put behind the audio.
        seed: of the dither; 0 for none.
    """
    lines = np.ascontiguousarray(sound.T)
    if bits == 0:
        data, tag, width = lines.astype("<f4").tobytes(), 3, 4
    else:
        dice = np.random.default_rng(seed)
        dither = dice.uniform(-0.5, 0.5, lines.shape) + dice.uniform(-0.5, 0.5, lines.shape) if seed else 0.0
        scale = 2.0 ** (bits - 1)
        words = np.clip(np.rint(lines * scale + dither), -scale, scale - 1).astype("<i4")
        tag, width = 1, bits // 8
        data = np.ascontiguousarray(words << (32 - bits)).view("u1").reshape(-1, 4)[:, 4 - width :].tobytes()
    channels = sound.shape[0]
    form = struct.pack("<HHIIHH", tag, channels, rate, rate * channels * width, channels * width, 8 * width)
    head = struct.pack("<4sI4s4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", len(form)) + form
    path.write_bytes(head + struct.pack("<4sI", b"data", len(data)) + data + behind)
    return path
