"""Distribution: one release on one platform, for good. Delivery: one order sent to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum

from attrs import evolve, field, frozen

from tunemantra.core.after import BLOCKED, After
from tunemantra.core.finding import Finding
from tunemantra.core.status import State

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When an order is due that somebody has paused."""


class OrderKind(StrEnum):
    """What a delivery orders."""

    INSERT = "insert"
    UPDATE = "update"
    TAKEDOWN = "takedown"


class Lane(StrEnum):
    """How urgent a delivery is, the most urgent first."""

    EMERGENCY = "emergency"
    HIGH = "high"
    NORMAL = "normal"
    BULK = "bulk"

    @property
    def rank(self) -> int:
        """Return 0 for the most urgent lane."""
        return list(Lane).index(self)


class Stage(StrEnum):
    """The station a delivery has reached on its way through the house."""

    PREPARE = "prepare"
    TRANSFORM = "transform"
    VALIDATE = "validate"
    PACKAGE = "package"
    DELIVER = "deliver"
    TRACK = "track"
    END = "end"

    @property
    def media(self) -> bool:
        """Return whether the station works on masters, which takes cores rather than connections."""
        return self in {Stage.PREPARE, Stage.TRANSFORM}


class Outcome(StrEnum):
    """How a delivery ended; `OPEN` while it has not."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    REJECTED = "rejected"
    FAILED = "failed"
    CANCELLED = "cancelled"


@frozen
class Revision:
    """A release, frozen: canonical JSON and its hash.

    Args:
        id: SHA-256 of the document, 64 hex digits.
        icpn: the product's GTIN.
        document: canonical JSON of `core.Release` with content-addressed assets.
        created_at: aware.
    """

    id: str
    icpn: str
    document: str
    created_at: datetime


@frozen
class TrackState:
    """Where one track stands on a platform, with the reason if the platform gave one."""

    isrc: str
    state: State
    reason: str = ""


@frozen
class Distribution:
    """One release on one platform.

    Args:
        id: opaque.
        icpn: the product's GTIN.
        platform: key.
        state: the seven-state machine.
        tracks: track states, where the platform reports them.
        external_ids: the platform's ids as `(kind, value)`.
        revision_id: what the platform has acknowledged last; empty before.
        version: counts writes, for compare-and-swap.
    """

    id: str
    icpn: str
    platform: str
    state: State = State()
    tracks: tuple[TrackState, ...] = ()
    external_ids: tuple[tuple[str, str], ...] = ()
    revision_id: str = ""
    version: int = 0

    def external_id(self, kind: str) -> str:
        """Return the platform's id of one kind, or an empty text."""
        return dict(self.external_ids).get(kind, "")

    def with_external_ids(self, ids: Mapping[str, str]) -> Distribution:
        """Return the distribution knowing further ids."""
        return evolve(self, external_ids=tuple(sorted({**dict(self.external_ids), **ids}.items())))


@frozen
class Delivery:
    """One order sent to one platform.

    Args:
        id: opaque; also the idempotency key towards the platform.
        distribution_id: what it belongs to.
        platform, icpn: repeated here, so that a worker needs one look.
        revision_id: what is sent.
        kind: insert, update, takedown.
        sequence: order within the distribution, from 1; an older one never overtakes a newer one.
        lane: urgency.
        created_at: aware; names batches, so that a retry makes the same package.
        due_at: aware; the next moment there is something to do.
        stage: station reached.
        outcome: how it ended.
        attempts: failed tries since the last success.
        waiting: for what it waits, in words; empty where it does not.
        package: JSON of the package once it is built; empty before.
        receipt: JSON of the platform's receipt once it is sent; empty before.
        findings: what the checks said.
        reason: the last error in one sentence; empty where there was none.
        key: the caller's idempotency key.
        actor: who ordered it.
        organisation: whose order it is, where several share one ledger; organisations take turns.
        after: where a release has to be before this one is sent.
        batch: id of the batch it goes in, or `core.batch.ALONE`; empty where nobody has put it into one.
        version: counts writes, so that an order read long ago is not written over a newer one.
    """

    id: str
    distribution_id: str
    platform: str
    icpn: str
    revision_id: str
    kind: OrderKind
    sequence: int
    created_at: datetime
    due_at: datetime
    lane: Lane = Lane.NORMAL
    stage: Stage = Stage.PREPARE
    outcome: Outcome = Outcome.OPEN
    attempts: int = 0
    waiting: str = ""
    package: str = ""
    receipt: str = ""
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    key: str = ""
    actor: str = ""
    organisation: str = ""
    after: tuple[After, ...] = ()
    batch: str = ""
    version: int = 0

    @property
    def open(self) -> bool:
        """Return whether there is still something to do."""
        return self.outcome is Outcome.OPEN

    @property
    def paused(self) -> bool:
        """Return whether somebody has paused it."""
        return self.open and self.due_at == NEVER

    @property
    def blocked(self) -> bool:
        """Return whether it waits for something that will not come by itself."""
        return self.open and self.waiting.startswith(BLOCKED)


@frozen
class Event:
    """Something that happened to a distribution; never changed, never removed.

    Args:
        distribution_id: whose timeline.
        at: our time, aware.
        kind: dotted word: `order.opened`, `stage.done`, `status.changed`, `report.late`, `delivery.failed`.
        message: one sentence for people.
        actor: who or what did it.
        reason: why, in the words of whoever ordered it; empty where nobody said.
        delivery_id: the order it belongs to; empty for none.
        status, substate: the state after it, in our words; empty where it did not change.
        before, after: what changed, as it was and as it became: the status, or the order's stage, outcome, lane, tries
            and due moment; empty where nothing did. Of an order, the ledger fills them in.
        native: the platform's word, verbatim; empty for none.
        report_id: the platform's id of the report, for telling repeats; empty for none.
        data: further facts as `(name, value)`; never a secret.
        sequence: position in the ledger, given by it.
    """

    distribution_id: str
    at: datetime
    kind: str
    message: str
    actor: str = ""
    delivery_id: str = ""
    status: str = ""
    substate: str = ""
    native: str = ""
    reason: str = ""
    before: str = ""
    after: str = ""
    report_id: str = ""
    data: tuple[tuple[str, str], ...] = field(default=())
    sequence: int = 0


__all__ = [
    "NEVER",
    "Delivery",
    "Distribution",
    "Event",
    "Lane",
    "OrderKind",
    "Outcome",
    "Revision",
    "Stage",
    "TrackState",
]
