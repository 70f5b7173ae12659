"""The ledger's tables as the newest migration leaves them; most of their indexes are in `indexes`.

Changed together with a new file under `migrations/versions`; a test compares both.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from tunemantra.contrib.sql.columns import FreeText, UtcDateTime

metadata = MetaData()

revisions = Table(
    "revisions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("icpn", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

distributions = Table(
    "distributions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("icpn", Text, nullable=False),
    Column("platform", Text, nullable=False),
    # Repeated from `state`, so that pages by status need no look into it.
    Column("status", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("tracks", Text, nullable=False),
    Column("external_ids", Text, nullable=False),
    Column("revision_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    # The end of its chain of events, kept here so that a missing end is found.
    Column("chain_length", Integer, nullable=False, server_default=text("0")),
    Column("chain_head", Text, nullable=False, server_default=text("''")),
    UniqueConstraint("icpn", "platform", name="distributions_product_platform"),
    Index("distributions_by_platform", "platform", "id"),
    Index("distributions_by_status", "status", "id"),
)

# How many distributions stand where: what was counted so far, and what came and went since. Triggers write it with
# each distribution, so that nothing can forget to; it is right when it is added up.
tallies = Table(
    "tallies",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("platform", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("count", Integer, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("distribution_id", Text, ForeignKey("distributions.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("platform", Text, nullable=False),
    Column("icpn", Text, nullable=False),
    Column("revision_id", Text, ForeignKey("revisions.id"), nullable=True),
    Column("kind", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("lane", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("waiting", FreeText, nullable=False),
    Column("package", Text, nullable=False),
    Column("receipt", Text, nullable=False),
    Column("findings", Text, nullable=False),
    Column("reason", FreeText, nullable=False),
    Column("key", Text, nullable=False),
    Column("actor", FreeText, nullable=False),
    Column("version", Integer, nullable=False),
    Column("lease_owner", Text, nullable=False),
    Column("lease_token", BigInteger, nullable=False),
    Column("lease_until", UtcDateTime, nullable=True),
    Column("organisation", FreeText, nullable=False, server_default=text("''")),
    # Where its release has to be first, as `core.after.After` writes it.
    Column("after", Text, nullable=False, server_default=text("''")),
    # Id of the batch it goes in, or `core.batch.ALONE`.
    Column("batch", Text, nullable=False, server_default=text("''")),
    # Whose turn: `core.sharing.share_of`.
    Column("share", Text, nullable=False, server_default=text("''")),
    # From when it may be claimed: its due moment or the end of its lease; NULL while it is closed or behind another.
    Column("ready_at", UtcDateTime, nullable=True),
    UniqueConstraint("distribution_id", "sequence", name="deliveries_in_order"),
    CheckConstraint("sequence > 0", name="deliveries_sequence_from_one"),
    CheckConstraint("(lease_owner = '') = (lease_until IS NULL)", name="deliveries_lease_whole"),
)

events = Table(
    "events",
    metadata,
    Column("sequence", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("distribution_id", Text, ForeignKey("distributions.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", Text, nullable=False),
    Column("message", FreeText, nullable=False),
    Column("actor", FreeText, nullable=False),
    Column("delivery_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("substate", Text, nullable=False),
    Column("native", FreeText, nullable=False),
    Column("report_id", FreeText, nullable=False),
    Column("data", Text, nullable=False),
    Column("reason", FreeText, nullable=False, server_default=text("''")),
    Column("before", FreeText, nullable=False, server_default=text("''")),
    Column("after", FreeText, nullable=False, server_default=text("''")),
    # Its place and its link in the chain of its distribution: `core.audit`.
    Column("number", Integer, nullable=False, server_default=text("0")),
    Column("hash", Text, nullable=False, server_default=text("''")),
    sqlite_autoincrement=True,
)

seals = Table(
    "seals",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("upto", BigInteger, nullable=False),
    Column("events", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

batches = Table(
    "batches",
    metadata,
    Column("id", Text, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("size", Integer, nullable=False),
    Column("closes_at", UtcDateTime, nullable=True),
    Column("state", Text, nullable=False),
    Column("closed_at", UtcDateTime, nullable=True),
    Column("why", FreeText, nullable=False),
    Column("package", Text, nullable=False),
    Column("receipt", Text, nullable=False),
    Column("over", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)

memos = Table(
    "memos",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

locks = Table(
    "locks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

__all__ = [
    "batches",
    "deliveries",
    "distributions",
    "events",
    "locks",
    "memos",
    "metadata",
    "revisions",
    "seals",
    "tallies",
]
