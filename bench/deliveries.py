"""How many deliveries a second pass through the whole pipeline, and how many more with another worker.

Method: a single of two tracks is ordered so many times, each time as another product with the same masters, so that
the renditions are made once and then known. The platform is a sink that reads every file to its end and is Live at
once. The orders are opened first; then the workers start, and what counts is the time from the first step to the last
event: prepare, transform, validate, package, deliver, track, each written to the ledger. SQLite is worked on by the
threads of one process, then by processes of two threads each; PostgreSQL by Celery worker processes of two threads
each over Redis. Shown beside it: CPU seconds of the workers for each delivery, without what a worker takes to start
and end, and what a bare write to the same ledger takes: each delivery writes some five times, and reads some twenty
times. What a second process gains is shown, and judged where there are cores for both, the database and the broker.
The number of deliveries is TUNEMANTRA_BENCH_DELIVERIES, the numbers of processes TUNEMANTRA_BENCH_WORKERS ("1,2"). The
second half needs redis-server.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import evolve, frozen

from bench.sink import KEY, plugin
from tunemantra import Settings, TuneMantra
from tunemantra.contrib.media import write_audio, write_cover
from tunemantra.core.distribution import Outcome

COUNT = int(os.environ.get("TUNEMANTRA_BENCH_DELIVERIES", "200"))
CREWS = tuple(map(int, os.environ.get("TUNEMANTRA_BENCH_WORKERS", "1,2").split(",")))
WRITES = 5
"""To the ledger, for each delivery, about."""
GOAL = 50.0
GAIN = 1.8
"""Of two processes over one."""
CORES = 4
"""For two workers, a database and a broker."""
PATIENCE = 600.0


@frozen
class Result:
    """Deliveries a second, CPU seconds of the workers for each, and seconds of a bare write to the same ledger."""

    name: str
    rate: float
    cpu: float
    write: float

    def __str__(self) -> str:
        busy, cores = self.cpu * self.rate, len(os.sched_getaffinity(0))
        reached = "reached" if self.rate >= GOAL else "MISSED"
        return (
            f"{self.name:34} {self.rate:7.1f} a second   {1000 * self.cpu:6.1f} CPU ms each   "
            f"cores busy {busy:.1f} of {cores}   a bare write {1000 * self.write:5.2f} ms: "
            f"{WRITES} of them alone allow {1 / (WRITES * self.write):.0f} a second\n"
            f"goal: at least {GOAL:.0f} a second: {reached}"
        )


def run() -> list[Result]:
    """Measure, print the method and the figures, and return those that have a goal."""
    print(__doc__)
    results = []
    with tempfile.TemporaryDirectory(prefix="tunemantra-bench-") as name:
        folder = Path(name)
        masters = _masters(folder / "masters")
        results.append(_threads(folder / "threads", masters))
        print(results[-1], flush=True)
        _crews("SQLite", folder / "sqlite", masters, "", "")
        if shutil.which("redis-server") is None:
            print("PostgreSQL with Celery: not measured, for redis-server is not here")
            return results
        with _redis() as broker, _postgres() as fresh:
            results.append(_crews("PostgreSQL, Celery", folder / "celery", masters, broker, fresh))
    return results


def _threads(folder: Path, masters: Path) -> Result:
    settings = Settings(home=folder / "home", platforms={KEY: {}}, workers=4)
    with TuneMantra(settings, plugins=[plugin()]) as host:
        _order(host, folder, masters)
        before, over = _cpu(resource.RUSAGE_SELF), threading.Event()
        crew = threading.Thread(target=host.work, args=(over.is_set,))
        crew.start()
        seconds = _finished(host)
        over.set()
        crew.join()
        cpu = _cpu(resource.RUSAGE_SELF) - before
        return Result("SQLite, threads of one process", COUNT / seconds, cpu / COUNT, _write(host))


def _crews(name: str, folder: Path, masters: Path, broker: str, fresh: Callable[[], str] | str) -> Result:
    """Measure each number of processes, say what the last one gained over the first, and return the last result."""
    measured = []
    for crew in CREWS:
        database = fresh() if callable(fresh) else fresh
        result = _processes(f"{name}, processes: {crew}", folder / str(crew), masters, crew, (broker, database))
        measured.append(result)
        print(result, flush=True)
    gain, cores = measured[-1].rate / measured[0].rate, len(os.sched_getaffinity(0))
    judged = ("met" if gain >= GAIN else "MISSED") if cores >= CORES else f"not judged, for there are {cores} cores"
    print(f"{name}, {CREWS[0]} -> {CREWS[-1]} processes: {gain:.2f} times as many (goal {GAIN} for 1 -> 2): {judged}")
    return measured[-1]


def _processes(name: str, folder: Path, masters: Path, count: int, where: tuple[str, str]) -> Result:
    settings = _settings(folder / "home", *where)
    with TuneMantra(settings, plugins=[plugin()]) as host:
        command = [sys.executable, "-m", "bench.deliveries", str(settings.home), *where]
        before = _cpu(resource.RUSAGE_CHILDREN)
        # Before anything is ordered: what it began, it would finish, and the clock would run from there.
        subprocess.run([*command, "end"], check=True)
        idle = _cpu(resource.RUSAGE_CHILDREN) - before
        _order(host, folder, masters)
        before = _cpu(resource.RUSAGE_CHILDREN)
        crew = [subprocess.Popen(command) for _ in range(count)]
        try:
            seconds = _finished(host)
        finally:
            for process in crew:
                process.terminate()
            for process in crew:
                process.wait(60)
        cpu = _cpu(resource.RUSAGE_CHILDREN) - before - count * idle
        return Result(name, COUNT / seconds, max(cpu, 0.0) / COUNT, _write(host))


def _settings(home: Path, broker: str, database: str) -> Settings:
    """Return the settings of a host on SQLite and threads where no broker and database are given."""
    plain = Settings(home=home, platforms={KEY: {}}, workers=2)
    return evolve(plain, queue="celery", broker=broker, database=database) if broker else plain


def work(home: str, broker: str, database: str, *end: str) -> None:
    """Be a worker until somebody ends it; with `end`, start and end at once."""
    import signal

    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    with TuneMantra(_settings(Path(home), broker, database), plugins=[plugin()]) as host:
        host.work(lambda: over.is_set() or bool(end))


def _masters(folder: Path) -> Path:
    folder.mkdir()
    write_cover(folder / "cover.jpg", side=3000, seed=1)
    for number in (1, 2):
        write_audio(folder / f"{number}.wav", seconds=1.0, seed=number)
    return folder


def _order(host: TuneMantra, folder: Path, masters: Path) -> None:
    """Have the renditions made once, then open all orders."""
    first = host.distribute(_release(folder, masters, 0), [KEY])
    with TuneMantra(evolve(host.settings, queue="threads"), plugins=[plugin()]) as here:
        ended = here.work_until_done(first, seconds=60)
    if ended[0].outcome is not Outcome.DONE:
        sys.exit(f"{ended[0].outcome.value}: {ended[0].reason} {[str(one) for one in ended[0].findings]}")
    began = time.perf_counter()
    for number in range(1, COUNT + 1):
        host.distribute(_release(folder, masters, number), [KEY])
    print(f"{COUNT} orders opened in {time.perf_counter() - began:.1f} s", flush=True)


def _release(folder: Path, masters: Path, number: int) -> Path:
    release = folder / f"release-{number}"
    release.mkdir(parents=True)
    for file in masters.iterdir():
        (release / file.name).hardlink_to(file)
    lines = [
        f'upc = "{_gtin(number)}"',
        f'title = "Bench {number}"',
        'kind = "Single"',
        'label = "Bench"',
        f'catalog_number = "B{number}"',
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
    for track in (1, 2):
        lines += [
            "[[tracks]]",
            f"number = {track}",
            f'isrc = "QZBEN26{2 * number + track:05}"',
            f'title = "Piece {track}"',
            f'file = "{track}.wav"',
            'contributors = [{ name = "Ada Strand", roles = ["Composer"] }]',
        ]
    (release / "release.toml").write_text("\n".join(lines) + "\n", "utf-8")
    return release


def _gtin(number: int) -> str:
    digits = f"20000{number:06}"
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def _finished(host: TuneMantra) -> float:
    """Wait until all is done, and return the seconds from the first step to the last."""
    until = time.monotonic() + PATIENCE
    while any(one.due or one.held for one in host.tools.ledger.backlog(host.tools.clock.now())):
        if time.monotonic() > until:
            sys.exit("it takes too long")
        time.sleep(0.2)
    ended = [standing for standing in host.status() if standing.delivery is not None]
    bad = [one.delivery for one in ended if one.delivery and one.delivery.outcome is not Outcome.DONE]
    if bad or len(ended) != COUNT + 1:
        sys.exit(f"{len(bad)} of {len(ended)} are not done: {bad[:1]}")
    moments = sorted(
        event.at
        for standing in ended
        for event in host.tools.ledger.events(standing.distribution.id)
        if event.kind in {"stage.done", "delivery.done"}
    )
    steps = moments[-6 * COUNT :]
    return (steps[-1] - steps[0]).total_seconds()


def _write(host: TuneMantra) -> float:
    """Return what a small write to the ledger takes, the best of some."""
    took = []
    for number in range(30):
        began = time.perf_counter()
        host.tools.ledger.remember("bench", str(number), "1")
        took.append(time.perf_counter() - began)
    return sorted(took)[len(took) // 2]


def _cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


@contextmanager
def _redis() -> Iterator[str]:
    from tests.brokers import Redis, serve

    server = serve(Redis)
    try:
        yield next(server).url
    finally:
        next(server, None)


@contextmanager
def _postgres() -> Iterator[Callable[[], str]]:
    from tests.postgres import serve

    server = serve()
    try:
        yield next(server).fresh
    finally:
        next(server, None)


if __name__ == "__main__":
    if sys.argv[1:]:
        work(*sys.argv[1:])
    else:
        sys.exit(any(one.rate < GOAL for one in run()))
