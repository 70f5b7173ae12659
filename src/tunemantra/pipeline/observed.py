"""Observed: a step of a delivery, seen by everybody who watches."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from attrs import define, field

from tunemantra.core.distribution import Delivery, Event
from tunemantra.pipeline.tools import Tools
from tunemantra.ports.notification import Observer

_log = logging.getLogger(__name__)


@define
class Observed:
    """A step while it goes on; an observer that fails changes nothing."""

    tools: Tools
    before: Delivery
    after: Delivery | None = None
    events: Sequence[Event] = ()
    _marks: list[tuple[Observer, object]] = field(factory=list, init=False)

    def __enter__(self) -> Self:
        for observer in self.tools.observers:
            try:
                self._marks.append((observer, observer.began(self.before)))
            except Exception:  # noqa: BLE001 - who watches must not stop who works
                _log.exception("an observer failed as a step of %s began", self.before.id)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for observer, mark in reversed(self._marks):
            try:
                observer.ended(mark, self.before, self.after, self.events)
            except Exception:  # noqa: BLE001 - who watches must not stop who works
                _log.exception("an observer failed as a step of %s ended", self.before.id)

    def wrote(self, after: Delivery, events: Sequence[Event]) -> None:
        """Note what came of it."""
        self.after, self.events = after, events


__all__ = ["Observed"]
