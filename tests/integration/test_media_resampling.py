"""From 96 kHz and 24 bits to 44.1 kHz: aliasing, ripple and noise, measured beside soxr's own (A-014).

`pytest -s` prints the figures. All levels are in dB of a full-scale sine.
"""

from __future__ import annotations

import numpy as np
import pytest
import soxr
from attrs import evolve

from tests.unit.contrib.media.material import quantised, read, write
from tunemantra.contrib.media import FfmpegAudio
from tunemantra.core.requirement import AudioForm, Dither

RATE, TO = 96_000, 44_100
SECONDS = 2
HEARD = 20_000
"""Hz up to which the pass-band counts."""


@pytest.fixture(scope="module")
def audio():
    return FfmpegAudio()


@pytest.fixture
def convert(audio, tmp_path):
    def run(wave, bits, dither=Dither.TRIANGULAR, rate=RATE):
        master = write(tmp_path / "master.wav", quantised(wave[:, None], 24), 24, rate)
        form = evolve(AudioForm("wav", "pcm", TO, bits, 1), dither=dither)
        return read(audio.process(master, [form], tmp_path).files[form], bits)[:, 0] / 2 ** (bits - 1)

    return run


def seconds():
    return np.arange(RATE * SECONDS) / RATE


def decibels(value):
    return 20 * np.log10(max(float(value), 1e-12))


def rms(wave):
    """Level of a wave, 0 for a full-scale sine."""
    return decibels(np.sqrt(2 * np.mean(wave**2)))


def spectrum(wave):
    window = np.blackman(len(wave))
    return np.abs(np.fft.rfft(wave * window)) / (window.sum() / 2)


def sweep(low, high):
    time = seconds()
    wave = 0.9 * np.sin(2 * np.pi * (low * time + (high - low) / (2 * SECONDS) * time**2))
    return wave * np.minimum(1, np.minimum(time, SECONDS - time) / 0.05)


def theirs(wave):
    """soxr's own best, from floating point to floating point."""
    return soxr.resample(quantised(wave, 24) / 2**23, RATE, TO, "VHQ")


def say(line):
    print(f"\n{line}")  # noqa: T201 - for who runs it with -s


def show(what, ours, soxrs):
    say(f"{what:56} ours {ours:9.4f} dB   soxr {soxrs:9.4f} dB")


def test_a_sweep_above_the_new_rate_leaves_no_alias(convert):
    wave = sweep(23_000, 47_500)
    ours, soxrs = rms(convert(wave, 24)), rms(theirs(wave))
    show("left of a sweep from 23 to 47.5 kHz, 24 bits", ours, soxrs)
    assert ours < -100


def test_no_alias_stands_out_of_the_noise_of_sixteen_bits(convert):
    wave = sweep(23_000, 47_500)
    ours, soxrs = decibels(spectrum(convert(wave, 16)).max()), decibels(spectrum(theirs(wave)).max())
    show("largest bin left of that sweep, 16 bits", ours, soxrs)
    assert ours < -100


def test_a_sweep_that_is_heard_has_no_image_of_itself(convert):
    wave = sweep(20, HEARD)
    ours, wanted = convert(wave, 24), theirs(wave)
    error = rms((ours - wanted[: len(ours)])[2_000:-2_000])
    show("difference from soxr's own on a sweep to 20 kHz, 24 bits", error, 0.0)
    assert error < -120


def test_the_pass_band_is_flat(convert):
    click = np.zeros(RATE)
    click[RATE // 2] = 0.9

    def ripple(response):
        middle = int(np.argmax(np.abs(response)))
        band = np.abs(np.fft.rfft(response[middle - 4_096 : middle + 4_096]))
        levels = 20 * np.log10(band[: HEARD * 8_192 // TO])
        return float(levels.max() - levels.min())

    ours, soxrs = ripple(convert(click, 24)), ripple(theirs(click))
    show("ripple up to 20 kHz", ours, soxrs)
    assert ours < 0.01


def noise(convert, bits, dither=Dither.TRIANGULAR):
    """What is left when the tone is taken out of it."""
    got = convert(0.1 * np.sin(2 * np.pi * 997 * seconds()), bits, dither)
    return (got - 0.1 * np.sin(2 * np.pi * 997 * np.arange(len(got)) / TO))[2_000:-2_000]


@pytest.mark.parametrize("bits", [16, 24])
def test_the_noise_is_that_of_triangular_dither(convert, bits):
    ours = rms(noise(convert, bits))
    # A twelfth of a step squared for rounding and a sixth for what is added.
    ideal = decibels(np.sqrt(2 * (1 / 12 + 1 / 6)) / 2 ** (bits - 1))
    tone = np.round(0.1 * 2**15 * np.sin(2 * np.pi * 997 * seconds())).astype(np.int16)
    own = soxr.resample(tone, RATE, TO, "VHQ") / 2**15
    soxrs = rms((own - 0.1 * np.sin(2 * np.pi * 997 * np.arange(len(own)) / TO))[2_000:-2_000])
    show(f"noise of {bits} bits, ideal {ideal:.1f} (soxr's own: 16 bits)", ours, soxrs)
    assert ours == pytest.approx(ideal, abs=1.0)


def test_shaped_noise_is_lower_where_the_ear_is_keen(convert):
    def keen(wave):
        window = np.blackman(len(wave))
        power = np.abs(np.fft.rfft(wave * window)) ** 2 * 4 / (len(wave) * np.sum(window**2))
        low, high = (int(pitch * len(wave) / TO) for pitch in (1_000, 5_000))
        return decibels(np.sqrt(np.sum(power[low:high])))

    flat, shaped = noise(convert, 16), noise(convert, 16, Dither.SHAPED)
    say(f"noise from 1 to 5 kHz: triangular {keen(flat):.1f}, shaped {keen(shaped):.1f} dB")
    say(f"all noise:             triangular {rms(flat):.1f}, shaped {rms(shaped):.1f} dB")
    assert keen(shaped) < keen(flat) - 10
    assert rms(shaped) > rms(flat)
