from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve

from tests.unit.pipeline.world import World, retitled
from tunemantra.core.distribution import Delivery, Event, OrderKind, Outcome
from tunemantra.errors import AuthError, ConflictError, WithdrawnError
from tunemantra.ports.platform import WebhookRequest


def take_down(world: World, *platforms: str) -> tuple[Delivery, ...]:
    return world.service.takedown(str(world.release.icpn), platforms or ("corner",), actor="bob", reason="rights")


def reinstate(world: World, *platforms: str, reason: str = "") -> tuple[Delivery, ...]:
    return world.service.distribute(
        world.shelf.folder, platforms or ("corner",), actor="ada", reinstate=True, reason=reason
    )


@pytest.fixture
def down(world: World) -> World:
    """A release that was on sale at the corner and the market, and is down at the corner."""
    world.live("corner", "market")
    take_down(world)
    world.work()
    world.say("gone")
    return world


def kinds(world: World) -> list[OrderKind]:
    return [one.kind for one in world.ledger.deliveries()]


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("title", ["", "Other"])
def test_what_is_down_is_not_put_back_without_a_word(down: World, title: str, *, force: bool) -> None:
    if title:
        down.shelf.release = retitled(down.release, title)
    before = kinds(down)
    with pytest.raises(WithdrawnError, match=r"Corner \(Taken Down: full\)") as caught:
        down.order("market", "corner", force=force)
    assert "--reinstate" in caught.value.hint
    assert kinds(down) == before


def test_a_takedown_that_is_under_way_is_not_undone_without_a_word(world: World) -> None:
    world.live()
    take_down(world)
    with pytest.raises(WithdrawnError, match="a takedown is under way"):
        world.order(force=True)


def test_a_takedown_that_failed_is_still_wanted(world: World) -> None:
    world.live()
    (order,) = take_down(world)
    world.ledger.amend(evolve(world.now(order), outcome=Outcome.FAILED), _event(order))
    with pytest.raises(WithdrawnError):
        world.order(force=True)


def test_a_takedown_that_was_cancelled_withdraws_nothing(world: World) -> None:
    (live,) = world.live()
    (order,) = take_down(world)
    world.service.cancel(order.id)
    (again,) = world.order()
    assert (again.kind, again.icpn) == (OrderKind.UPDATE, live.icpn)


def test_what_the_platform_took_down_by_itself_stays_down_too(world: World) -> None:
    world.live()
    world.clock.sleep(1)
    gone = WebhookRequest("POST", "/", {}, {"icpn": str(world.release.icpn), "word": "gone"}, b"")
    world.service.webhook("corner", gone)
    with pytest.raises(WithdrawnError):
        world.order()
    (again,) = reinstate(world)
    assert (again.kind, again.outcome) == (OrderKind.INSERT, Outcome.OPEN)


def test_the_word_puts_it_back_and_stands_in_the_timeline(down: World) -> None:
    (order,) = reinstate(down, reason="the dispute is settled")
    down.work()
    down.say("on sale")
    assert (order.kind, down.status(order)) == (OrderKind.INSERT, "Live: all-territories")
    (opened,) = [e for e in down.ledger.events(order.distribution_id) if e.delivery_id == order.id][:1]
    assert (opened.actor, opened.message) == ("ada", "reinstatement ordered: the dispute is settled")


def test_the_word_said_twice_makes_one_order(down: World) -> None:
    assert reinstate(down) == reinstate(down)
    assert down.order() == reinstate(down)


def test_the_word_said_of_what_is_on_sale_changes_nothing(world: World) -> None:
    assert reinstate(world) == world.order()
    world.work()
    world.say("on sale")
    assert reinstate(world)[0].outcome is Outcome.DONE


def test_a_takedown_under_way_is_carried_out_before_the_release_comes_back(world: World) -> None:
    world.live()
    (removal,) = take_down(world)
    (back,) = reinstate(world)
    assert back.kind is OrderKind.INSERT
    world.work()
    assert (world.now(removal).open, world.now(back).attempts, world.now(back).package) == (True, 0, "")
    world.say("gone")
    world.say("on sale")
    assert (world.now(removal).outcome, world.status(back)) == (Outcome.DONE, "Live: all-territories")


@pytest.mark.parametrize("word", [False, True])
def test_a_takedown_ordered_at_the_same_moment_has_the_last_word(
    world: World, monkeypatch: pytest.MonkeyPatch, *, word: bool
) -> None:
    world.live()
    _just_before_adding(world, monkeypatch, lambda: take_down(world))
    with pytest.raises(WithdrawnError):
        world.service.distribute(world.shelf.folder, ["corner"], force=True, reinstate=word)
    assert kinds(world) == [OrderKind.INSERT, OrderKind.TAKEDOWN]


def test_another_order_of_the_same_moment_is_a_conflict(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.live()
    release = world.release

    def other() -> None:
        world.shelf.release = retitled(release, "Other")
        world.order()

    _just_before_adding(world, monkeypatch, other)
    with pytest.raises(ConflictError):
        world.order(force=True)


def test_a_takedown_that_came_between_reading_and_ordering_is_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.live()
    find, once = type(world.tools.assets).put_file, [True]

    def put_file(assets: object, *arguments: object) -> object:
        if once.pop() if once else False:
            take_down(world)
        return find(assets, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(type(world.tools.assets), "put_file", put_file)
    with pytest.raises(WithdrawnError):
        world.order(force=True)


def test_a_failed_order_is_not_retried_after_a_takedown(world: World) -> None:
    (order, removal) = _failed_then_down(world)
    with pytest.raises(WithdrawnError, match=order.id):
        world.service.retry(order.id)
    assert world.now(removal).outcome is Outcome.DONE


def test_a_failed_takedown_is_retried(world: World) -> None:
    world.live()
    (order,) = take_down(world)
    world.ledger.amend(evolve(world.now(order), outcome=Outcome.FAILED), _event(order))
    assert world.service.retry(order.id).open


def _failed_then_down(world: World) -> tuple[Delivery, Delivery]:
    def refuse(_path: str) -> None:
        raise AuthError("wrong password")

    world.live()
    world.shelf.release = retitled(world.release, "Other")
    world.shop().before_put = refuse
    (order,) = world.order()
    world.work()
    world.shop().before_put = lambda _path: None
    assert world.now(order).outcome is Outcome.FAILED
    (removal,) = take_down(world)
    world.work()
    world.say("gone")
    return order, removal


def _just_before_adding(world: World, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let something happen once, between the look at the past orders and the new one."""
    add, once = world.ledger.add_delivery, [act]

    def add_delivery(_ledger: object, delivery: Delivery, event: Event) -> Delivery:
        if once:
            once.pop()()
        return add(delivery, event)

    monkeypatch.setattr(type(world.ledger), "add_delivery", add_delivery)


def _event(order: Delivery) -> Event:
    return Event(order.distribution_id, order.created_at, "delivery.failed", "failed", delivery_id=order.id)
