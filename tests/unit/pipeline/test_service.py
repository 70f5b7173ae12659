from __future__ import annotations

import pytest
from attrs import evolve

from tests.unit.pipeline.world import ShopSession, World, retitled
from tunemantra.core.amendment import Amendment, Selection
from tunemantra.core.distribution import NEVER, Lane, Outcome
from tunemantra.core.requirement import Capability
from tunemantra.core.schedule import LeadTime, LeadUnit
from tunemantra.core.status import Status
from tunemantra.errors import AuthError, ConflictError, NotFoundError
from tunemantra.pipeline import service
from tunemantra.ports.package import PackageFile, Role
from tunemantra.ports.platform import WebhookReply, WebhookRequest
from tunemantra.ports.storage import RollUp


def call(world: World, word: str, event: str = "") -> WebhookRequest:
    return WebhookRequest("POST", "/", {"x-id": event}, {"icpn": str(world.release.icpn), "word": word}, b"")


def test_standing_shows_every_platform_and_its_last_order(world: World) -> None:
    orders = world.live("corner", "market")
    found = world.service.standing(icpn=orders[0].icpn)
    assert {(one.distribution.platform, one.delivery) for one in found} == {(one.platform, one) for one in orders}


def test_standing_reads_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.live("corner", "market")
    monkeypatch.setattr(service, "PAGE", 1)
    assert len(world.service.standing()) == 2


def test_a_distribution_without_an_order_stands_alone(world: World) -> None:
    world.ledger.open_distribution("1", "corner", world.clock.now())
    assert world.service.standing()[0].delivery is None


def test_nothing_is_shown_of_a_release_that_nobody_ordered(world: World) -> None:
    world.ledger.open_distribution("1", "corner", world.clock.now())
    with pytest.raises(NotFoundError, match="nothing was ordered of 1"):
        world.service.shown(world.service.standing()[0])


def test_what_is_shown_is_the_last_order_until_the_platform_has_one(world: World) -> None:
    world.order()
    assert world.service.shown(world.service.standing()[0]).title == world.release.title
    world.live()
    before, world.shelf.release = world.release.title, retitled(world.release, "Not there yet")
    world.order()
    assert world.service.shown(world.service.standing()[0]).title == before
    world.live()
    assert world.service.shown(world.service.standing()[0]).title.text == "Not there yet"


def test_the_timeline_of_a_release_nobody_distributed_is_not_found(world: World) -> None:
    with pytest.raises(NotFoundError, match="to corner"):
        world.service.timeline("1", "corner")


def test_the_release_of_a_delivery_is_the_frozen_one(world: World) -> None:
    (order,) = world.order()
    assert world.service.release(order.id).title == world.release.title


def test_only_a_failed_order_is_retried(world: World) -> None:
    (order,) = world.order()
    with pytest.raises(ConflictError):
        world.service.retry(order.id)


def test_a_failed_order_is_retried_where_it_stopped(world: World) -> None:
    def refuse(_path: str) -> None:
        raise AuthError("wrong password")

    world.shop().before_put = refuse
    (order,) = world.order()
    world.work()
    world.shop().before_put = lambda _path: None
    world.service.retry(order.id, actor="ada")
    world.work()
    assert world.status(order) == "Processing: ingesting"


def test_an_order_is_cancelled_before_it_is_handed_over(world: World) -> None:
    (order,) = world.order()
    assert world.service.cancel(order.id, actor="ada").outcome is Outcome.CANCELLED
    world.work()
    assert world.shop().puts == []


def test_an_order_that_left_the_house_is_not_cancelled(world: World) -> None:
    (order,) = world.order()
    world.work()
    with pytest.raises(ConflictError):
        world.service.cancel(order.id)


def test_every_event_of_a_delivery_is_chained_and_says_what_changed(world: World) -> None:
    (order,) = world.live("corner")
    seal = world.service.seal()
    assert seal is not None
    audit = world.service.audit(expected=seal.hash)
    events = world.service.timeline(order.icpn)
    assert (audit.intact, audit.events, audit.sealed) == (True, len(events), events[-1].sequence)
    changed = [event for event in events if event.kind == "status.changed"]
    assert [event.after for event in changed[:-1]] == [event.before for event in changed[1:]]
    assert (changed[0].before, changed[-1].after) == ("Pending: queued", "Live: all-territories")
    assert all(event.after for event in events if event.kind in {"order.opened", "stage.done"})


def test_many_orders_are_amended_page_by_page_and_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "PAGE", 1)
    world.order("corner", "market")
    held_back = world.service.amend(Selection(), Amendment(due_at=NEVER), actor="ada", reason="strike")
    assert [order.paused for order in held_back.changed] == [True, True]
    assert not world.worker.once()
    again = world.service.amend(Selection(platform="corner"), Amendment(lane=Lane.HIGH, due_at=world.clock.now()))
    assert [order.platform for order in again.changed] == ["corner"]
    assert world.worker.once()
    ended = world.service.amend(Selection(), Amendment(cancel=True))
    assert ([order.platform for order in ended.changed], len(ended.late)) == (["market"], 1)
    events = world.service.timeline(ended.changed[0].icpn, "market")
    assert [event.kind for event in events] == ["order.opened", "order.paused", "order.cancelled"]
    assert (events[1].actor, events[1].reason) == ("ada", "strike")


