"""Between the domain's values and rows: plain columns, and JSON for what is nested."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import wraps
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, cast

from attrs import fields

from tunemantra.contrib.sql.columns import storable
from tunemantra.contrib.sql.failures import unreadable
from tunemantra.core.after import After
from tunemantra.core.audit import Entry, Seal, moment, pairs
from tunemantra.core.distribution import (
    Delivery,
    Distribution,
    Event,
    Lane,
    OrderKind,
    Outcome,
    Revision,
    Stage,
    TrackState,
)
from tunemantra.core.finding import Finding, Severity
from tunemantra.core.sharing import share_of
from tunemantra.core.status import Channel, State, Status
from tunemantra.errors import TuneMantraError

if TYPE_CHECKING:
    from tunemantra.contrib.sql.prepared import AnyRow

Values = dict[str, object]
_T = TypeVar("_T")


class _StateJson(TypedDict):
    status: str
    substate: str
    native: str
    since: str | None
    channel: str | None
    seen: tuple[str, int] | None
    previous: _StateJson | None


class _TrackJson(TypedDict):
    isrc: str
    state: _StateJson
    reason: str


class _FindingJson(TypedDict):
    rule: str
    severity: str
    path: str
    message: str
    observed: str
    expected: str
    hint: str
    file: str
    platform: str
    at: float | None


# Made once: `json.dumps` makes one each time.
_dump = json.JSONEncoder(separators=(",", ":")).encode


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _state_out(state: State) -> _StateJson:
    return {
        "status": state.status.value,
        "substate": state.substate,
        "native": state.native,
        "since": _instant(state.since) if state.since else None,
        "channel": state.channel.value if state.channel else None,
        "seen": (_instant(state.seen[0]), state.seen[1]) if state.seen else None,
        "previous": _state_out(state.previous) if state.previous else None,
    }


def _state_in(raw: _StateJson) -> State:
    return State(
        status=Status(raw["status"]),
        substate=raw["substate"],
        native=raw["native"],
        since=datetime.fromisoformat(raw["since"]) if raw["since"] else None,
        channel=Channel(raw["channel"]) if raw["channel"] else None,
        seen=(datetime.fromisoformat(raw["seen"][0]), raw["seen"][1]) if raw["seen"] else None,
        previous=_state_in(raw["previous"]) if raw["previous"] else None,
    )


def _track_out(track: TrackState) -> _TrackJson:
    return {"isrc": track.isrc, "state": _state_out(track.state), "reason": track.reason}


def _track_in(raw: _TrackJson) -> TrackState:
    return TrackState(raw["isrc"], _state_in(raw["state"]), raw["reason"])


def _finding_out(finding: Finding) -> _FindingJson:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "path": finding.path,
        "message": finding.message,
        "observed": finding.observed,
        "expected": finding.expected,
        "hint": finding.hint,
        "file": finding.file,
        "platform": finding.platform,
        "at": finding.at,
    }


def _finding_in(raw: _FindingJson) -> Finding:
    return Finding(**{**raw, "severity": Severity(raw["severity"])})  # type: ignore[arg-type]


def _pairs_in(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in cast("list[tuple[str, str]]", json.loads(text)))


_ODDITIES = (AttributeError, LookupError, TuneMantraError, TypeError, ValueError)


def guarded(what: str) -> Callable[[Callable[[AnyRow], _T]], Callable[[AnyRow], _T]]:
    """Give a reader of rows one clear error for what nobody here wrote."""

    def around(read: Callable[[AnyRow], _T]) -> Callable[[AnyRow], _T]:
        @wraps(read)
        def careful(row: AnyRow) -> _T:
            try:
                return read(row)
            except _ODDITIES as problem:
                raise unreadable(f"{what} {row.get('id') or row['distribution_id']}", problem) from problem

        return careful

    return around


def revision_out(revision: Revision) -> Values:
    """Return the row of a revision."""
    return {
        "id": revision.id,
        "icpn": revision.icpn,
        "document": revision.document,
        "created_at": revision.created_at,
    }


def revision_in(row: AnyRow) -> Revision:
    """Return the revision of a row."""
    return Revision(row["id"], row["icpn"], row["document"], row["created_at"])


def distribution_out(distribution: Distribution) -> Values:
    """Return the columns of a distribution that change, without its version."""
    return {
        "status": distribution.state.status.value,
        "state": _dump(_state_out(distribution.state)),
        "tracks": _dump([_track_out(track) for track in distribution.tracks]),
        "external_ids": _dump(distribution.external_ids),
        "revision_id": distribution.revision_id,
    }


@guarded("the distribution")
def distribution_in(row: AnyRow) -> Distribution:
    """Return the distribution of a row."""
    return Distribution(
        id=row["id"],
        icpn=row["icpn"],
        platform=row["platform"],
        state=_state_in(json.loads(row["state"])),
        tracks=tuple(_track_in(raw) for raw in json.loads(row["tracks"])),
        external_ids=_pairs_in(row["external_ids"]),
        revision_id=row["revision_id"],
        version=row["version"],
    )


def delivery_out(delivery: Delivery) -> Values:
    """Return the columns of a delivery that work on it changes."""
    return {name: _put(name, value) for name, value in zip(_WORKED_ON, _worked_on(delivery), strict=True)}


def changes_out(stands: Delivery, delivery: Delivery) -> Values:
    """Return the columns of a delivery that differ from what stands: its findings alone may be long."""
    both = zip(_WORKED_ON, _worked_on(stands), _worked_on(delivery), strict=True)
    changed: Values = {}
    for name, old, value in both:
        if value is not old and value != old:
            changed[name] = _put(name, value)
    return changed


_WORKED_ON = (
    *("due_at", "lane", "stage", "outcome", "attempts", "waiting", "package", "receipt", "findings", "reason", "after"),
    "batch",
)
_worked_on = attrgetter(*_WORKED_ON)
_WORDED: Mapping[str, Callable[[Any], str]] = {
    **dict.fromkeys(("lane", "stage", "outcome"), attrgetter("_value_")),  # `value` is looked up each time
    "findings": lambda findings: _dump([_finding_out(finding) for finding in findings]) if findings else "[]",
    "after": lambda conditions: " ".join(map(str, conditions)),
}


def _put(name: str, value: object) -> object:
    worded = _WORDED.get(name)
    return worded(value) if worded else value


def order_out(delivery: Delivery, sequence: int) -> Values:
    """Return the row of a new delivery that nobody holds."""
    return {
        **delivery_out(delivery),
        "id": delivery.id,
        "distribution_id": delivery.distribution_id,
        "platform": delivery.platform,
        "icpn": delivery.icpn,
        "revision_id": delivery.revision_id or None,
        "kind": delivery.kind.value,
        "sequence": sequence,
        "created_at": delivery.created_at,
        "key": delivery.key,
        "actor": delivery.actor,
        "organisation": delivery.organisation,
        "share": share_of(delivery.organisation, delivery.platform),
        "ready_at": None,
        "version": 0,
        "lease_owner": "",
        "lease_token": 0,
        "lease_until": None,
    }


_ENUMERATED: Sequence[tuple[str, type[StrEnum]]] = (
    ("kind", OrderKind),
    ("lane", Lane),
    ("stage", Stage),
    ("outcome", Outcome),
)


def delivery_in(row: AnyRow) -> Delivery:
    """Return the delivery of a row."""
    return delivery_of(list(_columns_of_order(row)))


def delivery_of(values: list[Any]) -> Delivery:
    """Return the delivery whose `ORDER_FIELDS` these are."""
    try:
        for place, known, read in _READ:
            word = values[place]
            value = known.get(word, _ODD)
            values[place] = read(word) if value is _ODD else value
        for place in _COUNTS:
            values[place] += 0  # which only a number takes
        return Delivery(*values)
    except _ODDITIES as problem:
        raise unreadable(f"the order {values[0]}", problem) from problem


ORDER_FIELDS = tuple(one.name for one in fields(Delivery))
"""The columns that make an order, in the order of its fields."""
_columns_of_order = itemgetter(*ORDER_FIELDS)
_values = attrgetter(*ORDER_FIELDS)
_COUNTS = _, _VERSION = ORDER_FIELDS.index("attempts"), ORDER_FIELDS.index("version")
_ODD: Any = object()
# What mostly stands there is looked up, because each order is read again and again, and reading it takes longer.
_READERS: Sequence[tuple[str, Mapping[Any, object], Callable[[Any], object]]] = [
    *((name, {one.value: one for one in kind}, kind) for name, kind in _ENUMERATED),
    ("revision_id", {None: ""}, str),
    ("findings", {"[]": ()}, lambda text: tuple(map(_finding_in, json.loads(text)))),
    ("after", {"": ()}, lambda text: tuple(map(After.parse, text.split()))),
]
_READ = [(ORDER_FIELDS.index(name), known, read) for name, known, read in _READERS]


def counted(delivery: Delivery, version: int) -> Delivery:
    """Return a delivery with another version: `evolve`, in a third of its time."""
    values = list(_values(delivery))
    values[_VERSION] = version
    return Delivery(*values)


_EVENT_WORDS = (
    "kind",
    "message",
    "actor",
    "reason",
    "delivery_id",
    "status",
    "substate",
    "before",
    "after",
    "native",
    "report_id",
)
_words = attrgetter(*(name for name in _EVENT_WORDS if name not in {"before", "after"}))
EVENT_FIELDS = ("distribution_id", "at", *_EVENT_WORDS, "data")
"""The columns a link covers, in the order of `core.audit.fields_of`."""
_columns = itemgetter(*EVENT_FIELDS)


def event_out(event: Event, change: tuple[str, str]) -> tuple[str, datetime, *tuple[str, ...]]:
    """Return the `EVENT_FIELDS` of an event as they will be read again, with this as `before` and `after`."""
    *words, native, report = _words(event)
    words += (*change, native, report)
    said = "".join(words)
    if said != storable(said):
        words = [storable(word) for word in words]
    return (event.distribution_id, event.at, *words, pairs(event.data) if event.data else "[]")


def words_of(values: Mapping[str, object]) -> tuple[str, ...]:
    """Return what an event's columns say as texts, whatever lies in them."""
    return tuple([one if type(one) is str else word(one) for one in _columns(values)])


