"""A form may be louder or quieter than the master, by gain alone."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile
from attrs import evolve

from tests.unit.contrib.media.material import quantised, read, tones, write
from tunemantra.core.requirement import AudioForm
from tunemantra.errors import Category, MediaError

FORM = AudioForm("wav", "pcm", 48_000, 24)


def sine(peak):
    """A sine whose largest sample is `peak`, full scale at 1."""
    return quantised(peak * np.sin(2 * np.pi * 1_000 * np.arange(24_000)[:, None] / 48_000 + np.array([0.0, 1.0])), 24)


@pytest.mark.parametrize("container", ["wav", "flac"])
@pytest.mark.parametrize("gain", [-6.5, 2.0])
def test_it_is_louder_by_the_gain_and_by_no_more_than_dither_off(audio, tmp_path, out, gain, container):
    samples = quantised(0.7 * tones(48_000, 0.5), 24)
    master = write(tmp_path / f"m.{container}", samples, 24, 48_000)
    form = evolve(FORM, gain=gain)
    got = read(audio.process(master, [form], out).files[form], 24)
    assert np.abs(got - samples * 10 ** (gain / 20)).max() < 3


@pytest.mark.parametrize("container", ["wav", "flac", "aiff"])
def test_what_would_clip_is_refused_for_there_is_no_limiter(audio, tmp_path, out, container):
    master = write(tmp_path / f"m.{container}", sine(0.5), 24, 48_000)
    with pytest.raises(MediaError, match=r"7 dB more would clip: the master reaches -6\.02 dBFS") as caught:
        audio.process(master, [FORM, evolve(FORM, gain=7)], out)
    assert caught.value.category is Category.CONTENT
    assert list(out.iterdir()) == []
    assert audio.process(master, [evolve(FORM, gain=6)], out).files


def test_silence_may_be_as_loud_as_one_likes(audio, tmp_path, out):
    master = write(tmp_path / "m.wav", np.zeros((4_800, 2), dtype=np.int32), 24, 48_000)
    assert audio.process(master, [evolve(FORM, gain=40)], out).files


def test_a_lossy_form_takes_gain_too(audio, tmp_path, out):
    master = write(tmp_path / "m.wav", sine(0.5), 24, 48_000)
    plain = AudioForm("opus", "opus", 48_000, 0, 2, 256_000)
    quieter = evolve(plain, gain=-12.0)
    files = audio.process(master, [plain, quieter], out).files
    levels = []
    for form in (plain, quieter):
        data, _ = soundfile.read(files[form])
        levels.append(20 * np.log10(np.sqrt(np.mean(data[4_800:-4_800] ** 2))))
    assert levels[0] - levels[1] == pytest.approx(12, abs=0.1)
