from __future__ import annotations

import multiprocessing
import os
import pickle
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import UTC, datetime

import pytest

from tests.ledger_backlog import stock
from tunemantra.contrib.sql import SqlLedger, database
from tunemantra.contrib.sql.database import RESTING, parse
from tunemantra.errors import ConflictError, Disposition, SettingsError, StateError

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "url",
    ["", "ledger.db", "mysql://host/name", "postgresql+psycopg2://host/name", "sqlite://", "sqlite:///:memory:"],
)
def test_what_is_no_database_of_ours_is_refused_with_a_finding(url):
    with pytest.raises(SettingsError) as caught:
        SqlLedger(url)
    assert [found.rule for found in caught.value.findings] == ["settings.ledger"]


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:////tmp/x.db", "sqlite+pysqlite"),
        ("postgres://host/name", "postgresql+psycopg"),
        ("postgresql://host/name", "postgresql+psycopg"),
        ("postgresql+psycopg://host/name", "postgresql+psycopg"),
    ],
)
def test_the_driver_is_ours(url, driver):
    assert parse(url).drivername == driver


def test_an_sqlite_that_is_too_old_is_named_at_once(monkeypatch, tmp_path):
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 34, 1))
    with pytest.raises(SettingsError, match=r"SQLite 3\.") as caught:
        SqlLedger(f"sqlite:///{tmp_path}/x.db")
    assert "3.35 or newer" in caught.value.hint


@pytest.mark.parametrize("url", ["postgresql://ada:hunter2@host/name", "mysql://ada:hunter2@host/x", "x:hunter2"])
def test_a_password_is_never_shown(url):
    try:
        shown = repr(SqlLedger(url))
    except SettingsError as error:
        shown = f"{error} {error.findings} {error.facts}"
    assert "hunter2" not in shown


def test_nothing_is_opened_before_the_first_use(tmp_path):
    SqlLedger(f"sqlite:///{tmp_path}/folder/ledger.db")
    assert list(tmp_path.iterdir()) == []


