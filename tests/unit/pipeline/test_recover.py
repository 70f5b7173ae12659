from __future__ import annotations

import pytest
from attrs import evolve

from tests.unit.pipeline.world import World, retitled
from tunemantra.contrib.memory import MemoryAssetStore
from tunemantra.core.distribution import Outcome, Stage
from tunemantra.core.finding import error
from tunemantra.core.quota import DailyReset
from tunemantra.errors import (
    AuthError,
    ConnectError,
    HostKeyError,
    IntegrityError,
    OutageError,
    QuotaError,
    RefusedError,
    SecretError,
    TransferTimeoutError,
    TuneMantraError,
)
from tunemantra.pipeline import recover
from tunemantra.pipeline.orders import package_of
from tunemantra.pipeline.retry import RetryPolicy


def breaking(world: World, problem: Exception, times: int = 1) -> None:
    """Let the next puts fail."""
    left = [times]

    def before(_path: str) -> None:
        if left[0]:
            left[0] -= 1
            raise problem

    world.shop().before_put = before


@pytest.mark.parametrize("problem", [ConnectError("reset"), OutageError("503"), TransferTimeoutError("slow")])
def test_what_another_try_may_cure_is_tried_again(world: World, problem: TuneMantraError) -> None:
    breaking(world, problem)
    (order,) = world.order()
    world.work()
    assert (world.now(order).attempts, world.now(order).stage) == (1, Stage.DELIVER)
    assert "try 2 of 4" in world.now(order).waiting
    world.later(10)
    assert world.now(order).stage is Stage.TRACK
    assert world.now(order).attempts == 0


def test_a_try_sends_only_what_is_missing(world: World) -> None:
    breaking(world, ConnectError("reset"))
    world.order()
    world.work()
    world.shop().before_put = lambda path: (_ for _ in ()).throw(ConnectError("cut")) if "1" in path else None
    world.later(10)
    world.shop().before_put = lambda _path: None
    world.later(20)
    assert len(world.shop().puts) == len(set(world.shop().puts)) == 4


def test_a_platform_that_names_a_time_is_asked_again_exactly_then(world: World) -> None:
    breaking(world, QuotaError("429", retry_after=77.0))
    (order,) = world.order()
    world.work()
    assert (world.now(order).due_at - world.clock.now()).total_seconds() == 77.0
    world.later(76.9)
    assert world.now(order).stage is Stage.DELIVER
    world.later(0.2)
    assert world.now(order).stage is Stage.TRACK


def test_after_enough_failures_the_delivery_fails_and_says_why(world: World) -> None:
    breaking(world, ConnectError("reset"), times=99)
    (order,) = world.order()
    for _ in range(6):
        world.later(100)
    ended = world.now(order)
    assert (ended.outcome, ended.attempts, ended.reason) == (Outcome.FAILED, 4, "reset")
    assert world.status(order) == "Error: transport"


@pytest.mark.parametrize(
    ("problem", "substate"),
    [(AuthError("wrong password"), "auth"), (TuneMantraError("a bug"), "internal")],
)
def test_what_no_try_can_cure_fails_at_once(world: World, problem: TuneMantraError, substate: str) -> None:
    breaking(world, problem)
    (order,) = world.order()
    world.work()
    assert world.now(order).outcome is Outcome.FAILED
    assert world.status(order) == f"Error: {substate}"


@pytest.mark.parametrize(
    ("problem", "substate"),
    [
        (AuthError(""), "auth"),
        (HostKeyError(""), "auth"),
        (SecretError(""), "auth"),
        (QuotaError(""), "quota"),
        (OutageError(""), "platform-outage"),
        (TransferTimeoutError(""), "timeout"),
        (IntegrityError(""), "checksum"),
        (ConnectError(""), "transport"),
    ],
)
def test_the_substate_tells_what_failed(problem: TuneMantraError, substate: str) -> None:
    assert recover.substate_of(problem) == substate


def test_a_refusal_by_the_platform_rejects_the_delivery_with_its_findings(world: World) -> None:
    breaking(world, RefusedError("422", [error("SHOP-7", "tracks[0].isrc", "taken by somebody else")]))
    (order,) = world.order()
    world.work()
    ended = world.now(order)
    assert ended.outcome is Outcome.REJECTED
    assert [(one.rule, one.platform) for one in ended.findings if one.blocks] == [("SHOP-7", "corner")]
    assert world.status(order) == "Rejected: metadata"


