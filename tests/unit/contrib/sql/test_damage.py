"""What is no database, or was changed by hand: one clear error, and what to do about it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.ledger_backlog import stock
from tunemantra.contrib.memory import START
from tunemantra.contrib.sql import SqlLedger
from tunemantra.core.distribution import Event
from tunemantra.errors import Disposition, StateError

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A ledger with one distribution and one event."""
    file = tmp_path / "ledger.db"
    ledger = SqlLedger(f"sqlite:///{file}")
    mine = ledger.open_distribution("00602445790098", "spotify", NOON)
    ledger.record(mine, (Event(mine.id, NOON, "order.opened", "…"),))
    ledger.close()
    return file


def read(file: Path) -> StateError:
    """Read everything, and return what is wrong."""
    ledger = SqlLedger(f"sqlite:///{file}")
    try:
        for one in ledger.distributions():
            ledger.events(one.id)
    except StateError as problem:
        return problem
    finally:
        ledger.close()
    pytest.fail("everything could be read")


def test_a_file_that_is_no_database_is_named_and_not_tried_again(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("Nothing of a database is in here. " * 100)
    problem = read(file)
    assert problem.disposition is Disposition.STOP
    assert f"{file} is no SQLite database, or a damaged one" in problem.message
    assert "backup" in problem.hint
    assert file.read_text().startswith("Nothing of a database")


def test_a_damaged_database_is_named(file: Path) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    problem = read(file)
    assert problem.disposition is Disposition.STOP
    assert f"{file} is no SQLite database, or a damaged one" in problem.message


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("distributions", "state", "{"),
        ("distributions", "state", "[]"),
        ("distributions", "state", "{}"),
        ("distributions", "state", "7"),
        ("distributions", "state", '{"status": "Nonsense"}'),
        ("distributions", "tracks", '[{"isrc": 1}]'),
        ("distributions", "external_ids", "[1]"),
        ("events", "at", "yesterday"),
        ("events", "at", 7),
        ("events", "data", "[["),
    ],
)
def test_a_row_that_was_changed_by_hand_points_to_the_audit(
    file: Path, table: str, column: str, value: str | int
) -> None:
    with closing(sqlite3.connect(file)) as other, other:
        for (trigger,) in other.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            other.execute(f"DROP TRIGGER {trigger}")
        other.execute(f"UPDATE {table} SET {column} = ?", (value,))
    problem = read(file)
    assert problem.disposition is Disposition.STOP
    assert "cannot be read" in problem.message
    assert "audit verify" in problem.hint


NAME = "-spotify-normal-0-False-000000"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("created_at", "yesterday"),
        ("due_at", 7),
        ("stage", "nonsense"),
        ("outcome", "nonsense"),
        ("kind", ""),
        ("findings", "[["),
        ("after", "[["),
        ("version", "nonsense"),
        ("attempts", "nonsense"),
    ],
)
def test_a_claim_names_the_order_that_was_changed_by_hand(tmp_path: Path, column: str, value: str | int) -> None:
    file = tmp_path / "ledger.db"
    with closing(SqlLedger(f"sqlite:///{file}")) as ledger:
        stock(ledger, 1)
        _change(file, column, value)
        for named in ("", NAME):
            with pytest.raises(StateError, match=f"{NAME} cannot be read") as caught:
                ledger.claim("w", START, 60, delivery_id=named)
            assert caught.value.disposition is Disposition.STOP
            assert "audit verify" in caught.value.hint
        ledger.remember("a", "b", "1")


def test_a_commit_names_the_order_that_was_changed_by_hand(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    with closing(SqlLedger(f"sqlite:///{file}")) as ledger:
        stock(ledger, 1)
        [claim] = ledger.claim("w", START, 60)
        _change(file, "version", "nonsense")
        with pytest.raises(StateError, match=f"{NAME} cannot be read"):
            ledger.commit(claim, claim.delivery)


def test_an_order_without_a_lane_keeps_nobody_from_the_others(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    with closing(SqlLedger(f"sqlite:///{file}")) as ledger:
        _, other = stock(ledger, 2)
        _change(file, "lane", "")
        assert [one.delivery.id for one in ledger.claim("w", START, 60, limit=5)] == [other]
        assert ledger.due(START + timedelta(days=1))[0].delivery_id == other


def _change(file: Path, column: str, value: str | int) -> None:
    with closing(sqlite3.connect(file)) as other, other:
        other.execute(f"UPDATE deliveries SET {column} = ? WHERE id = ?", (value, NAME))
