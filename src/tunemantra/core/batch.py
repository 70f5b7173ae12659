"""Batch: orders for one platform that are handed over together, completed by one mark."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from attrs import Attribute, field, frozen, validators

from tunemantra.core.distribution import Lane

ALONE: Final = "alone"
"""Instead of a batch's id: the order is handed over by itself, whatever the settings say."""
WAITS: Final = "waits for batch"
"""First words of what an order waits for while its batch gathers, or is not complete."""
HURRIED: Final = frozenset({Lane.EMERGENCY, Lane.HIGH})
"""Lanes whose orders wait for no batch; takedowns are ordered in one of them."""
_MINUTES: Final = 30.0
_HOUR: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class BatchState(StrEnum):
    """How far a batch is.

    It gathers while it is open; closed, its orders are handed in; sealed, nobody else may be; complete, its mark is
    there.
    """

    OPEN = "open"
    CLOSED = "closed"
    SEALED = "sealed"
    COMPLETE = "complete"


def _hours(_rule: object, attribute: Attribute[tuple[str, ...]], value: Iterable[str]) -> None:
    for text in value:
        if not _HOUR.fullmatch(text):
            raise ValueError(f"{attribute.name}: {text!r} is no hour and minute as 09:30")


@frozen
class BatchRule:
    """When the batch of a platform closes by itself, whichever comes first.

    Args:
        size: with so many orders; 0 for any number.
        minutes: so long after its first order; 0 for no such limit; 30 where neither it nor `hours` are stated.
        hours: every day at these moments, as `09:30`, in UTC.
    """

    size: int = field(default=50, validator=validators.ge(0))
    minutes: float | None = field(default=None, validator=validators.optional(validators.ge(0)))
    hours: tuple[str, ...] = field(default=(), validator=_hours)

    def closes(self, opened_at: datetime) -> datetime | None:
        """Return when a batch opened at a moment (aware) closes, in UTC; None for not by itself."""
        opened = opened_at.astimezone(UTC)
        minutes = self.minutes if self.minutes is not None else (0.0 if self.hours else _MINUTES)
        moments = [_next(opened, hour) for hour in self.hours]
        return min([*moments, *([opened + timedelta(minutes=minutes)] if minutes else [])], default=None)


def _next(moment: datetime, hour: str) -> datetime:
    today = moment.replace(hour=int(hour[:2]), minute=int(hour[3:]), second=0, microsecond=0)
    return today if today > moment else today + timedelta(days=1)


@frozen
class Batch:
    """One batch.

    Args:
        id: the moment it was opened, `YYYYMMDDhhmmssnnn` in UTC; no two have the same.
        platform: key.
        opened_at: aware.
        size: with so many orders it is full; 0 for any number.
        closes_at: aware; None for not by itself.
        state: how far it is.
        closed_at: aware; None before.
        why: what closed it, in words.
        package: JSON of the files that complete it, once what is in it is settled; empty before.
        receipt: JSON of the platform's receipt for them, once they are there; empty before.
        over: every order knows that it is complete.
        version: counts writes, for compare-and-swap.
    """

    id: str
    platform: str
    opened_at: datetime
    size: int = 0
    closes_at: datetime | None = None
    state: BatchState = BatchState.OPEN
    closed_at: datetime | None = None
    why: str = ""
    package: str = ""
    receipt: str = ""
    over: bool = False
    version: int = 0

    @property
    def takes_in(self) -> bool:
        """Return whether an order that is in it may still be handed in."""
        return self.state in {BatchState.OPEN, BatchState.CLOSED}


@frozen
class BatchTally:
    """How many orders of a batch stand where.

    Args:
        working: still to be handed in.
        paused: somebody has paused them before they were handed in; they are not waited for.
        handed: handed in.
        ended: refused, failed or cancelled before they were handed in.
    """

    working: int = 0
    paused: int = 0
    handed: int = 0
    ended: int = 0

    @property
    def ready(self) -> int:
        """Return how many count where the batch gathers."""
        return self.working + self.paused


def batch_id(at: datetime) -> str:
    """Return the id of a batch that is opened at a moment (aware)."""
    moment = at.astimezone(UTC)
    return f"{moment:%Y%m%d%H%M%S}{moment.microsecond // 1000:03d}"


def gathering(batch: Batch, tally: BatchTally) -> str:
    """Return what an order waits for whose batch gathers."""
    many = f"{tally.ready} of {batch.size}" if batch.size else f"{tally.ready} so far"
    closes = f"closes {batch.closes_at:%H:%M} UTC" if batch.closes_at else "closes by hand"
    return f"{WAITS} {batch.id}: {many}, {closes}"


def completing(batch: Batch, tally: BatchTally) -> str:
    """Return what an order waits for that is handed in."""
    return f"{WAITS} {batch.id} to be complete: {tally.handed} of {tally.handed + tally.working} handed in"


__all__ = [
    "ALONE",
    "HURRIED",
    "WAITS",
    "Batch",
    "BatchRule",
    "BatchState",
    "BatchTally",
    "batch_id",
    "completing",
    "gathering",
]
