"""How much longer one album takes to all platforms at once than to the slowest of them alone.

Method: simulators of all bundled platforms and of three DDEX stores run. An album of six tracks goes to all of them
first, so that every rendition is made and kept; it does not count. Then the same recordings go out under a new product
code to one platform after the other, each until it is Live, and under one more product code to all of them at once,
always after a pause in which the paces that platforms ask for are whole again. The figure is the time of all at once
over the time of the slowest alone; nothing is converted in either, so it is what lies beyond our media work.

That is done twice. First with stores that take ten times as long as simulators usually do: half a minute at most, where
real ones take hours and days. This is what the goal is held against; alone are those `SLOWEST` that were Live last the
first time. Then at their usual speed, where within a second or two fourteen stores decode all they receive on the cores
we work on, and not on machines of their own. Their work and ours (this process with the programs it starts) is counted
while all are delivered to at once: together, over the cores, it is the shortest time any fan-out on this machine can
take, and where that floor lies above the goal, this machine cannot reach it. A last figure says what the ratio would be
if the other stores did their work elsewhere: their share of the cores is taken off the time of all at once. That is
reckoned, not measured, and on a busy machine worth nothing.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from attrs import frozen
from stdnum import ean

from tunemantra import Settings, TuneMantra
from tunemantra.core.distribution import Outcome
from tunemantra.host.cli.demo import FEED, STORES
from tunemantra.host.demo import ICPN, write_release
from tunemantra.host.sandboxes import RunningSandbox
from tunemantra.ports.platform import Platform

GOAL = 1.10
CORES = len(os.sched_getaffinity(0))
SPEED = float(os.environ.get("TUNEMANTRA_BENCH_SPEED", "1"))
SLOW = 0.1
SLOWEST = 4
SECONDS = float(os.environ.get("TUNEMANTRA_BENCH_SECONDS", "8"))
_PARENT, _TIMES = 1, slice(11, 15)
"""In `/proc/<pid>/stat`, behind the name: the parent; user and system time, its own and of children it awaited."""


@frozen
class Result:
    """Seconds from the order until Live.

    Args:
        alone: by platform.
        together: all at once.
        ours: CPU seconds of this process and of programs it started, while all were delivered to at once.
        stores: CPU seconds of each simulator meanwhile, by platform.
        peak: of this process's memory, in MiB.
    """

    alone: dict[str, float]
    together: float
    ours: float
    stores: dict[str, float]
    peak: float

    @property
    def slowest(self) -> float:
        """Return the time of the slowest alone."""
        return max(self.alone.values())

    @property
    def ratio(self) -> float:
        """Return the time of all at once over that of the slowest alone."""
        return self.together / self.slowest

    @property
    def floor(self) -> float:
        """Return the seconds all at once would take if no core ever waited."""
        return (self.ours + sum(self.stores.values())) / CORES

    @property
    def elsewhere(self) -> float:
        """Return the ratio if the stores but the slowest worked on machines of their own; reckoned.

        The slowest store's own work counts in both: one waits for it wherever it is done.
        """
        slowest = max(self.alone, key=self.alone.__getitem__)
        others = sum(seconds for key, seconds in self.stores.items() if key != slowest)
        return max(self.together - others / CORES, self.alone[slowest]) / self.alone[slowest]


def run() -> Result:
    """Measure, print the method and the figures, and return those the goal is held against."""
    print(__doc__)
    slow, usual = measure(SPEED * SLOW, SLOWEST), measure(SPEED)
    print(f"stores that take {1 / SLOW:.0f} times as long")
    _print(slow)
    reached = "reached" if slow.ratio <= GOAL else "MISSED"
    print(f"goal: at most {GOAL} × the slowest alone: {slow.ratio:.2f}, {reached}")
    print("stores at their usual speed, on the same cores")
    _print(usual)
    reached = "within the goal" if usual.ratio <= GOAL else "above the goal"
    print(f"× the slowest alone: {usual.ratio:.2f}, {reached}; its floor here: {usual.floor / usual.slowest:.2f}")
    print(f"with the other stores' work done elsewhere (reckoned): {usual.elsewhere:.2f}")
    return slow


def _print(result: Result) -> None:
    for key, seconds in sorted(result.alone.items(), key=lambda one: one[1]):
        print(f"{key:16} alone  {seconds:6.2f} s, its simulator in the fan-out {result.stores[key]:5.2f} CPU s")
    print(f"all {len(result.stores)} at once      {result.together:6.2f} s")
    print(f"our CPU              {result.ours:6.2f} s, simulators' CPU {sum(result.stores.values()):.2f} s")
    print(f"floor                {result.floor:6.2f} s: both over {CORES} cores")
    print(f"peak memory          {result.peak:6.0f} MiB", flush=True)


def measure(speed: float, slowest: int = 0) -> Result:
    """Return the seconds of all at once, and alone of so many that are the slowest together, or of each."""
    with tempfile.TemporaryDirectory(prefix="tunemantra-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        with TuneMantra(Settings(home=folder / "none", platforms=STORES)) as host:
            platforms = [one for one in host.platforms() if one.sandbox is not None and one.key != FEED]
        running = [_started(stack, one, folder / one.key, speed) for one in platforms]
        tables = {one.address.platform: one.address.settings for one in running}
        settings = Settings(home=folder / "home", platforms=tables, poll_seconds=0.2, workers=len(tables))
        host = stack.enter_context(TuneMantra(settings))
        first = write_release(folder / "release-0", seconds=SECONDS)
        _until_live(host, first, list(tables))
        ended = {key: host.timeline(ICPN, key)[-1].at for key in tables}
        chosen = sorted(tables, key=ended.__getitem__)[-slowest:]
        paces = zip(running, (one.pace for one in platforms), strict=True)
        rests = {one.address.platform: pace.seconds for one, pace in paces if pace is not None and pace.requests}
        alone = {}
        for number, key in enumerate(chosen, start=1):
            time.sleep(rests.get(key, 0.0))
            alone[key] = _until_live(host, _another(first, number), [key])
        time.sleep(max(rests.values()))
        began, ours = _of_stores(running), _of_ours()
        together = _until_live(host, _another(first, len(tables) + 1), list(tables))
        stores = {key: seconds - began[key] for key, seconds in _of_stores(running).items()}
        ours = _of_ours() - ours
    return Result(alone, together, ours, stores, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _started(stack: ExitStack, platform: Platform, folder: Path, speed: float) -> RunningSandbox:
    """Start a simulator and wait for it: fourteen interpreters at once keep each other from being ready in time."""
    sandbox = stack.enter_context(RunningSandbox(platform, folder, speed=speed))
    _ = sandbox.address
    return sandbox


def _of_ours() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _of_stores(running: Sequence[RunningSandbox]) -> dict[str, float]:
    """Return the CPU seconds so far of each simulator and of every process below it (Linux)."""
    below: dict[int, list[int]] = {}
    ticks: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended
            fields = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
            below.setdefault(int(fields[_PARENT]), []).append(int(stat.parent.name))
            ticks[int(stat.parent.name)] = sum(map(int, fields[_TIMES]))

    def used(process: int) -> int:
        return ticks.get(process, 0) + sum(map(used, below.get(process, ())))

    return {one.address.platform: used(one.process.pid) / os.sysconf("SC_CLK_TCK") for one in running}


def _another(first: Path, number: int) -> Path:
    """Return the same recordings as another product: other codes, the same files."""
    folder = first.with_name(f"release-{number}")
    folder.mkdir()
    for file in first.iterdir():
        if file.suffix != ".toml":
            os.link(file, folder / file.name)
    text = (first / "release.toml").read_text("utf-8")
    body = f"21{number:09}"
    text = text.replace(ICPN, body + ean.calc_check_digit(body)).replace("QZSBR26", f"QZB{number:02}26")
    (folder / "release.toml").write_text(text, "utf-8")
    return folder


def _until_live(host: TuneMantra, release: Path, keys: list[str]) -> float:
    began = time.perf_counter()
    ended = host.work_until_done(host.distribute(release, keys), seconds=600)
    took = time.perf_counter() - began
    for order in ended:
        if order.outcome is not Outcome.DONE:
            sys.exit(f"{order.platform}: {order.outcome.value}: {order.reason} {[str(f) for f in order.findings]}")
    return took


if __name__ == "__main__":
    sys.exit(run().ratio > GOAL)
