"""The ledger in memory: the shortest thing that keeps its contract."""

from __future__ import annotations

import threading
import uuid
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from attrs import evolve

from tunemantra.contrib.memory import figures, locks, orders, outlook
from tunemantra.contrib.memory.batches import MemoryBatches
from tunemantra.contrib.memory.timeline import Timeline
from tunemantra.core.amendment import Amended, Amendment, Selection
from tunemantra.core.audit import told
from tunemantra.core.distribution import Delivery, Distribution, Event, Lane, Revision
from tunemantra.core.sharing import Turns, shared_out
from tunemantra.core.status import State
from tunemantra.errors import ConflictError, LeaseLostError, StateError
from tunemantra.ports.storage import Backlog, Claim, Due, RollUp, Tally

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from tunemantra.core.audit import Audit, Seal
    from tunemantra.core.status import Status
    from tunemantra.ports.storage import Counted


class MemoryLedger:
    """`ports.storage.Ledger` for tests and for trying things out: everything is gone with the process.

    Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._guard = threading.RLock()
        self._closed = False
        self._revisions: dict[str, Revision] = {}
        self._distributions: dict[str, Distribution] = {}
        self._deliveries: dict[str, orders.Held] = {}
        self._timeline = Timeline()
        self._turns = Turns()
        self._memos: dict[tuple[str, str], str] = {}
        self._locks = locks.Locks()
        self.batches = MemoryBatches(self._using, lambda: self._deliveries)

    def __repr__(self) -> str:
        return f"MemoryLedger({len(self._distributions)} distributions, {len(self._deliveries)} deliveries)"

    def add_revision(self, revision: Revision) -> None:
        """Keep a revision; the same one again changes nothing."""
        with self._using():
            stands = self._revisions.setdefault(revision.id, revision)
            if stands.document != revision.document:
                raise ConflictError(f"revision {revision.id} stands with another document")

    def revision(self, revision_id: str) -> Revision:
        """Return a revision."""
        with self._using():
            return orders.found(self._revisions, revision_id, "revision")

    def open_distribution(self, icpn: str, platform: str, at: datetime) -> Distribution:
        """Return the distribution of a product on a platform, made if there is none."""
        identity = str(uuid.uuid5(uuid.NAMESPACE_URL, f"tunemantra:{platform}/{icpn}"))
        with self._using():
            fresh = Distribution(identity, icpn, platform, State(since=at))
            return self._distributions.setdefault(identity, fresh)

    def open_distributions(self, products: Iterable[tuple[str, str]], at: datetime) -> Sequence[Distribution]:
        """Return the distributions of many products, made where there are none."""
        with self._using():
            return [self.open_distribution(icpn, platform, at) for icpn, platform in products]

    def distribution(self, distribution_id: str) -> Distribution:
        """Return a distribution."""
        with self._using():
            return orders.found(self._distributions, distribution_id, "distribution")

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
        with self._using():
            found = [
                one
                for one in self._distributions.values()
                if (not icpn or one.icpn == icpn)
                and (not platform or one.platform == platform)
                and (status is None or one.state.status is status)
                and one.id > after
            ]
        return sorted(found, key=lambda one: one.id)[:limit]

    def add_delivery(self, delivery: Delivery, event: Event) -> Delivery:
        """Add an order; keys are compared among the orders of one platform, so that one key may fan out to many."""
        with self._using():
            self._require_distributions(delivery.distribution_id, event.distribution_id)
            stands = self._standing(delivery)
            if stands is not None:
                return stands
            if delivery.revision_id:
                orders.found(self._revisions, delivery.revision_id, "revision")
            if delivery.id in self._deliveries:
                raise ConflictError(f"delivery {delivery.id} is there already")
            self._require_fresh([event])
            past = orders.listed(self._deliveries.values(), delivery.distribution_id, "", open_only=False)
            added = evolve(delivery, sequence=len(past) + 1, version=0)
            self._deliveries[delivery.id] = orders.Held(added)
            self._timeline.add([told(event, None, added)])
            return added

    def add_deliveries(self, orders: Iterable[tuple[Delivery, Event]]) -> Sequence[Delivery]:
        """Add many orders at once; all of them or none."""
        with self._using():
            stood, happened = dict(self._deliveries), self._timeline.copy()
            try:
                return [self.add_delivery(delivery, event) for delivery, event in orders]
            except BaseException:
                self._deliveries, self._timeline = stood, happened
                raise

    def _standing(self, delivery: Delivery) -> Delivery | None:
        return orders.standing(self._deliveries.values(), delivery)

    def _first_open(self) -> Collection[orders.Held]:
        return orders.first_open(self._deliveries.values())

    def delivery(self, delivery_id: str) -> Delivery:
        """Return a delivery."""
        with self._using():
            return orders.found(self._deliveries, delivery_id, "delivery").delivery

    def deliveries(
        self, *, distribution_id: str = "", revision_id: str = "", open_only: bool = False
    ) -> Sequence[Delivery]:
        """Return the deliveries of a distribution, of a revision, or all open ones, oldest first."""
        with self._using():
            return orders.listed(self._deliveries.values(), distribution_id, revision_id, open_only=open_only)

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
        taken: list[Claim] = []
        with self._using():
            if delivery_id:
                return self._claim_one(owner, at, seconds, limit, set(Lane if lanes is None else lanes), delivery_id)
            for lane in sorted(set(Lane if lanes is None else lanes), key=lambda lane: lane.rank):
                waiting = orders.queues(self._first_open(), lane, at)
                heads = [(share, queue[0].ready) for share, queue in waiting.items()]
                got = shared_out(self._turns, heads, limit - len(taken), partial(orders.pop, waiting))
                taken += [self._take(held, owner, at + timedelta(seconds=seconds)) for held in got]
        return taken

    def _claim_one(
        self, owner: str, at: datetime, seconds: float, limit: int, lanes: set[Lane], delivery_id: str
    ) -> Sequence[Claim]:
        due = [held for held in self._first_open() if held.delivery.id == delivery_id and held.ready <= at]
        some = [held for held in due if held.delivery.lane in lanes][: max(limit, 0)]
        return [self._take(held, owner, at + timedelta(seconds=seconds)) for held in some]

    def due(self, at: datetime, *, limit: int = 100) -> Sequence[Due]:
        """Return what `claim` could give, up to `limit` of each lane, in turns as it does; nothing is taken."""
        with self._using():
            return outlook.due(self._first_open(), at, limit)

    def backlog(self, at: datetime) -> Sequence[Backlog]:
        """Return how much open work there is, by platform, lane and stage, in this order."""
        with self._using():
            return outlook.backlog(self._deliveries.values(), at)

    @staticmethod
    def _take(held: orders.Held, owner: str, until: datetime) -> Claim:
        held.owner, held.token, held.until = owner, held.token + 1, until
        return Claim(held.delivery, owner, held.token, until)

    def renew(self, claim: Claim, at: datetime, seconds: float) -> Claim:
        """Hold a claim longer, also one that ran out and that nobody took since."""
        with self._using():
            held = self._ours(claim)
            held.until = at + timedelta(seconds=seconds)
            return evolve(claim, until=held.until)

    def held(self, *, after: datetime) -> Sequence[Claim]:
        """Return the claims that end after a moment."""
        with self._using():
            return orders.held_after(self._deliveries.values(), after)

    def _ours(self, claim: Claim) -> orders.Held:
        held = orders.found(self._deliveries, claim.delivery.id, "delivery")
        if (held.owner, held.token) != (claim.owner, claim.token):
            raise LeaseLostError(f"delivery {claim.delivery.id} is no longer held by {claim.owner}")
        return held

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
        with self._using():
            ours = claim.delivery.distribution_id
            self._require_distributions(ours, *(event.distribution_id for event in events))
            held = self._ours(claim)
            if delivery.id != claim.delivery.id or (distribution is not None and distribution.id != ours):
                raise ConflictError(f"the claim is for delivery {claim.delivery.id} alone")
            orders.same_order(held.delivery, delivery)
            if distribution is not None:
                self._require_unwritten(distribution)
            self._require_fresh(events)
            said = [told(event, held.delivery, delivery) for event in events]
            held.delivery = evolve(delivery, version=held.delivery.version + 1)
            if release:
                held.owner, held.token, held.until = "", held.token + 1, None
            if distribution is not None:
                self._write(distribution)
            self._timeline.add(said)
            return evolve(claim, delivery=held.delivery)

    def record(self, distribution: Distribution, events: Sequence[Event]) -> Distribution:
        """Write a distribution and its events without a claim."""
        with self._using():
            self._require_distributions(distribution.id, *(event.distribution_id for event in events))
            self._require_unwritten(distribution)
            self._require_fresh(events)
            self._timeline.add(events)
            return self._write(distribution)

    def amend(self, delivery: Delivery, event: Event) -> None:
        """Write an order that nobody holds at the moment of the event."""
        with self._using():
            self._require_distributions(delivery.distribution_id, event.distribution_id)
            held = orders.found(self._deliveries, delivery.id, "delivery")
            if not held.free(event.at):
                raise ConflictError(f"delivery {delivery.id} is being worked on", hint="try again in a moment")
            if held.delivery.version != delivery.version:
                raise ConflictError(f"delivery {delivery.id} was written by somebody else", hint="read it again")
            orders.same_order(held.delivery, delivery)
            self._require_fresh([event])
            said = told(event, held.delivery, delivery)
            held.delivery = evolve(delivery, version=delivery.version + 1)
            held.owner, held.token, held.until = "", held.token + 1, None
            self._timeline.add([said])

    def amend_all(
        self, selection: Selection, amendment: Amendment, event: Event, *, after: str = "", limit: int = 1000
    ) -> Amended:
        """Amend many open orders at once, all that fit and that nobody holds."""
        with self._using():
            fit = sorted(one for one, held in self._deliveries.items() if selection.fits(held.delivery) and one > after)
            changed, held, late = [], [], []
            for one in fit[:limit]:
                delivery = self._deliveries[one].delivery
                amended = amendment.of(delivery)
                if not self._deliveries[one].free(event.at):
                    held.append(one)
                elif amended is None:
                    late.append(one)
                else:
                    about = {"distribution_id": delivery.distribution_id, "delivery_id": one}
                    self.amend(amended, evolve(event, **about))  # type: ignore[arg-type]
                    changed.append(self._deliveries[one].delivery)
            return Amended(tuple(changed), tuple(held), tuple(late), fit[limit - 1] if 0 < limit < len(fit) else "")

    def tally(self) -> Sequence[Tally]:
        """Return how many distributions stand where, by platform and status."""
        with self._using():
            return figures.tally(self._distributions.values())

    def roll_ups(self, *, after: str = "", limit: int = 100) -> Sequence[RollUp]:
        """Return a page of products, in the order of their GTINs, each with where it stands."""
        with self._using():
            return figures.roll_ups(self._distributions.values(), after, limit)

    def overdue(
        self, since: Mapping[str, datetime], *, after: Delivery | None = None, limit: int = 100
    ) -> Sequence[Delivery]:
        """Return open orders, the oldest first, that were made at or before the moment given for their platform."""
        with self._using():
            return figures.overdue((held.delivery for held in self._deliveries.values()), since, after, limit)

    def events(self, distribution_id: str, *, after: int = 0, limit: int = 1000) -> Sequence[Event]:
        """Return a page of a distribution's timeline, oldest first."""
        with self._using():
            self._require_distributions(distribution_id)
            return [one for one in self._timeline.of(distribution_id) if one.sequence > after][:limit]

    def knows_report(self, distribution_id: str, report_id: str) -> bool:
        """Return whether a report was recorded before."""
        with self._using():
            return bool(report_id) and any(one.report_id == report_id for one in self._timeline.of(distribution_id))

    def seal(self, at: datetime) -> Seal | None:
        """Put a seal under what happened since the last one, and return the newest; None where nothing ever did."""
        with self._using():
            return self._timeline.seal(at)

    def audit(self, *, expected: str = "", watch: Counted | None = None) -> Audit:
        """Read every event and every seal, and return what is not as it was written."""
        with self._using():
            found = self._timeline.audit(self._distributions, expected)
        if watch is not None:
            watch(found.events, found.events)
        return found

    def recall(self, kind: str, key: str) -> str | None:
        """Return what was remembered about some content, as JSON; None for nothing."""
        with self._using():
            return self._memos.get((kind, key))

    def recall_many(self, kind: str, keys: Iterable[str]) -> Mapping[str, str]:
        """Return what was remembered under some keys, as JSON by key; a key nothing is known of is left out."""
        with self._using():
            return {key: self._memos[kind, key] for key in keys if (kind, key) in self._memos}

    def remember(self, kind: str, key: str, value: str) -> None:
        """Remember something that follows from content alone; what is remembered last counts."""
        with self._using():
            self._memos[kind, key] = value

    def lock(self, name: str, owner: str, at: datetime, seconds: float) -> bool:
        """Take or renew a named lease; False while somebody else holds it."""
        with self._using():
            return self._locks.take(name, owner, at, seconds)

    def unlock(self, name: str, owner: str) -> None:
        """Give a named lease back; nothing happens where it is not ours."""
        with self._using():
            self._locks.give_back(name, owner)

    def next_due(self) -> datetime | None:
        """Return the moment `claim` could give the next delivery; a held one counts from the end of its lease."""
        with self._using():
            moments = [held.ready for held in self._first_open()]
        return min(moments, default=None)

    def close(self) -> None:
        """Refuse further use."""
        with self._guard:
            self._closed = True

    @contextmanager
    def _using(self) -> Iterator[None]:
        with self._guard:
            if self._closed:
                raise StateError("the ledger is closed")
            yield

    def _require_distributions(self, *distribution_ids: str) -> None:
        for distribution_id in distribution_ids:
            orders.found(self._distributions, distribution_id, "distribution")

    def _require_unwritten(self, distribution: Distribution) -> None:
        stands = orders.found(self._distributions, distribution.id, "distribution")
        if stands.version != distribution.version:
            raise ConflictError(f"distribution {distribution.id} was written by somebody else", hint="read it again")

    def _require_fresh(self, events: Sequence[Event]) -> None:
        known = {(one.distribution_id, one.report_id) for one in self._timeline.events}
        for event in events:
            report = (event.distribution_id, event.report_id)
            if event.report_id and report in known:
                raise ConflictError(f"report {event.report_id} is known already")
            known.add(report)

    def _write(self, distribution: Distribution) -> Distribution:
        written = evolve(
            self._distributions[distribution.id],
            state=distribution.state,
            tracks=distribution.tracks,
            external_ids=distribution.external_ids,
            revision_id=distribution.revision_id,
            version=distribution.version + 1,
        )
        self._distributions[distribution.id] = written
        return written


__all__ = ["MemoryLedger"]
