"""Telling others what happened, after it was committed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from attrs import frozen

from tunemantra.core.distribution import Delivery, Event, Stage


class EventSink(Protocol):
    """Sees every event after it was committed. *Contract.* MUST NOT raise and MUST NOT block for long."""

    def publish(self, event: Event) -> None:
        """See one event."""


class Notifier(EventSink, Protocol):
    """Tells somebody outside of events: a chat, a pager, a label's own system.

    *Contract.* As an `EventSink` it MUST NOT block for long; where it raises nevertheless, that is logged and changes
    nothing. One thread at a time. An event that was committed and not told before a crash is not told again.
    """

    def close(self) -> None:
        """End what is open; it may not be used afterwards."""


@frozen
class Progress:
    """How far a piece of work is; it is shown and forgotten.

    Args:
        delivery_id, platform, icpn: whose work it is.
        stage: the station.
        subject: the file or document at hand.
        done, total: in one unit of the subject (bytes or per mille); done == total ends it.
    """

    delivery_id: str
    platform: str
    icpn: str
    stage: Stage
    subject: str
    done: int
    total: int


class ProgressSink(Protocol):
    """Shows progress. *Contract.* Called from several threads; MUST NOT raise."""

    def show(self, progress: Progress) -> None:
        """Show one step."""


class Observer(Protocol):
    """Watches the steps of deliveries, for metrics, traces and logs.

    *Contract.* Called from several threads, both calls of a step from the same one; MUST NOT block. Where it raises
    nevertheless, that is logged and changes nothing.
    """

    def began(self, delivery: Delivery) -> object:
        """See that a step of a delivery begins; what is returned comes back when it ends."""

    def ended(self, mark: object, before: Delivery, after: Delivery | None, events: Sequence[Event]) -> None:
        """See that it ended.

        Args:
            mark: what `began` returned.
            before: the delivery as it was.
            after: as it is written, by itself or with the short steps after it; None where it could not be.
            events: that are written with it.
        """


__all__ = ["EventSink", "Notifier", "Observer", "Progress", "ProgressSink"]
