"""The hand-over, where the platform speaks of an order before the call that hands it over has ended."""

from __future__ import annotations

import pytest

from tests.unit.pipeline.world import World
from tunemantra.core.distribution import Delivery, Outcome
from tunemantra.pipeline.track import receive


def overtakes(world: World, word: str) -> None:
    """Let the platform call us with a word while the next order is handed over, and say nothing else of it."""

    def call(_path: str) -> None:
        shop.before_put = lambda _path: None
        said = shop.say(world.release, word, report_id="called")
        receive(world.tools, "corner", [said])

    def hush() -> None:
        shop.says[:] = [one for one in shop.says if one.native != "taken"]

    shop = world.shop()
    shop.before_put, shop.before_connect = call, hush


@pytest.fixture
def takedown(world: World) -> Delivery:
    """A takedown of what is live, about to be handed over."""
    (live,) = world.live()
    world.clock.sleep(60)
    (order,) = world.service.takedown(live.icpn, ["corner"])
    return order


def test_a_takedown_whose_end_is_told_before_its_answer_has_ended(world: World, takedown: Delivery) -> None:
    overtakes(world, "gone")
    world.work()
    world.later(61)
    assert world.status(takedown) == "Taken Down: full"
    assert world.now(takedown).outcome is Outcome.DONE


def test_a_takedown_that_is_handed_over_is_requested(world: World, takedown: Delivery) -> None:
    overtakes(world, "on sale")
    world.work()
    assert world.status(takedown) == "Processing: takedown-requested"
    world.say("gone")
    assert world.now(takedown).outcome is Outcome.DONE


@pytest.mark.parametrize(("word", "state"), [("taken", "Processing: ingesting"), ("checked", "Delivered: validated")])
def test_what_a_platform_said_of_it_stays_when_its_answer_comes(world: World, word: str, state: str) -> None:
    (order,) = world.order()
    overtakes(world, word)
    world.clock.sleep(60)
    world.work()
    assert state in [event.after for event in world.ledger.events(order.distribution_id)]
    assert "uploaded-unverified" not in [event.substate for event in world.ledger.events(order.distribution_id)]


def test_a_rejection_that_overtakes_its_answer_is_where_the_release_stands(world: World) -> None:
    (order,) = world.order()
    overtakes(world, "no")
    world.work()
    world.later(61)
    assert world.now(order).outcome is Outcome.REJECTED
    assert world.status(order) == "Rejected: metadata"
