from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from attrs import evolve

from tests.unit.pipeline.world import World, retitled
from tunemantra.core.distribution import Delivery, Lane, Outcome
from tunemantra.core.finding import error
from tunemantra.errors import ConflictError, WithdrawnError
from tunemantra.pipeline.idempotency import KIND, Command, once

KEY = "order 77/ä"


def command(world: World, *to: str, key: str = KEY, **more: object) -> tuple[Delivery, ...]:
    return world.service.distribute(
        world.shelf.folder,
        to or ("corner",),
        idempotency_key=key,
        **more,  # type: ignore[arg-type]
    )


def ids(orders: Sequence[Delivery]) -> list[str]:
    return [order.id for order in orders]


def rows(world: World) -> tuple[int, int]:
    """How much the ledger holds: orders, and events."""
    orders = world.ledger.deliveries()
    return len(orders), sum(len(world.ledger.events(key)) for key in {one.distribution_id for one in orders})


def test_the_same_command_gives_the_first_order_back(world: World) -> None:
    first = command(world, force=True)
    world.work()
    world.say("on sale")
    again = command(world, force=True)
    assert (ids(again), again[0].outcome) == (ids(first), Outcome.DONE)
    assert len(world.ledger.deliveries()) == 1


def test_it_does_so_whatever_became_of_the_release(world: World) -> None:
    first = command(world)
    world.work()
    world.say("on sale")
    world.service.takedown(first[0].icpn, ["corner"])
    with pytest.raises(WithdrawnError):
        world.order()
    assert ids(command(world)) == ids(first)


def test_it_does_so_where_the_order_stood_already(world: World) -> None:
    first = world.order()
    assert ids(command(world)) == ids(first)
    world.work()
    world.say("no")
    assert ids(command(world)) == ids(first)


def test_who_asks_and_why_and_in_which_order_is_no_part_of_the_command(world: World) -> None:
    first = command(world, "corner", "market", actor="ada", reason="monday")
    assert ids(command(world, "market", "corner", "corner", actor="bob")) == ids(first)


@pytest.mark.parametrize("options", [{"force": True}, {"reinstate": True}, {"lane": Lane.HIGH}, {"after": {"x": ()}}])
def test_another_option_under_the_key_is_refused(world: World, options: dict[str, object]) -> None:
    first = command(world)
    before = rows(world)
    with pytest.raises(ConflictError, match="order 77/ä") as caught:
        command(world, **options)
    assert (caught.value.code, dict(caught.value.facts)["orders"]) == ("state.conflict", first[0].id)
    assert rows(world) == before


def test_other_platforms_and_another_release_under_the_key_are_refused_and_nothing_is_written(world: World) -> None:
    command(world)
    before = rows(world)
    with pytest.raises(ConflictError):
        command(world, "corner", "market")
    world.shelf.release = retitled(world.release, "Other")
    with pytest.raises(ConflictError):
        command(world)
    assert rows(world) == before
    assert {one.revision_id for one in world.ledger.deliveries()} == set(world.ledger._revisions)


def test_a_fresh_key_is_another_command(world: World) -> None:
    first = command(world)
    world.work()
    world.say("on sale")
    assert ids(command(world, key="other")) == ids(first)
    (forced,) = command(world, key="third", force=True)
    assert forced.id != first[0].id


def test_every_organisation_has_its_own_keys(world: World) -> None:
    first = command(world, organisation="a")
    world.shelf.release = retitled(world.release, "Other")
    (other,) = command(world, organisation="b")
    assert other.id != first[0].id


def test_a_command_that_was_refused_leaves_its_key_free(world: World) -> None:
    world.shelf.findings = (error("CMN-ID-002", "upc", "the check digit is wrong"),)
    with pytest.raises(Exception, match="cannot be distributed"):
        command(world)
    world.shelf.findings = ()
    world.live()
    shop = world.mall.platforms["corner"]
    world.mall.platforms["corner"] = evolve(shop, capabilities=frozenset())
    world.shelf.release = retitled(world.release, "Other")
    with pytest.raises(Exception, match="no updates"):
        command(world)
    world.mall.platforms["corner"] = shop
    assert command(world, lane=Lane.HIGH)[0].sequence == 2


def test_whoever_was_killed_before_the_answer_finds_what_was_opened(world: World) -> None:
    (first,) = command(world, force=True)
    body = json.loads(dict(world.tools.board.page(KIND))[Command("", KEY, "").id])
    world.tools.board.change(KIND, Command("", KEY, "").id, lambda _: json.dumps({**body, "orders": []}))
    world.work()
    world.say("no")
    assert ids(command(world, force=True)) == [first.id]
    assert ids(command(world, force=True)) == [first.id]


def test_the_timeline_says_under_which_key_an_order_was_opened(world: World) -> None:
    (order,) = command(world)
    (opened,) = world.ledger.events(order.distribution_id)
    assert dict(opened.data)["idempotency-key"] == KEY


def test_a_command_that_is_answered_while_another_like_it_is_on_its_way_is_not_carried_out_again(world: World) -> None:
    wanted, (opened,) = Command("label", KEY, "body"), world.order("corner")
    assert once(world.tools, wanted, lambda: [opened]) == (opened,)
    assert once(world.tools, wanted, lambda: pytest.fail("carried out again")) == (opened,)


def test_fifty_at_once_are_one_order(world: World) -> None:
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: ids(command(world, force=True)), range(50)))
    assert len({tuple(one) for one in answers}) == 1
    assert len(world.ledger.deliveries()) == 1
