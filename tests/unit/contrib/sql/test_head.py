"""The newest revision is known without Alembic, and is the one Alembic finds."""

from __future__ import annotations

from alembic.script import ScriptDirectory

from tests.support import SOURCE
from tunemantra.contrib.sql import head


def test_the_newest_revision_is_the_last_of_the_migrations():
    assert ScriptDirectory(SOURCE / "contrib" / "sql" / "migrations").get_heads() == [head()]
