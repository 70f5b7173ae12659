"""Orders that wait for a release elsewhere."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.unit.pipeline.world import World, retitled
from tunemantra.core.after import After
from tunemantra.core.dependency import Verdict
from tunemantra.core.distribution import Delivery, Lane, Outcome, Stage
from tunemantra.core.finding import error
from tunemantra.core.plan import Plan
from tunemantra.core.status import Status
from tunemantra.errors import ConflictError, UnknownPlatformError
from tunemantra.pipeline import gate
from tunemantra.pipeline.controls import Controls
from tunemantra.pipeline.plan import Wish, plan
from tunemantra.pipeline.tick import Tick
from tunemantra.pipeline.timeline import hasten

LIVE = {"market": (After("corner"),)}


def ordered(world: World, after: dict[str, tuple[After, ...]] | None = None, *keys: str) -> dict[str, Delivery]:
    found = world.service.distribute(
        world.shelf.folder, keys or ("market", "corner"), actor="ada", after=LIVE if after is None else after
    )
    world.work()
    return {one.platform: one for one in found}


def beat(world: World) -> None:
    Tick(world.tools, "tick").beat()
    world.work()


def test_an_order_waits_and_says_for_what_and_is_woken_by_the_tick(world: World) -> None:
    orders = ordered(world)
    market = world.now(orders["market"])
    assert (market.stage, market.waiting) == (Stage.PACKAGE, "waits for Corner to be Live")
    assert world.shop("market").connects == 0
    assert world.kinds(market).count("order.waits") == 1
    beat(world)
    assert world.now(market).waiting == "waits for Corner to be Live"
    world.say("on sale", "corner")
    assert world.shop("market").puts == []
    beat(world)
    assert world.now(market).stage is Stage.TRACK
    assert world.shop("market").puts != []
    beat(world)
    assert world.tools.board.page(gate.KIND) == []


def test_nobody_looks_before_an_hour_is_over_but_the_tick(world: World) -> None:
    market = ordered(world)["market"]
    version = world.now(market).version
    for _ in range(5):
        beat(world)
    assert world.now(market).version == version
    world.later(3601)
    assert world.now(market).version == version + 1
    assert world.kinds(market).count("order.waits") == 1


def test_delivered_is_enough_where_that_is_asked(world: World) -> None:
    orders = ordered(world, {"market": (After("corner", Status.DELIVERED),)})
    world.say("checked", "corner")
    beat(world)
    assert world.now(orders["market"]).stage is Stage.TRACK


def test_a_release_that_fails_elsewhere_blocks_until_somebody_forces_it(world: World) -> None:
    orders = ordered(world)
    world.say("no", "corner", reasons=("explicit",))
    beat(world)
    market = world.now(orders["market"])
    assert market.waiting == "BLOCKED: Corner will not be Live: rejected by Corner: explicit"
    assert market.blocked
    assert world.service.settled(market.id)
    assert world.kinds(market).count("order.blocked") == 1
    assert world.shop("market").connects == 0
    Controls(world.tools).force(market.id, actor="eve", reason="the label says so")
    world.work()
    assert world.now(market).stage is Stage.TRACK
    forced = next(event for event in world.ledger.events(market.distribution_id) if event.kind == "order.forced")
    assert (forced.actor, forced.reason) == ("eve", "the label says so")
    assert dict(forced.data)["after"] == "corner:live → nothing"


def test_what_blocked_it_may_come_after_all(world: World) -> None:
    world.shop("corner").findings.append(error("SHOP-001", "titles", "too long"))
    orders = ordered(world)
    beat(world)
    assert world.now(orders["market"]).blocked
    world.shop("corner").findings.clear()
    ordered(world, {}, "corner")
    beat(world)
    assert world.now(orders["market"]).waiting == "waits for Corner to be Live"
    world.say("on sale", "corner")
    beat(world)
    assert world.now(orders["market"]).stage is Stage.TRACK


def test_one_that_is_hopeless_is_said_before_one_that_may_come(world: World) -> None:
    other = After("corner", icpn="00602445790098")
    orders = ordered(world, {"market": (other, After("corner"))})
    assert world.now(orders["market"]).waiting == (
        "waits for Corner to be Live with 00602445790098: nothing was ordered there yet; waits for Corner to be Live"
    )
    world.say("no", "corner")
    beat(world)
    assert world.now(orders["market"]).waiting.startswith("BLOCKED: Corner will not be Live: rejected")


def test_a_pause_outlasts_what_it_waited_for_and_a_cancelled_one_is_forgotten(world: World) -> None:
    market = ordered(world)["market"]
    Controls(world.tools).pause(market.id, actor="eve", reason="wait")
    world.say("on sale", "corner")
    beat(world)
    assert world.now(market).paused
    Controls(world.tools).resume(market.id, actor="eve")
    world.work()
    assert world.now(market).stage is Stage.TRACK


def test_an_order_at_the_gate_may_be_cancelled(world: World) -> None:
    market = ordered(world)["market"]
    world.service.cancel(market.id)
    beat(world)
    assert world.tools.board.page(gate.KIND) == []
    assert world.shop("market").connects == 0


def test_a_newer_order_takes_the_place_of_one_that_waits(world: World) -> None:
    market = ordered(world)["market"]
    world.shelf.release = retitled(world.release, "Tidal, again")
    newer = ordered(world, {}, "market")["market"]
    beat(world)
    world.work()
    assert world.now(market).outcome is Outcome.CANCELLED
    assert world.now(newer).stage is Stage.TRACK


def test_one_that_is_worked_on_or_due_is_not_woken(world: World) -> None:
    market = ordered(world)["market"]
    world.say("on sale", "corner")
    world.clock.sleep(3600)
    gate.wake(world.tools)
    assert "order.hastened" not in world.kinds(market)
    world.work()


def test_somebody_at_work_is_not_disturbed(world: World) -> None:
    market = ordered(world)["market"]
    world.clock.sleep(3600)
    assert world.ledger.claim("other", world.clock.now(), 10_000, delivery_id=market.id)
    held = world.now(market)
    hasten(world.tools, held, "…")
    assert "order.hastened" not in world.kinds(market)


def test_many_at_the_gate_are_looked_at_in_turns(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "AT_ONCE", 1)
    market = ordered(world)["market"]
    assert gate.wake(world.tools) == market.id
    assert gate.wake(world.tools, market.id) == ""


def test_rings_and_strangers_are_refused_before_anything_is_ordered(world: World) -> None:
    ring = {"market": (After("corner"),), "corner": (After("market"),)}
    with pytest.raises(ConflictError, match="none would ever be sent"):
        ordered(world, ring)
    with pytest.raises(ConflictError, match="corner after corner"):
        ordered(world, {"corner": (After("corner"),)}, "corner")
    with pytest.raises(UnknownPlatformError):
        ordered(world, {"corner": (After("kiosk"),)}, "corner")
    assert world.ledger.deliveries() == []


def test_a_ring_with_orders_that_are_open_is_refused_too(world: World) -> None:
    ordered(world, LIVE, "market")
    with pytest.raises(ConflictError, match="none would ever be sent"):
        ordered(world, {"corner": (After("market"),)}, "corner")
    with pytest.raises(ConflictError, match="for market is open and waits for corner:live"):
        ordered(world, {"market": (After("corner", Status.DELIVERED),)}, "market")
    assert ordered(world, {}, "market")["market"].after == LIVE["market"]


def test_what_the_settings_say_counts_where_the_release_goes_to_both(world: World) -> None:
    housed = world.with_tools(after=LIVE)
    assert ordered(housed, {}, "market")["market"].after == ()
    housed.shelf.release = retitled(world.release, "Tidal, again")
    again = ordered(housed, {}, "market", "corner")
    assert list(again) == ["corner", "market"]
    assert again["market"].after == LIVE["market"]
    housed.shelf.release = retitled(world.release, "Tidal, once more")
    assert ordered(housed, {}, "market")["market"].after == LIVE["market"]


def test_a_plan_says_what_would_wait(world: World) -> None:
    found: Plan = plan(world.tools, world.shelf.folder, ["market", "corner"], Wish(after=LIVE))
    assert [(one.platform, one.after) for one in found.platforms] == [("corner", ()), ("market", ("corner:live",))]


def test_an_order_that_is_due_and_waits_for_nothing_is_not_forced_again(world: World) -> None:
    (order,) = world.order()
    assert Controls(world.tools).force(order.id, actor="", reason="") == world.now(order)
    assert evolve(order, lane=Lane.BULK).after == ()


def test_those_at_the_gate_are_counted(world: World) -> None:
    assert gate.waiting(world.tools) == {Verdict.WAITS: 0, Verdict.BLOCKED: 0}
    ordered(world)
    assert gate.waiting(world.tools)[Verdict.WAITS] == 1
    world.say("no", "corner")
    beat(world)
    assert gate.waiting(world.tools) == {Verdict.WAITS: 0, Verdict.BLOCKED: 1}


def test_the_same_command_again_gives_the_order_that_stands(world: World) -> None:
    first = ordered(world)["market"]
    assert ordered(world)["market"].id == first.id
    assert len(world.ledger.deliveries()) == 2
