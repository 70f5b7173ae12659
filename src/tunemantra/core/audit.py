"""Audit: events chained by SHA-256, so that whoever changes, moves or removes one is found out (ADR 0008)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from json.encoder import encode_basestring
from operator import attrgetter

from attrs import define, evolve, field, frozen

from tunemantra.core.distribution import Delivery, Event

# Made once: `json.dumps` makes one each time.
_JSON = json.JSONEncoder(separators=(",", ":"))
# Copied, because OpenSSL looks the algorithm up for each new one.
_NOTHING = hashlib.sha256()

LISTED = 100
"""How many breaches a report names; all are counted."""


class Fault(StrEnum):
    """What is wrong at a place of the ledger."""

    CHANGED = "changed"
    MISSING = "missing"
    ORDER = "order"
    HEAD = "head"
    ORPHAN = "orphan"
    SEAL = "seal"


@frozen
class Breach:
    """A place where the ledger is not what was written.

    Args:
        fault: what is wrong.
        message: one sentence for people.
        distribution_id: whose timeline; empty where a seal is broken.
        sequence: of the event where it was noticed; 0 for none.
    """

    fault: Fault
    message: str
    distribution_id: str = ""
    sequence: int = 0


@frozen
class Seal:
    """A mark under everything that happened up to a moment; each seals the one before it too.

    Args:
        number: from 1.
        at: our time, aware.
        upto: sequence of the last event it covers.
        events: how many it covers that the seal before it does not.
        digest: SHA-256 over these events' places and links, 64 hex digits.
        hash: the seal's own, over all of this and the seal before it; worth noting elsewhere.
    """

    number: int
    at: datetime
    upto: int
    events: int
    digest: str
    hash: str


@frozen
class Audit:
    """What an audit found.

    Args:
        events, distributions, seals: how many were read.
        found: how many breaches there are.
        breaches: the first `LISTED` of them.
        sealed: sequence of the last event under a seal; 0 for none.
    """

    events: int = 0
    distributions: int = 0
    seals: int = 0
    found: int = 0
    breaches: tuple[Breach, ...] = ()
    sealed: int = 0

    @property
    def intact(self) -> bool:
        """Return whether nothing is wrong."""
        return self.found == 0


@frozen
class Entry:
    """An event as it lies in the ledger.

    Args:
        sequence: its place in the ledger.
        number: its place in its distribution's chain, from 1.
        hash: its link.
        fields: what it says, as texts in the order of `fields_of`.
    """

    sequence: int
    number: int
    hash: str
    fields: tuple[str, ...]


def moment(at: datetime) -> str:
    """Return an instant as the chain reads it: UTC, microseconds, always as wide."""
    instant = at if at.tzinfo is UTC else at.astimezone(UTC)
    # Without what says that it is UTC.
    return instant.isoformat(" ", "microseconds")[:-6]


def pairs(data: Sequence[tuple[str, str]]) -> str:
    """Return an event's further facts as the chain reads them."""
    return _JSON.encode(data)


def fields_of(event: Event) -> tuple[str, ...]:
    """Return what an event says, as texts."""
    return (
        event.distribution_id,
        moment(event.at),
        event.kind,
        event.message,
        event.actor,
        event.reason,
        event.delivery_id,
        event.status,
        event.substate,
        event.before,
        event.after,
        event.native,
        event.report_id,
        pairs(event.data),
    )


def link(previous: str, sequence: int, number: int, fields: Sequence[str]) -> str:
    """Return an event's link: SHA-256 over the link before it, its two places and everything it says."""
    return _hash(previous, str(sequence), str(number), *fields)


def seal(previous: str, number: int, at: datetime, upto: int, events: int, digest: str) -> Seal:
    """Return the seal that follows one whose hash is `previous` (empty for the first)."""
    own = _hash(previous, str(number), moment(at), str(upto), str(events), digest)
    return Seal(number, at, upto, events, digest, own)


def _hash(*texts: str) -> str:
    # What an encoder of the whole list would write, which is made anew for each list.
    whole = f"[{','.join(map(encode_basestring, texts))}]"
    hash_ = _NOTHING.copy()
    hash_.update(whole.encode("utf-8", "surrogatepass"))
    return hash_.hexdigest()


@define
class Chain:
    """Reads one distribution's events, oldest first, and says where they do not follow each other."""

    distribution_id: str
    _number: int = field(default=0, init=False)
    _hash: str = field(default="", init=False)

    def read(self, entry: Entry) -> Breach | None:
        """Read the next event."""
        wrong = self._wrong(entry)
        if entry.number > self._number:
            self._number, self._hash = entry.number, entry.hash
        return wrong

    def _wrong(self, entry: Entry) -> Breach | None:
        expected = self._number + 1
        if entry.number > expected:
            gone = entry.number - expected
            return self._breach(Fault.MISSING, f"{_events(gone)} missing before event {entry.number}", entry)
        if entry.number < expected:
            return self._breach(Fault.ORDER, f"event {entry.number} stands behind event {self._number}", entry)
        if link(self._hash, entry.sequence, entry.number, entry.fields) != entry.hash:
            return self._breach(Fault.CHANGED, f"event {entry.number} is not what was written", entry)
        return None

    def end(self, length: int, head: str) -> Breach | None:
        """Compare the end with what the distribution itself remembers: how many events, and the last one's link."""
        if self._number < length:
            gone = length - self._number
            return Breach(Fault.MISSING, f"{_events(gone)} missing at the end", self.distribution_id)
        if (self._number, self._hash) != (length, head):
            return Breach(Fault.HEAD, "the distribution remembers another last event", self.distribution_id)
        return None

    def _breach(self, fault: Fault, message: str, entry: Entry) -> Breach:
        return Breach(fault, message, self.distribution_id, entry.sequence)


