"""A release's whole way, from the order to the end."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.unit.pipeline.world import MASTER, Shop, ShopSession, World, retitled, with_audio
from tunemantra.contrib.memory import describe
from tunemantra.core.distribution import OrderKind, Outcome, Stage
from tunemantra.pipeline import intake
from tunemantra.pipeline.timeline import hasten
from tunemantra.ports.package import Order, Package, Receipt


def test_an_order_becomes_live_when_the_platform_says_so(world: World) -> None:
    (order,) = world.order()
    assert world.status(order) == "Pending: queued"
    world.work()
    assert world.status(order) == "Processing: ingesting"
    assert world.now(order).stage is Stage.TRACK
    world.say("checked")
    assert world.status(order) == "Delivered: validated"
    world.say("on sale")
    assert world.status(order) == "Live: all-territories"
    assert world.now(order).outcome is Outcome.DONE


def test_the_timeline_tells_every_stage_in_order(world: World) -> None:
    (order,) = world.live()
    stages = [dict(event.data)["stage"] for event in world.service.timeline(order.icpn) if event.kind == "stage.done"]
    assert stages == ["prepare", "transform", "validate", "package", "deliver"]


def test_every_event_is_announced_after_it_was_written(world: World) -> None:
    (order,) = world.live()
    written = [event.kind for event in world.service.timeline(order.icpn)]
    assert [event.kind for event in world.mall.announced] == written
    assert [event.kind for event in world.seen.events] == written


def test_what_happens_to_an_order_beside_its_work_is_announced(world: World) -> None:
    (older,) = world.order()
    world.work()
    world.clock.sleep(1)
    hasten(world.tools, older, "news")
    world.shelf.release = retitled(world.release, "Other")
    (newer,) = world.order()
    world.service.cancel(newer.id)
    written = [event.kind for event in world.service.timeline(older.icpn)]
    assert {"order.opened", "order.hastened", "order.cancelled"} <= set(written)
    assert [event.kind for event in world.seen.events] == written


def test_an_order_that_stands_is_not_announced_again(world: World) -> None:
    (order,) = world.order()
    past = world.ledger.deliveries(distribution_id=order.distribution_id)[:0]
    distribution = world.ledger.distribution(order.distribution_id)
    revision = world.ledger.revision(order.revision_id)
    opened = intake._add(
        world.tools, distribution, revision, past, order.kind, actor="", lane=order.lane, organisation=""
    )
    assert (opened.delivery.id, opened.fresh) == (order.id, False)
    assert [event.kind for event in world.seen.events] == ["order.opened"]


def test_the_same_folder_again_opens_nothing(world: World) -> None:
    first = world.live()
    assert world.order() == first


def test_an_order_under_way_is_returned_when_it_is_given_again(world: World) -> None:
    first = world.order()
    assert world.order() == first
    assert len(world.ledger.deliveries()) == 1


def test_force_sends_the_metadata_again_and_no_media(world: World) -> None:
    world.live()
    world.shop().puts.clear()
    (again,) = world.order(force=True)
    assert again.kind is OrderKind.UPDATE
    world.work()
    assert world.shop().puts == ["order.txt"]
    assert world.status(again) == "Live: all-territories"
    world.say("on sale", reference=again.id)
    assert world.now(again).outcome is Outcome.DONE


def test_another_title_is_an_update_without_media(world: World) -> None:
    world.live()
    world.shop().puts.clear()
    world.shelf.release = retitled(world.release, "Tidal Again")
    (update,) = world.order()
    world.work()
    assert (update.kind, world.shop().puts) == (OrderKind.UPDATE, ["order.txt"])


def test_another_master_is_an_update_with_that_track_alone(world: World) -> None:
    world.live()
    world.shop().puts.clear()
    describe(world.shelf.folder / "new.wav", evolve(MASTER, size=999))
    world.shelf.release = with_audio(world.release, 1, "new.wav")
    world.order()
    world.work()
    assert world.shop().puts == ["tracks[1].audio.wav", "order.txt"]


def test_one_decode_of_a_master_serves_all_platforms(world: World) -> None:
    world.live("corner", "market")
    assert len(world.audio.decoded) == len(world.release.tracks)


def test_a_later_platform_with_the_same_form_decodes_nothing(world: World) -> None:
    world.live("corner")
    world.audio.decoded.clear()
    world.live("market")
    assert world.audio.decoded == []


def test_progress_is_shown_for_conversion_and_delivery(world: World) -> None:
    world.live()
    assert {step.stage for step in world.seen.steps} == {Stage.TRANSFORM, Stage.DELIVER}
    last = {step.subject: step for step in world.seen.steps}
    assert all(step.done == step.total for step in last.values())


def test_a_takedown_is_done_when_the_platform_says_it_is_gone(world: World) -> None:
    (order,) = world.live()
    (takedown,) = world.service.takedown(order.icpn, ["corner"], actor="ada", reason="rights lapsed")
    world.work()
    assert world.status(takedown) == "Processing: takedown-requested"
    world.later(61)
    assert world.status(takedown) == "Processing: takedown-requested"
    world.say("gone")
    assert world.status(takedown) == "Taken Down: full"
    assert world.now(takedown).outcome is Outcome.DONE


def test_after_a_takedown_the_release_is_inserted_with_all_media_again(world: World) -> None:
    (order,) = world.live()
    world.service.takedown(order.icpn, ["corner"])
    world.work()
    world.say("gone")
    world.shop().held.clear()
    world.shop().puts.clear()
    (again,) = world.order(reinstate=True)
    world.work()
    assert again.kind is OrderKind.INSERT
    assert len(world.shop().puts) == 4


def test_after_a_takedown_and_an_insert_every_track_is_live_again(world: World) -> None:
    (order,) = world.live()
    world.say("on sale", tracks="on sale")
    world.service.takedown(order.icpn, ["corner"])
    world.work()
    world.say("gone", tracks="gone")
    (again,) = world.order(reinstate=True)
    world.work()
    world.say("on sale", tracks="on sale")
    assert world.status(again) == "Live: all-territories"


def test_the_timeline_says_how_the_files_were_proved(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ways = (("a", "read back"), ("b", "the server's hash"), ("c", "read back"))
    given = type(world.shop()).deliver

    def deliver(shop: Shop, order: Order, package: Package, session: ShopSession) -> Receipt:
        return evolve(given(shop, order, package, session), proofs=ways)

    (plain,) = world.order("market")
    world.work()
    monkeypatch.setattr(type(world.shop()), "deliver", deliver)
    (proved,) = world.order("corner")
    world.work()
    (without,), (said,) = (
        [event.message for event in world.ledger.events(one.distribution_id) if event.kind == "delivery.sent"]
        for one in (plain, proved)
    )
    assert said.endswith(", proved by read back and the server's hash")
    assert "proved" not in without
