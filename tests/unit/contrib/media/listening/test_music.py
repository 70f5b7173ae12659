"""Tempo and key of material whose tempo and key are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.unit.contrib.media.listening.sounds import Sound, faded, noise, write
from tunemantra.contrib.media.listening import METHOD, FfmpegListener, _music, listener
from tunemantra.contrib.media.listening._edition import hears_music

RATE = _music.RATE
PITCHES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
MAJOR, MINOR = (0, 4, 7), (0, 3, 7)
# Cadences: tonic, subdominant, dominant, tonic, each a chord on a step of the scale.
CADENCES = {
    "maj": ((0, MAJOR), (5, MAJOR), (7, MAJOR), (0, MAJOR)),
    "min": ((0, MINOR), (5, MINOR), (7, MAJOR), (0, MINOR)),
}

pytestmark = pytest.mark.skipif(not hears_music(), reason="needs librosa: pip install tunemantra[analysis]")


def clicks(tempo: float, seconds: float = 20.0) -> Sound:
    """Return a metronome: a short tone a beat, the first of four higher."""
    made = np.zeros(round(RATE * seconds))
    t = np.arange(RATE // 20) / RATE
    for beat in range(int(seconds * tempo / 60)):
        tick = np.sin(2 * np.pi * (1600 if beat % 4 == 0 else 1200) * t) * np.exp(-t * 90)
        begin = round(beat * 60 / tempo * RATE)
        made[begin : begin + len(t)] += 0.5 * tick[: len(made) - begin]
    return made


def cadence(tonic: int, mode: str) -> Sound:
    """Return a cadence, twice, on an instrument of six partials."""
    chords = []
    t = np.arange(round(RATE * 0.8)) / RATE
    for step, chord in CADENCES[mode] * 2:
        notes = [48 + tonic + step, *(60 + (tonic + step) % 12 + interval for interval in chord)]
        line = np.zeros(len(t))
        for note in notes:
            hertz = 440 * 2 ** ((note - 69) / 12)
            line += sum(np.sin(2 * np.pi * hertz * part * t) / part for part in range(1, 7))
        chords.append(line * np.exp(-2 * t) * (1 - np.exp(-200 * t)))
    made = np.concatenate(chords)
    return 0.5 * made / np.abs(made).max()


@pytest.mark.parametrize("tempo", [60, 72, 80, 90, 97.5, 105, 112, 120, 128, 133.3, 140, 150, 160, 174, 180])
def test_the_tempo_of_a_metronome_within_half_a_beat(tempo: float) -> None:
    found, _ = _music.listen(clicks(tempo).astype(np.float32))
    assert found is not None
    assert float(found.value) == pytest.approx(tempo, abs=0.5)


@pytest.mark.parametrize("mode", CADENCES)
@pytest.mark.parametrize("tonic", range(12))
def test_the_key_of_a_cadence(tonic: int, mode: str) -> None:
    _, found = _music.listen(cadence(tonic, mode).astype(np.float32))
    assert found is not None
    assert found.value == f"{PITCHES[tonic]} {mode}"


def test_noise_has_neither_tempo_nor_key() -> None:
    sound = faded(noise(RATE, 10.0, np.random.default_rng(3)), RATE)[0]
    tempo, _ = _music.listen(sound.astype(np.float32))
    assert tempo is None


@pytest.mark.parametrize("sound", [np.zeros(RATE * 10), np.ones(100)])
def test_silence_and_a_moment_have_neither(sound: Sound) -> None:
    assert _music.listen(sound.astype(np.float32)) == (None, None)


def test_a_file_is_heard_with_its_tempo_and_key(tmp_path: Path) -> None:
    both = np.tile(cadence(9, "min"), 2)
    beat = np.resize(clicks(100, 12.0), len(both))
    sound = faded(np.stack([both + 0.5 * beat, both - 0.1 * beat]), RATE)
    found = FfmpegListener().analyse(write(tmp_path / "song.wav", sound, RATE))
    assert found.listened
    assert found.key is not None
    assert found.key.value == "A min"
    assert found.tempo is not None
    assert float(found.tempo.value) == pytest.approx(75, abs=0.5) or float(found.tempo.value) == pytest.approx(
        100, abs=0.5
    )


def test_without_the_library_nothing_is_heard_and_the_edition_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(listener, "hears_music", lambda: False)
    ear = FfmpegListener()
    found = ear.analyse(write(tmp_path / "song.wav", faded(np.stack([clicks(120, 5.0)] * 2), RATE), RATE))
    assert (found.listened, found.tempo, found.key) == (False, None, None)
    assert found.edition == ear.edition == 2 * METHOD
