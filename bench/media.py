"""What media work costs over the bare commands and libraries that do the same.

Conversion. Method: one stereo master of 24 bits and 96 kHz (pink noise and a tone that differ by channel, so that no
encoder has an easy day) becomes every rendition that the bundled platforms ask for, each made once whoever wants it.
Ours is one `FfmpegAudio.process`: headers read, ends continued, one decode, files checked and named. The rivals are the
bare single ffmpeg command that writes the same files with the same filters and encoders, one ffmpeg run for each file,
in turn, and pydub, which loads the master once and exports each file. Each is measured in a process of its own, from
the first byte read to the last file closed; rounds alternate, the best of each counts; pydub takes one round. Memory is
the peak of that process and of its largest ffmpeg together. The time of each file alone says what bounds the whole.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from attrs import frozen

from tunemantra.contrib.media import FfmpegAudio
from tunemantra.core.media import AudioFacts
from tunemantra.core.requirement import AudioForm
from tunemantra.plugins import load

SECONDS = float(os.environ.get("TUNEMANTRA_BENCH_SECONDS", "240"))
ROUNDS = 3
RATE, DEPTH = 96_000, 24
_SOXR = "aresample=44100:resampler=soxr:precision=28"
_BARE = {
    ("pcm", 16): ("-af", f"{_SOXR}:osf=s16:dither_method=triangular", "-c:a", "pcm_s16le"),
    ("pcm", 24): ("-c:a", "pcm_s24le"),
    ("flac", 24): ("-c:a", "flac", "-compression_level", "5"),
    ("mp3", 0): ("-af", f"{_SOXR}:osf=fltp", "-c:a", "libmp3lame", "-b:a", "320k"),
}


def _renditions() -> dict[str, tuple[AudioForm, list[str]]]:
    """Return each rendition that the bundled platforms want of the master, with those who want it, by a name of it."""
    master = AudioFacts("wav", "pcm", RATE, DEPTH, 2, round(RATE * SECONDS))
    wanted: dict[str, tuple[AudioForm, list[str]]] = {}
    for key, platform in load(safe_mode=True).platforms.items():
        audio = platform.requirement.audio
        form = audio.form_for(master) if audio else None
        if form:
            quality = f"{form.bit_depth}-{form.sample_rate}" if form.bit_depth else f"{form.bitrate // 1000}k"
            wanted.setdefault(f"{quality}.{form.container}", (form, []))[1].append(key)
    return wanted


RENDITIONS = _renditions()
FORMS = tuple(form for form, _ in RENDITIONS.values())
BARE = {name: _BARE[form.codec, form.bit_depth] for name, (form, _) in RENDITIONS.items()}


@frozen
class Spent:
    """What one way of making the files took: seconds on the clock, seconds of all cores, MiB at the peak."""

    wall: float
    cpu: float
    mib: float


@frozen
class Goal:
    """A figure that should not be passed."""

    what: str
    figure: float
    most: float

    def say(self) -> bool:
        """Print it, and return whether it was reached."""
        reached = self.figure <= self.most
        print(f"goal, {self.what}: at most {self.most:.2f}: {self.figure:.2f}, {'reached' if reached else 'MISSED'}")
        return reached


def conversion() -> bool:
    """Measure the conversion of one master, print the figures, and return whether all goals were reached."""
    with tempfile.TemporaryDirectory(prefix="tunemantra-bench-") as name:
        folder = Path(name)
        master = _master(folder / "master.wav")
        rounds: dict[str, list[Spent]] = {"ours": [], "one command": [], "one a file": []}
        for _ in range(ROUNDS):
            for way, spent in rounds.items():
                spent.append(_measured(way, master, folder))
        best = {way: min(spent, key=lambda one: one.wall) for way, spent in rounds.items()}
        best["pydub"] = _measured("pydub", master, folder)
        alone = {kind: _measured(f"only {kind}", master, folder).wall for kind in BARE}
    for name, (_, platforms) in RENDITIONS.items():
        print(f"{name:14} for {', '.join(platforms)}")
    print(f"a master of {SECONDS:.0f} s, {len(os.sched_getaffinity(0))} cores, best of {ROUNDS} rounds")
    ours = best["ours"]
    for way, one in best.items():
        ratio = ours.wall / one.wall
        print(f"{way:12} {one.wall:7.2f} s {one.cpu:7.2f} CPU s {one.mib:6.0f} MiB   ours ÷ it = {ratio:.2f}")
    longest = max(alone, key=alone.__getitem__)
    each = ", ".join(f"{kind} {wall:.2f} s" for kind, wall in alone.items())
    print(f"each file alone: {each}; the {longest} encoder runs in one thread and bounds the whole")
    goals = (
        Goal("time ÷ the bare single command", ours.wall / best["one command"].wall, 1.10),
        Goal("time ÷ one run a file", ours.wall / best["one a file"].wall, 0.75),
        Goal("time ÷ pydub", ours.wall / best["pydub"].wall, 0.40),
        Goal("memory ÷ pydub", ours.mib / best["pydub"].mib, 0.20),
    )
    reached = [goal.say() for goal in goals]
    return all(reached)


PARTS: tuple[Callable[[], bool], ...] = (conversion,)
"""What is measured, one after the other; each prints its figures and returns whether its goals were reached."""


def _measured(way: str, master: Path, folder: Path) -> Spent:
    """Run one way in a process of its own."""
    with tempfile.TemporaryDirectory(dir=folder) as target:
        os.sync()
        command = [sys.executable, "-m", "bench.media", way, str(master), target]
        said = subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout
        made = sorted(path.suffix for path in Path(target).iterdir())
    wanted = sorted(Path(name).suffix for name in ([way.removeprefix("only ")] if way.startswith("only ") else BARE))
    if made != wanted:
        sys.exit(f"{way} made {made} instead of {wanted}")
    return Spent(**json.loads(said.splitlines()[-1]))


def _one(way: str, master: Path, target: Path) -> None:
    """Make the files in one way, and print what that took."""
    ways: dict[str, Callable[[], object]] = {
        "ours": lambda: FfmpegAudio().process(master, FORMS, target),
        "one command": lambda: _bare(master, target, list(BARE)),
        "one a file": lambda: [_bare(master, target, [kind]) for kind in BARE],
        "pydub": lambda: _pydub(master, target),
        **{f"only {kind}": lambda kind=kind: _bare(master, target, [kind]) for kind in BARE},
    }
    began, cpu = time.perf_counter(), sum(os.times()[:4])
    ways[way]()
    wall, spent = time.perf_counter() - began, sum(os.times()[:4]) - cpu
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"wall": wall, "cpu": spent, "mib": sum(peaks) / 1024}))


def _bare(master: Path, target: Path, kinds: list[str]) -> None:
    command = [_ffmpeg(), "-nostdin", "-v", "error", "-i", str(master)]
    for kind in kinds:
        command += ["-map", "0:a", *BARE[kind], str(target / kind)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def _pydub(master: Path, target: Path) -> None:
    from pydub import AudioSegment

    AudioSegment.converter = _ffmpeg()
    sound = AudioSegment.from_wav(str(master))
    slower = sound.set_frame_rate(44_100)
    for name, (form, _) in RENDITIONS.items():
        scaled = sound if form.sample_rate == RATE else slower
        # It knows no 24 bits: what has more than 16 stays at 32.
        exported = scaled.set_sample_width(2) if form.bit_depth == 16 else scaled
        bitrate = f"{form.bitrate // 1000}k" if form.bitrate else None
        exported.export(str(target / name), format=form.container, bitrate=bitrate)


def _ffmpeg() -> str:
    return FfmpegAudio().ffmpeg


def _master(path: Path) -> Path:
    noise = f"anoisesrc=r=96000:c=pink:seed=7:a=0.2:d={SECONDS}"
    tone = f"sine=f=220:r=96000:d={SECONDS}"
    graph = f"{noise}[n];{tone}[t];[n][t]join=inputs=2:channel_layout=stereo[o]"
    command = [_ffmpeg(), "-v", "error", "-filter_complex", graph, "-map", "[o]", "-c:a", "pcm_s24le", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return path


def main() -> int:
    """Measure all parts; the exit code is 1 where a goal was missed."""
    print(__doc__)
    reached = [part() for part in PARTS]
    return 0 if all(reached) else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _one(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        sys.exit(main())
