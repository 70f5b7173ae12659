"""The forms platforms want, with tags and the cover inside."""

from __future__ import annotations

import json
from pathlib import Path

from attrs import evolve

from tests.unit.pipeline.world import COVER, MASTER, World, build
from tunemantra.contrib.memory import describe
from tunemantra.core.distribution import Outcome
from tunemantra.core.media import ImageFacts
from tunemantra.core.release import Asset
from tunemantra.core.requirement import AudioForm, AudioSpec, ImageSpec, Requirement, TagSpec
from tunemantra.pipeline.orders import order_of
from tunemantra.pipeline.wishes import Wishes

INNER = ImageSpec("JPEG", 600, 1400)
MP3 = AudioSpec("mp3", "mp3", (44_100,), bitrate=320_000)


def wanting(world: World, tags: TagSpec | None, key: str = "market") -> World:
    """Let a shop want MP3s with these tags."""
    market = world.mall.platforms[key]
    takes = evolve(market.requirement, audio=evolve(MP3, tags=tags))
    world.mall.platforms[key] = evolve(market, requirement=takes)
    return world


def sent(world: World, *keys: str) -> dict[str, dict[str, AudioForm]]:
    """Distribute, and return the forms of the recordings each shop gets."""
    orders = world.live(*keys)
    assert {order.outcome for order in orders} == {Outcome.DONE}
    made = {order.platform: order_of(world.tools, order).renditions for order in orders}
    return {
        key: {path: one.form for path, one in files.items() if isinstance(one.form, AudioForm)}
        for key, files in made.items()
    }


def test_forms_leave_out_what_would_be_worse_than_nothing(world: World) -> None:
    demand = Requirement(AudioSpec("wav", "pcm", (44_100,), (16,)), ImageSpec("JPEG", 3000, 3000))
    wish = Wishes(world.tools, world.release, demand)
    assert wish.forms("tracks[0].audio", evolve(MASTER, sample_rate=22_050)) == ()
    assert wish.forms("tracks[0].audio", MASTER) == (AudioForm("wav", "pcm", 44_100, 16),)
    assert wish.forms("artwork", ImageFacts("PNG", 2999, 2999, "RGB")) == ()
    assert wish.forms("artwork", COVER)[0].extension == "jpg"


def test_each_recording_bears_its_own_tags_and_the_cover_where_a_platform_wants_them(world: World) -> None:
    forms = sent(wanting(world, TagSpec(INNER)), "market")["market"]
    first, second = (forms[f"tracks[{index}].audio"].tags for index in range(2))
    assert first is not None
    assert second is not None
    release = world.release
    assert (first.title, first.track, first.tracks, first.disc, first.discs) == ("Harbour Lights", 1, 2, 1, 1)
    assert (second.title, second.track, second.isrc) == ("Slow Tide", 2, str(release.tracks[1].isrc))
    assert (first.album, first.album_artist, first.artist) == ("Tidal", "Ada Lund", "Ada Lund")
    assert (first.genre, first.date, first.copyright) == ("House", "2026-04-24", release.p_line.text)
    inner = json.loads(world.tools.assets.path(first.cover).read_text("utf-8"))
    assert (inner["format"], inner["width"]) == ("JPEG", 1400)
    assert first.cover == second.cover


def test_the_cover_that_is_sent_is_not_the_one_inside(world: World) -> None:
    (order,) = wanting(world, TagSpec(INNER)).live("market")
    assert order_of(world.tools, order).renditions["artwork"].facts.width == 3000  # type: ignore[union-attr]


def test_a_platform_that_wants_no_tags_gets_none_from_the_same_decode(world: World) -> None:
    forms = sent(wanting(world, TagSpec(INNER)), "corner", "market")
    assert [form.tags for form in forms["corner"].values()] == [None, None]
    assert all(form.tags is not None for form in forms["market"].values())
    assert len(world.audio.decoded) == 2


def test_two_covers_for_one_master_take_a_second_decode(world: World) -> None:
    world = wanting(wanting(world, TagSpec(INNER)), TagSpec(evolve(INNER, max_side=800)), "corner")
    forms = sent(world, "corner", "market")
    covers = {form.tags.cover for shop in forms.values() for form in shop.values() if form.tags is not None}
    assert len(covers) == 2
    assert len(world.audio.decoded) == 4


def test_tags_may_come_without_a_cover(world: World) -> None:
    forms = sent(wanting(world, TagSpec()), "market")["market"]
    assert [form.tags.cover for form in forms.values() if form.tags is not None] == ["", ""]


def test_a_cover_too_small_to_go_inside_is_left_out_and_not_made_larger(world: World) -> None:
    world = wanting(world, TagSpec(evolve(INNER, min_side=3500)))
    forms = sent(world, "market")["market"]
    assert [form.tags.cover for form in forms.values() if form.tags is not None] == ["", ""]


def test_the_same_master_on_two_tracks_is_decoded_once_for_the_tags_of_both(world: World) -> None:
    master = world.shelf.folder / world.release.tracks[0].audio.path
    (world.shelf.folder / "copy.wav").write_bytes(master.read_bytes())
    world.shelf.release = world.release.with_assets({"tracks[1].audio": Asset("copy.wav")})
    forms = sent(wanting(world, TagSpec(INNER)), "market")["market"]
    assert {form.tags.title for form in forms.values() if form.tags is not None} == {"Harbour Lights", "Slow Tide"}
    assert len(world.audio.decoded) == 1


def test_a_new_title_or_cover_makes_new_renditions_and_the_old_ones_stay(world: World) -> None:
    world = wanting(world, TagSpec(INNER))
    sent(world, "market")
    first = world.release.tracks[0]
    retitled = evolve(first, titles=(evolve(first.title, text="Beacon"), *first.titles[1:]))
    world.shelf.release = evolve(world.release, tracks=(retitled, world.release.tracks[1]))
    sent(world, "market")
    assert len(world.audio.decoded) == 3, "one title changed"
    describe(world.shelf.folder / world.release.artwork.path, evolve(COVER, icc="Display P3"))
    sent(world, "market")
    assert len(world.audio.decoded) == 5, "the cover changed"


def test_a_cover_that_cannot_be_decoded_is_a_finding_of_the_cover_alone(tmp_path: Path) -> None:
    world = wanting(build(tmp_path / "release"), TagSpec(INNER))
    describe(world.shelf.folder / world.release.artwork.path, evolve(COVER, problem="torn"))
    (order,) = world.order("market")
    world.work()
    assert [one.path for one in world.now(order).findings if one.blocks] == ["artwork"]
