"""A slow endpoint is given smaller parts and more time, and its own again once it is quick (A-112)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from tests.unit.pipeline.world import START, World
from tunemantra.core.circuit import Circuit
from tunemantra.core.distribution import Delivery
from tunemantra.core.ease import MIB
from tunemantra.errors import OutageError, TransferTimeoutError
from tunemantra.pipeline import guard
from tunemantra.pipeline.ease import Meter
from tunemantra.pipeline.guard import Guard
from tunemantra.ports.package import PackageFile, Role
from tunemantra.ports.transport import Endpoint

STATED = Endpoint("files", "s3://bucket/in", timeout=60.0)
FILE = PackageFile("a.wav", Role.AUDIO, "0" * 64, 64 * MIB, "audio/wav")


@contextmanager
def visit(world: World, order: Delivery) -> Iterator[Guard]:
    mine = Guard(world.tools, order, "corner", world.tools.ids.fresh())
    mine.enter("files")
    yield mine
    mine.leave()


def sent(world: World, order: Delivery, seconds: float) -> Endpoint:
    """Send a file in so many seconds, and return how the endpoint was connected to."""
    with visit(world, order) as mine:
        used = mine.fit(STATED)
        mine.moves(FILE, 0)
        world.clock.sleep(seconds)
        mine.moves(FILE, FILE.size)
    return used


def standing(world: World) -> Circuit:
    return guard.read(world.tools, "corner/files")


def test_a_slow_target_gets_half_the_part_and_twice_the_time_and_recovers_step_by_step(world: World) -> None:
    (order,) = world.order()
    used = [sent(world, order, seconds) for seconds in (200, 200, 1, 1, 1)]
    assert [(one.part // MIB, one.timeout) for one in used] == [(16, 60), (8, 120), (8, 120), (16, 60), (16, 60)]
    told = [event for event in world.seen.events if event.kind.startswith("endpoint.")]
    assert [event.kind for event in told] == ["endpoint.eased", "endpoint.recovered"]
    assert told[0].message == "Corner (files) is slow: parts of 8 MiB, time-outs 2 times as long"
    assert told[1].message == "Corner (files) is quicker again: parts of 16 MiB, time-outs as stated"
    assert guard.circuits(world.tools) == {}


def test_a_time_out_counts_as_slow_once_a_visit_and_another_outage_does_not(world: World) -> None:
    (order,) = world.order()
    for problem, ease in ((TransferTimeoutError("no progress"), 1), (OutageError("down"), 1)):
        mine = Guard(world.tools, order, "corner", "x")
        mine.enter("files")
        mine.ends(problem)
        mine.ends(problem)
        assert standing(world).ease == ease


def test_every_worker_knows_and_an_answer_in_between_forgets_failures_alone(world: World) -> None:
    (order,) = world.order()
    mine = Guard(world.tools, order, "corner", "x")
    mine.enter("files")
    mine.ends(TransferTimeoutError("no progress"))
    with visit(world, order) as other:
        assert other.fit(STATED).timeout == 120.0
        other.answers("files")
        assert standing(world) == Circuit(ease=1)
    assert standing(world) == Circuit()


def test_what_had_arrived_before_is_not_counted_and_what_is_sent_again_is_not_taken_back() -> None:
    meter = Meter()
    for second, arrived in enumerate((10 * MIB, 12 * MIB, 11 * MIB, 13 * MIB)):
        meter.reads("a", arrived, START + timedelta(seconds=second))
    assert (meter.moved, meter.seconds) == (4 * MIB, 3.0)


def test_the_session_asks_how_to_connect(world: World) -> None:
    world.order()
    world.work()
    assert world.mall.fitted[0](STATED).part == 16 * MIB
