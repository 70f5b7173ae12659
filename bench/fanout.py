"""How much longer one album takes to all platforms at once than to the slowest of them alone.

Method: simulators of all bundled platforms and of three DDEX stores run at their usual speed
(`TUNEMANTRA_BENCH_SPEED=10` makes them so much faster, and the cores what is waited for). An album of six tracks goes
to all of them first, so that every rendition is made and kept; it does not count. Then the same recordings go out under
a new product code to one platform after the other, each until it is Live, and under one more product code to all of
them at once. The figure is the time of all at once over the time of the slowest alone; nothing is converted in either,
so it is what lies beyond media work. Everything runs on the same cores: the drivers, and the simulators that decode
what they receive. CPU seconds and peak memory are those of this process, without the simulators.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from attrs import frozen
from stdnum import ean

from tunemantra import Settings, TuneMantra
from tunemantra.core.distribution import Outcome
from tunemantra.host.cli.demo import FEED, STORES
from tunemantra.host.demo import ICPN, write_release
from tunemantra.host.sandboxes import RunningSandbox

GOAL = 1.10
SPEED = float(os.environ.get("TUNEMANTRA_BENCH_SPEED", "1"))
SECONDS = float(os.environ.get("TUNEMANTRA_BENCH_SECONDS", "8"))


@frozen
class Result:
    """Seconds from the order until Live.

    Args:
        alone: by platform.
        together: all at once.
        cpu: of this process while all were delivered to at once.
        peak: of memory, in MiB.
    """

    alone: dict[str, float]
    together: float
    cpu: float
    peak: float

    @property
    def ratio(self) -> float:
        """Return the time of all at once over that of the slowest alone."""
        return self.together / max(self.alone.values())


def run() -> Result:
    """Measure, print the method and the figures, and return them."""
    print(__doc__)
    with tempfile.TemporaryDirectory(prefix="tunemantra-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        with TuneMantra(Settings(home=folder / "none", platforms=STORES)) as host:
            platforms = [one for one in host.platforms() if one.sandbox is not None and one.key != FEED]
        running = [stack.enter_context(RunningSandbox(one, folder / one.key, speed=SPEED)) for one in platforms]
        tables = {one.address.platform: one.address.settings for one in running}
        settings = Settings(home=folder / "home", platforms=tables, poll_seconds=0.2, workers=len(tables))
        host = stack.enter_context(TuneMantra(settings))
        first = write_release(folder / "release-0", seconds=SECONDS)
        _until_live(host, first, list(tables))
        alone = {key: _until_live(host, _another(first, number), [key]) for number, key in enumerate(tables, start=1)}
        cpu = time.process_time()
        together = _until_live(host, _another(first, len(tables) + 1), list(tables))
        cpu = time.process_time() - cpu
    result = Result(alone, together, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    for key, seconds in sorted(alone.items(), key=lambda one: one[1]):
        print(f"{key:16} alone  {seconds:6.2f} s")
    print(f"all {len(alone)} at once      {together:6.2f} s   {cpu:6.2f} CPU s here")
    print(f"one after the other  {sum(alone.values()):6.2f} s")
    print(f"peak memory          {result.peak:6.0f} MiB")
    reached = "reached" if result.ratio <= GOAL else "MISSED"
    print(f"goal: at most {GOAL} × the slowest alone: {result.ratio:.2f}, {reached}")
    return result


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
