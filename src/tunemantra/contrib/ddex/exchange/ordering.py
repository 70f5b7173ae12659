"""What is newer, what came before, what is the same: no older message is ever applied over a newer one.

Messages about one release count by MessageCreatedDateTime, then by the stamp of their batch or folder, then by
MessageId; the order of arrival means nothing (`ddex-facts` section 6). A MessageId is unique per sender for ever: the
same one with other bytes is an error of the sender, and the first one stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from attrs import define, field, frozen

from tunemantra.contrib.ddex.exchange.acknowledgement import AckDocument, Acknowledgement
from tunemantra.contrib.ddex.exchange.headers import MessageFacts
from tunemantra.contrib.ddex.exchange.release_ids import release_key
from tunemantra.errors import TuneMantraError


class Decision(StrEnum):
    """What to do with a message or an acknowledgement."""

    APPLY = "apply"
    STALE = "stale"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    UNKNOWN = "unknown"


def _aware(_holder: object, _attribute: object, value: datetime) -> None:
    if value.utcoffset() is None:
        raise TuneMantraError(f"{value} has no time zone", hint="what is newer is decided by instants")


@frozen
class MessageMark:
    """A message's place among the messages about its release.

    Args:
        release: identifier of the release, in any spelling.
        created: MessageCreatedDateTime, aware.
        message_id: unique per sender.
        stamp: of its batch or folder; empty where it came without.
        digest: of its bytes.
        sender: DPID.
        aliases: `release_key` of the release's other identifiers.
    """

    release: str = field(converter=release_key)
    created: datetime = field(validator=_aware)
    message_id: str
    stamp: str = ""
    digest: str = ""
    sender: str = ""
    aliases: frozenset[str] = frozenset()

    @classmethod
    def of(cls, facts: MessageFacts, stamp: str = "") -> MessageMark:
        """Return the mark of a message that was read; one about no release is about itself alone."""
        release = facts.main[0] if facts.main else f"message {facts.sender} {facts.message_id}"
        aliases = frozenset(facts.main)
        return cls(release, facts.created, facts.message_id, stamp, facts.sha256, facts.sender, aliases)

    @property
    def age(self) -> tuple[datetime, str, str, str]:
        """What newer messages have more of."""
        # 14 digits and 17 digits are compared to the millisecond.
        return self.created, _moment(self.stamp).ljust(17, "0"), self.message_id, self.sender


def judge(mark: MessageMark, newest: MessageMark | None, digest: str | None) -> Decision:
    """Say what to do with a message.

    Args:
        mark: of the message.
        newest: of the newest message applied to its release; None for the first.
        digest: of the bytes that came with this sender's MessageId before; None where it is new.
    """
    if digest is not None:
        return Decision.DUPLICATE if digest == mark.digest else Decision.CONFLICT
    return Decision.STALE if newest is not None and mark.age < newest.age else Decision.APPLY


@define
class MessageGuard:
    """What was applied so far; in memory, for one thread. A ledger asks `judge` itself.

    Args:
        applied: the newest message of each release, by `release_key`.
        seen: digest of every message met, by sender and MessageId.
    """

    applied: dict[str, MessageMark] = field(factory=dict)
    seen: dict[tuple[str, str], str] = field(factory=dict)

    def take(self, mark: MessageMark) -> Decision:
        """Say what to do with a message and remember it; a stale one is remembered too."""
        key = (mark.sender, mark.message_id)
        decision = judge(mark, self.applied.get(mark.release), self.seen.get(key))
        self.seen.setdefault(key, mark.digest)
        if decision is Decision.APPLY:
            self.applied[mark.release] = mark
        return decision


def _keys(values: Iterable[str]) -> frozenset[str]:
    return frozenset(map(release_key, values))


@frozen
class AckMark:
    """An acknowledgement's place among the acknowledgements about its release.

    Args:
        message_id: of the acknowledged message; empty where only release and batch are told.
        created: of the acknowledgement, aware.
        digest: of its bytes.
        releases: identifiers of the release, in any spelling.
        stamp: of the acknowledged message's batch or folder.
    """

    message_id: str
    created: datetime = field(validator=_aware)
    digest: str = ""
    releases: frozenset[str] = field(default=frozenset(), converter=_keys)
    stamp: str = ""

    @classmethod
    def of(cls, document: AckDocument, acknowledged: Acknowledgement, received_at: datetime) -> AckMark:
        """Return the mark of what was read; `received_at` stands in for a time the document does not tell."""
        created = document.created or received_at
        release, stamp = frozenset(acknowledged.release.values), acknowledged.batch_id
        return cls(acknowledged.message_id, created, document.sha256, release, stamp)

    @property
    def age(self) -> tuple[datetime, str]:
        """What newer acknowledgements of one message have more of."""
        return self.created, self.digest


@define
class AckGuard:
    """Which acknowledgements count: of those about the newest message sent for a release, the newest.

    In memory, for one thread.
    """

    _sent: dict[str, MessageMark] = field(factory=dict, init=False)
    _placed: defaultdict[str, list[MessageMark]] = field(factory=lambda: defaultdict(list), init=False)
    _newest: dict[str, MessageMark] = field(factory=dict, init=False)
    _taken: dict[str, AckMark] = field(factory=dict, init=False)

    def sent(self, mark: MessageMark) -> None:
        """Remember a message of ours; from now on acknowledgements of older ones are stale."""
        self._sent[mark.message_id] = mark
        self._placed[_moment(mark.stamp)].append(mark)
        newest = self._newest.get(mark.release)
        if newest is None or newest.age < mark.age:
            self._newest[mark.release] = mark

    def message_of(self, ack: AckMark) -> MessageMark | None:
        """Return the message an acknowledgement is about: by its id, else the one of the release in the batch."""
        if ack.message_id:
            return self._sent.get(ack.message_id)
        placed = self._placed.get(_moment(ack.stamp), []) if ack.stamp else []
        told = [mark for mark in placed if ack.releases & {mark.release, *mark.aliases}]
        return told[0] if len(told) == 1 else None

    def take(self, ack: AckMark) -> Decision:
        """Say what to do with an acknowledgement and remember one that counts."""
        message = self.message_of(ack)
        if message is None:
            return Decision.UNKNOWN
        before = self._taken.get(message.message_id)
        if before is not None and ack.age == before.age:
            return Decision.DUPLICATE
        superseded = self._newest[message.release].age > message.age
        if superseded or (before is not None and ack.age < before.age):
            return Decision.STALE
        self._taken[message.message_id] = ack
        return Decision.APPLY


def _moment(stamp: str) -> str:
    """Return a stamp without its suffix."""
    return stamp.partition("_")[0]


__all__ = ["AckGuard", "AckMark", "Decision", "MessageGuard", "MessageMark", "judge"]
