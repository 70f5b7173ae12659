from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import pytest
from attrs import evolve

from tests.unit.pipeline.world import MASTER, World, build, fill
from tunemantra.contrib.memory import MemoryAssetStore, MemoryAudio, describe
from tunemantra.core.distribution import Outcome, Stage
from tunemantra.core.media import AudioFacts
from tunemantra.core.release import Part
from tunemantra.core.requirement import AudioForm
from tunemantra.errors import LeaseLostError, MediaError
from tunemantra.pipeline import transform
from tunemantra.pipeline.prepare import release_of
from tunemantra.pipeline.transform import Shift
from tunemantra.ports.transcoding import AudioWork, ImageWork


def test_platforms_that_want_other_forms_share_the_decode(tmp_path: Path) -> None:
    world = build(tmp_path / "release", rate=48_000)
    world.order("corner", "market")
    world.work()
    assert len(world.audio.decoded) == 2
    rates = {
        json.loads(text)["form"]["sample_rate"]
        for (kind, _), text in world.ledger._memos.items()
        if kind == transform.RENDITION and "sample_rate" in json.loads(text)["form"]
    }
    assert rates == {44_100, 48_000}


def test_a_delivery_waits_while_another_one_makes_the_same_renditions(world: World) -> None:
    (order,) = world.order()
    world.ledger.lock(f"media/{order.revision_id}", "somebody", world.clock.now(), 10)
    world.worker.once()
    waiting = world.now(order)
    assert waiting.stage is Stage.TRANSFORM
    assert "another delivery" in waiting.waiting
    world.ledger.unlock(f"media/{order.revision_id}", "somebody")
    world.later(1)
    assert world.now(order).stage is Stage.TRACK


def test_who_waited_for_renditions_goes_on_as_soon_as_they_are_there(world: World) -> None:
    first, second = world.order("corner", "market")
    lock = f"media/{first.revision_id}"
    world.ledger.lock(lock, "somebody", world.clock.now(), 10)
    for _ in range(2):
        world.worker.once()
    assert all(world.now(order).waiting for order in (first, second))
    world.ledger.unlock(lock, "somebody")
    began = world.clock.now()
    transform._wake(world.tools, world.now(first))
    assert (world.now(first).due_at > began, world.now(second).due_at) == (True, began)
    hastened = [e for e in world.ledger.events(second.distribution_id) if e.kind == "order.hastened"]
    assert [event.message for event in hastened] == ["its renditions are there"]
    announced = [event.message for event in world.seen.events if event.kind == "order.hastened"]
    assert announced == ["its renditions are there"]


def test_who_waited_makes_nothing_that_is_there_by_now(world: World) -> None:
    (first,) = world.live("corner")
    (order,) = world.order("corner", force=True)
    waited = evolve(order, stage=Stage.TRANSFORM, waiting=transform.WAITING)
    assert waited.revision_id == first.revision_id
    step = transform.transform(world.tools, waited, lambda: None)
    assert [event.message for event in step.events] == ["renditions are there"]
    assert step.delivery.stage is Stage.VALIDATE


def test_who_is_looking_himself_is_not_woken(world: World) -> None:
    first, second = world.order("corner", "market")
    lock = f"media/{first.revision_id}"
    world.ledger.lock(lock, "somebody", world.clock.now(), 10)
    for _ in range(2):
        world.worker.once()
    world.clock.sleep(1)
    claims = world.ledger.claim("another", world.clock.now(), 30, limit=2)
    transform._wake(world.tools, world.now(first))
    assert {claim.delivery.id for claim in claims} == {first.id, second.id}
    assert not [e for e in world.ledger.events(second.distribution_id) if e.kind == "order.hastened"]


def test_a_master_that_cannot_be_decoded_is_a_finding_and_not_a_crash(world: World) -> None:
    describe(world.shelf.folder / world.release.tracks[0].audio.path, evolve(MASTER, problem="it ends in the middle"))
    (order,) = world.order()
    world.work()
    ended = world.now(order)
    assert ended.outcome is Outcome.REFUSED
    assert [finding.path for finding in ended.findings if finding.blocks] == ["tracks[0].audio"]


