"""What migrations have to do on either database."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from random import Random

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import bindparam, delete, exc, func, insert, inspect, select, text, update

from tunemantra.contrib.memory import START
from tunemantra.contrib.sql import SqlLedger, current, downgrade, head, upgrade
from tunemantra.contrib.sql.codec import distribution_out
from tunemantra.contrib.sql.database import make_engine, parse, write
from tunemantra.contrib.sql.indexes import INDEXES
from tunemantra.contrib.sql.schema import VERSION_TABLE
from tunemantra.contrib.sql.tables import distributions, metadata, tallies
from tunemantra.core.batch import BatchRule
from tunemantra.core.distribution import Delivery, Distribution, Event, OrderKind
from tunemantra.core.status import Status
from tunemantra.ports.storage import Tally


def fill(url):
    """Write something into the ledger; return the id of its distribution."""
    with closing(SqlLedger(url)) as ledger:
        mine = ledger.open_distribution("00602445790098", "acme", START)
        opened = Event(mine.id, START, "order.opened", "…")
        ledger.add_delivery(Delivery("d-1", mine.id, "acme", mine.icpn, "", OrderKind.INSERT, 0, START, START), opened)
        return mine.id


def check_up_and_down(url):
    upgrade(url)
    assert current(url) == head() == "0006"
    fill(url)
    upgrade(url)
    with closing(SqlLedger(url, create=False)) as ledger:
        assert len(ledger.distributions()) == 1
        assert ledger.batches.gather("d-1", BatchRule(), START).platform == "acme"
    for revision in ("0005", "head", "0003", "head"):
        (upgrade if revision == "head" else downgrade)(url, revision)
    with closing(SqlLedger(url, create=False)) as ledger:
        # Counted while it is upgraded, and never twice.
        assert ledger.tally() == [Tally("acme", Status.PENDING, 1)]
        assert (ledger.delivery("d-1").after, ledger.delivery("d-1").batch) == ((), "")
        assert list(ledger.batches.page()) == []
    downgrade(url, "base")
    assert current(url) is None
    with closing_engine(url) as engine:
        assert set(inspect(engine).get_table_names()) <= {VERSION_TABLE}
    upgrade(url)
    with closing(SqlLedger(url, create=False)) as ledger:
        assert list(ledger.distributions()) == []
    fill(url)


def check_metadata_matches(url):
    upgrade(url)
    with closing_engine(url) as engine, engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []
    assert all(index.table.metadata is metadata for index in INDEXES)


def check_events_are_append_only(url):
    mine = fill(url)
    with closing_engine(url) as engine:
        for statement in ("UPDATE events SET message = 'x'", "DELETE FROM events"):
            with pytest.raises(exc.DBAPIError, match="append-only"), write(engine) as connection:
                connection.execute(text(statement))
    with closing(SqlLedger(url)) as ledger:
        assert [event.message for event in ledger.events(mine)] == ["…"]


def check_counts_stay_exact(url):
    """What triggers count, and add up again and again, is what there is; four write at once and in any order."""
    upgrade(url)
    with ThreadPoolExecutor(4) as pool:
        stand = [place for some in pool.map(lambda seed: _changed_at_random(url, seed), range(4)) for place in some]
    with closing_engine(url) as engine:
        with write(engine) as connection:
            connection.execute(insert(distributions), [_row(f"y-{n}", "spotify", Status.LIVE) for n in range(1100)])
            connection.execute(MOVE, {"name": "y-7", "to": Status.LIVE.value})
        with suppress(ZeroDivisionError), write(engine) as connection:
            connection.execute(delete(distributions))
            _ = 1 / 0
        with engine.connect() as connection:
            kept = connection.scalar(select(func.count()).select_from(tallies))
    counts = Counter([*stand, *1100 * [("spotify", Status.LIVE)]])
    with closing(SqlLedger(url)) as ledger:
        assert {(one.platform, one.status): one.count for one in ledger.tally()} == counts
    assert kept < 1100, "they are added up"


MOVE = update(distributions).where(distributions.c.id == bindparam("name")).values(status=bindparam("to"))


def _changed_at_random(url, seed):
    """Add, change and remove distributions of one's own; return where those that are left stand."""
    rows, chance = {}, Random(seed)
    with closing_engine(url) as engine:
        for part in range(8):
            with write(engine) as connection:
                for number in range(100 * part, 100 * part + 100):
                    name = f"{seed}-{chance.randrange(200)}"
                    if name not in rows:
                        rows[name] = (chance.choice(("acme", "beatport")), chance.choice(list(Status)))
                        connection.execute(insert(distributions), _row(name, *rows[name]))
                    elif number % 5:
                        rows[name] = (rows[name][0], chance.choice(list(Status)))
                        connection.execute(MOVE, {"name": name, "to": rows[name][1].value})
                    else:
                        del rows[name]
                        connection.execute(delete(distributions).where(distributions.c.id == name))
    return rows.values()


def _row(name, platform, status):
    row = {"id": name, "icpn": name, "platform": platform, "version": 0, "created_at": START}
    return {**distribution_out(Distribution(name, name, platform)), **row, "status": status.value}


class closing_engine:  # noqa: N801 - used like contextlib.closing
    """An engine that is disposed of afterwards."""

    def __init__(self, url):
        self.engine = make_engine(parse(url), create=True)

    def __enter__(self):
        return self.engine

    def __exit__(self, *_):
        self.engine.dispose()