def _events(count: int) -> str:
    return f"{count} event{' is' if count == 1 else 's are'}"


@define
class Digest:
    """Counts and hashes events in the order of their places, for a seal."""

    events: int = 0
    _hasher: hashlib._Hash = field(factory=hashlib.sha256, init=False)

    def add(self, sequence: int, hash_: str) -> None:
        """Take the next event."""
        self.events += 1
        self._hasher.update(f"{sequence}:{hash_}\n".encode("utf-8", "surrogatepass"))

    def hex(self) -> str:
        """Return the hash so far, 64 hex digits."""
        return self._hasher.hexdigest()


@define
class Seals:
    """Reads the seals in order and holds each against the events it covers.

    Args:
        expected: hash of a seal that has to be among them; empty for none.
    """

    expected: str = ""
    last: Seal | None = field(default=None, init=False)
    _met: bool = field(default=False, init=False)

    def read(self, found: Seal, covered: Digest) -> Iterator[Breach]:
        """Read the next seal, with what lies under it now."""
        number, previous = (self.last.number + 1, self.last.hash) if self.last else (1, "")
        here = f"seal {found.number}, events {self.upto + 1} to {found.upto}"
        if found.number != number:
            yield Breach(Fault.SEAL, f"{here}: seal {number} was expected here")
        elif seal(previous, number, found.at, found.upto, found.events, found.digest) != found:
            yield Breach(Fault.SEAL, f"{here}: the seal is not what was written")
        if covered.events != found.events:
            yield Breach(Fault.SEAL, f"{here}: {found.events} were sealed, {covered.events} are there")
        elif covered.hex() != found.digest:
            yield Breach(Fault.SEAL, f"{here}: they are not those that were sealed")
        self.last = found
        self._met = self._met or found.hash == self.expected

    def end(self) -> Breach | None:
        """Say whether the seal that has to be there was not."""
        if self.expected and not self._met:
            return Breach(Fault.SEAL, f"no seal has the hash {self.expected}")
        return None

    @property
    def upto(self) -> int:
        """Return the sequence of the last event under a seal; 0 for none."""
        return self.last.upto if self.last else 0


@define
class Report:
    """Gathers what an audit finds, in bounded memory."""

    _found: int = field(default=0, init=False)
    _kept: list[Breach] = field(factory=list, init=False)

    def add(self, *breaches: Breach | None) -> None:
        """Count breaches, and keep the first ones; None is none."""
        for breach in breaches:
            if breach is not None:
                self._found += 1
                self._kept += [breach] if len(self._kept) < LISTED else []

    def done(self, events: int, distributions: int, seals: Seals) -> Audit:
        """Return what was found in so many events and distributions, and under these seals."""
        count = seals.last.number if seals.last else 0
        return Audit(events, distributions, count, self._found, tuple(self._kept), seals.upto)


def told(event: Event, before: Delivery | None, after: Delivery) -> Event:
    """Return an event that says what changed about its order, as `change` puts it."""
    said = change(event, before, after)
    return event if said == (event.before, event.after) else evolve(event, before=said[0], after=said[1])


def change(event: Event, before: Delivery | None, after: Delivery) -> tuple[str, str]:
    """Return what an order was and what it became, unless the event says so already or is about something else.

    Written by the ledger from what stands and what is written, so that no caller can forget it.

    Args:
        event: of any distribution.
        before: the order as it stood; None for a new one.
        after: the order as it is written.
    """
    if event.delivery_id != after.id or event.before or event.after:
        return event.before, event.after
    if before is None:
        facts = [f"{name} {fact}" for name, fact in zip(_FACTS, _facts(after), strict=True)]
        return "", "; ".join([*facts, f"due {moment(after.due_at)}"])
    was: list[str] = []
    became: list[str] = []
    for name, old, new in zip(_FACTS, _facts(before), _facts(after), strict=True):
        if old != new:
            was.append(f"{name} {old}")
            became.append(f"{name} {new}")
    # Every step is due again at once; the moment says something only where the order stays where it is.
    if before.due_at != after.due_at and before.stage == after.stage:
        was.append(f"due {moment(before.due_at)}")
        became.append(f"due {moment(after.due_at)}")
    return "; ".join(was), "; ".join(became)


_FACTS = ("stage", "outcome", "lane", "attempts")
_facts = attrgetter(*_FACTS)


__all__ = [
    "LISTED",
    "Audit",
    "Breach",
    "Chain",
    "Digest",
    "Entry",
    "Fault",
    "Report",
    "Seal",
    "Seals",
    "change",
    "fields_of",
    "link",
    "moment",
    "pairs",
    "seal",
    "told",
]
