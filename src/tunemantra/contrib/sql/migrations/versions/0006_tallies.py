"""How many distributions stand where is counted as they change, and orders open too long are read from an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OPEN = sa.text("outcome = 'open'")
ADD = "INSERT INTO tallies (platform, status, count)"
# Every thousandth change adds up those before it. PostgreSQL leaves out what another transaction adds up at this
# moment, so that nobody ever waits; neither database adds up again what adding up has written.
TRIGGERS = {
    "sqlite": (
        f"CREATE TRIGGER distributions_added AFTER INSERT ON distributions "
        f"BEGIN {ADD} VALUES (NEW.platform, NEW.status, 1); END",
        f"CREATE TRIGGER distributions_gone AFTER DELETE ON distributions "
        f"BEGIN {ADD} VALUES (OLD.platform, OLD.status, -1); END",
        f"CREATE TRIGGER distributions_moved AFTER UPDATE OF platform, status ON distributions "
        f"WHEN (OLD.platform, OLD.status) IS NOT (NEW.platform, NEW.status) "
        f"BEGIN {ADD} VALUES (OLD.platform, OLD.status, -1), (NEW.platform, NEW.status, 1); END",
        f"CREATE TRIGGER tallies_fold AFTER INSERT ON tallies WHEN NEW.number % 1000 = 0 "
        f"BEGIN {ADD} SELECT platform, status, sum(count) FROM tallies WHERE number <= NEW.number "
        f"GROUP BY platform, status HAVING sum(count) <> 0; DELETE FROM tallies WHERE number <= NEW.number; END",
    ),
    "postgresql": (
        f"CREATE FUNCTION tunemantra_tally() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP <> 'INSERT' THEN {ADD} VALUES (OLD.platform, OLD.status, -1); END IF; "
        f"IF TG_OP <> 'DELETE' THEN {ADD} VALUES (NEW.platform, NEW.status, 1); END IF; RETURN NULL; END $$",
        f"CREATE FUNCTION tunemantra_fold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"WITH gone AS (DELETE FROM tallies WHERE number IN (SELECT number FROM tallies FOR UPDATE SKIP LOCKED) "
        f"RETURNING platform, status, count) {ADD} SELECT platform, status, sum(count) FROM gone "
        f"GROUP BY platform, status HAVING sum(count) <> 0; RETURN NULL; END $$",
        "CREATE TRIGGER distributions_counted AFTER INSERT OR DELETE ON distributions "
        "FOR EACH ROW EXECUTE FUNCTION tunemantra_tally()",
        "CREATE TRIGGER distributions_moved AFTER UPDATE OF platform, status ON distributions FOR EACH ROW "
        "WHEN ((OLD.platform, OLD.status) IS DISTINCT FROM (NEW.platform, NEW.status)) "
        "EXECUTE FUNCTION tunemantra_tally()",
        "CREATE TRIGGER tallies_fold AFTER INSERT ON tallies FOR EACH ROW "
        "WHEN (NEW.number % 1000 = 0 AND pg_trigger_depth() < 2) EXECUTE FUNCTION tunemantra_fold()",
    ),
}
GONE = {
    "sqlite": (
        "DROP TRIGGER distributions_added",
        "DROP TRIGGER distributions_gone",
        "DROP TRIGGER distributions_moved",
    ),
    "postgresql": (
        "DROP TRIGGER distributions_counted ON distributions",
        "DROP TRIGGER distributions_moved ON distributions",
        "DROP FUNCTION tunemantra_tally()",
    ),
}


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "tallies",
        sa.Column("number", number, primary_key=True, autoincrement=True),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
    )
    # Before what is there is counted: on PostgreSQL they keep writers out until all of this is committed.
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute(f"{ADD} SELECT platform, status, count(*) FROM distributions GROUP BY platform, status")
    op.drop_index("distributions_tally", "distributions")
    # The outcome too, though it is always the same: SQLite reads the whole row for what an index has not.
    _age("platform", "created_at", "id", "outcome")


def _age(*columns: str) -> None:
    op.drop_index("deliveries_age", "deliveries")
    op.create_index("deliveries_age", "deliveries", list(columns), sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for statement in GONE[dialect]:
        op.execute(statement)
    op.drop_table("tallies")
    if dialect == "postgresql":
        op.execute("DROP FUNCTION tunemantra_fold()")
    op.create_index("distributions_tally", "distributions", ["platform", "status"])
    _age("platform", "created_at")