def test_a_failed_update_leaves_what_is_live_as_it_is(world: World) -> None:
    world.live()
    breaking(world, AuthError("wrong password"))
    world.shelf.release = retitled(world.release, "Other")
    (update,) = world.order()
    world.work()
    assert world.now(update).outcome is Outcome.FAILED
    assert world.status(update) == "Live: all-territories"


def test_a_delivery_that_failed_for_too_long_fails_however_many_tries_are_left(world: World) -> None:
    patient = world.with_tools(retry=RetryPolicy(first=100.0, factor=1.0, tries=99, total=250.0))
    breaking(patient, ConnectError("reset"), times=99)
    (order,) = patient.order()
    patient.work()
    began = patient.clock.now()
    while patient.now(order).outcome is Outcome.OPEN:
        patient.later(10)
    assert (patient.clock.now() - began).total_seconds() <= 250.0
    assert 3 <= patient.now(order).attempts <= 6
    last = patient.ledger.events(order.distribution_id)[-2]
    assert f"it has failed since {began:%Y-%m-%d %H:%M} UTC" in last.message


def test_a_wait_beyond_all_reason_is_capped_and_said(world: World) -> None:
    breaking(world, QuotaError("429", retry_after=1e12))
    (order,) = world.order()
    world.work()
    assert (world.now(order).due_at - world.clock.now()).total_seconds() == 86400.0
    assert "asked for 1000000000000 s, which is capped" in world.now(order).waiting


def test_a_quota_is_waited_for_until_it_is_whole_again(world: World) -> None:
    platforms = world.mall.platforms
    platforms["corner"] = evolve(platforms["corner"], quota_reset=DailyReset("America/Los_Angeles"))
    breaking(world, QuotaError("no units left"))
    (order,) = world.order()
    world.work()
    assert world.now(order).due_at.isoformat() == "2026-05-02T07:00:00+00:00"
    assert "the quota is whole again at 00:00 America/Los_Angeles" in world.now(order).waiting


def test_the_sweep_puts_back_what_a_queue_lost(world: World) -> None:
    (order,) = world.order()
    assert world.tools.queue.wait(0) == order.id
    assert world.tools.queue.wait(0) is None
    assert [one.delivery_id for one in recover.sweep(world.tools)] == [order.id]
    assert world.tools.queue.wait(0) == order.id


def test_the_sweep_leaves_what_is_not_due(world: World) -> None:
    world.order()
    world.work()
    assert recover.sweep(world.tools) == ()


def test_the_sweep_says_what_the_queue_took(world: World) -> None:
    world.order()
    world.tools.queue.close()
    assert recover.sweep(world.tools) == ()


def spoil(world: World, subject: str = "tracks[1].audio") -> None:
    """Let the store lose or spoil a rendition, as a disk does, when the first file has been sent."""
    assets = world.tools.assets
    assert isinstance(assets, MemoryAssetStore)

    def before(_path: str) -> None:
        world.shop().before_put = lambda _path: None
        (open_order,) = world.ledger.deliveries(open_only=True)
        (file,) = (file for file in package_of(world.tools, open_order).files if file.subject == subject)
        assets._kept[file.sha256] = b"rot"

    world.shop().before_put = before


def test_a_rendition_the_disk_spoilt_is_never_sent_but_made_again(world: World) -> None:
    (order,) = world.order()
    spoil(world)
    world.work()
    assert world.kinds(order).count("delivery.remade") == 1
    assert world.now(order).stage is Stage.TRACK
    assert len(world.shop().puts) == len(set(world.shop().puts)) == 4


def test_a_disk_that_spoils_it_again_fails_the_delivery(world: World) -> None:
    (order,) = world.order()

    def always(_path: str) -> None:
        spoil(world)
        before = world.shop().before_put
        before("")
        world.shop().before_put = always

    world.shop().before_put = always
    world.work()
    assert world.now(order).outcome is Outcome.FAILED
    assert "does not match its hash" in world.now(order).reason


def test_a_master_the_disk_spoilt_cannot_be_made_again(world: World) -> None:
    (order,) = world.order()
    assets = world.tools.assets
    assert isinstance(assets, MemoryAssetStore)
    for sha256 in assets._kept:
        assets._kept[sha256] = b"rot"
    world.work()
    assert world.now(order).outcome is Outcome.FAILED
    assert "delivery.remade" not in world.kinds(order)
