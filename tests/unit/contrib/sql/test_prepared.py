from __future__ import annotations

from contextlib import closing
from datetime import datetime

import pytest
from sqlalchemy import Integer, bindparam, insert, select, text, update

from tunemantra.contrib.memory import START
from tunemantra.contrib.sql import SqlLedger
from tunemantra.contrib.sql.prepared import Prepared
from tunemantra.contrib.sql.tables import locks
from tunemantra.errors import ConflictError, StateError

ADD = Prepared(insert(locks), ("until", "owner", "name"))
ALL = select(locks).order_by(locks.c.name)
MINE = {"name": "a", "owner": "me", "until": START}
ROW = (START, "me", "a")


@pytest.fixture
def ledger(tmp_path):
    with closing(SqlLedger(f"sqlite:///{tmp_path}/ledger.db")) as ledger:
        yield ledger


@pytest.fixture
def database(ledger):
    return ledger._database


def test_it_says_and_reads_what_sqlalchemy_does(database):
    with database.writing() as connection:
        ADD.run_all(connection, [ROW, (START, "me", "b")])
        found = Prepared(ALL).all(connection, {})
        assert found == [dict(row) for row in connection.execute(ALL).mappings()]
    assert found == [MINE, {**MINE, "name": "b"}]


def test_it_says_how_many_rows_it_changed(database):
    move = Prepared(update(locks).where(locks.c.owner == bindparam("whose")).values(owner=bindparam("to")))
    with database.writing() as connection:
        ADD.run_all(connection, [ROW, (START, "me", "b")])
        assert move.run(connection, {"whose": "me", "to": "you"}) == 2
        assert move.run(connection, {"whose": "me", "to": "you"}) == 0


@pytest.mark.parametrize("count", [0, 1, 3])
def test_it_takes_any_number_of_values_in_turn(database, count):
    with database.writing() as connection:
        ADD.run_all(connection, [(START, "me", str(number)) for number in range(count)])
        assert [row["name"] for row in Prepared(ALL).all(connection, {})] == [str(number) for number in range(count)]


def test_values_that_stand_in_the_statement_are_said_too(database):
    with database.writing() as connection:
        ADD.run_all(connection, [ROW, (START, "me", "b")])
        page = Prepared(ALL.where(locks.c.owner == "me").limit(bindparam("count", type_=Integer)))
        assert [row["name"] for row in page.all(connection, {"count": 1})] == ["a"]


def test_it_belongs_to_the_transaction_of_its_connection(database):
    def fail():
        with database.writing() as connection:
            ADD.run(connection, MINE)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.looking() as connection:
        assert Prepared(ALL).first(connection, {}) is None


def test_what_a_driver_raises_becomes_ours(database):
    nothing = Prepared(text("SELECT x FROM nowhere").columns(x=Integer))
    with pytest.raises(StateError, match="no such table"), database.reading() as connection:
        nothing.all(connection, {})
    with pytest.raises(ConflictError), database.writing() as connection:
        ADD.run_all(connection, [ROW, ROW])


def test_a_moment_without_zone_is_refused_without_its_statement(database):
    naive = {**MINE, "until": datetime(2026, 1, 1)}  # noqa: DTZ001 - that is the point
    with pytest.raises(StateError, match="without time zone") as caught, database.writing() as connection:
        ADD.run(connection, naive)
    assert "INSERT" not in str(caught.value)
