from __future__ import annotations

import errno
import logging
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.unit.pipeline.world import World
from tunemantra.core.distribution import Event, Outcome, Stage
from tunemantra.errors import (
    ROOM_SECONDS,
    AssetMissingError,
    ConflictError,
    Disposition,
    LeaseLostError,
    NotFoundError,
    StateError,
)
from tunemantra.pipeline import worker
from tunemantra.pipeline.worker import Heartbeat, Worker, run_threads
from tunemantra.ports.storage import Claim


def test_where_nothing_is_due_nothing_is_done(world: World) -> None:
    assert not world.worker.once()


def test_a_worker_runs_until_it_is_told_to_stop(world: World) -> None:
    (order,) = world.order()
    world.worker.run(lambda: world.now(order).stage is Stage.TRACK)
    assert world.now(order).stage is Stage.TRACK


def test_a_worker_naps_until_the_next_delivery_is_due_and_never_long(world: World) -> None:
    assert world.worker._nap() == worker.LONGEST_NAP
    (order,) = world.order()
    assert world.worker._nap() == 0.01
    world.work()
    assert world.worker._nap() == worker.LONGEST_NAP
    world.clock.sleep((world.now(order).due_at - world.clock.now() - timedelta(seconds=0.5)).total_seconds())
    assert world.worker._nap() == pytest.approx(0.5)


def test_a_worker_waits_for_the_queue_when_nothing_is_due(world: World) -> None:
    looks = iter([False, True, True])
    before = world.clock.now()
    world.worker.run(lambda: next(looks))
    assert world.clock.now() > before


def test_a_waiting_worker_hears_soon_that_it_is_to_stop(world: World) -> None:
    before = world.clock.now()
    world.worker.run(lambda: world.clock.now() > before)
    assert world.clock.now() - before <= timedelta(seconds=worker.PIECE)


def test_a_worker_that_nobody_stops_naps_to_the_end(world: World) -> None:
    before = world.clock.now()
    world.worker._rest(lambda: False)
    assert world.clock.now() - before == timedelta(seconds=worker.LONGEST_NAP)


def test_a_worker_that_lost_its_lease_while_it_sent_leaves_one_effect(world: World) -> None:
    """The first hangs in the middle of sending, the second takes over and ends; the first's late write is refused."""
    (order,) = world.order()
    first, second, shop = Worker(world.tools, "first"), Worker(world.tools, "second"), world.shop()

    def hang(_path: str) -> None:
        shop.before_put = lambda _path: None
        world.clock.sleep(world.tools.lease_seconds + 1)
        assert second.once()

    shop.before_put = hang
    first.once()
    assert shop.before_put is not hang
    events = world.ledger.events(order.distribution_id)
    sent = [event for event in events if event.kind == "stage.done" and ("stage", "deliver") in event.data]
    assert len(sent) == 1
    assert {report.reference for report in shop.says} == {order.id}
    assert world.now(order).stage is Stage.TRACK
    assert world.ledger.audit().intact


