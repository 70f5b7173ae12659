"""Where the truth is kept: the ledger of orders and the store of bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final, Protocol, runtime_checkable

from attrs import frozen

from tunemantra.core.amendment import Amended, Amendment, Selection
from tunemantra.core.audit import Audit, Seal
from tunemantra.core.distribution import Delivery, Distribution, Event, Lane, Revision, Stage
from tunemantra.core.status import Status
from tunemantra.ports.batches import BatchBook


@frozen
class Stored:
    """Bytes in the asset store: their SHA-256 (64 hex digits) and size."""

    sha256: str
    size: int


class AssetStore(Protocol):
    """Bytes by their own hash. Safe to use from several threads and processes.

    *Contract.* A write MUST be atomic: a reader sees the whole file or none, and a killed writer leaves nothing under
    a hash. The same bytes MUST be kept once. A read MUST fail with `AssetCorruptError` rather than hand out bytes that
    do not match their hash; `AssetMissingError` where there are none.
    """

    def put_file(self, source: Path) -> Stored:
        """Copy a file in, hashing while copying."""

    def adopt(self, source: Path) -> Stored:
        """Move a file of our own in (made by `staging`), hashing it; the source is gone afterwards.

        It is for what can be made again: a power failure may lose it, as long as reading says so.
        """

    def put_bytes(self, content: bytes) -> Stored:
        """Keep a document."""

    def open(self, sha256: str) -> BinaryIO:
        """Return a seekable stream; reading it to its end verifies the hash."""

    def read(self, sha256: str, *, limit: int = 64 * 1024 * 1024) -> bytes:
        """Return a document's bytes, verified; refuse more than `limit` bytes."""

    def path(self, sha256: str) -> Path:
        """Return a local path for tools that need one; never write to it."""

    def has(self, sha256: str) -> bool:
        """Return whether the bytes are there."""

    def staging(self) -> AbstractContextManager[Path]:
        """Return an empty folder on the store's own file system, removed afterwards."""


@runtime_checkable
class SupportsKeeping(Protocol):
    """An asset store that may take a file in by a second name first, and copy it when there is time."""

    def keep(self, *, older: float = 0.0) -> bool:
        """Make one such file our own; False where none has waited for `older` seconds.

        Raises:
            AssetError: it cannot be copied now.
        """


@runtime_checkable
class SupportsTidying(Protocol):
    """An asset store in which killed processes may leave something that is no asset."""

    def tidy(self, *, older: float) -> int:
        """Remove what nothing was written to for `older` seconds, and return how many things went.

        Raises:
            AssetError: the disk refuses.
        """


@frozen
class Tally:
    """How many distributions of a platform have a status."""

    platform: str
    status: Status
    count: int


@frozen
class RollUp:
    """On how many platforms a product has which status; without those that count none."""

    icpn: str
    counts: tuple[tuple[Status, int], ...]


Counted = Callable[[int, int], None]
"""Hears how far something is: how many were read, and how many there are."""


@frozen
class Claim:
    """The right to work on a delivery until `until`; `token` fences writes of a worker that lost it."""

    delivery: Delivery
    owner: str
    token: int
    until: datetime


@frozen
class Due:
    """A delivery that could be claimed now, and what a queue has to know of it.

    Args:
        delivery_id: whose turn it is.
        lane, stage: where it goes on.
        token: another one each time somebody took it or gave it back; the same one means that nobody has.
    """

    delivery_id: str
    lane: Lane
    stage: Stage
    token: int


@frozen
class Backlog:
    """The open deliveries of one lane and stage on one platform.

    Args:
        platform: key.
        lane, stage: which.
        due: how many are due that nobody works on.
        held: how many somebody works on.
        later: how many are due later.
        oldest: since when the longest waiting of the due ones is due, aware; None where none is.
    """

    platform: str
    lane: Lane
    stage: Stage
    due: int
    held: int
    later: int
    oldest: datetime | None


FAR: Final = 10
"""Times its own length that no lease ends from now, unless clocks disagree."""


