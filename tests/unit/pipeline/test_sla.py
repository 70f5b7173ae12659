from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from tests.unit.pipeline.world import World, build
from tunemantra.core.after import After
from tunemantra.core.distribution import NEVER, Delivery
from tunemantra.core.schedule import LeadTime, LeadUnit
from tunemantra.errors import ConflictError
from tunemantra.pipeline import sla
from tunemantra.pipeline.sla import AT_ONCE, EVERY, Level
from tunemantra.pipeline.tick import LEASE, Tick

HOUR = 3600.0


@pytest.fixture
def world(tmp_path: object) -> World:
    made = build(tmp_path / "release")  # type: ignore[operator]
    corner = made.mall.platforms["corner"]
    made.mall.platforms["corner"] = evolve(corner, sla=LeadTime(5, 10, LeadUnit.HOURS))
    return made


def alerts(world: World) -> list[tuple[str, str]]:
    return [(one.kind, one.delivery_id) for one in world.seen.events if one.kind.startswith("sla.")]


def beat(world: World, owner: str = "a") -> None:
    """Beat once as another process that has just begun."""
    assert Tick(world.tools, owner).beat()
    world.ledger.unlock("tick", owner)


def sent(world: World) -> Delivery:
    (order,) = world.order()
    world.work()
    return order


def test_one_alert_at_eighty_and_one_at_a_hundred_per_cent_however_often_it_is_looked_at(world: World) -> None:
    order = sent(world)
    for hours, expected in ((7.9, []), (0.1, ["sla.warning"]), (1.9, ["sla.warning"])):
        world.clock.sleep(hours * HOUR)
        for owner in "abc":
            beat(world, owner)
        assert alerts(world) == [(kind, order.id) for kind in expected]
    world.clock.sleep(0.1 * HOUR)
    for owner in "abc":
        beat(world, owner)
    assert alerts(world) == [("sla.warning", order.id), ("sla.breach", order.id)]
    (_, breach) = [one for one in world.service.timeline(order.icpn) if one.kind.startswith("sla.")]
    assert (
        breach.message
        == f"Corner has not acknowledged the insert of {order.icpn}, which was due by 2026-05-01 22:00 UTC"
    )


def test_whoever_holds_the_tick_looks_once_a_minute(world: World) -> None:
    order = sent(world)
    tick = Tick(world.tools, "a")
    world.clock.sleep(8 * HOUR - 1)
    tick.beat()
    while not alerts(world):
        world.clock.sleep(LEASE / 2)
        tick.beat()
    assert world.clock.now() - order.created_at <= timedelta(hours=8) + EVERY


def test_what_is_late_is_told_until_it_is_acknowledged(world: World) -> None:
    order = sent(world)
    world.clock.sleep(9 * HOUR)
    beat(world)
    (late,) = world.service.late(icpn=order.icpn, platform="corner")
    assert (late.delivery_id, late.level) == (order.id, Level.WARNING)
    assert world.service.summary().late == (late,)
    assert world.service.late(platform="market") == world.service.late(icpn="1") == ()
    world.say("checked")
    beat(world)
    assert world.service.late() == ()
    world.clock.sleep(9 * HOUR)
    beat(world)
    assert len(alerts(world)) == 1


def test_an_order_that_ended_is_not_late(world: World) -> None:
    sent(world)
    world.clock.sleep(9 * HOUR)
    beat(world)
    world.say("no")
    beat(world)
    assert world.service.late() == ()


def test_the_time_runs_from_the_hand_over_and_before_it_from_the_order(world: World) -> None:
    (order,) = world.order()
    world.clock.sleep(9 * HOUR)
    beat(world)
    assert alerts(world) == [("sla.warning", order.id)]
    world.work()
    beat(world)
    assert world.service.late() == ()
    world.clock.sleep(10 * HOUR)
    beat(world)
    assert alerts(world) == [("sla.warning", order.id), ("sla.breach", order.id)]


def test_what_waits_because_we_want_it_to_is_not_late(world: World) -> None:
    (paused,) = world.order()
    world.ledger.amend(
        evolve(paused, due_at=NEVER), evolve(world.ledger.events(paused.distribution_id)[0], kind="order.paused")
    )
    (gated,) = world.service.distribute(world.shelf.folder, ["market"], after={"market": (After("corner"),)})
    world.mall.platforms["market"] = evolve(world.mall.platforms["market"], sla=LeadTime(1, 1, LeadUnit.HOURS))
    world.work()
    assert world.now(gated).waiting
    world.clock.sleep(99 * HOUR)
    beat(world)
    assert alerts(world) == []


def test_a_takedown_is_late_until_it_is_gone(world: World) -> None:
    (order,) = world.live()
    (down,) = world.service.takedown(order.icpn, ["corner"])
    world.work()
    world.clock.sleep(10 * HOUR)
    beat(world)
    assert alerts(world) == [("sla.breach", down.id)]
    world.say("gone")
    beat(world)
    assert world.service.late() == ()


def test_the_settings_have_another_time_or_none(world: World) -> None:
    sent(world)
    world.clock.sleep(9 * HOUR)
    beat(world.with_tools(sla={"corner": LeadTime(0, 0, LeadUnit.HOURS)}))
    assert alerts(world) == []
    beat(world.with_tools(sla={"corner": LeadTime(0, 1, LeadUnit.HOURS)}))
    assert [kind for kind, _ in alerts(world)] == ["sla.breach"]


def test_a_page_at_a_beat(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sla, "AT_ONCE", 1)
    assert AT_ONCE > 1
    world.mall.platforms["market"] = evolve(world.mall.platforms["market"], sla=LeadTime(5, 10, LeadUnit.HOURS))
    world.order("corner", "market")
    world.clock.sleep(9 * HOUR)
    tick = Tick(world.tools, "a")
    for count in (1, 2, 2):
        tick.beat()
        assert len(alerts(world)) == count


def test_an_alert_that_cannot_be_written_comes_at_the_next_look(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    sent(world)
    world.clock.sleep(9 * HOUR)
    record = world.ledger.record

    def never(*_: object) -> None:
        raise ConflictError("somebody else")

    monkeypatch.setattr(world.ledger, "record", never)
    beat(world)
    assert alerts(world) == []
    monkeypatch.setattr(world.ledger, "record", record)
    beat(world)
    assert len(alerts(world)) == 1
