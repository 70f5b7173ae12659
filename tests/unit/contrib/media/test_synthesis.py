"""Music made for demonstrations is real, distinct, and the same every time."""

from __future__ import annotations

import pytest

from tests.unit.contrib.media.material import read
from tunemantra.contrib.media import write_audio
from tunemantra.errors import MediaError


@pytest.mark.parametrize(
    ("container", "rate", "bits", "channels"),
    [("wav", 48_000, 24, 2), ("flac", 44_100, 16, 2), ("aiff", 96_000, 24, 2), ("wav", 44_100, 16, 1)],
)
def test_it_has_the_form_asked_for(audio, tmp_path, container, rate, bits, channels):
    path = tmp_path / "song"
    write_audio(path, seconds=1.25, sample_rate=rate, bit_depth=bits, channels=channels, container=container, seed=4)
    facts = audio.measure(path)
    assert (facts.container, facts.sample_rate, facts.bit_depth, facts.channels) == (container, rate, bits, channels)
    assert (facts.frames, facts.problem, facts.silent) == (rate * 5 // 4, "", False)
    assert (facts.leading_silence, facts.trailing_silence) == (pytest.approx(0, abs=0.01),) * 2
    assert [item.name for item in tmp_path.iterdir()] == ["song"]


def test_it_is_music_not_a_beep(tmp_path):
    samples = read(write_audio(tmp_path / "a.wav", seconds=2, seed=1), 24)
    assert 0.2 < abs(samples).max() / 2**23 < 0.95
    assert (samples[:, 0] != samples[:, 1]).mean() > 0.9
    assert (samples & 0xFF).any(axis=0).all()


def test_a_seed_is_a_piece(tmp_path):
    first, same, other = (
        write_audio(tmp_path / f"{place}.wav", seconds=0.5, seed=seed).read_bytes()
        for place, seed in enumerate((1, 1, 2))
    )
    assert first == same
    assert first != other


def test_a_folder_that_is_not_there_is_our_error(tmp_path):
    with pytest.raises(MediaError, match="cannot be written to"):
        write_audio(tmp_path / "none" / "a.wav", seconds=1)
