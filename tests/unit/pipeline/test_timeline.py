from __future__ import annotations

import pytest

from tests.unit.pipeline.world import World
from tunemantra.errors import ConflictError
from tunemantra.pipeline.steps import happened
from tunemantra.pipeline.timeline import happenings, tell


def test_an_event_is_written_though_somebody_else_was_faster(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (order,) = world.order()
    record = world.ledger.record
    faster = iter([ConflictError("somebody else")])

    def racing(*arguments: object) -> object:
        for problem in faster:
            raise problem
        return record(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(world.ledger, "record", racing)
    tell(world.tools, happened(order, world.clock.now(), "breaker.opened", "x"))
    assert [event.kind for event in happenings(world.tools, order)] == ["order.opened", "breaker.opened"]


def test_everybody_is_told_of_what_cannot_be_written(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (order,) = world.order()

    def never(*_: object) -> None:
        raise ConflictError("somebody else")

    monkeypatch.setattr(world.ledger, "record", never)
    tell(world.tools, happened(order, world.clock.now(), "breaker.opened", "x"))
    assert world.seen.events[-1].kind == "breaker.opened"
