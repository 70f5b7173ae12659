from __future__ import annotations

import multiprocessing
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.ledger_schema import (
    check_counts_stay_exact,
    check_events_are_append_only,
    check_metadata_matches,
    check_up_and_down,
)
from tunemantra.contrib.sql import SqlLedger, current, downgrade, head, upgrade
from tunemantra.contrib.sql.schema import made
from tunemantra.errors import StateError


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/led%ger/x.db"


def test_a_new_database_has_no_revision(url):
    assert current(url) is None


def test_up_with_data_down_and_up_again(url):
    check_up_and_down(url)


def test_the_tables_are_what_the_migrations_make(url):
    check_metadata_matches(url)


def test_an_empty_file_is_given_at_once_what_the_migrations_make_of_it(tmp_path):
    for name, revision in (("migrated", head()), ("made", "head")):
        upgrade(f"sqlite:///{tmp_path}/{name}.db", revision)
    found = {name: contents(tmp_path / f"{name}.db") for name in ("migrated", "made")}
    # Where this fails after a new migration: made.sql is its `statements`, each with a semicolon and a line's end.
    assert found["made"] == found["migrated"]
    migrated = statements(tmp_path / "migrated.db")
    assert made() == [sql for _, name, sql in migrated if not name.startswith("sqlite_")]


def test_an_empty_file_is_ready_without_alembic(tmp_path):
    said = f"""
import sys
from tunemantra.contrib.sql import upgrade
upgrade("sqlite:///{tmp_path}/x.db")
assert "alembic" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", said], check=True)
    assert current(f"sqlite:///{tmp_path}/x.db") == head()


def contents(path):
    """Return everything that a file of SQLite's holds: what its tables are, and their rows."""
    with closing(sqlite3.connect(path)) as raw:
        tables = [name for kind, name, _ in statements(path) if kind == "table"]
        settings = ("user_version", "application_id", "encoding", "auto_vacuum", "page_size", "journal_mode")
        return (
            statements(path),
            {name: raw.execute(f"SELECT * FROM {name}").fetchall() for name in tables},
            {name: raw.execute(f"PRAGMA {name}").fetchone() for name in settings},
        )


def statements(path):
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute("SELECT type, name, sql FROM sqlite_master ORDER BY rowid").fetchall()


def test_events_can_neither_be_changed_nor_removed(url):
    check_events_are_append_only(url)


def test_counts_stay_exact(url):
    check_counts_stay_exact(url)


def test_going_back_to_the_unknown_is_refused(url):
    upgrade(url)
    with pytest.raises(StateError):
        downgrade(url, "no-such-revision")
    assert current(url) == head()


def test_many_threads_may_migrate_at_once(url):
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: upgrade(url), range(6)))
    assert current(url) == head()


def _first_use(url, number, out):
    with closing(SqlLedger(url)) as ledger:
        ledger.remember("started", str(number), "1")
    out.put(number)


def test_many_processes_may_start_at_once(url):
    spawn = multiprocessing.get_context("fork")
    out = spawn.Queue()
    starters = [spawn.Process(target=_first_use, args=(url, number, out)) for number in range(6)]
    for starter in starters:
        starter.start()
    assert sorted(out.get(timeout=60) for _ in starters) == list(range(6))
    for starter in starters:
        starter.join(30)
        assert starter.exitcode == 0


def test_a_migration_that_fails_leaves_nothing(url, tmp_path):
    (tmp_path / "led%ger").mkdir()
    with closing(sqlite3.connect(tmp_path / "led%ger" / "x.db")) as raw:
        raw.execute("CREATE TABLE locks (name TEXT)")
    with pytest.raises(StateError):
        upgrade(url)
    with closing(sqlite3.connect(tmp_path / "led%ger" / "x.db")) as raw:
        names = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert names == {"locks"}
