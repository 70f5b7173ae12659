"""Gain on the way to a store: asked for by the label or a platform, and told wherever it is looked for."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve

from tests.unit.pipeline.test_analyse import Deaf
from tests.unit.pipeline.world import MASTER, World, fill
from tunemantra.contrib.memory import MemorySounds, describe
from tunemantra.core.distribution import Outcome
from tunemantra.core.gain import Asker, Gain
from tunemantra.core.release import Medium, Track
from tunemantra.core.requirement import AudioForm
from tunemantra.errors import Category, Disposition, MediaError
from tunemantra.pipeline.loudness import loudness, unheard
from tunemantra.pipeline.orders import order_of, package_of
from tunemantra.pipeline.plan import plan
from tunemantra.pipeline.wishes import Wishes

PLATFORMS = Gain(-2.0, Asker.PLATFORM, -2.0)
LABELS = Gain(-1.5, Asker.LABEL, -1.5)
FIRST, SECOND = "tracks[0].audio", "tracks[1].audio"


def asking(world: World, loudness: float = -16.0, key: str = "corner") -> World:
    """Let a shop ask for a loudness; what is described is heard at -14 LUFS."""
    shop = world.mall.platforms[key]
    assert shop.requirement.audio is not None
    takes = evolve(shop.requirement, audio=evolve(shop.requirement.audio, loudness=loudness))
    world.mall.platforms[key] = evolve(shop, requirement=takes)
    return world


def stating(world: World, gain: str, index: int = 0, **more: object) -> World:
    """Let the label state a gain of a track."""
    tracks = list(world.release.tracks)
    tracks[index] = evolve(tracks[index], gain=Decimal(gain), **more)
    world.shelf.release = evolve(world.release, tracks=tuple(tracks))
    return world


def forms(world: World, order: object) -> dict[str, float]:
    made = order_of(world.tools, world.now(order)).renditions  # type: ignore[arg-type]
    return {path: one.form.gain for path, one in made.items() if isinstance(one.form, AudioForm)}


def told(world: World) -> list[str]:
    return [event.message for event in world.seen.events if dict(event.data).get("stage") == "package"]


def test_by_default_nobody_listens_and_nothing_is_altered(world: World) -> None:
    world = world.with_tools(sounds=(sounds := MemorySounds()))
    (order,) = world.live()
    assert (sounds.listened, forms(world, order)) == ([], {FIRST: 0.0, SECOND: 0.0})
    assert all(file.gain is None for file in package_of(world.tools, order).files)
    assert all("dB" not in message for message in told(world))


def test_what_the_label_asks_for_goes_everywhere_and_is_told(world: World) -> None:
    (corner, market) = stating(world, "-1.5").live("corner", "market")
    assert forms(world, corner) == forms(world, market) == {FIRST: -1.5, SECOND: 0.0}
    files = {file.subject: file.gain for file in package_of(world.tools, corner).files}
    assert (files[FIRST], files[SECOND], files["artwork"]) == (LABELS, None, None)
    (one, other) = told(world)
    assert one.endswith(f"; {FIRST} -1.5 dB, asked for by the label")
    assert one == other
    assert len(world.audio.decoded) == 2


def test_another_gain_is_an_update_that_sends_this_recording_alone(world: World) -> None:
    world.live()
    before = len(world.shop().puts)
    (order,) = stating(world, "-1.5").live()
    assert order.outcome is Outcome.DONE
    assert [path for path in world.shop().puts[before:] if "tracks" in path] == [f"{FIRST}.wav"]


def test_a_platform_is_given_the_loudness_it_asks_for_and_the_others_are_not(world: World) -> None:
    world = asking(world).with_tools(sounds=(sounds := MemorySounds()))
    (corner, market) = stating(world, "0", index=1).live("corner", "market")
    assert forms(world, corner) == {FIRST: -2.0, SECOND: 0.0}
    assert forms(world, market) == {FIRST: 0.0, SECOND: 0.0}
    assert len(sounds.listened) == 1
    assert {file.gain for file in package_of(world.tools, corner).files} == {None, PLATFORMS}
    assert any(message.endswith(f"; {FIRST} -2 dB, asked for by the platform") for message in told(world))
    assert [(one.rule, one.platform) for one in corner.findings if one.rule == "CMN-AUD-013"] == [
        ("CMN-AUD-013", "corner")
    ]
    world.order("corner", force=True)
    world.work()
    assert len(sounds.listened) == 1


def test_a_plan_says_what_would_be_made_and_who_asks(world: World) -> None:
    world = asking(stating(world, "-1.5")).with_tools(sounds=MemorySounds(), analysis="never")
    (one,) = plan(world.tools, world.shelf.folder, ["corner"]).platforms
    assert {file.path: file.gain for file in one.files} == {FIRST: LABELS, SECOND: PLATFORMS, "artwork": None}
    world.live()
    (again,) = plan(world.tools, world.shelf.folder, ["market"]).platforms
    assert {file.path: file.gain for file in again.files} == {FIRST: LABELS, SECOND: None, "artwork": None}


def test_what_is_lossy_is_refused_where_the_label_asks_and_passed_on_where_a_platform_does(world: World) -> None:
    mp3 = evolve(MASTER, container="mp3", codec="mp3", bit_depth=0, sample_rate=44_100, bitrate=320_000)
    world = asking(world).with_tools(sounds=MemorySounds())
    shop = world.mall.platforms["corner"]
    assert shop.requirement.audio is not None
    takes = evolve(
        shop.requirement.audio, container="mp3", codec="mp3", sample_rates=(44_100,), bit_depths=(), bitrate=320_000
    )
    world.mall.platforms["corner"] = evolve(shop, requirement=evolve(shop.requirement, audio=takes))
    fill(world.shelf.folder, world.release, master=mp3)
    (order,) = world.live()
    assert forms(world, order) == {FIRST: 0.0, SECOND: 0.0}
    (order,) = stating(world, "-1").order()
    world.work()
    assert world.now(order).outcome is Outcome.REFUSED


LOUD = "CMN-AUD-013"
"""What is described has a sample peak of -1.2 dBFS: a gain of 1.2 dB just fits."""


@pytest.mark.parametrize("analysis", ["check", "never"])
def test_a_gain_that_would_clip_is_a_finding_of_the_check_whoever_listens_otherwise(
    world: World, analysis: str
) -> None:
    world = stating(world, "1.21").with_tools(sounds=(sounds := MemorySounds()), analysis=analysis)
    (fault,) = [one for one in world.service.check(world.shelf.folder, ["corner"]) if one.blocks]
    assert (fault.rule, fault.path, fault.expected) == (LOUD, "tracks[0].gain", "1.20 dB at most")
    assert fault.observed == "+1.21 dB, and a peak of -1.20 dBFS"
    assert len(sounds.listened) == (1 if analysis == "never" else 2)


def test_so_is_it_of_an_order_that_nobody_checked_before_and_nothing_is_made(world: World) -> None:
    world = stating(world, "1.21").with_tools(sounds=(sounds := MemorySounds()), analysis="never")
    (order,) = world.order()
    world.work()
    order = world.now(order)
    assert (order.outcome, [one.rule for one in order.findings if one.blocks]) == (Outcome.REFUSED, [LOUD])
    assert "above full scale" in order.reason
    assert len(sounds.listened) == 1
    made = order_of(world.tools, order).renditions
    assert FIRST not in made
    assert world.shop().puts == []


def test_so_is_it_of_a_plan(world: World) -> None:
    world = stating(world, "1.21").with_tools(sounds=MemorySounds())
    (one,) = plan(world.tools, world.shelf.folder, ["corner"]).platforms
    assert [found.rule for found in one.findings if found.blocks] == [LOUD]
    assert {file.path: file.form is None for file in one.files} == {FIRST: True, SECOND: False, "artwork": False}


def test_a_gain_that_just_fits_is_given(world: World) -> None:
    world = stating(world, "1.2").with_tools(sounds=(sounds := MemorySounds()))
    (order,) = world.live()
    assert forms(world, order) == {FIRST: 1.2, SECOND: 0.0}
    assert len(sounds.listened) == 1


def test_where_nobody_listens_what_converts_finds_a_peak(world: World) -> None:
    world = stating(world, "1.2").with_tools(sounds=None)
    (order,) = world.live()
    assert forms(world, order)[FIRST] == 1.2


def test_nobody_who_listens_is_a_failure_that_says_so(world: World) -> None:
    (order,) = asking(world).order()
    world.work()
    assert "nothing here listens to recordings" in f"{world.now(order).reason} {world.now(order).waiting}"


def test_a_machine_that_fails_is_tried_again(world: World) -> None:
    world = asking(world).with_tools(sounds=Deaf(Category.TECHNICAL, Disposition.RETRY))
    (order,) = world.order()
    world.work()
    assert world.now(order).outcome is Outcome.OPEN
    assert "no ears" in world.now(order).waiting


def test_what_cannot_be_listened_to_is_sent_as_it_is_with_a_warning(world: World) -> None:
    world = asking(world).with_tools(sounds=Deaf(Category.CONTENT))
    (order,) = world.live()
    assert forms(world, order) == {FIRST: 0.0, SECOND: 0.0}
    assert {one.observed for one in order.findings if one.rule == "CMN-AUD-013"} == {"not analysed"}


def test_a_damaged_master_is_told_by_its_facts(world: World) -> None:
    world = asking(world).with_tools(sounds=MemorySounds())
    describe(world.shelf.folder / world.release.tracks[0].audio.path, evolve(MASTER, problem="damaged"))
    (order,) = world.order()
    world.work()
    assert world.now(order).outcome is Outcome.REFUSED
    assert "CMN-AUD-007" in {one.rule for one in world.now(order).findings if one.blocks}


def film(track: Track) -> Track:
    return evolve(track, medium=Medium.VIDEO)


def test_only_recordings_are_asked_of_a_loudness_and_one_content_once(world: World) -> None:
    demand = asking(world).mall.platforms["corner"].requirement
    release = world.release.with_assets({SECOND: world.release.tracks[0].audio})
    assert list(unheard(world.tools, release, [demand])) == [FIRST]
    films = evolve(release, tracks=tuple(map(film, release.tracks)))
    assert unheard(world.tools, films, [demand]) == {}
    assert unheard(world.tools, release, [evolve(demand, audio=None)]) == {}
    assert Wishes(world.tools, films, demand).gain(FIRST, MASTER) is None
    assert Wishes(world.tools, release, evolve(demand, audio=None)).gain(FIRST, MASTER) is None


def test_a_loudness_is_heard_once_and_then_known(world: World, tmp_path: Path) -> None:
    world = world.with_tools(sounds=(sounds := MemorySounds()))
    stored = world.tools.assets.adopt(describe(tmp_path / "song", MASTER))
    asset = evolve(world.release.tracks[0].audio, sha256=stored.sha256)
    heard: list[tuple[str, float]] = []
    for _ in range(2):
        found = loudness(world.tools, FIRST, asset, lambda path, share: heard.append((path, share)))
        assert found is not None
        assert found.integrated == -14.0
    assert (heard, len(sounds.listened)) == ([(FIRST, 0.5)], 1)
    with pytest.raises(MediaError, match="nothing here listens"):
        loudness(world.with_tools(sounds=None).tools, FIRST, asset)
