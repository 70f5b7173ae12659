"""How fast a large ERN message is read into a release, and how much memory that takes.

Method: an ERN 4.3 message of some 10 MB is written once (distinct tracks with artists, contributors, files and
terms). Each round reads it from disk with `read_message`; the result must be the release that was written, with nothing
unmapped and no finding. Seconds are seconds of one core (processor time), the best of several rounds. Peak memory is
that of a process of its own: the resident memory at its highest while it reads, less what it has after reading a
small message, so that the libraries do not count; the release that is read does. The rival is the floor under any
reader on this parser: lxml building its tree of the same file, which reads nothing yet, measured in the same run, with
its memory measured in the same way.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from attrs import evolve, frozen
from lxml import etree

from bench.ern import _DIALECT, _entries, _order
from tunemantra.contrib.ddex import build_new_release
from tunemantra.contrib.ddex.reading import read_message
from tunemantra.core.identifiers import Isrc

BYTES = 10_000_000
ROUNDS = 5
GOAL_RATE = 2.0
GOAL_PEAK = 64.0
_MEGA = 1_000_000
_KIBI = 1024


@frozen
class Result:
    """What was measured.

    Args:
        size: bytes of the message.
        tracks: count.
        rate: MB per second of `read_message`.
        peak: MB above the memory after reading a small message.
        rival_rate, rival_peak: the same of lxml's bare parse.
    """

    size: int
    tracks: int
    rate: float
    peak: float
    rival_rate: float
    rival_peak: float


def message(size: int = BYTES) -> tuple[bytes, int]:
    """Return a message of about this size, and its count of tracks."""
    first, second = (len(_message(count)) for count in (12, 24))
    count = max(12 * (size - first) // (second - first) + 12, 1)
    return _message(count), count


def _message(count: int) -> bytes:
    order = _order(1)
    files = _entries(order)
    model = order.release.tracks
    tracks = tuple(
        evolve(model[number % len(model)], number=number + 1, isrc=Isrc(f"USS1Z{number:07d}"))
        for number in range(count)
    )
    audio = [files[f"tracks[{index}].audio"] for index in range(len(model))]
    more = {f"tracks[{number}].audio": audio[number % len(model)] for number in range(count)}
    large = evolve(order, release=evolve(order.release, tracks=tracks))
    return build_new_release(large, {**more, "artwork": files["artwork"]}, _DIALECT)


def run(size: int = BYTES, rounds: int = ROUNDS) -> Result:
    """Measure and return.

    Raises:
        SystemExit: what is read is not what was written.
    """
    data, tracks = message(size)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.xml"
        path.write_bytes(data)
        (Path(folder) / "small.xml").write_bytes(message(20_000)[0])
        read = read_message(path)
        if read.release is None or len(read.release.tracks) != tracks or read.unmapped or read.findings:
            raise SystemExit("what is read is not what was written")
        megabytes = len(data) / _MEGA
        return Result(
            size=len(data),
            tracks=tracks,
            rate=megabytes / _best(lambda: read_message(path), rounds),
            peak=_peak("read", folder),
            rival_rate=megabytes / _best(lambda: etree.parse(path), rounds),
            rival_peak=_peak("parse", folder),
        )


def main() -> None:
    """Print the method and the figures; the exit code says whether the goals are met."""
    print(__doc__)
    result = run()
    print(f"a message of {result.size / _MEGA:.1f} MB with {result.tracks} tracks")
    print(f"{'':34}{'MB/s':>10}{'peak MB':>10}")
    print(f"{'read into a release':34}{result.rate:10.1f}{result.peak:10.1f}")
    print(f"{'rival: lxml, bare parse':34}{result.rival_rate:10.1f}{result.rival_peak:10.1f}")
    met = result.rate >= GOAL_RATE and result.peak <= GOAL_PEAK
    print(f"goals {GOAL_RATE:.0f} MB/s and at most {GOAL_PEAK:.0f} MB: {'met' if met else 'MISSED'}")
    sys.exit(not met)


def _best(part: Callable[[], object], rounds: int) -> float:
    def once() -> float:
        start = time.process_time()
        part()
        return time.process_time() - start

    return min(once() for _ in range(rounds))


def _peak(what: str, folder: str) -> float:
    command = [sys.executable, "-m", "bench.ern_read", what, folder]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout)


def _measure(what: str, folder: Path) -> None:
    """Print the peak of this process."""
    read: Callable[[Path], object] = read_message if what == "read" else etree.parse
    read(folder / "small.xml")
    before = _highest()
    kept = read(folder / "large.xml")
    print((_highest() - before) * _KIBI / _MEGA if kept is not None else -1)


def _highest() -> int:
    """Return the highest resident size in KiB: of this program alone, where getrusage begins with its parent's."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        _measure(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
