"""Stretch: steps of a delivery that follow one another at once and are written together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from attrs import define, evolve, field

from tunemantra.core.audit import told
from tunemantra.core.distribution import Delivery, Distribution, Event, Stage
from tunemantra.errors import ConflictError, LeaseLostError
from tunemantra.pipeline import problems
from tunemantra.pipeline.analyse import ALWAYS
from tunemantra.pipeline.steps import Step
from tunemantra.pipeline.tools import Tools
from tunemantra.pipeline.track import ATTEMPTS
from tunemantra.pipeline.transform import at_hand
from tunemantra.ports.storage import Claim


def _is_checked_soon(tools: Tools, _: Delivery) -> bool:
    return tools.analysis != ALWAYS


def _waits_for_none(tools: Tools, delivery: Delivery) -> bool:
    """Return whether an order has no gate and no batch to wait at, where others look whether it has come there."""
    return not delivery.after and delivery.platform not in tools.batching


JOINED: Final[Mapping[Stage, Callable[[Tools, Delivery], bool]]] = {
    Stage.VALIDATE: _is_checked_soon,
    Stage.PACKAGE: _waits_for_none,
}
"""The stations whose steps are written with those before them, and for which deliveries: what is done there is soon
over, nobody outside hears of it, and done again after a crash it comes to the same."""


@define
class Stretch:
    """What a worker has done under a claim and not written yet.

    Args:
        tools: the ports.
        claim: under which; moves on with what is written.
        ready: the next step, where it was found out what it is.
    """

    tools: Tools
    claim: Claim
    ready: Step | None = field(default=None, init=False)
    _steps: list[tuple[Delivery, Step]] = field(factory=list, init=False)
    _after: Distribution | None = field(default=None, init=False)
    _events: list[Event] = field(factory=list, init=False)

    def add(self, before: Delivery, step: Step) -> Sequence[Event]:
        """Add a step of a delivery as it was, and return the events it is worth as its distribution is known."""
        if before.stage is Stage.TRACK:
            self._after = None  # what a platform says is written as it is heard
        self._steps.append((before, step))
        return self._do(before, step)

    def _do(self, before: Delivery, step: Step) -> Sequence[Event]:
        stands = self._after or self.tools.ledger.distribution(before.distribution_id)
        self._after, events = step.change(stands)
        # Each says what this step has changed about the order; the ledger could say it of all of them together only.
        said = [told(event, before, step.delivery) for event in (*step.events, *events)]
        self._events += said
        return said

    def joins(self) -> bool:
        """Return whether the next step is written with the last one; what it is may have been found out (`ready`)."""
        (before, step), was, self.ready = self._steps[-1], self.ready, None
        if step.delivery.stage is Stage.TRANSFORM:
            self.ready = _at_hand(self.tools, step.delivery)
            return self.ready is not None
        if before.stage is Stage.TRANSFORM and step is not was:
            return False  # masters were worked on: that took its time, and is not left unwritten
        allowed = JOINED.get(step.delivery.stage)
        return allowed is not None and allowed(self.tools, step.delivery)

    def write(self, *, release: bool) -> None:
        """Write what was added, all or nothing.

        Args:
            release: give the claim back.

        Raises:
            LeaseLostError: another worker may hold the delivery now, or others write its distribution all the time.
        """
        # Before it is written, so that a crash in between loses no failure; noting it again changes nothing.
        for _, step in self._steps:
            problems.note(self.tools, step.delivery, step.events)
        delivery = self._steps[-1][1].delivery
        for _ in range(ATTEMPTS):
            try:
                self.claim = self.tools.ledger.commit(
                    self.claim, delivery, distribution=self._after, events=self._events, release=release
                )
            except ConflictError:
                self._redo()
                continue
            self.tools.announce(*self._events)
            self._after = self._after and evolve(self._after, version=self._after.version + 1)
            self._steps, self._events = [], []
            return
        message = f"distribution {delivery.distribution_id} is written by others all the time"
        raise LeaseLostError(message)

    def _redo(self) -> None:
        """Do the steps on what somebody else has written meanwhile."""
        self._after, self._events = None, []
        for before, step in self._steps:
            self._do(before, step)


def _at_hand(tools: Tools, delivery: Delivery) -> Step | None:
    try:
        return at_hand(tools, delivery)
    except Exception:  # noqa: BLE001 - the station meets it again, and there it is said
        return None


__all__ = ["JOINED", "Stretch"]
