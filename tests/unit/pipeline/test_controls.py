from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.unit.pipeline.world import World
from tunemantra.core.circuit import CircuitRule
from tunemantra.core.distribution import Delivery, Lane, Stage
from tunemantra.errors import ConflictError, ConnectError, NotFoundError
from tunemantra.pipeline.controls import Controls
from tunemantra.pipeline.track import receive
from tunemantra.ports.package import StatusReport


@pytest.fixture
def controls(world: World) -> Controls:
    return Controls(world.tools)


def test_a_paused_order_is_left_alone_until_it_is_resumed(world: World, controls: Controls) -> None:
    (order,) = world.order()
    paused = controls.pause(order.id, actor="ada", reason="the artist wants a word")
    assert paused.waiting == "paused by ada: the artist wants a word"
    world.later(10**6)
    assert world.now(order).stage is Stage.PREPARE
    assert world.service.settled(order.id)
    controls.resume(order.id, actor="bob")
    world.work()
    assert world.now(order).stage is Stage.TRACK


def test_news_and_newer_orders_do_not_wake_a_paused_one(world: World, controls: Controls) -> None:
    (order,) = world.order()
    world.work()
    controls.pause(order.id, actor="ada", reason="wait")
    world.clock.sleep(1)
    report = StatusReport(order.icpn, "on sale", world.clock.now(), reference=order.id)
    assert receive(world.tools, "corner", [report]) == 1
    world.order(force=True)
    world.work()
    assert world.now(order).paused
    assert world.status(order) == "Live: all-territories"


def test_an_order_that_waits_is_tried_now_when_it_is_forced(world: World, controls: Controls) -> None:
    (order,) = world.order()
    world.work()
    waits_until = world.now(order).due_at
    forced = controls.force(order.id, actor="ada", reason="they called")
    assert forced.due_at == world.clock.now() < waits_until


def test_a_paused_order_is_not_forced(world: World, controls: Controls) -> None:
    (order,) = world.order()
    controls.pause(order.id, actor="ada", reason="wait")
    with pytest.raises(ConflictError, match="paused"):
        controls.force(order.id, actor="ada", reason="now")


def test_an_order_changes_its_lane(world: World, controls: Controls) -> None:
    first, second = world.order("corner", "market")
    controls.prioritise(second.id, Lane.EMERGENCY, actor="ada", reason="a court says so")
    (claim,) = world.ledger.claim("x", world.clock.now(), 60)
    assert (claim.delivery.id, claim.delivery.lane) == (second.id, Lane.EMERGENCY)
    event = world.ledger.events(second.distribution_id)[-1]
    assert (event.kind, event.actor, event.reason) == ("order.prioritised", "ada", "a court says so")
    assert event.data == (("lane", "normal → emergency"),)
    assert world.now(first).lane is Lane.NORMAL


DONE_TWICE: list[Callable[[Controls, str], Delivery]] = [
    lambda controls, order: controls.pause(order, actor="ada", reason="wait"),
    lambda controls, order: controls.resume(order, actor="ada"),
    lambda controls, order: controls.force(order, actor="ada", reason="now"),
    lambda controls, order: controls.prioritise(order, Lane.BULK, actor="ada", reason="later"),
]


@pytest.mark.parametrize("do", DONE_TWICE)
def test_doing_it_again_changes_nothing(do: Callable[[Controls, str], Delivery], world: World) -> None:
    (order,) = world.order()
    world.work()
    controls = Controls(world.tools)
    once = do(controls, order.id)
    events = world.kinds(order)
    assert do(controls, order.id) == once
    assert world.kinds(order) == events


@pytest.mark.parametrize("do", DONE_TWICE)
def test_an_order_that_has_ended_is_left_as_it_is(do: Callable[[Controls, str], Delivery], world: World) -> None:
    (order,) = world.live()
    with pytest.raises(ConflictError, match="has ended"):
        do(Controls(world.tools), order.id)


def test_an_order_a_worker_is_at_is_left_as_it_is(world: World, controls: Controls) -> None:
    (order,) = world.order()
    world.ledger.claim("x", world.clock.now(), 60)
    with pytest.raises(ConflictError, match="being worked on"):
        controls.pause(order.id, actor="ada", reason="wait")


def test_cancelling_again_changes_nothing(world: World) -> None:
    (order,) = world.order()
    ended = world.service.cancel(order.id, actor="ada", reason="a mistake")
    assert world.service.cancel(order.id, actor="bob").outcome is ended.outcome
    assert world.kinds(order).count("order.cancelled") == 1


def test_a_circuit_closed_by_hand_frees_what_it_held_back(world: World) -> None:
    world = world.with_tools(breaker=CircuitRule(failures=1, pause=600.0))
    controls = Controls(world.tools)

    def refuse() -> None:
        raise ConnectError("refused")

    world.shop().before_connect = refuse
    held, other = world.order("corner", "market")
    world.work()
    assert controls.circuits()["corner/files"].open
    world.shop().before_connect = lambda: None
    (freed,) = controls.close("corner/files", actor="ada", reason="they say it is up")
    assert freed.id == held.id
    world.work()
    assert world.now(held).stage is Stage.TRACK
    assert controls.circuits() == {}
    assert "breaker.reset" in world.kinds(held)
    assert "breaker.reset" not in world.kinds(other)
    with pytest.raises(NotFoundError):
        controls.close("corner/files", actor="ada", reason="again")
