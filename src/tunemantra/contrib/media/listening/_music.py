"""Tempo and key, where librosa is installed (the extra `analysis`).

On metronomes of 60 to 180 beats a minute the tempo is within 0.5; on cadences of six-partial tones all 24 keys are
right.
Music is less plain: a tempo may come out doubled or halved, a key as its relative one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tunemantra.core.analysis import Guess

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tunemantra.contrib.media.listening._window import Samples

RATE = 22_050
"""Hz of what is listened to; one channel."""
LONGEST = 240
"""Seconds that are listened to."""
_HOP = 256
_SLOWEST, _FASTEST = 55.0, 190.0
_SHORTEST = 4.0
_FAINT = 1e-4
_BLUR = np.array([1, 4, 6, 4, 1]) / 16
_SURE_TEMPO = 0.15
_SURE_KEY = 0.02
_EVEN = 0.85
_PITCHES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
# How much each step of the scale is heard in a piece in its key: the tonic chord first, then the scale, then the rest.
_MAJOR = np.array([1.0, 0.05, 0.45, 0.05, 0.75, 0.5, 0.05, 0.85, 0.05, 0.45, 0.05, 0.35])
_MINOR = np.array([1.0, 0.05, 0.4, 0.8, 0.05, 0.5, 0.05, 0.85, 0.45, 0.1, 0.25, 0.3])
_LOW, _HIGH = 65.0, 2100.0
_FRAME = 8192


def listen(sound: Samples) -> tuple[Guess | None, Guess | None]:
    """Return tempo and key; None for what nobody could be sure of.

    Args:
        sound: one channel at `RATE`.
    """
    if len(sound) < _SHORTEST * RATE or float(np.abs(sound).max(initial=0)) < _FAINT:
        return None, None
    return _tempo(sound), _key(sound)


def _tempo(sound: Samples) -> Guess | None:
    """Return the tempo whose beats and half-beats gather most onsets."""
    import librosa

    strength = librosa.onset.onset_strength(y=sound, sr=RATE, hop_length=_HOP, n_fft=1024, center=False)
    # A beat falls between two frames as often as not; a little width keeps it as strong there.
    strength = np.convolve(np.maximum(strength - np.median(strength), 0), _BLUR, "same").astype(np.float64)
    if not strength.any():
        return None
    repeat = _autocorrelation(strength)
    lags = np.arange(len(repeat))
    rate = 60 * RATE / _HOP
    usable = (lags >= rate / _FASTEST) & (lags <= rate / _SLOWEST)
    if not usable.any():
        return None
    score = np.where(usable, repeat * _preference(rate / np.maximum(lags, 1)), 0)
    best = _as_fast_as_played(repeat, int(score.argmax()), rate / _FASTEST)
    confidence = float(np.clip(repeat[best], 0, 1))
    if confidence < _SURE_TEMPO:
        return None
    return Guess(f"{rate / _refined(repeat, best):.1f}", round(confidence, 2))


def _autocorrelation(strength: NDArray[np.float64]) -> NDArray[np.float64]:
    centred = strength - strength.mean()
    size = 1 << (2 * len(centred) - 1).bit_length()
    power = np.abs(np.fft.rfft(centred, size)) ** 2
    found: NDArray[np.float64] = np.fft.irfft(power)[: len(centred) // 2]
    return found / max(float(found[0]), _FAINT**2)


def _preference(tempo: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how readily people tap to a tempo: between its double and its half, the one nearer to 120."""
    weight: NDArray[np.float64] = np.exp(-0.5 * (np.log2(tempo / 120.0) / 0.9) ** 2)
    return weight


def _as_fast_as_played(repeat: NDArray[np.float64], lag: int, shortest: float) -> int:
    """Return half the lag where every second beat is as strong as the first."""
    half = lag // 2 + int(repeat[lag // 2 : lag // 2 + 2].argmax())
    return half if half >= shortest and repeat[half] >= _EVEN * repeat[lag] else lag


def _refined(repeat: NDArray[np.float64], lag: int) -> float:
    """Return the lag more finely: from its farthest clear multiple."""
    fine = _vertex(repeat, lag)
    for times in (2, 4, 8, 16):
        near = round(fine * times)
        if near + 3 >= len(repeat):
            break
        window = slice(near - 2, near + 3)
        peak = near - 2 + int(repeat[window].argmax())
        if repeat[peak] < 0.5 * repeat[lag]:
            break
        fine = _vertex(repeat, peak) / times
    return fine


def _vertex(repeat: NDArray[np.float64], at: int) -> float:
    if not 0 < at < len(repeat) - 1:
        return float(at)
    left, middle, right = repeat[at - 1 : at + 2]
    bend = left - 2 * middle + right
    return at + (float(0.5 * (left - right) / bend) if bend < 0 else 0.0)


def _key(sound: Samples) -> Guess | None:
    """Return the key whose profile is most like the pitches that are heard."""
    chroma = _chroma(sound)
    if chroma is None:
        return None
    scores = [
        (float(np.corrcoef(chroma, np.roll(profile, tonic))[0, 1]), tonic, mode)
        for tonic in range(12)
        for profile, mode in ((_MAJOR, "maj"), (_MINOR, "min"))
    ]
    scores.sort(reverse=True)
    (best, tonic, mode), second = scores[0], scores[1][0]
    if np.isnan(best) or best - second < _SURE_KEY:
        return None
    return Guess(f"{_PITCHES[tonic]} {mode}", round(float(np.clip(best, 0, 1)), 2))


def _chroma(sound: Samples) -> NDArray[np.float64] | None:
    """Return how much of each of the twelve pitches is heard, C first."""
    import librosa

    lines = np.abs(librosa.stft(sound, n_fft=_FRAME, hop_length=_FRAME // 2))
    bank = librosa.filters.chroma(sr=RATE, n_fft=_FRAME, tuning=0.0, ctroct=4.0, octwidth=1.5)
    frequencies = librosa.fft_frequencies(sr=RATE, n_fft=_FRAME)
    lines[(frequencies < _LOW) | (frequencies > _HIGH)] = 0
    frames = bank @ np.sqrt(lines)
    loud = lines.sum(axis=0)
    if not loud.any():
        return None
    total: NDArray[np.float64] = frames[:, loud > 0.05 * loud.max()].mean(axis=1).astype(np.float64)
    return total


__all__ = ["LONGEST", "RATE", "listen"]
