"""What the ledger does a second beside the same statements without it, and what it answers with a million orders in it.

Method, claims: a worker claims one order and commits it as done, with an event on its timeline, again and again; one
worker, then four in processes of their own. What each order becomes is made before the clock runs, since that is the
work of whoever uses a ledger, and each worker has done a few orders by then; opening and closing are left out. The
rival is a bare loop over the driver (sqlite3, psycopg) that executes the very statements the ledger sends for one such
order, written down beforehand, with this order's ids put in: no values are built or read, nothing is linked. Rounds of
both alternate on one database, each with orders opened for it; the median of each counts, because a single round of
either is up to a quarter off. On SQLite four workers wait for one lock most of the time.
PostgreSQL is the one of the tests, with `fsync` off: what is compared is work and not disks. SQLite syncs each commit.

Method, figures: a ledger of `TUNEMANTRA_BENCH_DELIVERIES` orders (default 20 000; 1 000 000 is what the goals mean) on
half as many distributions over 20 platforms, with five events each. It is filled past the ledger, with executemany or
COPY. Then each question is asked through the ledger, as operators ask it; the median of nine counts, beside it the CPU
time in this process, which for SQLite is all there is. Every answer is held against one computed while filling.
"""

from __future__ import annotations

import heapq
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any, Final

from attrs import define, evolve, field
from sqlalchemy.engine import make_url

from tests.postgres import serve
from tunemantra.contrib.sql import SqlLedger
from tunemantra.contrib.sql.codec import EVENT_FIELDS, distribution_out, event_out, order_out
from tunemantra.contrib.sql.tables import deliveries, distributions, events
from tunemantra.core.distribution import Delivery, Distribution, Event, Lane, OrderKind, Outcome, Stage
from tunemantra.core.sharing import share_of
from tunemantra.core.status import State, Status

NOW: Final = datetime(2026, 5, 1, 12, tzinfo=UTC)
ORDERS: Final = int(os.environ.get("TUNEMANTRA_BENCH_CLAIMS", "400"))
SIZE: Final = int(os.environ.get("TUNEMANTRA_BENCH_DELIVERIES", "20000"))
WARM: Final = 20
ROUNDS: Final = 21
EACH: Final = 5
GOAL: Final = 0.7
GOAL_MS: Final = 100.0
BATCH: Final = 10_000
PLATFORMS: Final = tuple(f"platform-{number:02}" for number in range(20))
STATES: Final = tuple(
    State(status, substate)
    for status, substate in (
        (Status.LIVE, "all-territories"),
        (Status.LIVE, "all-territories"),
        (Status.DELIVERED, "acknowledged"),
        (Status.REJECTED, "metadata"),
        (Status.ERROR, "transport"),
        (Status.TAKEN_DOWN, "full"),
        (Status.PENDING, "queued"),
    )
)


Loose = Any
"""What a driver takes and gives."""


def main() -> None:
    """Print the method and the figures; the exit code says whether the goals are met."""
    print(__doc__)
    met = []
    with tempfile.TemporaryDirectory() as place, contextmanager(serve)() as server:
        for name, fresh in (
            ("SQLite", lambda kind: f"sqlite:///{place}/{kind}.db"),
            ("PostgreSQL", lambda _kind: server.fresh()),
        ):
            met.append(_claims(name, fresh("claims")))
            met.append(_figures(name, fresh("figures")))
    sys.exit(not all(met))


def _claims(name: str, url: str) -> bool:
    numbers = count()
    with closing(SqlLedger(url)) as ledger:
        _open(ledger, islice(numbers, 2))
        tape = _recorded(ledger)
    reached = True
    for workers in (1, 4):
        ours: list[float] = []
        bare: list[float] = []
        for _ in range(ROUNDS):
            for rates, work in ((ours, _work), (bare, _replay)):
                with closing(SqlLedger(url)) as ledger:
                    _open(ledger, islice(numbers, ORDERS + workers * WARM))
                rates.append(_rate(work, workers, url, tape))
        ratio = statistics.median(ours) / statistics.median(bare)
        reached = reached and ratio >= GOAL
        print(
            f"{name:11} claims, {workers} worker{'s' if workers > 1 else ' '}: "
            f"{statistics.median(ours):8,.0f} orders/s ({min(ours):,.0f} to {max(ours):,.0f}), "
            f"bare {statistics.median(bare):8,.0f} ({min(bare):,.0f} to {max(bare):,.0f}), "
            f"ratio {ratio:.2f} (goal {GOAL}): {'met' if ratio >= GOAL else 'MISSED'}",
            flush=True,
        )
    return reached


