"""What a claim has to do on either database, however much there is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve
from sqlalchemy import insert

from tunemantra.contrib.memory import START
from tunemantra.contrib.sql.codec import distribution_out, order_out
from tunemantra.contrib.sql.leases import WINDOW
from tunemantra.contrib.sql.tables import deliveries, distributions
from tunemantra.core.distribution import Delivery, Distribution, Lane, OrderKind
from tunemantra.errors import ConflictError, LeaseLostError

MANY = 10_000
MONTH = 30 * 24 * 3600.0


def stock(ledger, count, platform="spotify", *, organisation="", lane=Lane.NORMAL, due=0.0, held=False):
    """Put so many orders into a ledger, each of a release of its own, without their timelines."""
    at, until = START + timedelta(seconds=due), START + timedelta(hours=1)
    whose, orders = [], []
    for number in range(count):
        name = f"{organisation}-{platform}-{lane.value}-{due:.0f}-{held}-{number:06}"
        one = Distribution(name, name, platform)
        row = {"id": name, "icpn": name, "platform": platform, "version": 0, "created_at": START}
        whose.append({**distribution_out(one), **row})
        order = Delivery(
            name, name, platform, name, "", OrderKind.INSERT, 1, START, at, lane, organisation=organisation
        )
        lease = {"lease_owner": "busy", "lease_until": until, "lease_token": 1, "ready_at": until} if held else {}
        orders.append({**order_out(order, 1), "ready_at": at, **lease})
    with ledger._database.writing() as connection:
        connection.execute(insert(distributions), whose)
        connection.execute(insert(deliveries), orders)
    return [order["id"] for order in orders]


def claimed(ledger, *, limit=1, at=0.0):
    return [one.delivery.id for one in ledger.claim("w", START + timedelta(seconds=at), 60, limit=limit)]


def check_next_month_hides_nothing(ledger):
    for lane in Lane:
        stock(ledger, MANY // 4, lane=lane, due=MONTH)
    [due] = stock(ledger, 1, "beatport", lane=Lane.BULK)
    assert claimed(ledger, limit=5) == [due]
    assert ledger.next_due() == START + timedelta(seconds=60)


def check_an_emergency_overtakes_all(ledger):
    stock(ledger, MANY // 2, lane=Lane.HIGH, due=-60)
    stock(ledger, MANY // 2, lane=Lane.HIGH, held=True)
    [takedown] = stock(ledger, 1, lane=Lane.EMERGENCY)
    assert claimed(ledger) == [takedown]


def check_a_catalogue_starves_nobody(ledger):
    """One organisation's catalogue on one platform, and another's single orders that came later."""
    stock(ledger, MANY, organisation="big", due=-60)
    singles = [
        *stock(ledger, 1, organisation="small"),
        *stock(ledger, 1, "beatport", organisation="big", due=-1),
        *stock(ledger, 1, "beatport", organisation="small", due=-2),
    ]
    first = [claimed(ledger)[0] for _ in range(4)]
    assert set(singles) < set(first)
    together = claimed(ledger, limit=10)
    assert len(together) == 10


def check_many_shares_come_to_their_turn(ledger):
    """More organisations than a claim looks at, nearly all of them with nothing to do."""
    for number in range(3 * WINDOW):
        stock(ledger, 1, organisation=f"idle-{number}", due=MONTH)
    stock(ledger, 50, organisation="big", due=-60)
    [small] = stock(ledger, 1, organisation="small")
    got = [claimed(ledger)[0] for _ in range(8)]
    assert small in got
    assert len(set(got)) == 8
    assert len(claimed(ledger, limit=100)) == 51 - 8


def check_as_many_shares_as_a_claim_looks_at_take_turns(ledger):
    for number in range(WINDOW):
        stock(ledger, 2, organisation=f"{number}")
    got = [claimed(ledger)[0] for _ in range(WINDOW)]
    assert len({one.split("-")[0] for one in got}) == WINDOW


def check_a_lease_that_ends_at_once_takes_each_order_once(ledger):
    names = stock(ledger, 3) + stock(ledger, 2, lane=Lane.BULK)
    for token in (1, 2):
        got = ledger.claim("w", START, 0, limit=10)
        assert [(one.delivery.id, one.token, one.until) for one in got] == [(name, token, START) for name in names]
    assert ledger.next_due() == START


def check_lanes_are_known_by_their_words(ledger):
    stock(ledger, 1)
    [name] = stock(ledger, 1, lane=Lane.BULK)
    [got] = ledger.claim("w", START, 60, limit=10, lanes=["bulk", "nowhere"])
    assert got.delivery.id == name


def check_a_lost_claim_says_so_whatever_is_written_under_it(ledger):
    stock(ledger, 1)
    [lost] = ledger.claim("w", START, 60)
    [held] = ledger.claim("x", START + timedelta(seconds=60), 60)
    for change in ({"id": "another"}, {"platform": "another"}):
        with pytest.raises(LeaseLostError):
            ledger.commit(lost, evolve(lost.delivery, **change))
        with pytest.raises(ConflictError):
            ledger.commit(held, evolve(held.delivery, **change))


CHECKS = (
    check_next_month_hides_nothing,
    check_an_emergency_overtakes_all,
    check_a_catalogue_starves_nobody,
    check_many_shares_come_to_their_turn,
    check_as_many_shares_as_a_claim_looks_at_take_turns,
    check_a_lease_that_ends_at_once_takes_each_order_once,
    check_lanes_are_known_by_their_words,
    check_a_lost_claim_says_so_whatever_is_written_under_it,
)
