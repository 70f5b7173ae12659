from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.pipeline.world import World
from tunemantra.errors import Disposition, StateError
from tunemantra.pipeline.forsaken import Forsaken
from tunemantra.pipeline.tick import AGAIN, EVERY, LEASE, NAME, PIECE, SEALED, Tick
from tunemantra.pipeline.worker import Worker
from tunemantra.ports.storage import FAR


def queued(world: World) -> list[str]:
    found = []
    while (one := world.tools.queue.wait(0)) is not None:
        found.append(one)
    return found


def test_one_of_many_beats(world: World) -> None:
    assert [Tick(world.tools, name).beat() for name in ("a", "b", "c")] == [True, False, False]


def test_a_tick_goes_on_holding_what_it_holds(world: World) -> None:
    first, second = Tick(world.tools, "a"), Tick(world.tools, "b")
    for _ in range(20):
        assert (first.beat(), second.beat()) == (True, False)
        world.clock.sleep(EVERY)


def test_another_takes_over_from_one_that_fell_silent(world: World) -> None:
    first, second = Tick(world.tools, "a"), Tick(world.tools, "b")
    assert first.beat()
    world.clock.sleep(LEASE)
    assert second.beat()
    assert not first.beat()


def test_one_alone_goes_on_when_the_clock_is_set_back(world: World) -> None:
    first, second = Tick(world.tools, "a"), Tick(world.tools, "b")
    first.beat()
    world.clock.set(world.clock.now() - timedelta(hours=1))
    assert (first.beat(), second.beat()) == (True, False)
    assert (second.beat(), first.beat()) == (False, True)


def test_whoever_ends_gives_the_tick_back(world: World) -> None:
    looks = iter([False, True, True])
    Tick(world.tools, "a").run(lambda: next(looks))
    assert Tick(world.tools, "b").beat()


def test_whoever_never_had_it_takes_it_from_nobody(world: World) -> None:
    other = Tick(world.tools, "a")
    other.beat()
    looks = iter([False, True, True])
    Tick(world.tools, "b").run(lambda: next(looks))
    assert not world.ledger.lock(NAME, "c", world.clock.now(), 1)


def test_what_happened_is_sealed_every_hour_by_whoever_beats(world: World) -> None:
    first, second = Tick(world.tools, "a"), Tick(world.tools, "b")
    first.beat()
    assert world.ledger.audit().seals == 0
    for number, platform in enumerate(("corner", "market"), start=1):
        world.order(platform)
        world.clock.sleep(SEALED.total_seconds())
        assert (first.beat(), second.beat()) == (True, False)
        assert world.ledger.audit().seals == number


def test_what_a_queue_lost_is_back_within_a_minute(world: World) -> None:
    (order,) = world.order()
    tick = Tick(world.tools, "a")
    tick.beat()
    queued(world)  # the broker loses everything
    waited = timedelta()
    while not queued(world):
        world.clock.sleep(EVERY)
        waited += timedelta(seconds=EVERY)
        tick.beat()
    assert waited == AGAIN < timedelta(minutes=1)
    assert world.worker.take(order.id)


def test_what_a_queue_lost_is_back_within_a_minute_though_the_clock_was_set_back(world: World) -> None:
    tick, (order,) = Tick(world.tools, "a"), world.order()
    queued(world)
    world.clock.sleep(3600)
    tick.beat()
    assert queued(world) == [order.id]
    world.clock.set(world.clock.now() - timedelta(hours=1))
    tick.beat()
    assert queued(world) == [order.id]


def test_what_waits_in_the_queue_is_not_put_again_and_again(world: World) -> None:
    (order,) = world.order()
    queued(world)
    tick = Tick(world.tools, "a")
    tick.beat()
    assert queued(world) == [order.id]
    world.clock.sleep(EVERY)
    tick.beat()
    assert queued(world) == []


def test_what_a_dead_worker_held_is_put_as_soon_as_its_lease_ends(world: World) -> None:
    (order,) = world.order()
    tick = Tick(world.tools, "a")
    tick.beat()
    queued(world)
    world.ledger.claim("dead", world.clock.now(), 5.0)
    tick.beat()
    assert queued(world) == []
    world.clock.sleep(5.0)
    tick.beat()
    assert queued(world) == [order.id]


def test_what_is_due_again_is_put_at_once(world: World) -> None:
    (order,) = world.order()
    tick = Tick(world.tools, "a")
    tick.beat()
    queued(world)
    world.work()
    world.clock.sleep((world.now(order).due_at - world.clock.now()).total_seconds())
    tick.beat()
    assert queued(world) == [order.id]


