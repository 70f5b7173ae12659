from __future__ import annotations

from contextlib import closing

import pytest

from tests.ledger_backlog import CHECKS, MANY, MONTH, stock
from tests.ledger_crowd import check_one_command_from_fifty_sides, check_one_idempotency_key_from_fifty_sides
from tunemantra.contrib.memory import START
from tunemantra.contrib.sql import SqlLedger, leases
from tunemantra.contrib.sql.leases import DUE, OLDEST, SHARES, Rounds
from tunemantra.core.distribution import Lane


@pytest.fixture
def ledger(tmp_path):
    with closing(SqlLedger(f"sqlite:///{tmp_path}/ledger.db")) as ledger:
        yield ledger


def test_one_command_from_fifty_sides_makes_one_order(tmp_path):
    check_one_command_from_fifty_sides(f"sqlite:///{tmp_path}/crowd.db")


def test_one_idempotency_key_from_fifty_sides_makes_one_order(tmp_path):
    check_one_idempotency_key_from_fifty_sides(f"sqlite:///{tmp_path}/crowd.db", tmp_path / "release")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_claim_finds(ledger, check):
    check(ledger)


@pytest.mark.parametrize("seconds", [0, -60])
def test_a_lease_of_no_time_takes_no_order_twice(ledger, seconds):
    orders = [*stock(ledger, 2), *stock(ledger, 2, "beatport")]
    got = [one.delivery.id for one in ledger.claim("w", START, seconds, limit=9)]
    assert sorted(got) == sorted(orders)


def plan_of(ledger, query, **wanted):
    with ledger._database.reading() as connection:
        compiled = query.params(wanted).compile(connection) if hasattr(query, "params") else query.compile(connection)
        values = tuple({**compiled.params, **wanted}[name] for name in compiled.positiontup)
        bound = tuple(START.isoformat(" ") if value is START else value for value in values)
        return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", bound)]


def test_what_is_due_is_found_by_its_index(ledger):
    turn = plan_of(ledger, DUE, of_lane="normal", of_share="x", at=START)
    between = "ready_at>? AND ready_at<?"
    assert turn == [f"SEARCH deliveries USING COVERING INDEX deliveries_turn (lane=? AND share=? AND {between})"]
    oldest = plan_of(ledger, OLDEST, of_lane="normal", at=START)
    assert oldest == [f"SEARCH deliveries USING INDEX deliveries_due (lane=? AND {between})"]


def test_shares_are_found_by_their_index(ledger):
    asked = {f"{name}_{place}": "" for name in ("lane", "after") for place in range(4)}
    plan = plan_of(ledger, SHARES, **asked, at=START, window=9)
    first, *searches = [line for line in plan if line.startswith(("SEARCH", "SCAN d"))]
    assert first == "SEARCH d USING COVERING INDEX deliveries_due (lane=? AND ready_at>?)"
    found = ("lane=? AND share>?", "lane=?", "lane=? AND share>?", "lane=? AND share=? AND ready_at>?")
    assert searches == [f"SEARCH d USING COVERING INDEX deliveries_turn ({searched})" for searched in found]


def steps_of(ledger, rounds=None):
    """Return the instructions SQLite's machine takes for a claim: what it looks at, and no clock."""
    count = 0

    def step():
        nonlocal count
        count += 1
        return 0

    with ledger._database.writing() as connection:
        raw = connection.connection.driver_connection
        raw.set_progress_handler(step, 1)
        got = leases.claim(connection, rounds or Rounds(), "w", START, 60, 1, list(Lane))
        raw.set_progress_handler(None, 1)
    assert len(got) == 1
    return count


def test_ten_thousand_orders_cost_no_more_than_ten(ledger):
    """Due next month, due already, and running."""
    stock(ledger, 10, due=MONTH)
    stock(ledger, 10, due=-60)
    stock(ledger, 10, held=True)
    few = steps_of(ledger)
    stock(ledger, MANY // 2, due=MONTH + 1)
    stock(ledger, MANY // 4, due=-61)
    stock(ledger, MANY // 4, held=True, due=-1)
    assert steps_of(ledger) < 1.2 * few
