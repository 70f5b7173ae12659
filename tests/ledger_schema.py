"""What migrations have to do on either database."""

from __future__ import annotations

from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import exc, inspect, text

from tunemantra.contrib.memory import START
from tunemantra.contrib.sql import SqlLedger, current, downgrade, head, upgrade
from tunemantra.contrib.sql.database import make_engine, parse, write
from tunemantra.contrib.sql.schema import VERSION_TABLE
from tunemantra.contrib.sql.tables import metadata
from tunemantra.core.batch import BatchRule
from tunemantra.core.distribution import Delivery, Event, OrderKind


def fill(url):
    """Write something into the ledger; return the id of its distribution."""
    with closing(SqlLedger(url)) as ledger:
        mine = ledger.open_distribution("00602445790098", "acme", START)
        opened = Event(mine.id, START, "order.opened", "…")
        ledger.add_delivery(Delivery("d-1", mine.id, "acme", mine.icpn, "", OrderKind.INSERT, 0, START, START), opened)
        return mine.id


def check_up_and_down(url):
    upgrade(url)
    assert current(url) == head() == "0005"
    fill(url)
    upgrade(url)
    with closing(SqlLedger(url, create=False)) as ledger:
        assert len(ledger.distributions()) == 1
        assert ledger.batches.gather("d-1", BatchRule(), START).platform == "acme"
    for revision in ("0003", "head"):
        (downgrade if revision == "0003" else upgrade)(url, revision)
    with closing(SqlLedger(url, create=False)) as ledger:
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


def check_events_are_append_only(url):
    mine = fill(url)
    with closing_engine(url) as engine:
        for statement in ("UPDATE events SET message = 'x'", "DELETE FROM events"):
            with pytest.raises(exc.DBAPIError, match="append-only"), write(engine) as connection:
                connection.execute(text(statement))
    with closing(SqlLedger(url)) as ledger:
        assert [event.message for event in ledger.events(mine)] == ["…"]


class closing_engine:  # noqa: N801 - used like contextlib.closing
    """An engine that is disposed of afterwards."""

    def __init__(self, url):
        self.engine = make_engine(parse(url), create=True)

    def __enter__(self):
        return self.engine

    def __exit__(self, *_):
        self.engine.dispose()
