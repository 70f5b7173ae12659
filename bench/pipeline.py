"""How much the pipeline costs over the bare ffmpeg commands that make the same renditions.

Method: a 12-track album of distinct 24-bit/96 kHz stereo WAV masters and a 3600-pixel cover is made beforehand.
The pipeline then takes it through intake (hashing 12 masters and taking them into the asset store), prepare, transform
(one decode a master), validate and package for both platforms, and hands it over to both simulators over their real
protocols. It is measured as it comes (`masters = "link-first"`: intake links the masters, and they are copied when the
order is done; what that takes is said beside it) and with `masters = "copy"`, where intake copies them. The rival is
the sum of the bare work: one `ffmpeg` process a distinct rendition, with the same resampler, dither and threads, as
many at a time as the pipeline uses, nothing hashed, checked, synced or kept.
Shown beside it: the same commands once for each platform, which is what a system does that converts per platform; and
the same commands after `cp` and `sync` of the masters, which is the least that taking them in can cost.
Every measurement starts from a new home, in a process that works already: its tables are made, and it has planned
another, small release, so that what a worker imports once is not counted as the album's. Rounds of all alternate. Of
each the best round is shown, with its CPU seconds, those of this process and of every ffmpeg it started. The goal is
held against the median of what the pipeline took over the bare commands that had run just before or just after it, in
turn: a machine is quicker in one minute than in the next, and nobody shall always come first.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from statistics import median

from attrs import define, frozen

from tunemantra import Settings, TuneMantra
from tunemantra.contrib.media import write_cover
from tunemantra.core.distribution import Delivery, Event, Outcome
from tunemantra.host.sandboxes import RunningSandbox

TRACKS = 12
SECONDS = float(os.environ.get("TUNEMANTRA_BENCH_SECONDS", "240"))
ROUNDS = int(os.environ.get("TUNEMANTRA_BENCH_ROUNDS", "3"))
GOAL = 1.15
PLATFORMS = ("spotify", "beatport")


@frozen
class Spent:
    """Seconds on the clock, and of all cores."""

    wall: float
    cpu: float


@frozen
class Round:
    """One run of the pipeline.

    Args:
        packaged: from the order until both packages are ready.
        delivered: seconds from the order until both platforms have everything.
        kept: seconds it took to copy the masters after that, where they were linked first.
    """

    packaged: Spent
    delivered: float
    kept: float


@frozen
class Result:
    """The best of the rounds.

    Args:
        bare: the bare ffmpeg commands, each distinct rendition once.
        apart: the bare ffmpeg commands, once for each platform.
        kept: `cp` and `sync` of the masters, then the bare ffmpeg commands, each distinct rendition once.
        usual: the pipeline as it comes.
        copied: the pipeline where masters are copied before the order is given back.
        ratios: of each round, the pipeline's time, as it comes, over the bare commands' beside it.
    """

    bare: Spent
    apart: Spent
    kept: Spent
    usual: Round
    copied: Round
    ratios: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Return the median of the ratios."""
        return median(self.ratios)


