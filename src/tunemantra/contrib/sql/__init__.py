"""The ledger on SQLite (the default) or PostgreSQL, and its migrations."""

from tunemantra.contrib.sql.database import parse
from tunemantra.contrib.sql.ledger import SqlLedger
from tunemantra.contrib.sql.schema import current, downgrade, head, upgrade

__all__ = ["SqlLedger", "current", "downgrade", "head", "parse", "upgrade"]
