"""Events say why, before and after, and are chained and sealed; orders are claimed in turns."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from tunemantra.contrib.sql.columns import FreeText, UtcDateTime
from tunemantra.core.audit import link, moment
from tunemantra.core.sharing import share_of

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OPEN = sa.text("outcome = 'open'")
READY = sa.text("ready_at IS NOT NULL")
NEVER = "events are append-only"
SEALED = "seals are append-only"
AHEAD = 2000
# What a link covers stands here once more, as it was when this migration was written: later ones may know more.
FIELDS = (
    "distribution_id",
    "at",
    "kind",
    "message",
    "actor",
    "reason",
    "delivery_id",
    "status",
    "substate",
    "before",
    "after",
    "native",
    "report_id",
    "data",
)
STOP = {
    "sqlite": (
        "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{never}'); END",
        "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{never}'); END",
    ),
    "postgresql": (
        "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION tunemantra_refuse()",
        "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION tunemantra_refuse()",
    ),
}


def upgrade() -> None:
    for name in ("reason", "before", "after"):
        op.add_column("events", sa.Column(name, FreeText, nullable=False, server_default=sa.text("''")))
    op.add_column("events", sa.Column("number", sa.Integer, nullable=False, server_default=sa.text("0")))
    op.add_column("events", sa.Column("hash", sa.Text, nullable=False, server_default=sa.text("''")))
    op.add_column("distributions", sa.Column("chain_length", sa.Integer, nullable=False, server_default=sa.text("0")))
    op.add_column("distributions", sa.Column("chain_head", sa.Text, nullable=False, server_default=sa.text("''")))
    op.create_table(
        "seals",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("upto", sa.BigInteger, nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    _deliveries()
    _allow(allowed=True)
    _chain()
    _allow(allowed=False)
    _guard("seals", SEALED)


def _deliveries() -> None:
    """Give each order its share and the moment it may be claimed."""
    op.add_column("deliveries", sa.Column("organisation", FreeText, nullable=False, server_default=sa.text("''")))
    op.add_column("deliveries", sa.Column("share", sa.Text, nullable=False, server_default=sa.text("''")))
    op.add_column("deliveries", sa.Column("ready_at", UtcDateTime, nullable=True))
    bind = op.get_bind()
    for (platform,) in bind.execute(sa.text("SELECT DISTINCT platform FROM deliveries")).all():
        bind.execute(
            sa.text("UPDATE deliveries SET share = :share WHERE platform = :platform"),
            {"share": share_of("", platform), "platform": platform},
        )
    op.execute(
        "UPDATE deliveries SET ready_at = CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END "
        "WHERE outcome = 'open' AND NOT EXISTS (SELECT 1 FROM deliveries older WHERE older.outcome = 'open' "
        "AND older.distribution_id = deliveries.distribution_id AND older.sequence < deliveries.sequence)"
    )
    op.drop_index("deliveries_due", "deliveries")
    op.drop_index("deliveries_next", "deliveries")
    _partial("deliveries_due", ["lane", "ready_at"], READY)
    _partial("deliveries_turn", ["lane", "share", "ready_at", "created_at", "id"], READY)
    _partial("deliveries_age", ["platform", "created_at"], OPEN)
    op.create_index("distributions_tally", "distributions", ["platform", "status"])


def _partial(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "deliveries", columns, sqlite_where=where, postgresql_where=where)


def _chain() -> None:
    """Link the events that are there already, distribution by distribution."""
    bind = op.get_bind()
    events = sa.Table("events", sa.MetaData(), autoload_with=bind)
    query = sa.select(events.c.sequence, *(_column(events, name) for name in FIELDS))
    query = query.order_by(events.c.distribution_id, events.c.sequence)
    rows = bind.execute(query, execution_options={"yield_per": AHEAD}).mappings()
    links: list[dict[str, object]] = []
    ends: list[dict[str, object]] = []
    for distribution_id, group in groupby(rows, key=lambda row: row["distribution_id"]):
        number, head = 0, ""
        for row in group:
            number += 1
            head = link(head, row["sequence"], number, _words(row))
            links.append({"sequence": row["sequence"], "number": number, "hash": head})
            if len(links) == AHEAD:
                _write(links, ends)
        ends.append({"id": distribution_id, "number": number, "hash": head})
    _write(links, ends)


def _column(events: sa.Table, name: str) -> sa.ColumnElement[Any]:
    return sa.type_coerce(events.c.at, UtcDateTime) if name == "at" else events.c[name]


def _words(row: sa.RowMapping) -> list[str]:
    return [moment(row["at"]) if name == "at" else row[name] for name in FIELDS]


def _write(links: list[dict[str, object]], ends: list[dict[str, object]]) -> None:
    bind = op.get_bind()
    if links:
        bind.execute(sa.text("UPDATE events SET number = :number, hash = :hash WHERE sequence = :sequence"), links)
    if ends:
        bind.execute(
            sa.text("UPDATE distributions SET chain_length = :number, chain_head = :hash WHERE id = :id"), ends
        )
    links.clear()
    ends.clear()


def _allow(*, allowed: bool) -> None:
    """Let events be changed, or let nobody."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE events {'DISABLE' if allowed else 'ENABLE'} TRIGGER USER")
    elif allowed:
        op.execute("DROP TRIGGER events_no_update")
    else:
        op.execute(STOP["sqlite"][0].format(table="events", never=NEVER))


def _guard(table: str, never: str) -> None:
    for statement in STOP[op.get_bind().dialect.name]:
        op.execute(statement.format(table=table, never=never))


def downgrade() -> None:
    op.drop_table("seals")
    op.drop_index("distributions_tally", "distributions")
    op.drop_index("deliveries_age", "deliveries")
    op.drop_index("deliveries_turn", "deliveries")
    op.drop_index("deliveries_due", "deliveries")
    _partial("deliveries_due", ["lane", "due_at"], OPEN)
    _partial("deliveries_next", ["due_at"], OPEN)
    for name in ("ready_at", "share", "organisation"):
        op.drop_column("deliveries", name)
    for name in ("chain_head", "chain_length"):
        op.drop_column("distributions", name)
    for name in ("hash", "number", "after", "before", "reason"):
        op.drop_column("events", name)