def _open(ledger: SqlLedger, numbers: Iterable[int]) -> None:
    """Order releases on one platform, due one after the other."""
    orders = []
    for number, one in enumerate(ledger.open_distributions([(f"{one:014}", "acme") for one in numbers], NOW)):
        at = NOW - timedelta(days=1) + timedelta(seconds=number)
        draft = Delivery(f"d-{one.icpn}", one.id, "acme", one.icpn, "", OrderKind.INSERT, 0, at, at)
        orders.append((draft, Event(one.id, NOW, "order.opened", "opened", delivery_id=draft.id)))
    ledger.add_deliveries(orders)


Ends = dict[str, tuple[Delivery, Event]]


def _ends(ledger: SqlLedger) -> Ends:
    """Return what each open order becomes, and what is said about it."""
    return {
        one.id: (
            evolve(one, outcome=Outcome.DONE, stage=Stage.END),
            Event(one.distribution_id, NOW, "stage.done", "done", delivery_id=one.id),
        )
        for one in ledger.deliveries(open_only=True)
    }


def _once(ledger: SqlLedger, owner: str, ends: Ends) -> Delivery | None:
    claims = ledger.claim(owner, NOW, 60)
    if not claims:
        return None
    order = claims[0].delivery
    done, happened = ends[order.id]
    ledger.commit(claims[0], done, events=[happened], release=True)
    return order


@define
class Tape:
    """The statements of one order, with what in their parameters is its own.

    Args:
        steps: a statement with its parameters; `COMMIT` ends a transaction.
        order, distribution, place: the ids, and the place of the event in the ledger, of the order that was recorded.
    """

    steps: list[tuple[str, Any]] = field(factory=list)
    order: str = ""
    distribution: str = ""
    place: int = 0


def _recorded(ledger: SqlLedger) -> Tape:
    tape = Tape()
    ends = _ends(ledger)
    _once(ledger, "warm", ends)
    # The driver's connection that the ledger uses next.
    resting = ledger._database._resting  # noqa: SLF001 - the ledger's own ways to the driver are what is measured
    ((lent, real),) = resting
    fairy: Loose = lent.connection
    fairy.dbapi_connection = _Overheard(tape, real)
    resting[:] = [(lent, fairy.dbapi_connection)]
    order = _once(ledger, "recorded", ends)
    fairy.dbapi_connection = real
    resting[:] = [(lent, real)]
    assert order is not None
    tape.order, tape.distribution = order.id, order.distribution_id
    tape.place = ledger.events(order.distribution_id)[-1].sequence
    assert [statement for statement, _ in tape.steps].count("COMMIT") == 2
    return tape


class _Overheard:
    """A driver's connection, or a cursor of it, with everything it is told to execute on the tape too."""

    def __init__(self, tape: Tape, real: Loose) -> None:
        self._tape = tape
        self._real = real

    def __getattr__(self, name: str) -> Loose:
        return getattr(self._real, name)

    def execute(self, statement: str, parameters: Loose = None) -> Loose:
        self._tape.steps.append((statement, parameters))
        return self._real.execute(statement, parameters or ())

    def executemany(self, statement: str, rows: Loose) -> Loose:
        self._tape.steps.append((statement, rows))
        return self._real.executemany(statement, rows)

    def cursor(self) -> Loose:
        return _Overheard(self._tape, self._real.cursor())

    def commit(self) -> None:
        self._tape.steps.append(("COMMIT", None))
        self._real.commit()


