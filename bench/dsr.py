"""How many rows of a sales report a core reads and judges per second, and what two million of them take of memory.

Method: a report of the profile BasicAudioProfile 1.2 is made beforehand, in blocks of one recording and three usages,
with titles in several scripts, every twentieth of them escaped. Reading it holds each cell against its type, its value
set and its form, each block against the order of the profile, each usage against the summary records, and the footer
against what was counted; each row is handed out with its cells by name. A finding ends the benchmark. Seconds are
seconds of one core (processor time); contenders take turns, the best round of each counts. Peak memory is that of a
fresh process that reads two million rows once. The rival is the floor under any reader in Python: the `csv` module of
the standard library, which splits the same file at its tabs and judges nothing.

What bounds it: the interpreter's steps for each row. Matching its expression takes a fifth of the time, dividing it and
making the row that is handed out another fifth, the order of blocks a tenth.
"""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from attrs import frozen

from tunemantra.contrib.ddex import SchemaSet
from tunemantra.contrib.ddex.dsr import validate_report

ROWS: Final = 200_000
MANY: Final = 2_000_000
ROUNDS: Final = 5
GOAL: Final = 100_000
GOAL_MB: Final = 100
_NAME: Final = "DSR_Label_Store_Premium_2026-02_DE_1of1_20260301T120000.tsv"
_USAGES: Final = 3
_MEGABYTE: Final = 1_000_000


@frozen
class Result:
    """What was measured.

    Args:
        per_second: rows read and judged.
        untyped_per_second: the same without the profile descriptions.
        rival_per_second: rows split by the csv module.
        row_bytes: mean size of a row.
        peak: MB of resident memory of a process that read the large report.
        many: its rows.
    """

    per_second: float
    untyped_per_second: float
    rival_per_second: float
    row_bytes: int
    peak: float
    many: int


def run(folder: Path | None = None, rows: int = ROWS, many: int = MANY, rounds: int = ROUNDS) -> Result:
    """Measure and return; `folder` holds the profile descriptions.

    Raises:
        SystemExit: the descriptions are not there, or the report has a finding.
    """
    schemas = SchemaSet(folder or _folder())
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / _NAME
        written = _write(file, rows)
        contenders: dict[str, Callable[[], None]] = {
            "typed": lambda: _judge(file, schemas, written),
            "untyped": lambda: _judge(file, SchemaSet(None), written),
            "csv": lambda: _split(file, written),
        }
        seconds = {name: min(times) for name, times in _in_turn(contenders, rounds)}
        size = file.stat().st_size // written
        large = _write(file, many)
        peak = _peak(file, schemas, large)
    return Result(
        per_second=written / seconds["typed"],
        untyped_per_second=written / seconds["untyped"],
        rival_per_second=written / seconds["csv"],
        row_bytes=size,
        peak=peak,
        many=large,
    )


def main() -> None:
    """Print the method and the figures; the exit code says whether the goals are met."""
    print(__doc__)
    result = run()
    print(f"{'':42}{'rows per second':>16}{'ratio':>8}")
    for name, figure in (
        ("read and judged", result.per_second),
        ("without the profile descriptions", result.untyped_per_second),
        ("rival: csv module, split only", result.rival_per_second),
    ):
        print(f"{name:42}{figure:16,.0f}{figure / result.rival_per_second:8.2f}")
    print(f"rows of {result.row_bytes} bytes; peak memory for {result.many:,} rows: {result.peak:.0f} MB")
    fast, small = result.per_second >= GOAL, result.peak < GOAL_MB
    print(f"goal {GOAL:,} rows per second: {'met' if fast else 'MISSED'}")
    print(f"goal less than {GOAL_MB} MB: {'met' if small else 'MISSED'}")
    sys.exit(not (fast and small))


def _folder() -> Path:
    beside = Path(__file__).resolve().parent.parent.parent / "shared" / "ddex"
    return Path(os.environ.get("TUNEMANTRA_DDEX_SCHEMAS") or beside)


def _in_turn(contenders: dict[str, Callable[[], None]], rounds: int) -> Iterator[tuple[str, list[float]]]:
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, contender in contenders.items():
            start = time.process_time()
            contender()
            times[name].append(time.process_time() - start)
    yield from times.items()


def _judge(file: Path, schemas: SchemaSet, rows: int) -> None:
    check = validate_report(file, schemas)
    faults = [finding for finding in check.findings if finding.rule != "DSR-PRO-000"]
    if faults or sum(check.rows.values()) != rows:
        raise SystemExit(f"not read as it was written: {faults[:1]}")
    if schemas.folder and not check.profile:
        raise SystemExit("needs the official descriptions: TUNEMANTRA_DDEX_SCHEMAS=/folder/with/dsr")


def _split(file: Path, rows: int) -> None:
    with file.open(encoding="utf-8", newline="") as lines:
        split = sum(1 for _ in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    if split < rows:
        raise SystemExit(f"the rival read {split} rows of {rows}")


def _peak(file: Path, schemas: SchemaSet, rows: int) -> float:
    """Return the MB that a process of its own needed at most."""
    run = [sys.executable, "-m", "bench.dsr", str(file), str(schemas.folder), str(rows)]
    done = subprocess.run(run, check=True, capture_output=True, text=True, cwd=Path(__file__).resolve().parent.parent)
    return float(done.stdout)


def _measure(file: str, folder: str, rows: str) -> None:
    _judge(Path(file), SchemaSet(Path(folder)), int(rows))
    # The kernel's other figure, of getrusage, begins with the peak of the process that started this one.
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    print(int(peak[1]) * 1024 / _MEGABYTE if peak else float("inf"))


def _write(file: Path, rows: int) -> int:
    """Write a report of about so many rows; return how many it has, without header and footer."""
    blocks = rows // (1 + _USAGES)
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.write(
            "HEAD\tdsrf/30\tBasicAudioProfile\t1.2\tM1\t2026-03-01T12:00:00Z\t1\t1\t2026-02-01\t2026-02-28"
            "\tPADPIDA2014999999Z\tStore\tPremium\tPADPIDA2014111801Y\tLabel\t\n"
            "SY02.02\tS1\t\t\tSubscriptionModel\tOnDemandStream\tDE\tPremium\t1000000\t\tEUR\t5000.50"
            "\t\t\t\t\t\t\tMusic\t\t\t\n"
        )
        out.writelines(map(_block, range(blocks)))
        lines = 3 + blocks * (1 + _USAGES)
        out.write(f"FOOT\t{lines}\t{lines}\t1\t{blocks}\t{blocks}\n")
    return lines - 2


def _block(number: int) -> str:
    title = ("Nachtlied", "夜の歌", "Песня", "Up \\\\| Down" if number % 10 == 3 else "Song")[number % 4]
    recording = (
        f"AS02.02\t{number}\tA1\tdsp{number}\tUSS1Z{number % 10_000_000:07d}\t{title} {number}\t\tArtist {number % 977}"
        f"\tns::{number % 977}\tPT3M{number % 60}S\tSoundRecording\tT{number % 10**10:010d}"
        f"\tComposer {number % 53}|Author {number % 59}\t\t\t\tPublisher {number % 31}\t\t\t\t\ttrue\n"
    )
    usages = (
        f"SU02\t{number}\tS1\tT{number}.{usage}\t\tA1\ttrue\t{number % 1000 + usage}\t0.{number % 100:02d}\t\n"
        for usage in range(_USAGES)
    )
    return recording + "".join(usages)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _measure(*sys.argv[1:])
    else:
        main()
