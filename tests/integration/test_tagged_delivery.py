"""A platform that wants MP3 of 320 kbit/s with tags and the cover gets them, the same bytes from every house."""

from __future__ import annotations

import io
from pathlib import Path

import mutagen
import pytest
from attrs import evolve
from PIL import Image

from tests.unit.pipeline.world import World, build
from tunemantra.contrib.media import FfmpegAudio, PillowImages
from tunemantra.core.distribution import Outcome
from tunemantra.core.requirement import AudioSpec, ImageSpec, TagSpec
from tunemantra.pipeline.orders import package_of
from tunemantra.testing.folders import Masters

pytestmark = pytest.mark.integration

MP3 = AudioSpec("mp3", "mp3", (44_100,), bitrate=320_000, tags=TagSpec(ImageSpec("JPEG", 600, 800)))


@pytest.fixture(scope="module")
def masters(tmp_path_factory: pytest.TempPathFactory) -> Masters:
    return Masters(tmp_path_factory.mktemp("masters"))


def house(folder: Path, masters: Masters) -> World:
    """A world with real media; the shop `market` wants tagged MP3s, `corner` plain WAVs."""
    world = build(folder)
    world.shelf.release = evolve(
        world.release, tracks=tuple(evolve(track, duration=None) for track in world.release.tracks)
    )
    for index, track in enumerate(world.release.tracks):
        (folder / track.audio.path).write_bytes(masters.audio(index).read_bytes())
    (folder / world.release.artwork.path).write_bytes(masters.cover().read_bytes())
    market = world.mall.platforms["market"]
    world.mall.platforms["market"] = evolve(market, requirement=evolve(market.requirement, audio=MP3))
    return world.with_tools(audio=FfmpegAudio(), images=PillowImages())


def delivered(world: World) -> dict[str, dict[str, bytes]]:
    orders = world.live("corner", "market")
    assert [order.outcome for order in orders] == [Outcome.DONE, Outcome.DONE]
    return {
        order.platform: {
            file.subject: world.tools.assets.path(file.sha256).read_bytes()
            for file in package_of(world.tools, order).files
            if file.subject
        }
        for order in orders
    }


def test_a_platform_that_wants_tagged_mp3s_gets_them_and_another_gets_none(tmp_path: Path, masters: Masters) -> None:
    world = house(tmp_path / "one", masters)
    sent = delivered(world)
    for index, track in enumerate(world.release.tracks):
        file = mutagen.File(io.BytesIO(sent["market"][f"tracks[{index}].audio"]))
        assert (type(file).__name__, round(file.info.bitrate, -3), file.info.sample_rate) == ("MP3", 320_000, 44_100)
        told = {name: str(file.tags[name]) for name in ("TIT2", "TPE1", "TALB", "TSRC", "TRCK")}
        assert told == {
            "TIT2": track.title.display,
            "TPE1": "Ada Lund",
            "TALB": "Tidal",
            "TSRC": str(track.isrc),
            "TRCK": f"{index + 1}/2",
        }
        (picture,) = file.tags.getall("APIC")
        assert Image.open(io.BytesIO(picture.data)).size == (800, 800)
        plain = sent["corner"][f"tracks[{index}].audio"]
        assert (plain[:4], b"id3" in plain.lower(), b"LIST" in plain) == (b"RIFF", False, False)
    again = delivered(house(tmp_path / "two", masters))
    assert again == sent