def test_a_fault_in_a_plugin_fails_the_delivery_and_the_worker_lives_on(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(*_: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(type(world.shop()), "build", stumble)
    (order,) = world.order()
    with caplog.at_level(logging.CRITICAL):
        world.work()
    assert world.now(order).outcome is Outcome.FAILED
    assert "ZeroDivisionError: oops" in world.now(order).reason
    assert world.status(order) == "Error: internal"


def test_a_full_disk_is_waited_for_without_losing_a_try(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    build = type(world.shop()).build

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(type(world.shop()), "build", full)
    (order,) = world.order()
    for _ in range(20):
        world.later(ROOM_SECONDS)
    assert (world.now(order).outcome, world.now(order).attempts) == (Outcome.OPEN, 0)
    assert "the disk is full" in world.now(order).waiting
    monkeypatch.setattr(type(world.shop()), "build", build)
    world.later(ROOM_SECONDS)
    assert world.now(order).stage is Stage.TRACK


def test_a_master_the_store_lost_fails_the_delivery_and_says_what_to_do(world: World) -> None:
    (order,) = world.order()
    world.tools.assets._kept.clear()  # type: ignore[attr-defined]
    world.work()
    assert "submit the release folder again" in world.now(order).reason
    assert AssetMissingError.code in str(world.ledger.events(order.distribution_id)[-2:])


def test_a_worker_that_lost_its_lease_writes_nothing(world: World) -> None:
    (order,) = world.order()
    (claim,) = world.ledger.claim("slow", world.clock.now(), 30)
    world.clock.sleep(31)
    (other,) = world.ledger.claim("quick", world.clock.now(), 30)
    world.worker._work(claim)
    assert world.now(order).stage is Stage.PREPARE
    assert world.ledger.renew(other, world.clock.now(), 30)


def test_work_that_hears_of_a_lost_lease_stops_at_once(world: World) -> None:
    def lose(_path: str) -> None:
        raise LeaseLostError("another worker has it")

    world.shop().before_put = lose
    (order,) = world.order()
    world.worker.once()
    assert (world.now(order).stage, world.now(order).attempts) == (Stage.DELIVER, 0)


def test_the_heart_renews_the_lease_while_work_goes_on(world: World) -> None:
    quick = world.with_tools(lease_seconds=0.03)
    world.order()
    (claim,) = world.ledger.claim("w", world.clock.now(), 0.03)
    renewed, real = threading.Event(), world.ledger.renew

    def renew(*args: object) -> object:
        renewed.set()
        return real(*args)  # type: ignore[arg-type]

    world.ledger.renew = renew  # type: ignore[method-assign, assignment]
    with Heartbeat(quick.tools, claim) as heart:
        assert renewed.wait(5)
        heart.alive()


def test_the_heart_beats_three_times_in_a_lease(world: World) -> None:
    class Over:
        def wait(self, seconds: float) -> bool:
            waits.append(seconds)
            return len(waits) > 1

    waits: list[float] = []
    world.order()
    (claim,) = world.ledger.claim("w", world.clock.now(), 30)
    heart = Heartbeat(world.with_tools(lease_seconds=30.0).tools, claim)
    heart._over = Over()  # type: ignore[assignment]
    heart._beat()
    assert waits == [10.0, 10.0]


def test_the_heart_tells_that_the_lease_was_lost(world: World) -> None:
    quick = world.with_tools(lease_seconds=0.03)
    world.order()
    (claim,) = world.ledger.claim("w", world.clock.now(), 0.03)
    world.clock.sleep(1)
    world.ledger.claim("other", world.clock.now(), 30)
    with Heartbeat(quick.tools, claim) as heart:
        heart._thread.join(5)
        with pytest.raises(LeaseLostError):
            heart.alive()


def test_a_ledger_that_stumbles_once_does_not_stop_the_heart(world: World, caplog: pytest.LogCaptureFixture) -> None:
    quick = world.with_tools(lease_seconds=0.03)
    world.order()
    (claim,) = world.ledger.claim("w", world.clock.now(), 0.03)
    again, real = threading.Event(), world.ledger.renew
    calls: list[int] = []

    def renew(*args: object) -> object:
        calls.append(1)
        if len(calls) == 1:
            raise NotFoundError("for a moment")
        again.set()
        return real(*args)  # type: ignore[arg-type]

    world.ledger.renew = renew  # type: ignore[method-assign, assignment]
    with Heartbeat(quick.tools, claim) as heart:
        assert again.wait(5)
        heart.alive()
    assert "was not renewed" in caplog.text


def test_a_step_that_others_overtake_is_written_on_what_they_wrote(world: World) -> None:
    (order,) = world.order()
    real, overtaken = world.ledger.commit, []

    def commit(*args: object, **more: object) -> object:
        if not overtaken:
            overtaken.append(1)
            raise ConflictError("overtaken")
        return real(*args, **more)  # type: ignore[arg-type]

    world.ledger.commit = commit  # type: ignore[method-assign, assignment]
    world.work()
    assert world.now(order).stage is Stage.TRACK


def test_a_step_that_is_overtaken_for_ever_is_left_to_the_next_claim(world: World) -> None:
    (order,) = world.order()

    def commit(*_: object, **__: object) -> object:
        raise ConflictError("overtaken")

    world.ledger.commit = commit  # type: ignore[method-assign, assignment]
    world.worker.once()
    assert world.now(order).stage is Stage.PREPARE


def test_several_workers_share_the_orders_of_one_ledger(world: World) -> None:
    # Whoever has nothing to do sets the clock forward: a claim must not end by that.
    patient = world.with_tools(lease_seconds=1e6)
    orders = patient.order("corner", "market")
    run_threads(patient.tools, "crew", 3, lambda: all(world.now(one).stage is Stage.TRACK for one in orders))
    assert len(world.shop("corner").puts) == len(world.shop("market").puts) == 4


def test_a_worker_of_some_lanes_leaves_the_others(world: World) -> None:
    from tunemantra.core.distribution import Lane

    world.order()
    assert not Worker(world.tools, "urgent", (Lane.EMERGENCY,)).once()
    assert Worker(world.tools, "normal", (Lane.NORMAL,)).once()


def test_a_worker_of_some_lanes_is_woken_by_these_alone(world: World) -> None:
    from tunemantra.core.distribution import Lane

    (order,) = world.order()
    urgent = Worker(world.tools, "urgent", (Lane.EMERGENCY,))
    assert urgent._nap() == worker.LONGEST_NAP
    urgent._rest(lambda: False)
    assert world.tools.queue.wait(0) == order.id


def test_a_delivery_that_leaves_a_workers_stations_is_handed_on(world: World) -> None:
    (order,) = world.order()
    world.tools.queue.wait(0)
    media = frozenset(stage for stage in Stage if stage.media)
    assert Worker(world.tools, "media", stages=media).take(order.id)
    assert world.now(order).stage is Stage.VALIDATE
    assert world.tools.queue.wait(0) == order.id
    assert Worker(world.tools, "rest", stages=frozenset(Stage) - media).take(order.id)
    assert world.now(order).stage is Stage.TRACK
    assert world.tools.queue.wait(0) is None


def test_a_call_that_comes_late_is_worked_on_wherever_it_came_to(world: World) -> None:
    (order,) = world.order()
    assert Worker(world.tools, "rest", stages=frozenset({Stage.DELIVER})).take(order.id)
    assert world.now(order).stage is Stage.TRANSFORM


def test_an_emergency_is_worked_on_where_nobody_else_is_free(world: World) -> None:
    from tunemantra.core.distribution import Lane

    folder = world.shelf.folder
    (normal,) = world.service.distribute(folder, ["corner"])
    (urgent,) = world.service.distribute(folder, ["market"], lane=Lane.EMERGENCY)
    patient = world.with_tools(lease_seconds=1e6)
    run_threads(patient.tools, "crew", 0, lambda: world.now(urgent).stage is Stage.TRACK)
    assert world.shop("market").puts
    assert world.now(normal).stage is Stage.PREPARE


def test_tools_without_a_screen_show_nothing(world: World) -> None:
    quiet = world.with_tools(progress=None)
    (order,) = quiet.order()
    quiet.work()
    assert world.seen.steps == []
    assert quiet.now(order).stage is Stage.TRACK


def _failing(real: Callable[..., object], left: list[Exception]) -> Callable[..., object]:
    def call(*args: object, **more: object) -> object:
        if left:
            raise left.pop()
        return real(*args, **more)

    return call


@pytest.mark.parametrize("method", ["claim", "next_due", "commit"])
def test_a_worker_outlives_a_ledger_that_does_not_answer_for_a_moment(world: World, method: str) -> None:
    (order,) = world.order()
    left: list[Exception] = [StateError("the server restarts", disposition=Disposition.RETRY) for _ in range(3)]
    setattr(world.ledger, method, _failing(getattr(world.ledger, method), left))
    world.worker.run(lambda: not left and world.now(order).stage is Stage.TRACK)
    assert world.now(order).attempts == 0


def test_an_order_that_cannot_be_written_does_not_keep_the_worker_from_the_others(world: World) -> None:
    first, second = world.order("corner", "market")
    real = world.ledger.commit

    def commit(claim: Claim, *args: object, **more: object) -> object:
        if claim.delivery.id == first.id:
            raise StateError("a value the database cannot hold", disposition=Disposition.STOP)
        return real(claim, *args, **more)  # type: ignore[arg-type]

    world.ledger.commit = commit  # type: ignore[method-assign, assignment]
    world.work()
    assert (world.now(first).stage, world.now(second).stage) == (Stage.PREPARE, Stage.TRACK)


def test_a_ledger_that_needs_help_ends_every_worker_and_says_so(world: World) -> None:
    world.order()
    gone = StateError("no such table", disposition=Disposition.STOP)
    world.ledger.claim = _failing(world.ledger.claim, [gone])  # type: ignore[method-assign, assignment]
    with pytest.raises(StateError, match="no such table"):
        run_threads(world.tools, "crew", 3, lambda: False)


def test_a_listener_that_fails_changes_nothing(world: World) -> None:
    class Grumpy:
        def publish(self, event: Event) -> None:
            raise OSError(f"no room for {event.kind}")

    deaf = world.with_tools(sinks=(Grumpy(), world.seen))
    (order,) = deaf.order()
    deaf.work()
    assert deaf.now(order).stage is Stage.TRACK
    assert world.seen.events