def run() -> Result:
    """Measure, print the method and the figures, and return them."""
    print(__doc__)
    with tempfile.TemporaryDirectory(prefix="tunemantra-bench-") as name:
        folder = Path(name)
        release, small = _album(folder / "release"), _album(folder / "small", tracks=1, seconds=2.0)
        bare, apart, kept, usual, copied = [], [], [], [], []
        for number in range(ROUNDS):
            if number % 2 == 0:
                bare.append(_bare(release, [folder / f"bare-{number}"]))
            usual.append(_pipeline(release, small, folder / f"usual-{number}", masters="link-first"))
            if number % 2:
                bare.append(_bare(release, [folder / f"bare-{number}"]))
            apart.append(_bare(release, [folder / f"apart-{number}-{key}" for key in PLATFORMS]))
            copied.append(_pipeline(release, small, folder / f"copy-{number}", masters="copy"))
            kept.append(_kept(release, folder / f"kept-{number}"))
    ratios = tuple(one.packaged.wall / before.wall for one, before in zip(usual, bare, strict=True))
    result = Result(_best(bare), _best(apart), _best(kept), _best_round(usual), _best_round(copied), ratios)
    print(f"{TRACKS} masters of {SECONDS:.0f} s, {len(os.sched_getaffinity(0))} at a time, best of {ROUNDS} rounds")
    _say("bare ffmpeg commands, each rendition once", result.bare, result.bare)
    _say("bare ffmpeg commands, once for each platform", result.apart, result.bare)
    _say("cp and sync of the masters, bare commands", result.kept, result.bare)
    _say("pipeline, intake to both packages", result.usual.packaged, result.bare)
    _say("the same with masters copied at intake", result.copied.packaged, result.bare)
    print(f"pipeline, until both platforms hold it all   {result.usual.delivered:7.2f} s")
    print(f"masters copied after that, in                {result.usual.kept:7.2f} s")
    print(f"÷ the bare commands once for each platform: {result.usual.packaged.wall / result.apart.wall:.2f}")
    print(f"copied at intake ÷ cp, sync and the bare commands: {result.copied.packaged.wall / result.kept.wall:.2f}")
    reached = "reached" if result.ratio <= GOAL else "MISSED"
    print("÷ the bare commands beside it, round by round: " + ", ".join(f"{ratio:.2f}" for ratio in ratios))
    print(f"goal: at most {GOAL} × the bare commands: {result.ratio:.2f}, {reached}")
    return result


def _say(what: str, spent: Spent, bare: Spent) -> None:
    print(f"{what:44} {spent.wall:7.2f} s {spent.cpu:7.2f} CPU s   ÷ bare = {spent.wall / bare.wall:.2f}")


def _best(rounds: list[Spent]) -> Spent:
    return min(rounds, key=lambda spent: spent.wall)


def _best_round(rounds: list[Round]) -> Round:
    best = _best([one.packaged for one in rounds])
    return Round(best, min(one.delivered for one in rounds), min(one.kept for one in rounds))


def _ffmpeg() -> str:
    import imageio_ffmpeg

    return str(imageio_ffmpeg.get_ffmpeg_exe())


def _album(folder: Path, tracks: int = TRACKS, seconds: float = SECONDS) -> Path:
    folder.mkdir()
    lines = [
        'upc = "200000000011"',
        'title = "Bench"',
        'kind = "Album"',
        'label = "Bench"',
        'catalog_number = "B1"',
        'genre = "Melodic House & Techno"',
        'release_date = "2026-01-16"',
        'p_line = "2026 Bench"',
        'c_line = "2026 Bench"',
        'artwork = "cover.jpg"',
        'artists = ["Bench"]',
        "[[deals]]",
        'territories = ["Worldwide"]',
        'start = "2026-01-16"',
    ]
    write_cover(folder / "cover.jpg", side=3600, seed=tracks)
    for index in range(tracks):
        file = folder / f"{index + 1:02}.wav"
        noise = f"anoisesrc=r=96000:c=pink:seed={index}:a=0.2:d={seconds}"
        tone = f"sine=f={110 * (index + 2)}:r=96000:d={seconds}"
        graph = f"{noise}[n];{tone}[t];[n][t]join=inputs=2:channel_layout=stereo[o]"
        _call([_ffmpeg(), "-v", "error", "-filter_complex", graph, "-map", "[o]", "-c:a", "pcm_s24le", str(file)])
        lines += [
            "[[tracks]]",
            f"number = {index + 1}",
            f'isrc = "QZBEN26{index:05}"',
            f'title = "Piece {index + 1}"',
            f'file = "{file.name}"',
            "bpm = 120",
            'key = "A min"',
            'contributors = [{ name = "Ada Strand", roles = ["Composer"] }]',
        ]
    (folder / "release.toml").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def _call(command: list[str]) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def _cpu() -> float:
    """Return the CPU seconds of this process and of its children that have ended."""
    return sum(os.times()[:4])