def test_what_nobody_could_be_told_is_told_as_soon_as_somebody_listens(world: World) -> None:
    (order,) = world.order()
    queued(world)
    real = world.tools.queue.put
    tick = Tick(world.tools, "a")
    world.tools.queue.put = lambda *_: False  # type: ignore[method-assign]
    tick.beat()
    world.tools.queue.put = real  # type: ignore[method-assign]
    tick.beat()
    assert queued(world) == [order.id]


def test_a_tick_outlives_a_ledger_that_does_not_answer_for_a_moment(world: World) -> None:
    trouble = [StateError("the server restarts", disposition=Disposition.RETRY)]
    real = world.ledger.lock

    def lock(*arguments: object) -> bool:
        if trouble:
            raise trouble.pop()
        return real(*arguments)  # type: ignore[arg-type]

    world.ledger.lock = lock  # type: ignore[method-assign, assignment]
    tick = Tick(world.tools, "a")
    tick.run(lambda: not trouble and tick._mine_until > world.clock.now())
    assert not trouble


def test_a_ledger_that_needs_help_ends_it(world: World) -> None:
    def due(*_: object, **__: object) -> object:
        raise StateError("no such table", disposition=Disposition.STOP)

    world.ledger.due = due  # type: ignore[method-assign, assignment]
    with pytest.raises(StateError, match="no such table"):
        Tick(world.tools, "a").run(lambda: False)


def test_a_tick_that_cannot_be_given_back_runs_out(world: World, caplog: pytest.LogCaptureFixture) -> None:
    def unlock(*_: object) -> None:
        raise StateError("gone", disposition=Disposition.RETRY)

    caplog.set_level("INFO")
    world.ledger.unlock = unlock  # type: ignore[method-assign, assignment]
    looks = iter([False, True, True])
    Tick(world.tools, "a").run(lambda: next(looks))
    assert "was not given back" in caplog.text


def test_a_waiting_tick_hears_soon_that_it_is_to_stop(world: World) -> None:
    before = world.clock.now()
    Tick(world.tools, "a").run(lambda: world.clock.now() > before)
    assert world.clock.now() - before <= timedelta(seconds=PIECE)


def test_a_tick_that_nobody_stops_pauses_to_the_end(world: World) -> None:
    before = world.clock.now()
    Tick(world.tools, "a")._pause(lambda: False)
    assert world.clock.now() - before == pytest.approx(timedelta(seconds=EVERY), abs=timedelta(seconds=PIECE))


def test_a_repeated_wake_up_call_changes_nothing(world: World) -> None:
    (order,) = world.order()
    crew = [Worker(world.tools, name) for name in ("a", "b")]
    assert [one.take(order.id) for one in crew] == [True, False]


def test_a_claim_from_before_the_clock_was_set_back_ends_once_nobody_has_renewed_it(world: World) -> None:
    """Its worker was killed; without this, its order would wait for an hour."""
    (order,) = world.order()
    world.clock.sleep(3600)
    Tick(world.tools, "dead").beat()
    world.ledger.claim("dead", world.clock.now(), world.tools.lease_seconds)
    world.clock.set(world.clock.now() - timedelta(hours=1))
    tick, waited = Tick(world.tools, "a"), 0.0
    while not world.worker.take(order.id):
        assert tick.beat()
        world.clock.sleep(EVERY)
        waited += EVERY
    assert waited <= FAR * world.tools.lease_seconds + 2 * EVERY


def test_a_claim_that_somebody_renews_is_left_to_them_however_much_clocks_disagree(world: World) -> None:
    (order,) = world.order()
    ahead, tick = timedelta(hours=1), Tick(world.tools, "a")
    [claim] = world.ledger.claim("alive", world.clock.now() + ahead, world.tools.lease_seconds)
    for _ in range(100):
        assert tick.beat()
        world.clock.sleep(world.tools.lease_seconds / 3)
        claim = world.ledger.renew(claim, world.clock.now() + ahead, world.tools.lease_seconds)
    assert not world.worker.take(order.id)


def test_a_claim_that_is_given_back_while_it_is_ended_stays_given_back(world: World) -> None:
    world.order()
    [claim] = world.ledger.claim("dead", world.clock.now() + timedelta(hours=1), 60)
    watch = Forsaken(world.tools)
    watch.look()
    world.clock.sleep(FAR * world.tools.lease_seconds)
    world.ledger.commit(claim, claim.delivery, release=True)
    world.ledger.held = lambda *, after: [claim]  # type: ignore[method-assign]
    watch.look()
    assert watch._seen == {}
