"""Telling others what happened, after it was committed."""

from __future__ import annotations

from typing import Protocol

from tunemantra.core.distribution import Event


class EventSink(Protocol):
    """Sees every event after it was committed. *Contract.* MUST NOT raise and MUST NOT block for long."""

    def publish(self, event: Event) -> None:
        """See one event."""


__all__ = ["EventSink"]
