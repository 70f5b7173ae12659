from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.ledger_backlog import stock
from tunemantra.contrib.memory import START
from tunemantra.contrib.sql import SqlLedger, figures
from tunemantra.contrib.sql.tables import deliveries


@pytest.fixture
def ledger(tmp_path):
    with closing(SqlLedger(f"sqlite:///{tmp_path}/ledger.db")) as ledger:
        yield ledger


def test_orders_open_too_long_are_found_in_their_index_alone(ledger):
    asked = {f"{what}_{number}": "x" for number in range(2) for what in ("platform", "moment")}
    with ledger._database.reading() as connection:
        statement = figures._oldest(2)._statement
        compiled = statement.compile(connection)
        known = {**compiled.params, **asked, "count": 1, "last_at": "", "last_id": ""}
        values = tuple(known[name] for name in compiled.positiontup)
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values)]
    found = [line for line in plan if "deliveries" in line]
    assert len(found) == 2
    assert all("USING COVERING INDEX deliveries_age (platform=? AND created_at" in line for line in found), plan


def test_they_are_those_that_reading_every_order_finds(ledger):
    """Over more platforms than one statement names, page by page."""
    since, made = {}, []
    for number in range(figures.PLATFORMS_AT_ONCE + 3):
        platform = f"p{number:03}"
        [one, two, done] = stock(ledger, 3, platform)
        since[platform] = START - timedelta(seconds=number % 7)
        with ledger._database.writing() as connection:
            for name, age in ((one, number % 11), (two, number % 5), (done, 60)):
                at = START - timedelta(seconds=age)
                outcome = "done" if name == done else "open"
                connection.execute(
                    update(deliveries).where(deliveries.c.id == name).values(created_at=at, outcome=outcome)
                )
                if outcome == "open" and at <= since[platform]:
                    made.append((at, name))
    pages, after = [], None
    while page := ledger.overdue(since, after=after, limit=40):
        pages += page
        after = page[-1]
    assert [one.id for one in pages] == [name for _, name in sorted(made)]
    assert len(made) > 100
