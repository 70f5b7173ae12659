"""The ledger: revisions, distributions, deliveries, append-only events, memos, locks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tunemantra.contrib.sql.columns import FreeText, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

OPEN = sa.text("outcome = 'open'")
KEYED = sa.text("key <> ''")
REPORTED = sa.text("report_id <> ''")

NEVER = "events are append-only"
TRIGGERS = {
    "sqlite": (
        f"CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, '{NEVER}'); END",
        f"CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, '{NEVER}'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION tunemantra_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{NEVER}' USING ERRCODE = 'restrict_violation'; END $$",
        "CREATE TRIGGER events_no_change BEFORE UPDATE OR DELETE ON events "
        "FOR EACH ROW EXECUTE FUNCTION tunemantra_refuse()",
        "CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON events "
        "FOR EACH STATEMENT EXECUTE FUNCTION tunemantra_refuse()",
    ),
}


def upgrade() -> None:
    op.create_table(
        "revisions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("icpn", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "distributions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("icpn", sa.Text, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tracks", sa.Text, nullable=False),
        sa.Column("external_ids", sa.Text, nullable=False),
        sa.Column("revision_id", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("icpn", "platform", name="distributions_product_platform"),
    )
    op.create_index("distributions_by_platform", "distributions", ["platform", "id"])
    op.create_index("distributions_by_status", "distributions", ["status", "id"])
    _deliveries()
    _events()
    op.create_table(
        "memos",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "locks",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("until", UtcDateTime, nullable=False),
    )
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("distribution_id", sa.Text, sa.ForeignKey("distributions.id"), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("icpn", sa.Text, nullable=False),
        sa.Column("revision_id", sa.Text, sa.ForeignKey("revisions.id"), nullable=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("waiting", FreeText, nullable=False),
        sa.Column("package", sa.Text, nullable=False),
        sa.Column("receipt", sa.Text, nullable=False),
        sa.Column("findings", sa.Text, nullable=False),
        sa.Column("reason", FreeText, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("actor", FreeText, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("lease_owner", sa.Text, nullable=False),
        sa.Column("lease_token", sa.BigInteger, nullable=False),
        sa.Column("lease_until", UtcDateTime, nullable=True),
        sa.UniqueConstraint("distribution_id", "sequence", name="deliveries_in_order"),
        sa.CheckConstraint("sequence > 0", name="deliveries_sequence_from_one"),
        sa.CheckConstraint("(lease_owner = '') = (lease_until IS NULL)", name="deliveries_lease_whole"),
    )
    op.create_index("deliveries_by_revision", "deliveries", ["revision_id"])
    _partial("deliveries_due", "deliveries", ["lane", "due_at"], OPEN)
    _partial("deliveries_next", "deliveries", ["due_at"], OPEN)
    _partial("deliveries_open", "deliveries", ["distribution_id", "sequence"], OPEN)
    _partial("deliveries_once", "deliveries", ["platform", "key"], KEYED, unique=True)


def _events() -> None:
    op.create_table(
        "events",
        sa.Column(
            "sequence", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True
        ),
        sa.Column("distribution_id", sa.Text, sa.ForeignKey("distributions.id"), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("message", FreeText, nullable=False),
        sa.Column("actor", FreeText, nullable=False),
        sa.Column("delivery_id", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("substate", sa.Text, nullable=False),
        sa.Column("native", FreeText, nullable=False),
        sa.Column("report_id", FreeText, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("events_of_distribution", "events", ["distribution_id", "sequence"])
    _partial("events_report_once", "events", ["distribution_id", "report_id"], REPORTED, unique=True)


def _partial(
    name: str, table: str, columns: list[str], where: sa.TextClause, *, unique: bool = False
) -> None:
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for table in ("locks", "memos", "events", "deliveries", "distributions", "revisions"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION tunemantra_refuse()")
