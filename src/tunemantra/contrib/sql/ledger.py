"""The ledger on a database: one method, one transaction."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Text, bindparam, select, true

from tunemantra.contrib.sql import audit, bulk, figures, leases, orders, outlook, timeline
from tunemantra.contrib.sql.batches import SqlBatches
from tunemantra.contrib.sql.board import SqlBoard
from tunemantra.contrib.sql.codec import delivery_in, revision_in, revision_out
from tunemantra.contrib.sql.database import Database, parse
from tunemantra.contrib.sql.dialect import insert_or_ignore, upsert_if
from tunemantra.contrib.sql.orders import add
from tunemantra.contrib.sql.prepared import Prepared
from tunemantra.contrib.sql.schema import require_head, upgrade_engine
from tunemantra.contrib.sql.tables import memos, revisions
from tunemantra.core.distribution import Delivery, Distribution, Event, Lane, Revision
from tunemantra.errors import ConflictError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from tunemantra.core.amendment import Amended, Amendment, Selection
    from tunemantra.core.audit import Audit, Seal
    from tunemantra.core.status import Status
    from tunemantra.ports.storage import Backlog, Claim, Counted, Due, RollUp, Tally

# Put together once: that takes longer than running them.
_ALWAYS = true()
_LANES = tuple(Lane)
_MEMO = Prepared(select(memos.c.value).where(memos.c.kind == bindparam("of"), memos.c.key == bindparam("named")))
_REVISION = Prepared(select(revisions).where(revisions.c.id == bindparam("wanted")))


@cache
def _memos(count: int) -> Prepared:
    named = [bindparam(f"named_{number}", type_=Text) for number in range(count)]
    return Prepared(select(memos.c.key, memos.c.value).where(memos.c.kind == bindparam("of"), memos.c.key.in_(named)))


class SqlLedger:
    """`ports.storage.Ledger` on SQLite or PostgreSQL.

    Nothing is opened before the first use. Safe to use from several threads, several processes, in a process forked
    from one that used it, and after pickling (the address travels along, with its password).

    Args:
        url: `sqlite:////folder/ledger.db` or `postgresql://user:password@host/name`.
        create: bring the tables to what this version needs at the first use; otherwise they have to be there.

    Raises:
        SettingsError: the address cannot be used.
        StateError: the database does not answer (`disposition` is RETRY), or its tables do not fit.
    """

    def __init__(self, url: str, *, create: bool = True) -> None:
        self._create = create
        self._rounds = leases.Rounds()
        self._database = Database(parse(url), upgrade_engine if create else require_head, create=create)

    @property
    def board(self) -> SqlBoard:
        """Return the board in the same database; it closes with the ledger."""
        return SqlBoard(self._database)

    @property
    def batches(self) -> SqlBatches:
        """Return the batches, kept with everything else."""
        return SqlBatches(self._database)

    def __repr__(self) -> str:
        return f"SqlLedger({self._database.url.render_as_string(hide_password=True)!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return _reopen, (self._database.url.render_as_string(hide_password=False), self._create)

    def add_revision(self, revision: Revision) -> None:
        """Keep a revision; the same one again changes nothing.

        Raises:
            ConflictError: another document stands under this id.
        """
        with self._database.writing() as connection:
            if insert_or_ignore(connection, revisions, revision_out(revision)):
                return
            if _revision(connection, revision.id).document != revision.document:
                raise ConflictError(f"revision {revision.id} stands with another document")

    def revision(self, revision_id: str) -> Revision:
        """Return a revision."""
        with self._database.looking() as connection:
            return _revision(connection, revision_id)

    def open_distribution(self, icpn: str, platform: str, at: datetime) -> Distribution:
        """Return the distribution of a product on a platform, made if there is none."""
        with self._database.writing() as connection:
            return timeline.open_distribution(connection, icpn, platform, at)

    def open_distributions(self, products: Iterable[tuple[str, str]], at: datetime) -> Sequence[Distribution]:
        """Return the distributions of many products, made where there are none."""
        with self._database.writing() as connection:
            return [timeline.open_distribution(connection, icpn, platform, at) for icpn, platform in products]

    def distribution(self, distribution_id: str) -> Distribution:
        """Return a distribution."""
        with self._database.looking() as connection:
            return timeline.distribution(connection, distribution_id)

    def distributions(
        self,
        *,
        icpn: str = "",
        platform: str = "",
        status: Status | None = None,
        after: str = "",
        limit: int = 100,
    ) -> Sequence[Distribution]:
        """Return a page of distributions in the order of their ids, those after `after`."""
        with self._database.reading() as connection:
            return timeline.page(connection, icpn, platform, status, after, limit)

    def add_delivery(self, delivery: Delivery, event: Event) -> Delivery:
        """Add an order; keys are compared among the orders of one platform, so that one key may fan out to many."""
        with self._database.writing() as connection:
            return add(connection, [(delivery, event)])[0]

    def add_deliveries(self, orders: Iterable[tuple[Delivery, Event]]) -> Sequence[Delivery]:
        """Add many orders at once; all of them or none."""
        with self._database.writing() as connection:
            return add(connection, list(orders))

    def delivery(self, delivery_id: str) -> Delivery:
        """Return a delivery."""
        with self._database.looking() as connection:
            return delivery_in(orders.row_of(connection, delivery_id))

    def deliveries(
        self, *, distribution_id: str = "", revision_id: str = "", open_only: bool = False
    ) -> Sequence[Delivery]:
        """Return the deliveries of a distribution, of a revision, or all open ones, oldest first."""
        with self._database.looking() as connection:
            return orders.listed(connection, distribution_id, revision_id, open_only=open_only)

    def claim(
        self,
        owner: str,
        at: datetime,
        seconds: float,
        *,
        limit: int = 1,
        lanes: Iterable[Lane] | None = None,
        delivery_id: str = "",
    ) -> Sequence[Claim]:
        """Take up to `limit` due deliveries nobody holds, the most urgent lane first, in each lane in turns."""
        wanted = _LANES if lanes is None else tuple(filter(set(lanes).__contains__, _LANES))
        with self._database.writing() as connection:
            if delivery_id:
                return leases.claim_one(connection, owner, at, seconds, wanted, delivery_id)[: max(limit, 0)]
            return leases.claim(connection, self._rounds, owner, at, seconds, limit, wanted)

    def due(self, at: datetime, *, limit: int = 100) -> Sequence[Due]:
        """Return what `claim` could give, up to `limit` of each lane, in turns as it does; nothing is taken."""
        with self._database.reading() as connection:
            return outlook.due(connection, at, limit)

    def backlog(self, at: datetime) -> Sequence[Backlog]:
        """Return how much open work there is, by platform, lane and stage, in this order."""
        with self._database.reading() as connection:
            return outlook.backlog(connection, at)

    def renew(self, claim: Claim, at: datetime, seconds: float) -> Claim:
        """Hold a claim longer."""
        with self._database.writing() as connection:
            return leases.renew(connection, claim, at, seconds)

    def held(self, *, after: datetime) -> Sequence[Claim]:
        """Return the claims that end after a moment."""
        with self._database.reading() as connection:
            return leases.held(connection, after)

    def commit(
        self,
        claim: Claim,
        delivery: Delivery,
        *,
        distribution: Distribution | None = None,
        events: Sequence[Event] = (),
        release: bool = False,
    ) -> Claim:
        """Write what was done under a claim, all or nothing; `release` gives the claim back."""
        with self._database.writing() as connection:
            return leases.commit(connection, claim, delivery, distribution, events, release=release)

    def record(self, distribution: Distribution, events: Sequence[Event]) -> Distribution:
        """Write a distribution and its events without a claim."""
        with self._database.writing() as connection:
            heads = timeline.hold(connection, {distribution.id, *(event.distribution_id for event in events)})
            return timeline.write_distribution(connection, heads, distribution, events)

    def amend(self, delivery: Delivery, event: Event) -> None:
        """Write an order that nobody holds at the moment of the event."""
        with self._database.writing() as connection:
            orders.amend(connection, delivery, event)

    def amend_all(
        self, selection: Selection, amendment: Amendment, event: Event, *, after: str = "", limit: int = 1000
    ) -> Amended:
        """Amend many open orders at once, all that fit and that nobody holds."""
        with self._database.writing() as connection:
            return bulk.amend_all(connection, selection, amendment, event, after, limit)

    def tally(self) -> Sequence[Tally]:
        """Return how many distributions stand where, by platform and status."""
        with self._database.reading() as connection:
            return figures.tally(connection)

    def roll_ups(self, *, after: str = "", limit: int = 100) -> Sequence[RollUp]:
        """Return a page of products, in the order of their GTINs, each with where it stands."""
        with self._database.reading() as connection:
            return figures.roll_ups(connection, after, limit)

    def overdue(
        self, since: Mapping[str, datetime], *, after: Delivery | None = None, limit: int = 100
    ) -> Sequence[Delivery]:
        """Return open orders, the oldest first, that were made at or before the moment given for their platform."""
        with self._database.reading() as connection:
            return figures.overdue(connection, since, after, limit)

    def events(self, distribution_id: str, *, after: int = 0, limit: int = 1000) -> Sequence[Event]:
        """Return a page of a distribution's timeline, oldest first."""
        with self._database.looking() as connection:
            return timeline.timeline(connection, distribution_id, after, limit)

    def knows_report(self, distribution_id: str, report_id: str) -> bool:
        """Return whether a report was recorded before."""
        with self._database.looking() as connection:
            return timeline.knows_report(connection, distribution_id, report_id)

    def seal(self, at: datetime) -> Seal | None:
        """Put a seal under what happened since the last one, and return the newest; None where nothing ever did."""
        return audit.seal(self._database, at)

    def audit(self, *, expected: str = "", watch: Counted | None = None) -> Audit:
        """Read every event and every seal, and return what is not as it was written."""
        with self._database.snapshot() as connection:
            return audit.audit(connection, expected, watch)

    def recall(self, kind: str, key: str) -> str | None:
        """Return what was remembered about some content, as JSON; None for nothing."""
        with self._database.looking() as connection:
            found = _MEMO.first(connection, {"of": kind, "named": key})
            return None if found is None else found["value"]

    def recall_many(self, kind: str, keys: Iterable[str]) -> Mapping[str, str]:
        """Return what was remembered under some keys, as JSON by key; a key nothing is known of is left out."""
        wanted = list(dict.fromkeys(keys))
        found: dict[str, str] = {}
        for first in range(0, len(wanted), timeline.AT_ONCE):
            some = wanted[first : first + timeline.AT_ONCE]
            asked = {"of": kind, **{f"named_{number}": key for number, key in enumerate(some)}}
            with self._database.looking() as connection:
                found.update((row["key"], row["value"]) for row in _memos(len(some)).all(connection, asked))
        return found

    def remember(self, kind: str, key: str, value: str) -> None:
        """Remember something that follows from content alone; what is remembered last counts."""
        with self._database.writing() as connection:
            upsert_if(connection, memos, {"kind": kind, "key": key, "value": value}, condition=_ALWAYS)

    def lock(self, name: str, owner: str, at: datetime, seconds: float) -> bool:
        """Take or renew a named lease; False while somebody else holds it."""
        with self._database.writing() as connection:
            return leases.lock(connection, name, owner, at, seconds)

    def unlock(self, name: str, owner: str) -> None:
        """Give a named lease back; nothing happens where it is not ours."""
        with self._database.writing() as connection:
            leases.unlock(connection, name, owner)

    def next_due(self) -> datetime | None:
        """Return the moment `claim` could give the next delivery; a held one counts from the end of its lease."""
        with self._database.looking() as connection:
            return leases.next_due(connection)

    def close(self) -> None:
        """Give back connections; the ledger may not be used afterwards."""
        self._database.close()


def _reopen(url: str, create: bool) -> SqlLedger:
    return SqlLedger(url, create=create)


def _revision(connection: Connection, revision_id: str) -> Revision:
    row = _REVISION.first(connection, {"wanted": revision_id})
    if row is None:
        raise NotFoundError(f"no revision {revision_id}", revision=revision_id)
    return revision_in(row)


__all__ = ["SqlLedger"]