def _bare(release: Path, folders: list[Path]) -> Spent:
    """Return what the bare commands into each folder take, as many at a time as cores."""
    commands = [command for folder in folders for command in _commands(release, folder)]
    os.sync()
    began, cpu = time.perf_counter(), _cpu()
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        list(pool.map(_call, commands))
    return Spent(time.perf_counter() - began, _cpu() - cpu)


def _kept(release: Path, folder: Path) -> Spent:
    """Return what it takes to copy the masters, have the disk keep them, and run the bare commands on the copies."""
    folder.mkdir()
    files = sorted(each for each in release.iterdir() if each.suffix != ".toml")
    os.sync()
    began, cpu = time.perf_counter(), _cpu()
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        list(pool.map(_call, [["cp", str(each), str(folder)] for each in files]))
        _call(["sync", *(str(folder / each.name) for each in files)])
        list(pool.map(_call, _commands(folder, folder / "made")))
    return Spent(time.perf_counter() - began, _cpu() - cpu)


def _commands(release: Path, folder: Path) -> list[list[str]]:
    """Return 12 commands for WAV 16/44.1 and one for the cover."""
    folder.mkdir()
    chain = "aresample=44100:resampler=soxr:precision=28:dither_method=triangular"
    commands = [
        [
            _ffmpeg(),
            "-v",
            "error",
            "-threads",
            "1",
            "-i",
            str(file),
            "-af",
            chain,
            "-c:a",
            "pcm_s16le",
            str(folder / file.name),
        ]
        for file in sorted(release.glob("*.wav"))
    ]
    commands.append(
        [
            _ffmpeg(),
            "-v",
            "error",
            "-i",
            str(release / "cover.jpg"),
            "-vf",
            "scale=3000:3000:flags=lanczos",
            "-q:v",
            "2",
            str(folder / "cover.jpg"),
        ]
    )
    return commands


@define
class Watch:
    """Notes when the latest package was ready, and what had been spent by then (`ports.notification.EventSink`)."""

    at: float = 0.0
    cpu: float = 0.0

    def publish(self, event: Event) -> None:
        """Take an event that was just committed."""
        if dict(event.data).get("stage") == "package":
            self.at, self.cpu = time.perf_counter(), _cpu()


def _pipeline(release: Path, small: Path, folder: Path, masters: str) -> Round:
    """Return what it takes until both packages are ready, and until both platforms hold everything."""
    with ExitStack() as stack:
        with TuneMantra(Settings(home=folder / "none")) as host:
            platforms = {platform.key: platform for platform in host.platforms()}
        running = [stack.enter_context(RunningSandbox(platforms[key], folder / key, speed=10.0)) for key in PLATFORMS]
        tables = {one.address.platform: one.address.settings for one in running}
        settings = Settings(home=folder / "home", platforms=tables, poll_seconds=0.2, masters=masters)
        watch = Watch()
        host = stack.enter_context(TuneMantra(settings, adapters={"sinks": (watch,)}))
        host.service.standing()  # makes the tables
        host.plan(small, PLATFORMS)
        os.sync()
        moment, began, cpu = time.time(), time.perf_counter(), _cpu()
        orders = host.distribute(release, PLATFORMS)
        ended = host.work_until_done(orders, seconds=600)
        kept = time.time()
        _must_be_live(ended)
        events = [event for order in ended for event in host.timeline(order.icpn, order.platform)]
        there = max(event.at for event in events if event.kind == "delivery.sent")
        done = max(event.at for event in events)
    return Round(Spent(watch.at - began, watch.cpu - cpu), _since(moment, there), kept - done.timestamp())


def _since(began: float, moment: datetime) -> float:
    return moment.timestamp() - began


def _must_be_live(orders: tuple[Delivery, ...]) -> None:
    for order in orders:
        if order.outcome is not Outcome.DONE:
            sys.exit(f"{order.platform}: {order.outcome.value}: {order.reason} {[str(f) for f in order.findings]}")


if __name__ == "__main__":
    sys.exit(run().ratio > GOAL)
