"""What only a real PostgreSQL server can show."""

from __future__ import annotations

import multiprocessing
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, timedelta

import pytest
from sqlalchemy import text

from tests.integration.loopback import eventually
from tests.ledger_audit import CHECKS, check_migration_links_what_is_there, check_moment_and_places
from tests.ledger_backlog import CHECKS as BACKLOG
from tests.ledger_backlog import stock
from tests.ledger_crowd import check_one_command_from_fifty_sides, check_one_idempotency_key_from_fifty_sides
from tests.ledger_schema import (
    check_counts_stay_exact,
    check_events_are_append_only,
    check_metadata_matches,
    check_up_and_down,
    fill,
)
from tests.postgres import postgres, postgres_url
from tunemantra.contrib.memory import START
from tunemantra.contrib.sql import SqlLedger, current, head, timeline
from tunemantra.contrib.sql.leases import DUE, SHARES
from tunemantra.core.distribution import Delivery, Event, Lane, OrderKind
from tunemantra.core.sharing import share_of
from tunemantra.errors import Disposition, StateError

__all__ = ["postgres", "postgres_url"]

psycopg = pytest.importorskip("psycopg", reason="needs PostgreSQL: pip install 'tunemantra[testing]'")
pytestmark = pytest.mark.integration


@pytest.fixture
def empty_url(postgres):
    address = postgres.empty()
    yield address
    postgres.drop(address)


@pytest.fixture
def ledger(postgres_url):
    with closing(SqlLedger(postgres_url)) as ledger:
        yield ledger


def order(ledger, name, platform, *, due=0):
    mine = ledger.open_distribution("1", platform, START)
    draft = Delivery(
        name,
        mine.id,
        platform,
        "1",
        "",
        OrderKind.INSERT,
        0,
        START,
        START + timedelta(seconds=due),
        Lane.NORMAL,
    )
    return ledger.add_delivery(draft, Event(mine.id, START, "order.opened", "…"))


def test_a_write_after_an_interrupted_look_is_all_or_nothing(ledger, monkeypatch):
    mine = ledger.open_distribution("1", "acme", START)
    mode, interrupts = psycopg.Connection.autocommit, [KeyboardInterrupt]

    def interrupted(raw, value):
        mode.fset(raw, value)
        if interrupts:
            raise interrupts.pop()

    monkeypatch.setattr(psycopg.Connection, "autocommit", property(mode.fget, interrupted))
    with pytest.raises(KeyboardInterrupt):
        ledger.next_due()
    with pytest.raises(ZeroDivisionError):
        half_of_a_write(ledger, mine)
    assert list(ledger.events(mine.id)) == []


@pytest.mark.parametrize("lend", ["looking", "reading", "writing"])
def test_what_is_interrupted_while_the_server_works_says_that(ledger, lend):
    def interrupted():
        with getattr(ledger._database, lend)() as connection:
            if lend != "looking":
                connection.execute(text("SELECT 1"))
            connection.connection.dbapi_connection.pgconn.send_query(b"SELECT pg_sleep(0.1)")
            raise KeyboardInterrupt

    ledger.next_due()
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert ledger._database._engine.pool.checkedout() == 0
    ledger.remember("a", "b", "1")
    assert ledger.recall("a", "b") == "1"


def half_of_a_write(ledger, mine):
    with ledger._database.writing() as connection:
        timeline.add_events(connection, timeline.hold(connection, [mine.id]), [Event(mine.id, START, "a", "…")])
        raise ZeroDivisionError


def test_up_with_data_down_and_up_again(empty_url):
    check_up_and_down(empty_url)


def test_the_tables_are_what_the_migrations_make(empty_url):
    check_metadata_matches(empty_url)


def test_events_can_neither_be_changed_nor_removed(postgres_url):
    check_events_are_append_only(postgres_url)


def test_counts_stay_exact(postgres_url):
    check_counts_stay_exact(postgres_url)


def test_events_cannot_be_truncated(postgres_url):
    fill(postgres_url)
    with psycopg.connect(postgres_url) as raw, pytest.raises(psycopg.Error, match="append-only"):
        raw.execute("TRUNCATE events")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_an_audit_finds(postgres_url, check):
    check(postgres_url)


def test_an_audit_finds_a_moment_and_a_place_that_changed(postgres_url):
    check_moment_and_places(postgres_url, "at + interval '1 microsecond'", "at - interval '1 microsecond'")


