"""One command from many sides at once, on either database."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from attrs import evolve

from tests.unit.pipeline.world import build
from tunemantra.contrib.memory import START
from tunemantra.contrib.runtime import TimeSortedIds
from tunemantra.contrib.sql import SqlLedger
from tunemantra.core.distribution import Delivery, Event, Lane, OrderKind
from tunemantra.errors import ConflictError

PROCESSES = 5
THREADS = 10


def _command(ledger, number):
    mine = ledger.open_distribution("1", "acme", START)
    order = Delivery(f"d-{number}", mine.id, "acme", "1", "", OrderKind.INSERT, 0, START, START, key="k")
    if number % 10 == 9:
        order = evolve(order, kind=OrderKind.TAKEDOWN)
    try:
        return ledger.add_delivery(order, Event(mine.id, START, "order.opened", "…")).id
    except ConflictError:
        return "refused"


def _send(url, process, out):
    with closing(SqlLedger(url)) as ledger, ThreadPoolExecutor(THREADS) as pool:
        numbers = [1 + process * THREADS + thread for thread in range(THREADS)]
        out.put(list(pool.map(lambda number: _command(ledger, number), numbers)))


def _distribute(world, url, process, out):
    with closing(SqlLedger(url)) as ledger, ThreadPoolExecutor(THREADS) as pool:
        service = world.with_tools(ledger=ledger, board=ledger.board, ids=TimeSortedIds()).service
        lanes = [Lane.BULK if process == 0 and thread % 2 else Lane.NORMAL for thread in range(THREADS)]
        out.put(list(pool.map(lambda lane: _answer(service, world.shelf.folder, lane), lanes)))


def _answer(service, folder, lane):
    try:
        orders = service.distribute(folder, ["corner", "market"], lane=lane, force=True, idempotency_key="k")
    except ConflictError:
        return "refused"
    return " ".join(order.id for order in orders)


def check_one_idempotency_key_from_fifty_sides(url, folder):
    """The same under one key, forty-five times from five processes, and five times something else: one is done."""
    world = build(folder)
    with closing(SqlLedger(url)) as ledger:
        ledger.recall("a", "b")
    answers = _all_at_once(_distribute, world, url)
    with closing(SqlLedger(url)) as ledger:
        orders = ledger.deliveries()
        assert sorted(one.platform for one in orders) == ["corner", "market"]
        [lane] = {one.lane for one in orders}
        same = 45 if lane is Lane.NORMAL else 5
        [stands] = set(answers) - {"refused"}
        assert set(stands.split()) == {one.id for one in orders}
        assert sorted(answers) == sorted([stands] * same + ["refused"] * (50 - same))
        assert ledger.audit().intact


def _all_at_once(target, *given):
    fork = multiprocessing.get_context("fork")
    out = fork.Queue()
    senders = [fork.Process(target=target, args=(*given, number, out)) for number in range(PROCESSES)]
    for sender in senders:
        sender.start()
    answers = [answer for _ in senders for answer in out.get(timeout=60)]
    for sender in senders:
        sender.join(30)
        assert sender.exitcode == 0
    return answers


def check_one_command_from_fifty_sides(url):
    """Forty-five say the same, five something else under the same key: whoever comes first stands, for all alike."""
    with closing(SqlLedger(url)) as ledger:
        ledger.recall("a", "b")
    answers = _all_at_once(_send, url)
    with closing(SqlLedger(url)) as ledger:
        [stands] = ledger.deliveries()
        same = 45 if stands.kind is OrderKind.INSERT else 5
        assert sorted(answers) == [stands.id] * same + ["refused"] * (50 - same)
        assert (len(ledger.events(stands.distribution_id)), ledger.audit().intact) == (1, True)