def test_writers_of_one_file_stand_in_one_line(tmp_path, monkeypatch):
    """Whatever they call it, and wherever they go meanwhile."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "link.db").symlink_to(tmp_path / "ledger.db")
    monkeypatch.chdir(tmp_path)
    with closing(SqlLedger("sqlite:///ledger.db")) as ledger:
        ledger.next_due()
        monkeypatch.chdir("elsewhere")
        ledger.remember("a", "b", "1")
    with closing(SqlLedger("sqlite:///link.db")) as ledger:
        ledger.remember("a", "b", "2")
    assert [str(one.relative_to(tmp_path)) for one in tmp_path.rglob("*-turn")] == ["ledger.db-turn"]


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/folder/ledger.db"


@pytest.fixture
def ledger(url):
    with closing(SqlLedger(url)) as ledger:
        yield ledger


def pragma(ledger, name):
    with ledger._database.reading() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


@pytest.mark.parametrize(
    ("name", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 30_000)],
)
def test_sqlite_is_set_up_for_many_readers_and_no_loss(ledger, name, value):
    assert pragma(ledger, name) == value


def test_what_was_written_is_there_for_the_next_one(url):
    with closing(SqlLedger(url)) as first:
        first.remember("a", "b", "1")
    with closing(SqlLedger(url)) as second:
        assert second.recall("a", "b") == "1"


def test_a_failing_transaction_leaves_nothing(ledger):
    def fail():
        with ledger._database.writing() as connection:
            connection.exec_driver_sql("INSERT INTO memos VALUES ('a', 'b', '1')")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert ledger.recall("a", "b") is None


@pytest.mark.parametrize("past", [True, False], ids=["driver", "sqlalchemy"])
def test_what_cannot_be_committed_is_our_error_and_leaves_nothing(ledger, past):
    def fail():
        with ledger._database.writing() as connection:
            driver = connection.connection.dbapi_connection
            said = driver.execute if past else connection.exec_driver_sql
            said("INSERT INTO memos VALUES ('a', 'b', '1')")
            # Looked at when the transaction ends.
            said("PRAGMA defer_foreign_keys = ON")
            said("UPDATE deliveries SET distribution_id = 'nowhere'")

    [order] = stock(ledger, 1)
    for _ in range(2):
        with pytest.raises(ConflictError, match="FOREIGN KEY"):
            fail()
    assert ledger.recall("a", "b") is None
    assert ledger.delivery(order).distribution_id == order


def test_a_connection_rests_at_hand_until_something_goes_wrong_with_it(ledger):
    def used():
        with ledger._database.looking() as connection:
            return connection

    def fail():
        with ledger._database.writing() as connection:
            assert connection is first
            raise RuntimeError

    first = used()
    assert used() is first
    with pytest.raises(RuntimeError):
        fail()
    assert used() is not first


def test_what_is_more_than_may_rest_goes_back_to_the_pool(ledger):
    with ExitStack() as many:
        for _ in range(RESTING + 2):
            many.enter_context(ledger._database.looking())
    assert len(ledger._database._resting) == RESTING


def test_reads_go_on_while_somebody_writes(ledger):
    ledger.remember("a", "b", "1")
    with ledger._database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO memos VALUES ('c', 'd', '2')")
        with ThreadPoolExecutor(1) as other:
            assert other.submit(ledger.recall, "a", "b").result(timeout=10) == "1"
            assert other.submit(ledger.recall, "c", "d").result(timeout=10) is None


def test_threads_that_write_to_sqlite_wait_for_each_other_and_not_in_sqlite(ledger, monkeypatch):
    ledger.next_due()
    said, arrived = [], threading.Event()
    take = database.Database.take

    def taken(one):
        connection, raw = take(one)
        raw.set_trace_callback(said.append)
        arrived.set()
        return connection, raw

    monkeypatch.setattr(database.Database, "take", taken)
    with ThreadPoolExecutor(1) as pool:
        with ledger._database.writing():
            arrived.clear()
            other = pool.submit(ledger.open_distribution, "1", "acme", NOW)
            assert arrived.wait(30)
            arrived.clear()
            assert not arrived.wait(0.2)  # long enough to begin, if it could
        other.result(30)
    assert [one for one in said if one.startswith(("BEGIN", "COMMIT"))] == ["BEGIN IMMEDIATE", "COMMIT"] * 2


def test_a_thread_that_waited_too_long_is_told_by_sqlite(url, monkeypatch):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    with closing(SqlLedger(url)) as ledger, ThreadPoolExecutor(1) as pool:
        with ledger._database.writing(), pytest.raises(StateError, match="locked") as caught:
            pool.submit(ledger.open_distribution, "1", "acme", NOW).result(30)
        assert caught.value.disposition is Disposition.RETRY
        assert ledger.open_distribution("1", "acme", NOW).platform == "acme"


def test_what_goes_wrong_while_writing_keeps_nobody_from_it(ledger):
    with pytest.raises(ZeroDivisionError), ledger._database.writing():
        raise ZeroDivisionError
    assert _may_write(ledger)


def test_a_write_whose_end_was_interrupted_keeps_nobody_from_it(ledger):
    lent = ledger._database.writing()
    lent.__enter__()
    assert not _may_write(ledger)
    del lent
    assert _may_write(ledger)


def test_an_interrupt_as_a_connection_comes_to_rest_does_not_close_it(ledger, monkeypatch):
    give_back = database.Database.give_back

    def interrupted(one, *given, **said):
        give_back(one, *given, **said)
        raise KeyboardInterrupt

    monkeypatch.setattr(database.Database, "give_back", interrupted)
    with pytest.raises(KeyboardInterrupt):
        ledger.remember("a", "b", "1")
    monkeypatch.undo()
    assert [one.closed for one, _ in ledger._database._resting] == [False]
    ledger.remember("c", "d", "2")
    assert (ledger.recall("a", "b"), ledger.recall("c", "d")) == ("1", "2")
    assert _may_write(ledger)


def test_a_wait_that_was_interrupted_as_it_ended_keeps_nobody_from_it(ledger):
    ledger.next_due()
    turn = ledger._database.line._threads

    class Interrupted:
        release = turn.release

        def acquire(self, timeout):
            turn.acquire(timeout=timeout)
            raise KeyboardInterrupt

    ledger._database.line._threads = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        ledger.remember("a", "b", "1")
    ledger._database.line._threads = turn
    assert _may_write(ledger)


def test_a_wait_that_was_interrupted_before_its_end_says_that(ledger):
    ledger.next_due()
    turn = ledger._database.line._threads

    class Interrupted:
        release = turn.release

        def acquire(self, timeout):
            raise KeyboardInterrupt

    ledger._database.line._threads = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        ledger.remember("a", "b", "1")
    ledger._database.line._threads = turn
    assert _may_write(ledger)


def _may_write(ledger):
    """Whether another thread would be let to SQLite at once."""
    turn = ledger._database.line._threads
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: turn.acquire(timeout=0) and turn.release() is None).result(30)


def test_a_process_forked_while_somebody_writes_does_not_wait_for_them(ledger):
    fork = multiprocessing.get_context("fork")
    out = fork.Queue()
    with ledger._database.writing():
        child = fork.Process(target=_turn_of, args=(ledger, out))
        child.start()
        assert out.get(timeout=30) is True
        child.join(30)


def _turn_of(ledger, out):
    ledger.next_due()
    out.put(_may_write(ledger))


def test_a_pickled_ledger_opens_the_same_database(ledger):
    ledger.remember("a", "b", "1")
    with closing(pickle.loads(pickle.dumps(ledger))) as copy:
        assert copy.recall("a", "b") == "1"


def _work(ledger, number, out):
    ledger.remember("child", str(number), str(os.getpid()))
    out.put(ledger.recall("parent", "x"))


def test_a_forked_process_uses_connections_of_its_own(ledger):
    ledger.remember("parent", "x", "1")
    fork = multiprocessing.get_context("fork")
    out = fork.Queue()
    children = [fork.Process(target=_work, args=(ledger, number, out)) for number in range(2)]
    for child in children:
        child.start()
    assert [out.get(timeout=30) for _ in children] == ["1", "1"]
    for child in children:
        child.join(30)
        assert child.exitcode == 0
    assert {ledger.recall("child", str(number)) for number in range(2)} == {str(child.pid) for child in children}


def test_tables_that_are_not_there_are_refused_unless_they_may_be_made(tmp_path):
    with closing(SqlLedger(f"sqlite:///{tmp_path}/empty.db", create=False)) as ledger:
        with pytest.raises(StateError, match="nothing") as caught:
            ledger.recall("a", "b")
        assert "upgrade" in caught.value.hint


def test_tables_of_a_newer_version_are_left_alone(url, tmp_path):
    with closing(SqlLedger(url)) as ledger:
        ledger.remember("a", "b", "1")
    with closing(sqlite3.connect(tmp_path / "folder" / "ledger.db")) as raw, raw:
        raw.execute("UPDATE tunemantra_schema SET version_num = '9999'")
    for create in (True, False):
        with closing(SqlLedger(url, create=create)) as ledger, pytest.raises(StateError):
            ledger.recall("a", "b")


def test_a_file_that_is_no_database_is_our_error(tmp_path):
    (tmp_path / "ledger.db").write_bytes(b"certainly not a database" * 100)
    with closing(SqlLedger(f"sqlite:///{tmp_path}/ledger.db")) as ledger, pytest.raises(StateError):
        ledger.recall("a", "b")


def test_a_folder_that_cannot_be_made_is_our_error(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with closing(SqlLedger(f"sqlite:///{tmp_path}/file/ledger.db")) as ledger, pytest.raises(StateError):
        ledger.recall("a", "b")