def test_a_master_whose_fault_only_decoding_shows_is_a_finding(world: World) -> None:
    class Fussy(type(world.audio)):  # type: ignore[misc]
        def inspect(self, source: object) -> AudioFacts:
            return evolve(super().inspect(source), problem="")

    describe(world.shelf.folder / world.release.tracks[0].audio.path, evolve(MASTER, problem="it ends in the middle"))
    fussy = world.with_tools(audio=Fussy())
    (order,) = fussy.order()
    fussy.work()
    assert fussy.now(order).outcome is Outcome.REFUSED


def test_a_conversion_that_fails_on_a_good_master_fails_the_order_and_is_not_held_against_the_master(
    world: World,
) -> None:
    class Broken(type(world.audio)):  # type: ignore[misc]
        def process(self, source: Path, forms: Sequence[AudioForm], *rest: object) -> AudioWork:
            if forms:
                raise MediaError("the disk is full")
            return super().process(source, forms, *rest)

    broken = world.with_tools(audio=Broken())
    (order,) = broken.order()
    broken.work()
    assert (broken.now(order).outcome, broken.now(order).reason) == (Outcome.FAILED, "the disk is full")
    world.service.retry(order.id)
    world.work()
    assert world.now(order).stage is Stage.TRACK


def test_a_rendition_that_was_lost_is_made_again(world: World) -> None:
    world.live("corner")
    assert isinstance(world.tools.assets, MemoryAssetStore)
    for (kind, _), text in world.ledger._memos.items():
        if kind == transform.RENDITION:
            del world.tools.assets._kept[json.loads(text)["sha256"]]
    world.audio.decoded.clear()
    (order,) = world.order("market")
    world.work()
    assert world.now(order).stage is Stage.TRACK
    assert len(world.audio.decoded) == 2


def test_a_master_nobody_can_use_is_still_measured(world: World) -> None:
    fill(world.shelf.folder, world.release, master=evolve(MASTER, channels=1))
    (order,) = world.order()
    world.work()
    assert len(world.audio.decoded) == 2
    rules = [finding.rule for finding in world.now(order).findings if finding.blocks]
    assert rules == ["CMN-AUD-001", "CMN-AUD-001"]


def test_a_cover_that_cannot_be_read_is_a_finding(world: World) -> None:
    (world.shelf.folder / world.release.artwork.path).write_text("no picture")
    (order,) = world.order()
    world.work()
    assert [finding.path for finding in world.now(order).findings if finding.blocks] == ["artwork"]


@pytest.mark.parametrize("noticed", ["it decodes", "it does not"])
def test_a_master_that_is_changed_while_it_is_worked_on_is_neither_sent_nor_judged(world: World, noticed: str) -> None:
    class Slow(type(world.audio)):  # type: ignore[misc]
        def process(self, source: Path, *rest: object) -> AudioWork:
            assert isinstance(world.tools.assets, MemoryAssetStore)
            world.tools.assets._kept[source.name] = b"edited"
            if noticed == "it decodes":
                return super().process(source, *rest)
            raise MediaError("it ends in the middle")

        def measure(self, *_: object) -> AudioFacts:
            return evolve(MASTER, problem="it ends in the middle")

    slow = world.with_tools(audio=Slow())
    (order,) = slow.order()
    slow.work()
    ended = slow.now(order)
    assert (ended.outcome, ended.findings) == (Outcome.FAILED, ())
    assert "does not match its hash" in ended.reason
    facts = [
        text for (kind, _), text in world.ledger._memos.items() if kind.startswith("facts/") and "sample_rate" in text
    ]
    assert facts == []


