"""The board: small documents that all workers share (circuits, paces, the error queue)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tunemantra.contrib.sql.columns import FreeText

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("document", FreeText, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("board")