def word(value: object) -> str:
    """Return what a column says as a text, whatever lies in it."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    return value if isinstance(value, str) else repr(value)


def whole(value: object) -> int:
    """Return the number that lies in a column, and 0 where somebody has put something else there."""
    return value if isinstance(value, int) else 0


def entry_in(row: AnyRow) -> Entry:
    """Return the link of a row."""
    return Entry(row["sequence"], whole(row["number"]), word(row["hash"]), words_of(dict(row)))


def seal_out(seal: Seal) -> Values:
    """Return the row of a seal."""
    return {name: getattr(seal, name) for name in ("number", "at", "upto", "events", "digest", "hash")}


def seal_in(row: AnyRow) -> Seal:
    """Return the seal of a row."""
    upto, events = whole(row["upto"]), whole(row["events"])
    return Seal(row["number"], row["at"], upto, events, word(row["digest"]), word(row["hash"]))


@guarded("an event of the distribution")
def event_in(row: AnyRow) -> Event:
    """Return the event of a row."""
    words: Mapping[str, str] = {name: row[name] for name in _EVENT_WORDS}
    return Event(
        distribution_id=row["distribution_id"],
        at=row["at"],
        data=_pairs_in(row["data"]),
        sequence=row["sequence"],
        **words,
    )


__all__ = [
    "EVENT_FIELDS",
    "ORDER_FIELDS",
    "Values",
    "changes_out",
    "counted",
    "delivery_in",
    "delivery_of",
    "delivery_out",
    "distribution_in",
    "distribution_out",
    "entry_in",
    "event_in",
    "event_out",
    "guarded",
    "order_out",
    "revision_in",
    "revision_out",
    "seal_in",
    "seal_out",
    "whole",
    "word",
    "words_of",
]
