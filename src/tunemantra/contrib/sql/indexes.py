"""Indexes of the ledger's tables as the newest migration leaves them.

Nobody needs them to read and write: they are made by the migrations, and loaded to be compared with those. An index of
some rows names both databases, and SQLAlchemy loads a database it hears of, which every command would wait for.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Index, text

from tunemantra.contrib.sql.tables import batches, deliveries, events


def _some(name: str, condition: str, *columns: ColumnElement[object], unique: bool = False) -> Index:
    where = text(condition)
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


_OF = deliveries.c
# Only what may be claimed some day is indexed by time: what is done, or waits behind another order, never slows a
# claim, and one share's future or backlog never hides what is due in another.
_READY = "ready_at IS NOT NULL"
_OPEN = "outcome = 'open'"

INDEXES = (
    Index("deliveries_by_revision", _OF.revision_id),
    _some("deliveries_due", _READY, _OF.lane, _OF.ready_at),
    _some("deliveries_turn", _READY, _OF.lane, _OF.share, _OF.ready_at, _OF.created_at, _OF.id),
    _some("deliveries_open", _OPEN, _OF.distribution_id, _OF.sequence),
    # The outcome too, though it is always the same: SQLite reads the whole row for what an index has not.
    _some("deliveries_age", _OPEN, _OF.platform, _OF.created_at, _OF.id, _OF.outcome),
    _some("deliveries_in_batch", "batch <> ''", _OF.batch),
    _some("deliveries_once", "key <> ''", _OF.platform, _OF.key, unique=True),
    Index("events_of_distribution", events.c.distribution_id, events.c.sequence),
    _some("events_report_once", "report_id <> ''", events.c.distribution_id, events.c.report_id, unique=True),
    _some("batches_open", "state = 'open'", batches.c.platform, unique=True),
    _some("batches_pending", "NOT over", batches.c.id),
)
"""Beside those that stand in `tables`."""

__all__ = ["INDEXES"]
