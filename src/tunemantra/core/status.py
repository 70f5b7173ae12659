"""The seven states of a distribution and the only steps between them (`platform-facts` section 2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from attrs import evolve, field, frozen, validators

from tunemantra.errors import TransitionError


class Status(StrEnum):
    """The closed set, spelled as the specification does."""

    PENDING = "Pending"
    PROCESSING = "Processing"
    DELIVERED = "Delivered"
    LIVE = "Live"
    REJECTED = "Rejected"
    ERROR = "Error"
    TAKEN_DOWN = "Taken Down"


SUBSTATES: Mapping[Status, frozenset[str]] = {
    Status.PENDING: frozenset(
        {"queued", "scheduled", "awaiting-assets", "awaiting-platform-approval", "embargoed", "cancelled"}
    ),
    Status.PROCESSING: frozenset(
        {
            "packaging",
            "uploading",
            "uploaded-unverified",
            "ingesting",
            "in-review",
            "ticket-open",
            "community-vote",
            "fingerprinting",
            "takedown-requested",
        }
    ),
    Status.DELIVERED: frozenset({"acknowledged", "validated", "ready-for-store", "scheduled-live", "preorder-live"}),
    Status.LIVE: frozenset(
        {"all-territories", "partial-territories", "preorder", "streaming-only", "download-only", "unlisted"}
    ),
    Status.REJECTED: frozenset({"content", "metadata", "rights", "policy", "duplicate", "format", "hidden-editorial"}),
    Status.ERROR: frozenset(
        {
            "transport",
            "auth",
            "quota",
            "timeout",
            "checksum",
            "schema",
            "platform-outage",
            "unknown-native-state",
            "internal",
        }
    ),
    Status.TAKEN_DOWN: frozenset({"full", "suspended-until", "superseded"}),
}

TAKEDOWN_REQUESTED = "takedown-requested"
SCHEDULED_LIVE = "scheduled-live"
"""The platform has it on store, but its first moment has not come: the same word means Live once it has."""
UNKNOWN = "unknown-native-state"
"""The status map lacks the platform's word: the same word counts once the map has it."""

_STEPS: Mapping[Status, frozenset[Status]] = {
    Status.PENDING: frozenset({Status.PENDING, Status.PROCESSING, Status.REJECTED, Status.ERROR}),
    Status.PROCESSING: frozenset(Status),
    Status.DELIVERED: frozenset(Status) - {Status.PENDING},
    Status.LIVE: frozenset({Status.LIVE, Status.PROCESSING, Status.REJECTED, Status.ERROR, Status.TAKEN_DOWN}),
    Status.REJECTED: frozenset(Status) - {Status.DELIVERED},
    Status.ERROR: frozenset(Status),
    Status.TAKEN_DOWN: frozenset({Status.TAKEN_DOWN, Status.PENDING, Status.PROCESSING, Status.ERROR}),
}
"""A step from Live to Processing is a takedown under way; a report alone never takes it (see `advance`)."""


class Channel(StrEnum):
    """Where a report came from, the more trusted first."""

    API = "api"
    WEBHOOK = "webhook"
    QUEUE = "queue"
    FILE = "file"
    PORTAL = "portal"
    MAIL = "mail"

    @property
    def trust(self) -> int:
        """Return 2 for machine interfaces, 1 for files and portals, 0 for e-mail."""
        return {Channel.PORTAL: 1, Channel.FILE: 1, Channel.MAIL: 0}.get(self, 2)


def _one_of_seven(_state: State, _attribute: object, value: object) -> None:
    if not isinstance(value, Status):
        raise TransitionError(f"{value!r} is no state", hint=f"one of {', '.join(Status)}")


def _good_before_error(state: State, _attribute: object, value: State | None) -> None:
    if value is not None and (state.status is not Status.ERROR or value.status is Status.ERROR):
        raise TransitionError(f"{value} cannot come before {state}", hint="only an Error has a previous, good state")


def _known_substate(state: State, _attribute: object, value: str) -> None:
    if value not in SUBSTATES[state.status]:
        message = f"{state.status.value} has no substate {value!r}"
        raise TransitionError(message, hint=f"one of {', '.join(sorted(SUBSTATES[state.status]))}")


@frozen
class State:
    """Where a distribution (or one of its tracks) stands, with the platform's own word beside ours.

    Args:
        status: one of seven.
        substate: one of `SUBSTATES[status]`.
        native: the platform's word, verbatim.
        since: when this state was reached, aware.
        channel: who said so; None where we did.
        seen: platform time and sequence of the newest report that was applied.
        previous: the last good state while the status is Error.
    """

    status: Status = field(default=Status.PENDING, validator=_one_of_seven)
    substate: str = field(default="queued", validator=[validators.instance_of(str), _known_substate])
    native: str = ""
    since: datetime | None = None
    channel: Channel | None = None
    seen: tuple[datetime, int] | None = None
    previous: State | None = field(default=None, validator=_good_before_error)

    def __str__(self) -> str:
        return f"{self.status.value}: {self.substate}"


@frozen
class Reported:
    """A platform's word after it went through the platform's status map.

    Args:
        status, substate: what it means; None for a word the map does not know.
        native: the word, verbatim.
        at: platform time, aware.
        sequence: platform order among reports of the same time; 0 where there is none.
        channel: how it reached us.
    """

    status: Status | None
    substate: str
    native: str
    at: datetime
    sequence: int = 0
    channel: Channel = Channel.API