def test_news_do_not_wake_what_is_paused(world: World) -> None:
    (order,) = world.order("corner")
    world.work()
    world.service.amend(Selection(), Amendment(due_at=NEVER))
    world.service.webhook("corner", call(world, "checked"))
    assert world.now(order).paused
    world.shelf.release = retitled(world.release, "Other")
    world.order("corner")
    assert world.now(order).paused


def test_the_summary_counts_and_names_what_is_open_too_long(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = type(world.tools.platforms)
    platform = directory.platform
    lead = LeadTime(1, 2, LeadUnit.HOURS)
    slow = lambda self, key: evolve(platform(self, key), sla=lead if key == "corner" else None)  # noqa: E731
    monkeypatch.setattr(directory, "platform", slow)
    orders = world.order("corner", "market")
    assert world.service.summary().overdue == ()
    world.clock.sleep(2 * 3600)
    summary = world.service.summary()
    assert (summary.overdue, summary.at) == (orders[:1], world.clock.now())
    assert [(one.platform, one.status, one.count) for one in summary.tally] == [
        ("corner", Status.PENDING, 1),
        ("market", Status.PENDING, 1),
    ]
    assert world.service.roll_ups() == (RollUp(orders[0].icpn, ((Status.PENDING, 2),)),)


def test_a_webhook_is_answered_and_written_down(world: World) -> None:
    (order,) = world.order()
    world.work()
    world.clock.sleep(1)
    assert world.service.webhook("corner", call(world, "on sale")).status == 204
    assert world.status(order) == "Live: all-territories"


def test_a_webhook_that_is_replayed_changes_nothing(world: World) -> None:
    (order,) = world.order()
    world.work()
    world.clock.sleep(1)
    for word in ("checked", "on sale"):
        world.service.webhook("corner", call(world, word, event=word))
        world.clock.sleep(1)
    world.service.webhook("corner", call(world, "checked", event="checked"))
    assert world.status(order) == "Live: all-territories"


def test_a_platform_that_never_calls_has_no_webhook(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(world.mall), "driver", lambda _mall, _key: object())
    with pytest.raises(NotFoundError):
        world.service.webhook("corner", call(world, "on sale"))
    with pytest.raises(NotFoundError):
        world.service.subscribe("corner", "http://127.0.0.1")


def test_a_platform_is_asked_to_call(world: World) -> None:
    world.service.subscribe("corner", "http://127.0.0.1/webhooks/corner")
    assert world.shop().subscribed == ["http://127.0.0.1/webhooks/corner"]


def test_what_a_driver_sends_or_says_outside_a_delivery_is_heard_by_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def webhook(_shop: object, _request: object, session: ShopSession) -> WebhookReply:
        session.alive()
        session.progress(PackageFile("x", Role.METADATA, "0" * 64, 1), 1)
        return WebhookReply(200)

    def subscribe(_shop: object, _url: str, session: ShopSession) -> None:
        session.alive()
        session.progress(PackageFile("x", Role.METADATA, "0" * 64, 1), 1)

    monkeypatch.setattr(type(world.shop()), "webhook", webhook)
    monkeypatch.setattr(type(world.shop()), "subscribe", subscribe)
    assert world.service.webhook("corner", call(world, "x")).status == 200
    world.service.subscribe("corner", "http://127.0.0.1")
    assert world.seen.steps == []


def test_waiting_ends_when_the_order_has_ended(world: World) -> None:
    (order,) = world.live()
    assert world.service.wait([order.id], 0)


def test_waiting_ends_when_time_is_up(world: World) -> None:
    (order,) = world.order()
    looks: list[int] = []
    assert not world.service.wait([order.id], 1.0, lambda: looks.append(1))
    assert not world.service.wait([order.id], 1.0)
    assert looks


def test_waiting_for_a_time_that_is_no_number_ends_at_once(world: World) -> None:
    (order,) = world.order()

    def look() -> None:
        pytest.fail("it waits")

    assert not world.service.wait([order.id], float("nan"), look)


def test_waiting_looks_at_one_order_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking takes from those who work."""
    looked: list[str] = []
    monkeypatch.setattr(type(world.service), "settled", lambda _, order: looked.append(order) or len(looked) > 3)
    assert world.service.wait(["a", "b"], 60.0)
    assert looked == ["a", "a", "a", "a", "b"]


def test_those_that_can_are_asked_to_call(world: World) -> None:
    able = world.mall.platforms["market"]
    world.mall.platforms["market"] = evolve(able, capabilities={*able.capabilities, Capability.WEBHOOK})
    assert world.service.subscribe_all({"corner", "market", "gone"}, "https://label.example/") == ("market",)
    assert world.shop("market").subscribed == ["https://label.example/webhooks/market"]
    assert world.shop().subscribed == []
