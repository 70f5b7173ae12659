"""Full analysis of a recording, beside ffmpeg with all that it can measure of the same.

Method: four minutes of pink noise, stereo; every contender in a process of its own, once for warming up and then in
turn, each round beginning with another one; the best time of each counts. Times are those of the work, without the
start of Python; peak memory is that of the larger of our process and ffmpeg. Seconds of CPU are those of all cores in
the best round: ours uses a second core where there is one.

The rival is one ffmpeg command with a filter for each thing that it has one for: loudness and true peak, statistics of
the samples, silence, phase, where the spectrum ends, and a fingerprint. It finds no clicks, cuts, dropouts, clipped
runs, upsampling or lossy ancestry, which ours does, and a quarter more is allowed for that. Loudness alone is shown as
the floor, and is no rival: it is one of these measurements, and most of that is the true peak, which brings every
sample to 192 kHz. Numpy looks at the samples on another core meanwhile. Tempo and key come afterwards, from a small
copy of at most four minutes; their first use in a process imports librosa, which is not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from attrs import frozen

from tunemantra.contrib.media._binary import find_ffmpeg
from tunemantra.contrib.media.listening import FfmpegListener, listener

FORMS: Final = ((44_100, "pcm_s16le"), (96_000, "pcm_s24le"))
CONTENDERS: Final = {
    "decode": "ffmpeg, decode alone",
    "loudness": "ffmpeg, ebur128 with true peak",
    "measured": "ffmpeg, all that it can measure",
    "ours": "tunemantra, all but tempo and key",
    "music": "tunemantra, all of it",
}
NOWHERE: Final = ("-f", "null", "-")
MEASURING: Final = (
    "ebur128=peak=true,astats,silencedetect=noise=-90dB,aphasemeter=video=0:phasing=1,"
    "aspectralstats=win_size=4096:overlap=0:measure=rolloff"
)
RIVALS: Final = {
    "decode": NOWHERE,
    "loudness": ("-af", "ebur128=peak=true", *NOWHERE),
    "measured": ("-map", "0:a", "-af", MEASURING, *NOWHERE, "-map", "0:a", "-f", "chromaprint", os.devnull, "-y"),
}
GOAL_RATIO: Final = 1.25
GOAL_MIB: Final = 250
MINUTES: Final = 4.0


@frozen
class Result:
    """What came out for one form.

    Args:
        form: rate and codec.
        seconds: on the clock, for a minute of audio, by contender.
        cpu: seconds of all cores, likewise.
        peak: MiB, by contender.
    """

    form: str
    seconds: dict[str, float]
    cpu: dict[str, float]
    peak: dict[str, float]

    @property
    def ratio(self) -> float:
        """Our analysis without tempo and key ÷ what ffmpeg can measure."""
        return self.seconds["ours"] / self.seconds["measured"]

    @property
    def good(self) -> bool:
        """Whether the goals are reached."""
        return self.ratio <= GOAL_RATIO and self.peak["ours"] <= GOAL_MIB

    def __str__(self) -> str:
        lines = [f"Analysis, {self.form}: seconds for a minute of audio, ÷ the rival, of CPU, MiB at most"]
        for name, label in CONTENDERS.items():
            if name in self.seconds:
                taken = self.seconds[name]
                ratio = taken / self.seconds["measured"]
                lines.append(f"  {label:36}{taken:7.3f} {ratio:7.2f} {self.cpu[name]:7.3f} {self.peak[name]:7.0f}")
        reached = "reached" if self.good else "MISSED"
        lines.append(f"  goals: at most {GOAL_RATIO} of the rival ({self.ratio:.2f}), {GOAL_MIB} MiB: {reached}")
        return "\n".join(lines)


def run(rounds: int = 3, minutes: float = MINUTES) -> list[Result]:
    """Measure.

    Args:
        rounds: measured runs of each contender.
        minutes: of audio.
    """
    names = [name for name in CONTENDERS if name != "music" or listener.hears_music()]
    with tempfile.TemporaryDirectory() as folder:
        return [_measured(Path(folder), rate, codec, names, rounds, minutes) for rate, codec in FORMS]


def _measured(folder: Path, rate: int, codec: str, names: list[str], rounds: int, minutes: float) -> Result:
    source = folder / f"{rate}.wav"
    noise = ";".join(f"anoisesrc=r={rate}:c=pink:a=0.3:seed={side}:d={60 * minutes}[{side}]" for side in (1, 2))
    graph = f"{noise};[1][2]join=inputs=2:channel_layout=stereo"
    made = [find_ffmpeg(), "-v", "error", "-f", "lavfi", "-i", graph, "-c:a", codec, str(source)]
    subprocess.run(made, check=True)
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    peak = dict.fromkeys(names, 0.0)
    for turn in range(rounds + 1):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            taken, cpu, used = _one(name, source)
            peak[name] = max(peak[name], used)
            if turn:
                spent[name].append((taken, cpu))
    source.unlink()
    best = {name: min(each) for name, each in spent.items()}
    seconds, cpu = ({name: one[at] / minutes for name, one in best.items()} for at in (0, 1))
    return Result(f"{rate / 1000:g} kHz, {codec}", seconds, cpu, peak)


def _one(name: str, source: Path) -> tuple[float, float, float]:
    command = [sys.executable, "-m", "bench.listening", "--one", name, str(source)]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return float(answer["seconds"]), float(answer["cpu"]), float(answer["peak"])


def _be(name: str, source: Path) -> None:
    """Be the process that is measured."""
    if name in RIVALS:
        command = [find_ffmpeg(), "-v", "error", "-i", str(source), *RIVALS[name]]
        _tell(lambda: subprocess.run(command, check=True), resource.RUSAGE_CHILDREN)
        return
    if name == "ours":
        listener.hears_music = lambda: False
    else:
        import librosa

        librosa.onset, librosa.filters  # noqa: B018 -- imports them
    ear = FfmpegListener()
    import tunemantra.contrib.media.listening._room  # noqa: F401 -- imports numpy

    _tell(lambda: ear.analyse(source), resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _tell(work: Callable[[], object], *who: int) -> None:
    began, cpu = time.perf_counter(), sum(os.times()[:4])
    work()
    seconds, spent = time.perf_counter() - began, sum(os.times()[:4]) - cpu
    used = max(resource.getrusage(one).ru_maxrss for one in who)
    print(json.dumps({"seconds": seconds, "cpu": spent, "peak": used / 1024}))


def main() -> int:
    """Print the results; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    options = parser.parse_args()
    if options.one:
        _be(options.one[0], Path(options.one[1]))
        return 0
    print(__doc__)
    results = run(options.rounds, options.minutes)
    print("\n\n".join(map(str, results)))
    return 0 if all(result.good for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