class Verdict(StrEnum):
    """What a report did."""

    APPLIED = "applied"
    REPEATED = "repeated"
    LATE = "late"
    UNKNOWN = "unknown"
    CONFLICT = "conflict"


def may_step(before: Status, after: Status) -> bool:
    """Return whether the machine has this step."""
    return after in _STEPS[before]


def step(state: State, status: Status, substate: str, *, at: datetime, native: str = "") -> State:
    """Return the state after a step of our own.

    Raises:
        TransitionError: the machine has no such step, or the status no such substate.
    """
    if not may_step(state.status, status):
        message = f"{state.status.value} cannot become {status.value}"
        raise TransitionError(message, before=state.status.value, after=status.value)
    previous = _last_good(state) if status is Status.ERROR else None
    return State(status, substate, native or state.native, at, None, state.seen, previous)


def advance(state: State, report: Reported) -> tuple[State, Verdict]:
    """Return the state after a platform's report, and what the report did. Never raises, never guesses.

    Reports count by platform time and sequence, not by arrival; a late or repeated one changes nothing. Of several
    words of one moment the one that leads furthest counts. A word the status map does not know becomes
    `Error: unknown-native-state` and keeps the last good state in `previous`. While a takedown is requested only its
    end counts. A less trusted channel never overturns Live, Rejected or Taken Down of a more trusted one.
    """
    seen = (report.at, report.sequence)
    again = seen == state.seen and report.native == state.native
    if again and state.substate not in {SCHEDULED_LIVE, UNKNOWN}:
        return state, Verdict.REPEATED
    if state.seen is not None and (seen < state.seen or (seen == state.seen and not again and _behind(state, report))):
        return state, Verdict.LATE
    if report.native == state.native and _same(state, report):
        return evolve(state, seen=seen), Verdict.REPEATED
    if not _may_report(state, report):
        return state, Verdict.CONFLICT
    if report.status is None:
        last = _last_good(state)
        unknown = State(Status.ERROR, UNKNOWN, report.native, report.at, report.channel, seen, last)
        return unknown, Verdict.UNKNOWN
    previous = _last_good(state) if report.status is Status.ERROR else None
    return State(
        report.status, report.substate, report.native, report.at, report.channel, seen, previous
    ), Verdict.APPLIED


def _same(state: State, report: Reported) -> bool:
    meaning = (report.status, report.substate) if report.status else (Status.ERROR, UNKNOWN)
    return (state.status, state.substate) == meaning


def _behind(state: State, report: Reported) -> bool:
    """Whether a word of the same moment leads less far; the spelling decides where both lead equally far."""
    ours = _last_good(state) if state.status is Status.ERROR and state.channel is None else state
    rank = _FURTHEST_LAST.index
    return (rank(report.status or Status.ERROR), report.native) < (rank(ours.status), ours.native)


def _may_report(state: State, report: Reported) -> bool:
    before = _last_good(state) if state.status is Status.ERROR else state
    after = report.status
    if after is not None and not may_step(before.status, after):
        return False
    if before.status is Status.LIVE and after is Status.PROCESSING and report.substate != TAKEDOWN_REQUESTED:
        return False
    ends = after in {None, Status.TAKEN_DOWN, Status.ERROR} or report.substate == TAKEDOWN_REQUESTED
    if before.substate == TAKEDOWN_REQUESTED and not ends:
        return False
    settled = before.status in {Status.LIVE, Status.REJECTED, Status.TAKEN_DOWN}
    trusted = before.channel is None or report.channel.trust >= before.channel.trust
    return trusted or not settled or after is before.status


def _last_good(state: State) -> State:
    return state.previous or State() if state.status is Status.ERROR else evolve(state, previous=None)


_FURTHEST_LAST = (
    Status.PENDING,
    Status.PROCESSING,
    Status.DELIVERED,
    Status.REJECTED,
    Status.LIVE,
    Status.TAKEN_DOWN,
    Status.ERROR,
)
_WORST_FIRST = (
    Status.ERROR,
    Status.REJECTED,
    Status.PENDING,
    Status.PROCESSING,
    Status.DELIVERED,
    Status.TAKEN_DOWN,
    Status.LIVE,
)


def aggregate(tracks: Iterable[State]) -> tuple[Status, str] | None:
    """Return status and substate of a release from its tracks; None for no tracks.

    Live if any track is live (`partial-territories` unless all are live in the same way), else the worst one.
    """
    states = list(tracks)
    if not states:
        return None
    if any(state.status is Status.LIVE for state in states):
        ways = {(state.status, state.substate) for state in states}
        return ways.pop() if len(ways) == 1 else (Status.LIVE, "partial-territories")
    worst = min(states, key=lambda state: _WORST_FIRST.index(state.status))
    return worst.status, worst.substate


__all__ = [
    "SCHEDULED_LIVE",
    "SUBSTATES",
    "TAKEDOWN_REQUESTED",
    "UNKNOWN",
    "Channel",
    "Reported",
    "State",
    "Status",
    "Verdict",
    "advance",
    "aggregate",
    "may_step",
    "step",
]
