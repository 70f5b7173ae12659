"""Seeded defects: music with one thing wrong with it, and what has to be said of it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from attrs import frozen

from tests.unit.contrib.media.listening.sounds import Sound, chords, faded, noise, peak, times, tone, write
from tunemantra.contrib.media._binary import find_ffmpeg
from tunemantra.core.analysis import SoundFaultKind as Kind

RATE = 48_000
SECONDS = 4.0


@frozen
class Seeded:
    """A defect.

    Args:
        write: makes the file.
        kind: what has to be found, and nothing else but `also`.
        start, end: seconds, where it is; `within` more or less.
        channel: where it is.
        value: what is measured, `accuracy` (a share) more or less; None where it is not asked.
        also: what goes with it.
    """

    write: Callable[[Path], Path]
    kind: Kind
    start: float = 0.0
    end: float = SECONDS
    channel: int | None = None
    value: float | None = None
    accuracy: float = 0.02
    within: float = 0.02
    also: frozenset[Kind] = frozenset()


def music(seed: int = 7, seconds: float = SECONDS, rate: int = RATE) -> Sound:
    """Chords with cymbals, so that there is something at every frequency."""
    dice = np.random.default_rng(seed)
    made = chords(rate, seconds, dice) + 0.05 * noise(rate, seconds, dice)
    return faded(peak(made, -4), rate)


def frames(seconds: float) -> int:
    return round(seconds * RATE)


def clipped(*channels: int) -> Sound:
    made = music()
    part = made[list(channels), frames(1.5) : frames(2.2)]
    made[list(channels), frames(1.5) : frames(2.2)] = np.clip(part * 12, -1, 1)
    return made


def between_samples() -> Sound:
    """Return a tone that grows; its samples lie half-way down its wave."""
    growing = np.linspace(0, 1, frames(SECONDS)) * tone(RATE, SECONDS, RATE / 4, 0, 45)
    return faded(growing, RATE) * np.array([[0.5], [1.33]])


def silent_ends(before: float, behind: float) -> Sound:
    return np.pad(music(), ((0, 0), (frames(before), frames(behind))))


def holed(start: float, end: float, *channels: int) -> Sound:
    made = music()
    made[list(channels), frames(start) : frames(end)] = 0
    return made


def turned(start: float, end: float, seconds: float) -> Sound:
    middle = music(seconds=seconds)[0]
    made = np.stack([middle, middle + 0.003 * noise(RATE, seconds, np.random.default_rng(2))[0]])
    made[1, frames(start) : frames(end)] *= -1
    return made


def clicked(at: float, height: float, *channels: int) -> Sound:
    made = 0.6 * faded(chords(RATE, SECONDS, np.random.default_rng(7)), RATE)
    made[list(channels), frames(at)] += height
    return made


def spliced(at: float) -> Sound:
    """Two tones that do not meet."""
    t = times(RATE, SECONDS)
    line = 0.3 * np.where(t < at, np.sin(2 * np.pi * 220 * t), np.sin(2 * np.pi * 220 * t + 2))
    return faded(np.stack([line, 0.9 * np.roll(line, 0)]) + 1e-4 * noise(RATE, SECONDS, np.random.default_rng(1)), RATE)


def odd(value: float) -> Sound:
    made = music()
    made[1, frames(2.5) : frames(2.5) + 3] = value
    return made


def cut(begin: float, end: float) -> Sound:
    """A part out of the middle of a held chord."""
    t = times(RATE, SECONDS + 2)
    line = sum(0.2 * np.cos(2 * np.pi * hertz * t + 1) for hertz in (220, 277.2, 329.6))
    whole = np.stack([line, 0.8 * line]) + 0.002 * noise(RATE, SECONDS + 2, np.random.default_rng(1))
    part = whole[:, : frames(SECONDS)]
    soft = faded(part, RATE, 0.2)
    half = frames(SECONDS) // 2
    return np.concatenate([(part if begin else soft)[:, :half], (part if end else soft)[:, half:]], axis=1)


def truncated(path: Path) -> Path:
    whole = write(path, music()).read_bytes()
    path.write_bytes(whole[: 44 + frames(3.0) * 6])
    return path


def coded(path: Path, codec: str, bitrate: str, container: str) -> Path:
    """Music that was once lossy."""
    lossy = path.with_suffix(f".{container}")
    write(path, music(), RATE, 16)
    run_ffmpeg(path, "-c:a", codec, "-b:a", bitrate, lossy)
    run_ffmpeg(lossy, "-c:a", "pcm_s16le", path)
    return path


def resampled(path: Path, low: int, high: int) -> Path:
    source = write(path.with_suffix(".low.wav"), music(rate=low), low, 24)
    run_ffmpeg(source, "-af", f"aresample={high}:resampler=soxr:precision=28", "-c:a", "pcm_s24le", path)
    return path


def run_ffmpeg(source: Path, *arguments: object) -> None:
    command = [find_ffmpeg(), "-nostdin", "-v", "error", "-i", source, *arguments[:-1], "-y", arguments[-1]]
    subprocess.run(list(map(str, command)), check=True, timeout=60)


def plain(make: Callable[..., Sound], *arguments: float, bits: int = 24) -> Callable[[Path], Path]:
    return lambda path: write(path, make(*arguments), RATE, bits)


PEAKS = frozenset({Kind.TRUE_PEAK})
DEFECTS: Mapping[str, Seeded] = {
    "clipping": Seeded(plain(clipped, 0, 1), Kind.CLIPPING, 1.5, 2.2, within=0.05, also=PEAKS),
    "clipping on the left": Seeded(plain(clipped, 0), Kind.CLIPPING, 1.5, 2.2, 0, within=0.05, also=PEAKS),
    "peaks between samples": Seeded(plain(between_samples), Kind.TRUE_PEAK, 3.0, 3.97, 1, 2.4, 0.05, 0.12),
    "silence ahead": Seeded(plain(silent_ends, 6.0, 0.0), Kind.LEADING_SILENCE, 0, 6, None, 6.0),
    "silence behind": Seeded(plain(silent_ends, 0.0, 7.0), Kind.TRAILING_SILENCE, 4, 11, None, 7.0),
    "nothing but silence": Seeded(lambda path: write(path, np.zeros((2, frames(4))), seed=0), Kind.SILENCE),
    "nothing but dither": Seeded(lambda path: write(path, np.zeros((2, frames(4))), bits=16), Kind.SILENCE),
    "a hole": Seeded(lambda path: write(path, holed(1.2, 1.25, 0, 1), seed=0), Kind.DROPOUT, 1.2, 1.25),
    "a hole on the right": Seeded(lambda path: write(path, holed(3.1, 3.105, 1), seed=0), Kind.DROPOUT, 3.1, 3.105, 1),
    "a hole over a window": Seeded(lambda path: write(path, holed(0.5, 2.4, 0, 1), seed=0), Kind.DROPOUT, 0.5, 2.4),
    "dual mono": Seeded(lambda path: write(path, music()[[0, 0]]), Kind.DUAL_MONO, value=1.0),
    "an empty channel": Seeded(plain(lambda: music() * np.array([[1], [0]])), Kind.EMPTY_CHANNEL, channel=1),
    "cancelling channels": Seeded(plain(turned, 0.0, 4.0, 4.0), Kind.INVERTED_PHASE, value=-1.0),
    "cancelling for a while": Seeded(plain(turned, 6.4, 14.0, 20.0), Kind.INVERTED_PHASE, 6.4, 14.0, within=0.7),
    "an offset": Seeded(plain(lambda: 0.8 * music() + np.array([[0.02], [0]])), Kind.DC_OFFSET, channel=0, value=0.02),
    "cut off": Seeded(truncated, Kind.TRUNCATED, 3.0, 4.0, None, 1.0, also=frozenset({Kind.CUT_END})),
    "bytes behind": Seeded(
        lambda path: write(path, music(), behind=b"\0" * 5000), Kind.PADDED_FILE, 4, 4, None, 5000, 0
    ),
    "a tag behind": Seeded(
        lambda path: write(path, music(), behind=b"TAG" + b" " * 125), Kind.PADDED_FILE, 4, 4, None, 128, 0
    ),
    "a cut start": Seeded(plain(cut, 1, 0), Kind.CUT_START, 0.0, 0.04),
    "a cut end": Seeded(plain(cut, 0, 1), Kind.CUT_END, 3.96, 4.0),
    "a sudden stop": Seeded(lambda path: write(path, holed(3.0, 4.0, 0, 1), seed=0), Kind.CUT_END, 3.0, 4.0),
    "a click": Seeded(plain(clicked, 2.345, 0.2, 0, 1), Kind.CLICK, 2.345, 2.345, value=1),
    "a click on the right": Seeded(plain(clicked, 0.64, -0.15, 1), Kind.CLICK, 0.64, 0.64, 1),
    "a bad splice": Seeded(plain(spliced, 1.7501), Kind.CLICK, 1.75, 1.75),
    "no numbers": Seeded(plain(odd, float("nan"), bits=0), Kind.NOT_A_NUMBER, 2.5, 2.5, 1, 3),
    "infinite numbers": Seeded(plain(odd, float("inf"), bits=0), Kind.NOT_A_NUMBER, 2.5, 2.5, 1, 3),
    "sixteen bits in twenty-four": Seeded(
        lambda path: write(path, np.rint(music() * 2**15) / 2**15, seed=0), Kind.PADDED_BITS, value=16
    ),
    "made from 44.1 kHz": Seeded(lambda path: resampled(path, 44_100, 96_000), Kind.UPSAMPLED, value=22_050),
    "made from 48 kHz": Seeded(lambda path: resampled(path, 48_000, 96_000), Kind.UPSAMPLED, value=24_000),
    "once MP3 at 128": Seeded(
        lambda path: coded(path, "libmp3lame", "128k", "mp3"),
        Kind.LOSSY_ANCESTRY,
        value=17_000,
        accuracy=0.05,
        within=0.1,
    ),
    "once MP3 at 192": Seeded(
        lambda path: coded(path, "libmp3lame", "192k", "mp3"),
        Kind.LOSSY_ANCESTRY,
        value=19_000,
        accuracy=0.05,
        within=0.1,
    ),
    "once AAC at 128": Seeded(
        lambda path: coded(path, "aac", "128k", "m4a"), Kind.LOSSY_ANCESTRY, value=17_000, accuracy=0.1, within=0.1
    ),
}