def test_migrating_links_what_is_there(empty_url):
    check_migration_links_what_is_there(empty_url)


def test_a_seal_waits_for_whoever_writes(ledger):
    """A sequence that is taken but not committed lies under no seal."""
    mine = ledger.open_distribution("1", "a", START)
    held = threading.Event()
    with ledger._database.writing() as connection:
        heads = timeline.hold(connection, {mine.id})
        timeline.add_events(connection, heads, [Event(mine.id, START, "first", "…")])
        with ThreadPoolExecutor(1) as other:
            sealed = other.submit(lambda: (held.set(), ledger.seal(START))[1])
            assert held.wait(10)
            with pytest.raises(TimeoutError):
                sealed.result(timeout=0.3)
            connection.connection.dbapi_connection.commit()
            assert sealed.result(timeout=10).events == 1
    assert ledger.audit().intact


def _first_use(url, number, out):
    with closing(SqlLedger(url)) as ledger:
        ledger.remember("started", str(number), "1")
    out.put(number)


def test_many_processes_may_start_at_once(empty_url):
    fork = multiprocessing.get_context("fork")
    out = fork.Queue()
    starters = [fork.Process(target=_first_use, args=(empty_url, number, out)) for number in range(6)]
    for starter in starters:
        starter.start()
    assert sorted(out.get(timeout=60) for _ in starters) == list(range(6))
    for starter in starters:
        starter.join(30)
        assert starter.exitcode == 0
    assert current(empty_url) == head()


def test_a_claim_steps_over_what_another_worker_is_taking(ledger):
    order(ledger, "d-1", "a", due=-2)
    order(ledger, "d-2", "b", due=-1)
    with ledger._database.writing() as connection:
        connection.execute(text("SELECT id FROM deliveries WHERE id = 'd-1' FOR UPDATE"))
        with ThreadPoolExecutor(1) as other:
            got = other.submit(ledger.claim, "w", START, 60, limit=5).result(timeout=10)
    assert [claim.delivery.id for claim in got] == ["d-2"]


def looked_at(plan):
    """Return how many rows a plan of EXPLAIN ANALYZE has touched, those it threw away included."""
    kept = sum(
        int(float(rows)) * int(loops) for rows, loops in re.findall(r"actual .*?rows=([\d.]+) loops=(\d+)", plan)
    )
    return kept + sum(map(int, re.findall(r"Removed by \w+: (\d+)", plan)))


def test_a_claim_finds_what_is_due_by_its_index(ledger):
    mine = order(ledger, "d-0", "a")
    with ledger._database.writing() as connection:
        connection.execute(
            text(
                "INSERT INTO distributions SELECT 'x' || n, 'x' || n, platform, status, state, tracks, external_ids, "
                "revision_id, version, created_at FROM distributions, generate_series(1, 20000) n WHERE id = :id"
            ),
            {"id": mine.distribution_id},
        )
        connection.execute(
            text(
                "INSERT INTO deliveries SELECT 'x' || n, 'x' || n, 1, platform, icpn, revision_id, kind, created_at, "
                "due_at + interval '1 day', lane, stage, outcome, attempts, waiting, package, receipt, findings, "
                "reason, key, actor, version, lease_owner, lease_token, lease_until, organisation, share, "
                "due_at + interval '1 day' FROM deliveries, generate_series(1, 20000) n WHERE id = 'd-0'"
            )
        )
    with ledger._database.writing() as connection:
        connection.execute(text("ANALYZE"))
        wanted = {"of_lane": "normal", "of_share": share_of("", "a"), "at": START}
        query = DUE.limit(1).params(wanted).compile(connection, compile_kwargs={"literal_binds": True})
        plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN ANALYZE {query}").scalars())
    assert re.search(r"deliveries_(due|turn)", plan), plan
    assert looked_at(plan) <= 3, plan
    assert "Seq Scan" not in plan
    assert [claim.delivery.id for claim in ledger.claim("w", START, 60)] == ["d-0"]


@pytest.mark.parametrize("check", BACKLOG, ids=lambda check: check.__name__)
def test_a_claim_finds(ledger, check):
    check(ledger)