class Ledger(Protocol):
    """The truth: revisions, distributions, deliveries, append-only events. One transaction a call.

    Safe to use from several threads and processes.

    *Contract.* Events MUST never change; each is linked to the one before it of its distribution by `core.audit.link`,
    and `core.audit.told` says on it what became of its order. Two owners MUST never hold one delivery; a write with a
    lost claim MUST fail with `LeaseLostError` and change nothing. Of one distribution only the oldest open delivery may
    be claimed. Deliveries due in the future MUST NOT hide one that is due. Unknown ids raise `NotFoundError`.
    """

    @property
    def batches(self) -> BatchBook:
        """Return the batches, kept with everything else."""

    def add_revision(self, revision: Revision) -> None:
        """Keep a revision; the same one again changes nothing."""

    def revision(self, revision_id: str) -> Revision:
        """Return a revision."""

    def open_distribution(self, icpn: str, platform: str, at: datetime) -> Distribution:
        """Return the distribution of a product on a platform, made if there is none."""

    def open_distributions(self, products: Iterable[tuple[str, str]], at: datetime) -> Sequence[Distribution]:
        """Return the distributions of many `(icpn, platform)` in their order, made where there are none, at once."""

    def distribution(self, distribution_id: str) -> Distribution:
        """Return a distribution."""

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

    def add_delivery(self, delivery: Delivery, event: Event) -> Delivery:
        """Add an order; its sequence is given here (the next of its distribution).

        The same `key` again returns the delivery that stands, if revision and kind agree, and adds nothing. Keys are
        compared among the deliveries of one platform, so that one key may fan out to many; an empty one with none.

        Raises:
            ConflictError: the key stands with another revision or kind.
        """

    def add_deliveries(self, orders: Iterable[tuple[Delivery, Event]]) -> Sequence[Delivery]:
        """Add many orders with their events at once, each as `add_delivery` adds one; all of them or none.

        Returns what stands for each, in their order.
        """

    def delivery(self, delivery_id: str) -> Delivery:
        """Return a delivery."""

    def deliveries(
        self, *, distribution_id: str = "", revision_id: str = "", open_only: bool = False
    ) -> Sequence[Delivery]:
        """Return the deliveries of a distribution, of a revision, or all open ones, oldest first."""

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
        """Take up to `limit` due deliveries nobody holds, the most urgent lane first.

        Within a lane the organisations and platforms take turns (`core.sharing`): whoever was served longest ago, and
        of those never served who is due the longest; of one organisation on one platform the longest due first. A
        ledger in each process goes round by itself. With very many of them, it may look at some in one claim and at the
        next ones in the next.

        With `delivery_id` that one alone, where it could be taken; an unknown id is none that is due.
        """

    def due(self, at: datetime, *, limit: int = 100) -> Sequence[Due]:
        """Return what `claim` could give, up to `limit` of each lane, in turns as it does; nothing is taken."""

    def backlog(self, at: datetime) -> Sequence[Backlog]:
        """Return how much open work there is, by platform, lane and stage, in this order."""

    def renew(self, claim: Claim, at: datetime, seconds: float) -> Claim:
        """Hold a claim longer; 0 seconds end it, whoever holds it."""

    def held(self, *, after: datetime) -> Sequence[Claim]:
        """Return the claims that end after a moment, up to 1000: none where all clocks have always agreed."""

    def commit(
        self,
        claim: Claim,
        delivery: Delivery,
        *,
        distribution: Distribution | None = None,
        events: Sequence[Event] = (),
        release: bool = False,
    ) -> Claim:
        """Write what was done under a claim, all or nothing; `release` gives the claim back.

        `distribution.version` is compared and counted up.

        Raises:
            LeaseLostError: the claim is no longer ours.
            ConflictError: the distribution was written by somebody else; read it again.
        """

    def record(self, distribution: Distribution, events: Sequence[Event]) -> Distribution:
        """Write a distribution and its events without a claim (reports that come in by themselves).

        Raises:
            ConflictError: the distribution was written by somebody else, or a `report_id` is known already.
        """

    def amend(self, delivery: Delivery, event: Event) -> None:
        """Write an order that nobody holds (cancel, another lane, due now).

        Raises:
            ConflictError: somebody holds it at the moment of the event, or wrote it since it was read (`version`).
        """

    def amend_all(
        self, selection: Selection, amendment: Amendment, event: Event, *, after: str = "", limit: int = 1000
    ) -> Amended:
        """Amend many open orders at once, all that fit and that nobody holds; each has the event on its timeline.

        Args:
            selection: which.
            amendment: what becomes of them.
            event: what happened, when, who and why; whose it is, is filled in for each.
            after: id of the last order of the call before; empty for the first.
            limit: how many are looked at, in the order of their ids.
        """

    def tally(self) -> Sequence[Tally]:
        """Return how many distributions stand where, by platform and status; without those that count none."""

    def roll_ups(self, *, after: str = "", limit: int = 100) -> Sequence[RollUp]:
        """Return a page of products, in the order of their GTINs, those after `after`, each with where it stands."""

    def overdue(
        self, since: Mapping[str, datetime], *, after: Delivery | None = None, limit: int = 100
    ) -> Sequence[Delivery]:
        """Return open orders, the oldest first, that were made at or before the moment given for their platform.

        Args:
            since: moments by key; other platforms are not looked at.
            after: the last one of the page before; None for the first.
            limit: how many.
        """

    def events(self, distribution_id: str, *, after: int = 0, limit: int = 1000) -> Sequence[Event]:
        """Return a page of a distribution's timeline, oldest first."""

    def knows_report(self, distribution_id: str, report_id: str) -> bool:
        """Return whether a report was recorded before."""

    def seal(self, at: datetime) -> Seal | None:
        """Put a seal under what happened since the last one, and return the newest; None where nothing ever did.

        Its hash, noted elsewhere, proves later that nothing before it was changed, whoever had the database.
        """

    def audit(self, *, expected: str = "", watch: Counted | None = None) -> Audit:
        """Read every event and every seal, and return what is not as it was written; nothing is changed.

        Args:
            expected: hash of a seal that has to be there; empty for none.
            watch: hears how far the reading is.
        """

    def recall(self, kind: str, key: str) -> str | None:
        """Return what was remembered about some content, as JSON; None for nothing."""

    def recall_many(self, kind: str, keys: Iterable[str]) -> Mapping[str, str]:
        """Return what was remembered under some keys, as JSON by key; a key nothing is known of is left out."""

    def remember(self, kind: str, key: str, value: str) -> None:
        """Remember, as JSON, what follows from content alone (a rendition, a measurement); the last one counts."""

    def lock(self, name: str, owner: str, at: datetime, seconds: float) -> bool:
        """Take or renew a named lease; False while somebody else holds it.

        One that ends more than `FAR` times its seconds from now was taken before a clock was set back, and is free.
        """

    def unlock(self, name: str, owner: str) -> None:
        """Give a named lease back; nothing happens where it is not ours."""

    def next_due(self) -> datetime | None:
        """Return the moment `claim` could give the next delivery, None for none.

        A delivery that is held counts from the end of its lease: should its worker die, somebody wakes up for it.
        """

    def close(self) -> None:
        """Give back connections; the ledger may not be used afterwards."""


__all__ = ["AssetStore", "Backlog", "Claim", "Counted", "Due", "Ledger", "RollUp", "Stored", "Tally"]
