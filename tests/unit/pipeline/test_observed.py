from __future__ import annotations

from collections.abc import Sequence

import pytest
from attrs import define, field

from tests.unit.pipeline.world import World
from tunemantra.core.distribution import Delivery, Event, Stage


@define
class Notes:
    told: list[tuple[object, Stage, Stage | None, int]] = field(factory=list)

    def began(self, delivery: Delivery) -> object:
        return delivery.stage.value

    def ended(self, mark: object, before: Delivery, after: Delivery | None, events: Sequence[Event]) -> None:
        self.told.append((mark, before.stage, after.stage if after else None, len(events)))


class Grumpy:
    def __init__(self, at_once: bool) -> None:
        self._at_once = at_once

    def began(self, delivery: Delivery) -> object:
        if self._at_once:
            raise OSError(delivery.id)
        return None

    def ended(self, mark: object, before: Delivery, after: Delivery | None, events: Sequence[Event]) -> None:
        raise OSError(before.id)


def test_every_step_is_seen_with_what_came_of_it(world: World) -> None:
    notes = Notes()
    there = world.with_tools(observers=(notes,))
    there.order()
    there.work()
    first, *_, last = notes.told
    assert first == ("prepare", Stage.PREPARE, Stage.TRANSFORM, 2)
    assert last[:3] == ("track", Stage.TRACK, Stage.TRACK)


def test_a_step_that_was_not_written_is_seen_as_such(world: World) -> None:
    notes = Notes()
    there = world.with_tools(observers=(notes,))
    there.order()
    (claim,) = there.ledger.claim("worker", there.clock.now(), 60)
    there.ledger.claim("heir", there.clock.now(), 60)
    there.clock.sleep(61)
    there.ledger.claim("heir", there.clock.now(), 60)
    there.worker._work(claim)
    assert notes.told == [("prepare", Stage.PREPARE, None, 0)]


@pytest.mark.parametrize("at_once", [True, False])
def test_an_observer_that_fails_changes_nothing(
    world: World, caplog: pytest.LogCaptureFixture, *, at_once: bool
) -> None:
    notes = Notes()
    there = world.with_tools(observers=(Grumpy(at_once), notes))
    (order,) = there.order()
    there.work()
    assert there.now(order).stage is Stage.TRACK
    assert len(notes.told) == 6
    assert "an observer failed" in caplog.text
