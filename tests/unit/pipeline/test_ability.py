"""A platform that cannot take an order over its protocol is never sent one."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.unit.pipeline.world import OrderKind, World, retitled
from tunemantra.core.requirement import Capability
from tunemantra.errors import Category, Disposition, UnsupportedError


def only(world: World, key: str, *capabilities: Capability) -> None:
    """Leave a shop these capabilities alone."""
    world.mall.platforms[key] = evolve(world.mall.platforms[key], capabilities=capabilities)


def kinds(world: World) -> list[OrderKind]:
    return [order.kind for order in world.ledger.deliveries()]


def test_a_takedown_from_one_that_takes_none_is_refused_and_none_is_ordered(world: World) -> None:
    (order, _) = world.live("corner", "market")
    only(world, "market", Capability.UPDATE)
    with pytest.raises(UnsupportedError, match="Market takes no takedowns") as caught:
        world.service.takedown(order.icpn, ["corner", "market"])
    assert kinds(world) == [OrderKind.INSERT, OrderKind.INSERT]
    problem = caught.value
    assert (problem.disposition, problem.category) == (Disposition.STOP, Category.BUSINESS_RULE)
    assert problem.facts == {"capability": "takedown", "platforms": "market"}
    assert "staff" in problem.hint


def test_every_platform_that_cannot_is_named_in_one_error(world: World) -> None:
    (order, _) = world.live("corner", "market")
    only(world, "corner")
    only(world, "market")
    with pytest.raises(UnsupportedError, match="Corner and Market take"):
        world.service.takedown(order.icpn, ["corner", "market"])


def test_an_update_of_one_that_takes_none_is_refused_and_none_is_ordered(world: World) -> None:
    world.live("corner", "market")
    only(world, "market", Capability.TAKEDOWN)
    world.shelf.release = retitled(world.release, "Other")
    with pytest.raises(UnsupportedError, match="Market takes no updates") as caught:
        world.order("corner", "market")
    assert "leave it out of --to" in caught.value.hint
    assert kinds(world) == [OrderKind.INSERT, OrderKind.INSERT]


def test_a_forced_redelivery_is_an_update(world: World) -> None:
    world.live()
    only(world, "corner")
    with pytest.raises(UnsupportedError):
        world.order(force=True)


def test_what_it_has_already_is_no_update(world: World) -> None:
    (order,) = world.live()
    only(world, "corner")
    assert world.order() == (order,)


def test_it_takes_a_release_it_does_not_have(world: World) -> None:
    only(world, "corner")
    (order,) = world.order()
    assert order.kind is OrderKind.INSERT


def test_what_was_taken_down_is_inserted_again(world: World) -> None:
    (order,) = world.live()
    world.service.takedown(order.icpn, ["corner"])
    world.work()
    world.say("gone")
    only(world, "corner", Capability.TAKEDOWN)
    world.shelf.release = retitled(world.release, "Other")
    (again,) = world.service.distribute(world.shelf.folder, ["corner"], reinstate=True)
    assert again.kind is OrderKind.INSERT