def test_a_conversion_of_the_cover_that_fails_is_told(world: World) -> None:
    class Broken(type(world.tools.images)):  # type: ignore[misc]
        def process(self, *_: object) -> ImageWork:
            raise MediaError("no more ink")

    broken = world.with_tools(images=Broken())
    (order,) = broken.order()
    broken.work()
    assert (broken.now(order).outcome, broken.now(order).reason) == (Outcome.FAILED, "no more ink")


def test_work_stops_when_another_worker_took_the_renditions_over(world: World) -> None:
    (order,) = world.order()
    world.ledger.lock("media/x", "somebody", world.clock.now(), 10)
    shift = Shift(world.tools, order, lambda: None, "media/x", 1)
    with pytest.raises(LeaseLostError):
        shift.share("tracks[0].audio", 0.5)


def test_the_lock_is_renewed_when_a_third_of_the_lease_is_over_and_not_before(world: World) -> None:
    (order,) = world.order()
    shift = Shift(world.tools, order, lambda: None, "media/x", 1)
    shift.share("tracks[0].audio", 0.1)
    world.clock.sleep(world.tools.lease_seconds / 3 - 1)
    shift.share("tracks[0].audio", 0.2)
    world.clock.sleep(world.tools.lease_seconds / 2)
    shift.share("tracks[0].audio", 0.3)
    still_held = world.clock.now() + timedelta(seconds=world.tools.lease_seconds - 1)
    assert not world.ledger.lock("media/x", "somebody", still_held, 10)


def test_the_budget_for_media_is_one_for_all_deliveries_of_a_process(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (order,) = world.order()
    tools = world.with_tools(media_workers=1).tools
    meeting, met = Barrier(2), []
    real = world.audio.process

    def process(*arguments: object) -> object:
        with suppress(BrokenBarrierError):
            met.append(meeting.wait(0.1))
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(world.audio, "process", process)
    jobs = transform.plan(tools, release_of(tools, order), transform.requirements(tools, order))
    shift = Shift(tools, order, lambda: None, "media/x", len(jobs))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: transform.run(tools, jobs, shift), range(2)))
    assert met == []


def test_the_cover_is_worked_on_beside_the_recordings(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (order,) = world.order()
    tools = world.with_tools(media_workers=1).tools
    meeting, met = Barrier(2), []

    def beside(real: Callable[..., object]) -> Callable[..., object]:
        def process(*arguments: object) -> object:
            with suppress(BrokenBarrierError):
                met.append(meeting.wait(5 if not met else 0.1))
            return real(*arguments)

        return process

    monkeypatch.setattr(world.audio, "process", beside(world.audio.process))
    monkeypatch.setattr(tools.images, "process", beside(tools.images.process))
    jobs = transform.plan(tools, release_of(tools, order), transform.requirements(tools, order))
    assert any(job.part is Part.COVER for job in jobs)
    transform.run(tools, jobs, Shift(tools, order, lambda: None, "media/x", len(jobs)))
    assert sorted(met) == [0, 1]


class Later(MemoryAudio):
    writing = "2"


def editions(world: World) -> list[str]:
    made = [json.loads(text) for (kind, _), text in world.ledger._memos.items() if kind == transform.RENDITION]
    return sorted(str(one.get("edition", "1")) for one in made)


def test_what_another_edition_wrote_is_made_anew_by_the_next_order(world: World) -> None:
    world.live("corner")
    later = world.with_tools(audio=Later())
    (order,) = later.order("market")
    later.work()
    assert later.now(order).stage is Stage.TRACK
    assert len(later.tools.audio.decoded) == 2
    assert editions(later) == ["1", "2", "2"]
    assert "2 renditions made of 2 masters" in [event.message for event in later.ledger.events(order.distribution_id)]


def test_an_order_that_has_its_renditions_is_sent_with_them_after_another_edition_came(world: World) -> None:
    (order,) = world.live("corner")
    later, demand = world.with_tools(audio=Later()), world.mall.platforms["corner"].requirement
    sent = transform.renditions(later.tools, world.release_sent(order), demand)
    assert set(sent) == {"artwork", "tracks[0].audio", "tracks[1].audio"}
