"""A problem: all failures with one root cause, as one piece of work."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta

from attrs import evolve, frozen

ALIKE = 5
"""So many failures of one cause within an hour raise an alert."""
WITHIN = timedelta(hours=1)
_LONGEST = 300

# What differs from one failure to the next and says nothing of the cause. A status code does.
_VARYING: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE), "<address>"),
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}\b", re.IGNORECASE), "<id>"),
    (re.compile(r"\b[A-Z]{2}[A-Z0-9]{3}\d{7}\b"), "<isrc>"),
    (re.compile(r"\b(?=\w*\d)[0-9a-f]{12,}\b", re.IGNORECASE), "<id>"),
    (re.compile(r"'[^']*'|\"[^\"]*\""), "<text>"),
    (re.compile(r"(?<![\w/])(?:/?[\w.@-]+/)+[\w.@-]+"), "<path>"),
)
_NUMBER = re.compile(r"(?<!HTTP )(?<!answered )(?<![\w<])\d[\d.,:+-]*")


def normalised(message: str) -> str:
    """Return a message without what differs from one failure to the next: names, numbers, ids, addresses."""
    for pattern, instead in _VARYING:
        message = pattern.sub(instead, message)
    return re.sub(r"\s+", " ", _NUMBER.sub("<number>", message)).strip()[:_LONGEST]


@frozen
class Cause:
    """What failures have in common.

    Args:
        platform: key.
        stage: where orders were, in the words of `core.distribution.Stage`.
        code: of the error, or the rules that were broken.
        message: normalised.
    """

    platform: str
    stage: str
    code: str
    message: str

    @property
    def id(self) -> str:
        """Return an id that follows from the cause alone: 12 hex digits."""
        text = f"{self.platform}\n{self.stage}\n{self.code}\n{self.message}"
        return hashlib.sha256(text.encode()).hexdigest()[:12]


@frozen
class Remark:
    """What somebody did about a problem, or has to say of it."""

    at: datetime
    actor: str
    text: str


@frozen
class Problem:
    """Failures of one cause.

    Args:
        cause: what they have in common.
        example: the first one's message, as it was.
        first_at, last_at: of the failures.
        count: orders that failed so.
        resolved: whether somebody has said that it is; a further failure opens it again.
        owner: who takes care of it; empty for nobody.
        remarks: oldest first.
        recent: moments of the newest failures, as many as an alert takes.
        alerted: whether its alert was raised since it was last open.
    """

    cause: Cause
    example: str
    first_at: datetime
    last_at: datetime
    count: int = 0
    resolved: bool = False
    owner: str = ""
    remarks: tuple[Remark, ...] = ()
    recent: tuple[datetime, ...] = ()
    alerted: bool = False

    @property
    def id(self) -> str:
        """Return its id."""
        return self.cause.id

    def seen(self, at: datetime, *, new: bool) -> tuple[Problem, bool]:
        """Return the problem after a further failure, and whether an alert is to be raised: once until it is resolved.

        Args:
            at: when it happened.
            new: whether the order had not failed so before.
        """
        recent = tuple(sorted((*self.recent, at))[-ALIKE:])
        pattern = len(recent) == ALIKE and recent[-1] - recent[0] <= WITHIN
        alert = pattern and not self.alerted
        after = evolve(
            self,
            last_at=max(at, self.last_at),
            count=self.count + new,
            resolved=False,
            recent=recent,
            alerted=self.alerted or alert,
        )
        if self.resolved:
            after = evolve(after, remarks=(*self.remarks, Remark(at, "", "came again")))
        return after, alert

    def remark(self, at: datetime, actor: str, text: str) -> Problem:
        """Return the problem with a remark."""
        return evolve(self, remarks=(*self.remarks, Remark(at, actor, text)))

    def solved(self, at: datetime, actor: str, text: str) -> Problem:
        """Return the problem as resolved: a further failure opens it again, and five alike raise another alert."""
        return evolve(self.remark(at, actor, f"resolved: {text}"), resolved=True, recent=(), alerted=False)


__all__ = ["ALIKE", "WITHIN", "Cause", "Problem", "Remark", "normalised"]
