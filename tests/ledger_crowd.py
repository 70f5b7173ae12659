"""One command from many sides at once, on either database."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from attrs import evolve

from tunemantra.contrib.memory import START
from tunemantra.contrib.sql import SqlLedger
from tunemantra.core.distribution import Delivery, Event, OrderKind
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


def check_one_command_from_fifty_sides(url):
    """Forty-five say the same, five something else under the same key: whoever comes first stands, for all alike."""
    with closing(SqlLedger(url)) as ledger:
        ledger.recall("a", "b")
    fork = multiprocessing.get_context("fork")
    out = fork.Queue()
    senders = [fork.Process(target=_send, args=(url, number, out)) for number in range(PROCESSES)]
    for sender in senders:
        sender.start()
    answers = [answer for _ in senders for answer in out.get(timeout=60)]
    for sender in senders:
        sender.join(30)
        assert sender.exitcode == 0
    with closing(SqlLedger(url)) as ledger:
        [stands] = ledger.deliveries()
        same = 45 if stands.kind is OrderKind.INSERT else 5
        assert sorted(answers) == [stands.id] * same + ["refused"] * (50 - same)
        assert (len(ledger.events(stands.distribution_id)), ledger.audit().intact) == (1, True)
