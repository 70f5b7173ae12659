"""Alembic's way in: always over the connection that `schema` opened, in its transaction."""

from __future__ import annotations

from alembic import context

from tunemantra.contrib.sql.schema import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
