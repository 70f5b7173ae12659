"""Batches, and which one an order goes in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tunemantra.contrib.sql.columns import FreeText, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("closes_at", UtcDateTime, nullable=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("closed_at", UtcDateTime, nullable=True),
        sa.Column("why", FreeText, nullable=False),
        sa.Column("package", sa.Text, nullable=False),
        sa.Column("receipt", sa.Text, nullable=False),
        sa.Column("over", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    gathers, pending, batched = sa.text("state = 'open'"), sa.text("NOT over"), sa.text("batch <> ''")
    op.create_index(
        "batches_open", "batches", ["platform"], unique=True, sqlite_where=gathers, postgresql_where=gathers
    )
    op.create_index("batches_pending", "batches", ["id"], sqlite_where=pending, postgresql_where=pending)
    op.add_column("deliveries", sa.Column("batch", sa.Text, nullable=False, server_default=sa.text("''")))
    op.create_index(
        "deliveries_in_batch", "deliveries", ["batch"], sqlite_where=batched, postgresql_where=batched
    )


def downgrade() -> None:
    op.drop_index("deliveries_in_batch", "deliveries")
    op.drop_column("deliveries", "batch")
    op.drop_table("batches")
