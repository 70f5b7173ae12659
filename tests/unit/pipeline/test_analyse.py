"""Each content is analysed once, and what was found is judged."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from tests.unit.pipeline.world import MASTER, World, fill
from tunemantra.contrib.memory import MemoryPictures, MemorySounds
from tunemantra.core.analysis import PictureAnalysis, SoundAnalysis, SoundFault, SoundFaultKind
from tunemantra.core.distribution import Outcome
from tunemantra.errors import Category, Disposition, MediaError
from tunemantra.pipeline.orders import order_of

CLICK = SoundFault(SoundFaultKind.CLICK, 1.0, 1.0, None, 1, "clicks", "1 click")


class Deaf(MemorySounds):
    """Lacks what it needs."""

    def __init__(self, category: Category, disposition: Disposition = Disposition.STOP) -> None:
        super().__init__()
        self.failure = MediaError("no ears", hint="buy some", category=category, disposition=disposition)

    def analyse(self, source: Path, progress: object = None) -> SoundAnalysis:
        raise self.failure


def listening(world: World, sounds: MemorySounds, **more: object) -> World:
    return world.with_tools(sounds=sounds, **more)


def rules(world: World) -> list[str]:
    return [finding.rule for finding in world.service.check(world.shelf.folder, ["corner"])]


def test_check_listens_to_each_track_once(world: World) -> None:
    world = listening(world, sounds := MemorySounds())
    checked = world.service.inspect(world.shelf.folder, ["corner"])
    assert sorted(path.name for path in sounds.listened) == sorted(
        Path(track.audio.path).name for track in world.release.tracks
    )
    assert set(checked.examined.analyses) == {"tracks[0].audio", "tracks[1].audio"}
    assert checked.release == world.release


def test_the_second_check_decodes_nothing(world: World) -> None:
    world = listening(world, sounds := MemorySounds())
    first = world.service.inspect(world.shelf.folder, ["corner"])
    decoded, listened = len(world.audio.decoded), len(sounds.listened)
    assert world.service.inspect(world.shelf.folder, ["corner"]) == first
    assert (len(world.audio.decoded), len(sounds.listened)) == (decoded, listened)


def test_another_edition_listens_anew(world: World) -> None:
    listening(world, MemorySounds()).service.check(world.shelf.folder, ["corner"])
    world = listening(world, sounds := MemorySounds(edition=2))
    world.service.check(world.shelf.folder, ["corner"])
    assert len(sounds.listened) == 2


def test_changed_content_is_listened_to_again(world: World) -> None:
    world = listening(world, sounds := MemorySounds())
    world.service.check(world.shelf.folder, ["corner"])
    fill(world.shelf.folder, world.release, master=evolve(MASTER, frames=48_000 * 200))
    world.service.check(world.shelf.folder, ["corner"])
    assert len(sounds.listened) == 4


def test_what_is_heard_is_judged(world: World) -> None:
    world = listening(world, MemorySounds(lambda _facts: [CLICK]))
    assert rules(world).count("CMN-AUD-010") == 2


def test_the_platforms_rules_see_the_analyses(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    monkeypatch.setattr(type(world.shop()), "check", lambda _self, order: seen.append(order.analyses) or [])
    listening(world, MemorySounds()).service.check(world.shelf.folder, ["corner"])
    assert [set(one) for one in seen] == [{"tracks[0].audio", "tracks[1].audio"}]  # type: ignore[call-overload]


def test_covers_are_looked_at_where_somebody_can(world: World) -> None:
    pictures = MemoryPictures()
    world = world.with_tools(pictures=pictures)
    for _ in range(2):
        checked = world.service.inspect(world.shelf.folder, ["corner"])
        assert checked.examined.analyses == {"artwork": PictureAnalysis(1, 100.0)}
    assert len(pictures.seen) == 1


def test_a_file_that_is_missing_is_not_listened_to(world: World) -> None:
    world = listening(world, sounds := MemorySounds())
    (world.shelf.folder / world.release.tracks[0].audio.path).unlink()
    checked = world.service.inspect(world.shelf.folder, ["corner"])
    assert (len(sounds.listened), set(checked.examined.facts)) == (1, {"artwork", "tracks[1].audio"})


def test_a_broken_file_has_the_finding_of_its_facts_alone(world: World) -> None:
    world = listening(world, sounds := MemorySounds())
    fill(world.shelf.folder, world.release, master=evolve(MASTER, problem="torn"))
    assert rules(world).count("CMN-AUD-007") == 2
    assert rules(world).count("TM-ANA-001") == 0
    assert sounds.listened == []


def test_facts_of_a_broken_file_are_found_anew(world: World) -> None:
    fill(world.shelf.folder, world.release, master=evolve(MASTER, problem="torn"))
    first = world.service.check(world.shelf.folder, ["corner"])
    assert world.service.check(world.shelf.folder, ["corner"]) == first


def test_what_only_listening_cannot_read_is_told_with_its_path(world: World) -> None:
    found = listening(world, Deaf(Category.CONTENT)).service.check(world.shelf.folder, ["corner"])
    told = {(finding.path, finding.message, finding.hint) for finding in found if finding.rule == "TM-ANA-001"}
    assert told == {(f"tracks[{index}].audio", "not analysed: no ears", "buy some") for index in (0, 1)}


def test_what_the_machine_lacks_is_told_once(world: World) -> None:
    found = listening(world, Deaf(Category.TECHNICAL)).service.check(world.shelf.folder, ["corner"])
    assert [(finding.path, finding.blocks) for finding in found if finding.rule == "TM-ANA-001"] == [("", False)]


def test_who_watches_hears_of_each_file_to_its_end(world: World) -> None:
    heard: list[tuple[str, float]] = []
    world = listening(world, MemorySounds())
    world.service.inspect(world.shelf.folder, [], lambda path, share: heard.append((path, share)))
    assert {path for path, share in heard if share == 1.0} == {"artwork", "tracks[0].audio", "tracks[1].audio"}
    assert ("tracks[0].audio", 0.5) in heard


def test_a_delivery_listens_to_nothing_by_itself(world: World) -> None:
    world = listening(world, sounds := MemorySounds(lambda _facts: [CLICK]))
    (order,) = world.live()
    assert sounds.listened == []
    assert "CMN-AUD-010" not in {finding.rule for finding in order.findings}


def test_a_delivery_judges_what_a_check_has_heard(world: World) -> None:
    world = listening(world, sounds := MemorySounds(lambda _facts: [CLICK]))
    world.service.check(world.shelf.folder, ["corner"])
    (order,) = world.live()
    assert len(sounds.listened) == 2
    assert "CMN-AUD-010" in {finding.rule for finding in order.findings}


def test_with_always_each_content_is_listened_to_once_for_all_platforms(world: World) -> None:
    world = listening(world, sounds := MemorySounds(lambda _facts: [CLICK]), analysis="always")
    orders = world.live("corner", "market")
    assert len(sounds.listened) == 2
    assert all("CMN-AUD-010" in {finding.rule for finding in order.findings} for order in orders)


def test_with_never_nobody_listens(world: World) -> None:
    world = listening(world, sounds := MemorySounds(), analysis="never")
    checked = world.service.inspect(world.shelf.folder, ["corner"])
    assert (sounds.listened, dict(checked.examined.analyses)) == ([], {})
    assert set(checked.examined.facts) == {"artwork", "tracks[0].audio", "tracks[1].audio"}


def test_with_always_and_nobody_who_listens_a_delivery_goes_on(world: World) -> None:
    (order,) = world.with_tools(analysis="always").live()
    assert order.outcome is Outcome.DONE


def test_with_always_what_cannot_be_listened_to_is_left_to_the_facts(world: World) -> None:
    (order,) = listening(world, Deaf(Category.CONTENT), analysis="always").live()
    assert order.outcome is Outcome.DONE


def test_with_always_a_machine_that_fails_is_tried_again(world: World) -> None:
    world = listening(world, Deaf(Category.TECHNICAL, Disposition.RETRY), analysis="always")
    (order,) = world.order()
    world.work()
    assert world.now(order).outcome is Outcome.OPEN
    assert "no ears" in world.now(order).waiting


def test_a_driver_sees_what_is_remembered_of_the_masters(world: World) -> None:
    world = listening(world, MemorySounds(), pictures=MemoryPictures())
    unheard = order_of(world.tools, world.order()[0]).analyses
    assert (len(unheard), unheard.get("tracks[0].audio"), unheard.get("artwork")) == (0, None, None)
    world.service.check(world.shelf.folder, ["corner"])
    world = listening(world, MemorySounds(), pictures=MemoryPictures())
    heard = order_of(world.tools, world.order("market")[0]).analyses
    assert set(heard) == {"artwork", "tracks[0].audio", "tracks[1].audio"}
    assert isinstance(heard["tracks[0].audio"], SoundAnalysis)


def test_a_takedown_needs_no_analysis(world: World) -> None:
    world.live()
    (order,) = world.service.takedown(str(world.release.icpn), ["corner"], actor="ada", reason="over")
    assert order_of(world.tools, order).analyses == {}
