from __future__ import annotations

import pytest

from tests.unit.pipeline.world import World
from tunemantra.core.after import After
from tunemantra.core.batch import BatchRule
from tunemantra.core.distribution import Delivery, Stage
from tunemantra.errors import AssetMissingError, LeaseLostError
from tunemantra.pipeline import stretch
from tunemantra.ports.storage import Claim


def written(world: World, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Stage, int]]:
    """Return a list of what is written from now on: the station a delivery has come to, and how many events with it."""
    seen, real = [], world.ledger.commit

    def commit(claim: Claim, delivery: Delivery, **more: object) -> Claim:
        made = real(claim, delivery, **more)  # type: ignore[arg-type]
        events = more["events"]
        assert isinstance(events, list)
        seen.append((delivery.stage, sum(event.kind == "stage.done" for event in events)))
        return made

    monkeypatch.setattr(world.ledger, "commit", commit)
    return seen


def known(world: World) -> World:
    """Have the renditions of the release made, and return the world with an order for which nothing is left to make."""
    world.live()
    world.order(force=True)
    return world


def test_short_steps_are_written_together_and_those_others_hear_of_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = written(known(world), monkeypatch)
    world.work()
    assert seen == [(Stage.DELIVER, 4), (Stage.TRACK, 1), (Stage.TRACK, 0)]


def test_what_was_done_is_written_before_renditions_are_made(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = written(world, monkeypatch)
    world.order()
    world.work()
    assert seen == [(Stage.TRANSFORM, 1), (Stage.VALIDATE, 1), (Stage.DELIVER, 2), (Stage.TRACK, 1), (Stage.TRACK, 0)]


def test_an_order_that_waits_for_others_comes_to_the_gate_where_they_see_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.live("corner", "market")
    seen = written(world, monkeypatch)
    world.service.distribute(
        world.shelf.folder, ["market"], actor="ada", force=True, after={"market": (After("corner"),)}
    )
    world.work()
    assert seen == [(Stage.PACKAGE, 3), (Stage.DELIVER, 1), (Stage.TRACK, 1), (Stage.TRACK, 0)]


def test_an_order_that_goes_in_a_batch_is_gathered_where_others_see_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    gathered = known(world).with_tools(batching={"corner": BatchRule(size=0, minutes=0)})
    seen = written(gathered, monkeypatch)
    gathered.work()
    assert seen == [(Stage.PACKAGE, 3), (Stage.PACKAGE, 0)]


def test_checks_that_listen_for_minutes_are_announced_before(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    patient = known(world).with_tools(analysis="always")
    seen = written(patient, monkeypatch)
    patient.work()
    assert seen[:2] == [(Stage.VALIDATE, 2), (Stage.DELIVER, 2)]


def test_each_event_says_what_its_own_step_has_changed(world: World) -> None:
    known(world).work()
    (order,) = world.ledger.deliveries(open_only=True)
    done = [one for one in world.ledger.events(order.distribution_id) if one.kind == "stage.done"]
    assert [(one.before, one.after) for one in done if one.delivery_id == order.id] == [
        ("stage prepare", "stage transform"),
        ("stage transform", "stage validate"),
        ("stage validate", "stage package"),
        ("stage package", "stage deliver"),
        ("stage deliver", "stage track"),
    ]


def test_steps_that_others_overtake_are_done_again_on_what_they_wrote(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    known(world)
    (order,) = world.ledger.deliveries(open_only=True)
    real, overtaken = world.ledger.commit, []

    def commit(claim: Claim, delivery: Delivery, **more: object) -> Claim:
        if not overtaken:
            overtaken.append(delivery.stage)
            stands = world.ledger.distribution(order.distribution_id)
            world.ledger.record(stands.with_external_ids({"theirs": "1"}), ())
        return real(claim, delivery, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(world.ledger, "commit", commit)
    world.work()
    assert overtaken == [Stage.DELIVER]
    stands = world.ledger.distribution(order.distribution_id)
    assert dict(stands.external_ids)["theirs"] == "1"
    assert world.now(order).stage is Stage.TRACK
    done = [one for one in world.ledger.events(stands.id) if one.delivery_id == order.id and one.kind == "stage.done"]
    assert len(done) == 5


def test_what_was_not_written_is_done_again_by_the_next_claim(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    known(world)
    (order,) = world.ledger.deliveries(open_only=True)
    real, lost = world.ledger.commit, []

    def commit(claim: Claim, delivery: Delivery, **more: object) -> Claim:
        if not lost:
            lost.append(delivery.stage)
            raise LeaseLostError("the worker was stopped for long")
        return real(claim, delivery, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(world.ledger, "commit", commit)
    world.worker.once()
    assert world.now(order).stage is Stage.PREPARE
    world.later(world.tools.lease_seconds + 1)
    assert (lost, world.now(order).stage) == ([Stage.DELIVER], Stage.TRACK)
    kinds = [one.kind for one in world.ledger.events(order.distribution_id) if one.delivery_id == order.id]
    assert kinds.count("stage.done") == 5
    assert kinds.count("delivery.sent") == 1


def test_what_keeps_a_look_from_being_had_is_told_by_the_station(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (order,) = world.order()
    looks: list[Stage] = []

    def fail(_tools: object, delivery: Delivery) -> None:
        looks.append(delivery.stage)
        raise AssetMissingError("the store lost it")

    monkeypatch.setattr(stretch, "at_hand", fail)
    world.work()
    assert (looks, world.now(order).stage) == ([Stage.TRANSFORM], Stage.TRACK)