def _rate(work: Callable[..., Iterator[bool]], workers: int, url: str, tape: Tape) -> float:
    """Return orders a second of some workers, from when all are warm until the last one has done its share."""
    fork = multiprocessing.get_context("fork")
    ready = fork.Barrier(workers + 1)
    crew = [fork.Process(target=_share, args=(work(url, tape), ORDERS // workers, ready)) for _ in range(workers)]
    for one in crew:
        one.start()
    ready.wait(60)
    begun = time.perf_counter()
    ready.wait(600)
    took = time.perf_counter() - begun
    for one in crew:
        one.join()
    return ORDERS / took


def _share(work: Iterator[bool], count: int, ready: Loose) -> None:
    for some in (WARM, count):
        done = 0
        while done < some:
            done += next(work)
        ready.wait(600)


def _work(url: str, _tape: Tape) -> Iterator[bool]:
    owner = f"w{os.getpid()}"
    with closing(SqlLedger(url)) as ledger:
        ends = _ends(ledger)
        while True:
            yield _once(ledger, owner, ends) is not None


def _replay(url: str, tape: Tape) -> Iterator[bool]:
    if url.startswith("sqlite"):
        import sqlite3

        raw: Loose = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=30)
        for pragma in ("busy_timeout=30000", "synchronous=FULL", "foreign_keys=ON"):
            raw.execute(f"PRAGMA {pragma}")
    else:
        import psycopg

        raw = psycopg.connect(make_url(url).render_as_string(hide_password=False))
    with closing(raw):
        while True:
            yield _play(raw, tape)


def _play(raw: Loose, tape: Tape) -> bool:
    """Execute the recorded statements for the next order; False where another worker was faster."""
    own: dict[object, object] = {}
    for statement, parameters in tape.steps:
        if statement == "COMMIT":
            raw.commit()
            continue
        many = isinstance(parameters, list)
        rows = [_put(one, own) for one in parameters] if many else _put(parameters, own)
        cursor = raw.cursor()
        if many:
            cursor.executemany(statement, rows)
            continue
        cursor.execute(statement, rows)
        found = cursor.fetchall() if cursor.description else []
        if "RETURNING" in statement and tape.order not in own:
            if not found:
                raw.rollback()
                return False
            own |= {tape.order: found[0][0], tape.distribution: found[0][1]}
        elif "nextval" in statement:
            own[tape.place] = found[0][0]
        elif "sqlite_sequence" in statement:
            own[tape.place] = found[0][0] + 1
    return True


def _put(parameters: Loose, own: dict[object, object]) -> Loose:
    if isinstance(parameters, dict):
        return {name: own.get(value, value) for name, value in parameters.items()}
    return tuple(own.get(value, value) for value in parameters or ())


@define
class Known:
    """What the answers have to be."""

    tally: Counter[tuple[str, Status]] = field(factory=Counter)
    products: dict[str, Counter[Status]] = field(factory=dict)
    late: list[tuple[datetime, str]] = field(factory=list)


def _figures(name: str, url: str) -> bool:
    known = Known()
    since = {key: NOW - timedelta(days=3) for key in PLATFORMS}
    begun = time.perf_counter()
    _fill(url, known, since)
    print(
        f"{name:11} filled with {SIZE:,} orders, {SIZE * EACH:,} events: {time.perf_counter() - begun:,.0f} s",
        flush=True,
    )
    with closing(SqlLedger(url)) as ledger:
        middle = _name(SIZE // 4)
        first = sorted(known.products)[:100]
        answers: dict[str, tuple[Callable[[], object], object]] = {
            "counts by platform and state": (
                lambda: {(one.platform, one.status): one.count for one in ledger.tally()},
                dict(known.tally),
            ),
            "roll-up of 100 releases": (
                lambda: [(one.icpn, dict(one.counts)) for one in ledger.roll_ups(limit=100)],
                [(icpn, dict(known.products[icpn])) for icpn in first],
            ),
            "one timeline": (lambda: len(ledger.events(middle)), 2 * EACH),
            "orders open too long": (
                lambda: [one.id for one in ledger.overdue(since)],
                [one for _, one in heapq.nsmallest(100, known.late)],
            ),
        }
        reached = True
        for question, (ask, expected) in answers.items():
            times = [_timed(ask, expected) for _ in range(9)]
            took, busy = (1000 * statistics.median(some) for some in zip(*times, strict=True))
            reached = reached and took < GOAL_MS
            print(
                f"{name:11} {question:30} {took:8.1f} ms, {busy:.1f} CPU here (goal < {GOAL_MS:.0f}): "
                f"{'met' if took < GOAL_MS else 'MISSED'}",
                flush=True,
            )
        return reached


def _timed(ask: Callable[[], object], expected: object) -> tuple[float, float]:
    """Return the seconds that passed, and the CPU seconds of this process."""
    begun, busy = time.perf_counter(), time.process_time()
    found = ask()
    took = time.perf_counter() - begun, time.process_time() - busy
    if found != expected:
        message = "the ledger and the brute force disagree"
        raise RuntimeError(message)
    return took


def _name(number: int) -> str:
    return f"x-{number:08}"


def _fill(url: str, known: Known, since: dict[str, datetime]) -> None:
    """Make the tables and fill them past the ledger."""
    with closing(SqlLedger(url)) as ledger:
        ledger.next_due()
    tables = ((distributions, _distributions(known)), (deliveries, _deliveries(known, since)), (events, _events()))
    with closing(_loader(url)) as raw:
        for table, rows in tables:
            while part := list(islice(rows, BATCH)):
                _load(raw, table.name, part)
                raw.commit()
        raw.execute("ANALYZE")
        raw.commit()
        if url.startswith("sqlite"):
            raw.execute("PRAGMA journal_mode=WAL")
        else:
            # As the server does by itself after so many rows, but not in time for this.
            raw.autocommit = True
            raw.execute("VACUUM")


def _loader(url: str) -> Loose:
    """Return a connection that loses everything when the power fails: it is only for filling."""
    if url.startswith("sqlite"):
        import sqlite3

        raw = sqlite3.connect(url.removeprefix("sqlite:///"))
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-200000"):
            raw.execute(f"PRAGMA {pragma}")
        return raw
    import psycopg

    return psycopg.connect(make_url(url).render_as_string(hide_password=False), options="-c timezone=UTC")


def _load(raw: Loose, table: str, rows: Sequence[dict[str, object]]) -> None:
    names = ", ".join(f'"{name}"' for name in rows[0])
    if hasattr(raw, "executemany"):
        marks = ", ".join(f":{name}" for name in rows[0])
        raw.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
        return
    with raw.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(tuple(row.values()))


def _at(moment: datetime) -> str:
    """Return a moment as both read it: the text SQLite keeps; the session of PostgreSQL is told its zone is UTC."""
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")


def _plain(row: dict[str, object]) -> dict[str, object]:
    return {name: _at(value) if isinstance(value, datetime) else value for name, value in row.items()}


def _distributions(known: Known) -> Iterator[dict[str, object]]:
    made = {"version": 0, "created_at": NOW}
    rows = [_plain({**distribution_out(Distribution("", "", "", state)), **made}) for state in STATES]
    for number in range(SIZE // 2):
        platform, place = PLATFORMS[number % 20], (number // 3) % 7
        icpn = f"{number // 20:014}"
        known.tally[platform, STATES[place].status] += 1
        known.products.setdefault(icpn, Counter())[STATES[place].status] += 1
        yield {**rows[place], "id": _name(number), "icpn": icpn, "platform": platform}


def _deliveries(known: Known, since: dict[str, datetime]) -> Iterator[dict[str, object]]:
    """Two orders each; one in 25 of the second ones is open, made up to four days ago."""
    rows = {(second, ended): _order(second, ended) for second in (False, True) for ended in Outcome}
    shares = {platform: share_of("", platform) for platform in PLATFORMS}
    for number in range(SIZE):
        whose, second = number // 2, number % 2 == 1
        platform = PLATFORMS[whose % 20]
        made = NOW - timedelta(minutes=(number * 7919) % 5760)
        ended = Outcome.OPEN if second and whose % 25 == 0 else Outcome.DONE
        name = f"d-{number:08}"
        if ended is Outcome.OPEN and made <= since[platform]:
            known.late.append((made, name))
        own = {"id": name, "distribution_id": _name(whose), "platform": platform, "icpn": f"{whose // 20:014}"}
        yield {**rows[second, ended], **own, "created_at": _at(made), "share": shares[platform]}


def _order(second: bool, ended: Outcome) -> dict[str, object]:
    order = Delivery(
        "",
        "",
        "",
        "",
        "",
        OrderKind.UPDATE if second else OrderKind.INSERT,
        1 + second,
        NOW,
        NOW + timedelta(days=1),
        Lane.NORMAL,
        Stage.TRACK,
        ended,
        package='{"files":[]}',
        receipt='{"id":1}',
    )
    return _plain({**order_out(order, order.sequence), "ready_at": order.due_at if order.open else None})


def _events() -> Iterator[dict[str, object]]:
    happened = event_out(Event("", NOW, "stage.done", "the stage is done", "ada"), ("a", ""))
    row = _plain(dict(zip(EVENT_FIELDS, happened, strict=True)))
    for number in range(SIZE * EACH):
        order = number // EACH
        whose = {"distribution_id": _name(order // 2), "delivery_id": f"d-{order:08}"}
        own = {"sequence": number + 1, "number": number % (2 * EACH) + 1, "hash": f"{number:064}"}
        yield {**row, **whose, **own}


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()
