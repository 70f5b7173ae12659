"""Makes small pieces of music: real, distinct audio for demonstrations and tests."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from tunemantra.contrib.media._binary import find_ffmpeg
from tunemantra.contrib.media._header import Header
from tunemantra.contrib.media._plan import form_arguments
from tunemantra.contrib.media._run import run_ffmpeg
from tunemantra.contrib.media._targets import Targets
from tunemantra.contrib.media.covers import write_cover
from tunemantra.core.requirement import AudioForm

if TYPE_CHECKING:
    from pathlib import Path

_MINOR = (0, 3, 5, 7, 10)
_MAJOR = (0, 2, 4, 7, 9)
_PROGRESSIONS = ((0, 8, 3, 10), (0, 5, 8, 7), (0, 3, 10, 5), (0, 7, 8, 5), (0, 10, 8, 10))


@frozen
class _Tune:
    """What makes one piece differ from the next; all of it follows from the seed."""

    root: float
    step: float
    scale: tuple[int, ...]
    chords: tuple[int, ...]
    stride: int
    swing: int
    noise_seed: int

    @classmethod
    def from_seed(cls, seed: int) -> _Tune:
        dice = random.Random(seed)  # noqa: S311 -- music, not secrets
        return cls(
            root=round(55.0 * 2 ** (dice.randrange(12) / 12), 4),
            step=round(60 / dice.randint(84, 132) / 2, 5),
            scale=dice.choice((_MINOR, _MAJOR)),
            chords=dice.choice(_PROGRESSIONS),
            stride=dice.choice((1, 2, 3)),
            swing=dice.choice((1, 2, 4)),
            noise_seed=dice.randrange(1 << 30),
        )

    def sources(self, rate: int, channels: int) -> str:
        """Return the filter graph's sources: tuned voices and a soft brushed beat."""
        left, right = self._voices(0), self._voices(1)
        voices = f"{left}|{right}" if channels == 2 else left  # noqa: PLR2004
        layout = "stereo" if channels == 2 else "mono"  # noqa: PLR2004
        beat = f"pow(max(0,1-mod(t,{4 * self.step})/{self.step}),6)*0.05"
        return (
            f"aevalsrc='{voices}':s={rate}:c={layout}[voices];"
            f"anoisesrc=r={rate}:c=pink:seed={self.noise_seed},highpass=f=3000,"
            f"volume='0.004+{beat}':eval=frame,aformat=channel_layouts={layout}[brush];"
            "[voices][brush]amix=inputs=2:normalize=0:duration=first"
        )

    def _voices(self, side: int) -> str:
        chord = self._choose(self.chords, f"floor(t/({16 * self.step}))", 4)
        degree = self._choose(
            self.scale, f"floor(t/{self.step})*{self.stride}+floor(t/({4 * self.step}))*{self.swing}", 5
        )
        pan = f"(0.75+{'-' if side else ''}0.25*sin(PI*t/({4 * self.step})))"
        detune = 1 + (0.002 if side else -0.002)
        return (
            f"st(0,{self.root}*pow(2,{chord}/12));"
            f"st(1,ld(0)*4*pow(2,{degree}/12));"
            f"st(2,mod(t,{self.step}));"
            f"st(3,(1-exp(-300*ld(2)))*exp(-{round(4.5 / self.step, 3)}*ld(2)));"
            # A chord makes room for the next one: two tones that do not meet would click.
            f"st(4,mod(t,{16 * self.step}));st(5,min(1,min(ld(4),{16 * self.step}-ld(4))*100));"
            f"0.24*{pan}*ld(3)*(sin(2*PI*ld(1)*t)+0.35*sin(4*PI*ld(1)*t)*ld(3))"
            f"+ld(5)*(0.15*sin(2*PI*ld(0)*t)*(0.8+0.2*sin(PI*t/{self.step}))"
            f"+0.05*sin(2*PI*{detune}*ld(0)*3*t)+0.05*sin(2*PI*ld(0)*4*t))"
        )

    @staticmethod
    def _choose(values: tuple[int, ...], index: str, count: int) -> str:
        """Return an expression for `values[index % count]`."""
        chosen = str(values[count - 1])
        for place in range(count - 2, -1, -1):
            chosen = f"if(eq(mod({index},{count}),{place}),{values[place]},{chosen})"
        return chosen


def write_audio(
    path: Path,
    *,
    seconds: float,
    sample_rate: int = 48_000,
    bit_depth: int = 24,
    channels: int = 2,
    container: Literal["wav", "flac", "aiff"] = "wav",
    seed: int = 0,
    ffmpeg: str | None = None,
) -> Path:
    """Write a short piece of music and return its path; the same seed gives the same bytes.

    Args:
        path: the file to write; its folder exists.
        seconds: length, exact to half a sample.
        sample_rate: Hz.
        bit_depth: 16 or 24, all of them in use.
        channels: 1 or 2.
        container: of the file.
        seed: another one is another piece.
        ffmpeg: the binary; found like `FfmpegAudio` finds it.

    Raises:
        MediaError: ffmpeg is missing or failed, or the path cannot be written to.
    """
    frames = round(seconds * sample_rate)
    form = AudioForm(container, "flac" if container == "flac" else "pcm", sample_rate, bit_depth, channels)
    # What the filters make are floating point samples, which the form's own filter chain dithers.
    made = Header("wav", "pcm_f64le", sample_rate, 64, channels, declared=frames)
    fade = min(0.2, seconds / 8)
    graph = (
        f"{_Tune.from_seed(seed).sources(sample_rate, channels)},"
        f"afade=t=in:d=0.02,afade=t=out:st={seconds - fade:.6f}:d={fade:.6f},"
        f"alimiter=limit=0.9:level=0:latency=1,atrim=end_sample={frames}[out0]"
    )
    command = [find_ffmpeg(ffmpeg), "-nostdin", "-hide_banner", "-v", "error", "-f", "lavfi", "-i", graph]
    with Targets(path.parent, made, [form]) as targets:
        target = targets.all[0]
        target.final = path
        command += form_arguments(made, form, target.address, None)
        run_ffmpeg(command, _drop, pass_fds=targets.descriptors)
        targets.keep(frames)
    return path


def _drop(data: memoryview) -> None:
    """Take what ffmpeg says on stdout: nothing, here."""


__all__ = ["write_audio", "write_cover"]