def test_the_shares_of_a_lane_are_found_by_two_steps_each(ledger):
    for number in range(5):
        stock(ledger, 400, f"p{number}", due=-60)
        stock(ledger, 40, f"q{number}", held=True)
    with ledger._database.writing() as connection:
        connection.execute(text("ANALYZE"))
        lanes = {f"lane_{place}": lane.value for place, lane in enumerate(Lane)}
        wanted = {**lanes, **dict.fromkeys([f"after_{place}" for place in range(4)], ""), "at": START, "window": 64}
        query = SHARES.bindparams(**wanted).compile(connection, compile_kwargs={"literal_binds": True})
        plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN ANALYZE {query}").scalars())
        assert len(connection.execute(SHARES, wanted).all()) == 10
    assert "Seq Scan" not in plan
    assert looked_at(plan) < 200, plan


def test_moments_are_utc_whatever_zone_the_server_lives_in(ledger):
    with ledger._database.reading() as connection:
        assert connection.execute(text("SHOW timezone")).scalar() == "Pacific/Auckland"
    found = order(ledger, "d-1", "a")
    assert ledger.delivery(found.id).due_at.tzinfo is UTC


def test_words_no_database_can_hold_do_not_stop_a_status(ledger):
    mine = ledger.open_distribution("1", "a", START)
    event = Event(mine.id, START, "status.changed", "a\0b", native="\ud800", report_id="r\0", data=(("\0", "\ud800"),))
    ledger.record(mine, [event])
    [found] = ledger.events(mine.id)
    assert (found.message, found.native, found.data) == ("a\ufffdb", "\ufffd", event.data)
    assert ledger.knows_report(mine.id, "r\0")


def test_a_server_that_went_away_is_worth_another_try(postgres):
    nowhere = postgres.address("nowhere").replace(str(postgres.socket), "/nonexistent")
    with closing(SqlLedger(nowhere)) as ledger, pytest.raises(StateError) as caught:
        ledger.recall("a", "b")
    assert caught.value.disposition is Disposition.RETRY


def test_lost_connections_are_replaced(ledger, postgres):
    ledger.remember("a", "b", "1")
    with psycopg.connect(postgres.address("postgres"), autocommit=True) as raw:
        raw.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s",
            [ledger._database.url.database],
        )
    assert ledger.recall("a", "b") == "1"


def test_one_command_from_fifty_sides_makes_one_order(postgres_url):
    check_one_command_from_fifty_sides(postgres_url)


def test_one_idempotency_key_from_fifty_sides_makes_one_order(postgres_url, tmp_path):
    check_one_idempotency_key_from_fifty_sides(postgres_url, tmp_path / "release")


def _work(ledger, number, out):
    out.put([claim.delivery.id for claim in ledger.claim(f"w{number}", START, 60, limit=10)])


def test_forked_workers_share_the_work(ledger):
    names = [order(ledger, f"d-{number:02}", f"p{number}").id for number in range(20)]
    fork = multiprocessing.get_context("fork")
    out = fork.Queue()
    workers = [fork.Process(target=_work, args=(ledger, number, out)) for number in range(3)]
    for worker in workers:
        worker.start()
    taken = [name for _ in workers for name in out.get(timeout=60)]
    for worker in workers:
        worker.join(30)
        assert worker.exitcode == 0
    taken += [claim.delivery.id for claim in ledger.claim("last", START, 60, limit=50)]
    assert sorted(taken) == names


def _take_and_hang(url, out):
    raw = psycopg.connect(url)
    raw.execute("UPDATE deliveries SET lease_owner = 'x', lease_until = now(), lease_token = 9")
    out.put(raw.info.backend_pid)
    threading.Event().wait()


def test_nothing_may_be_done_twice_by_a_killed_worker(ledger, postgres, postgres_url):
    """A worker that is killed inside a transaction leaves neither its claim nor, once the server sees it, a lock."""
    order(ledger, "d-1", "a")
    fork = multiprocessing.get_context("fork")
    out = fork.Queue()
    worker = fork.Process(target=_take_and_hang, args=(postgres_url, out))
    worker.start()
    backend = out.get(timeout=60)
    assert ledger.claim("w", START, 60) == []
    worker.kill()
    worker.join(30)
    with psycopg.connect(postgres.address("postgres"), autocommit=True) as raw:
        alive = "SELECT 1 FROM pg_stat_activity WHERE pid = %s"
        eventually(lambda: raw.execute(alive, [backend]).fetchone() is None)
    [claim] = ledger.claim("w", START, 60)
    assert claim.token == 1
