"""Films, booklets and immersive mixes on their way through the house."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve

from tests.unit.pipeline.world import MASTER, World
from tunemantra.contrib.memory import MemoryAssetStore, MemoryBooklets, MemoryFilms, describe
from tunemantra.core.composition import Edition
from tunemantra.core.distribution import Outcome, Stage
from tunemantra.core.finding import Finding, Severity
from tunemantra.core.identifiers import Isrc
from tunemantra.core.media import BookletFacts, ImmersiveFacts, VideoFacts
from tunemantra.core.release import Asset, Medium, ReleaseKind
from tunemantra.core.requirement import AudioSpec, BookletSpec, VideoSpec
from tunemantra.errors import Category, MediaError
from tunemantra.pipeline.orders import order_of, package_of
from tunemantra.ports.package import Role

CANVAS = VideoFacts("mov", "prores", 1080, 1920, Decimal(25), 5000)
FILM = VideoFacts("mov", "prores", 1920, 1080, Decimal(25), 183_000, audio=MASTER)
BOOKLET = BookletFacts(size=9, sizes=((11.0, 8.264),) * 4, resolutions=((1, 300.0),))
ATMOS = evolve(MASTER, channels=12, immersive=ImmersiveFacts(12, 2, 10, dolby=True))
TALL = VideoSpec("mp4", "h264", (9, 16), 720, 1080, Decimal(3), Decimal(8), audio=False)
WIDE = VideoSpec("mp4", "h264", (16, 9), 720, 1080, Decimal(30), Decimal(3600))
MIX = "tracks[0].editions[0].audio"


def full(world: World, *, taken: bool = True, **facts: object) -> World:
    """The release with everything; `market` takes it, where that is not denied, `corner` does not."""
    first, *others = world.release.tracks
    mix = Edition(Asset("1-atmos.wav"), Isrc("USS1Z2699999"))
    first = evolve(first, editions=(mix,), canvas=Asset("1.mov"))
    world.shelf.release = evolve(world.release, booklet=Asset("booklet.pdf"), tracks=(first, *others))
    for name, known in {"1-atmos.wav": ATMOS, "1.mov": CANVAS, "booklet.pdf": BOOKLET, **facts}.items():
        describe(world.shelf.folder / name, known)  # type: ignore[arg-type]
    market = world.mall.platforms["market"]
    more = {
        "immersive": AudioSpec("wav", "adm", (48_000,), (24,), 128),
        "canvas": TALL,
        "booklet": BookletSpec(),
    }
    if taken:
        world.mall.platforms["market"] = evolve(market, requirement=evolve(market.requirement, **more))
    return world.with_tools(films=MemoryFilms(), booklets=MemoryBooklets())


def said(world: World, *platforms: str) -> list[Finding]:
    checked = world.service.inspect(world.shelf.folder, platforms or ("market",))
    return [finding for finding in checked.findings if finding.path in {MIX, "tracks[0].canvas", "booklet"}]


def test_what_goes_with_the_recordings_is_measured_and_a_good_release_has_no_finding(world: World) -> None:
    world = full(world)
    checked = world.service.inspect(world.shelf.folder, ["market"])
    assert checked.findings == ()
    assert {path: checked.examined.facts[path] for path in (MIX, "tracks[0].canvas", "booklet")} == {
        MIX: ATMOS,
        "tracks[0].canvas": CANVAS,
        "booklet": BOOKLET,
    }


def test_a_platform_that_takes_none_of_it_says_so(world: World) -> None:
    found = said(full(world), "corner", "market")
    assert {(one.rule, one.severity, one.platform) for one in found} == {("CMN-ADD-001", Severity.NOTE, "corner")}
    assert {one.path for one in found} == {MIX, "tracks[0].canvas", "booklet"}


def test_the_notes_of_several_platforms_stand_beside_each_other(world: World) -> None:
    found = said(full(world, taken=False), "corner", "market")
    assert {one.platform for one in found if one.path == "booklet"} == {"corner", "market"}


def test_everything_a_platform_takes_is_made_packaged_and_sent(world: World) -> None:
    world = full(world)
    (order,) = world.live("market")
    files = {file.subject: file for file in package_of(world.tools, order).files}
    assert {subject: file.role for subject, file in files.items() if subject} == {
        "artwork": Role.ARTWORK,
        "tracks[0].audio": Role.AUDIO,
        "tracks[1].audio": Role.AUDIO,
        MIX: Role.AUDIO,
        "tracks[0].canvas": Role.VIDEO,
        "booklet": Role.BOOKLET,
    }
    assert files["booklet"].sha256 == dict(world.release_sent(order).additions())["booklet"].sha256
    made = order_of(world.tools, order).renditions
    assert made["tracks[0].canvas"].facts == evolve(CANVAS, container="mp4", codec="h264", width=608, height=1080)
    assert made["booklet"].facts == BOOKLET


def test_one_rendition_of_a_film_is_made_and_found_again_by_content(world: World) -> None:
    world = full(world)
    world.live("market")
    assert isinstance(world.tools.films, MemoryFilms)
    assert len(world.tools.films.converted) == 1
    world.order("market", force=True)
    world.work()
    assert len(world.tools.films.converted) == 1


def test_what_no_platform_takes_is_not_worked_on(world: World) -> None:
    world = full(world).with_tools(films=None, booklets=None)
    (order,) = world.live("corner")
    assert {file.role for file in package_of(world.tools, order).files} == {Role.AUDIO, Role.ARTWORK, Role.METADATA}
    assert [one.path for one in order.findings if one.rule == "CMN-ADD-001"] == ["booklet", "tracks[0].canvas", MIX]


def test_a_file_that_was_made_and_left_out_of_the_package_is_missed(world: World) -> None:
    world = full(world)
    world.shop("market").forget = "booklet"
    (order,) = world.order("market")
    world.work()
    assert [(one.rule, one.path) for one in world.now(order).findings if one.blocks] == [("TM-PKG-001", "booklet")]


def test_a_master_that_a_platform_takes_and_the_store_lost_is_missed_before_work_begins(world: World) -> None:
    world = full(world)
    corner, market = world.order("corner", "market")
    assert isinstance(world.tools.assets, MemoryAssetStore)
    del world.tools.assets._kept[dict(world.release_sent(market).additions())["booklet"].sha256]
    world.work()
    assert world.now(market).outcome is Outcome.FAILED
    assert "booklet.pdf is no longer in the asset store" in world.now(market).reason
    assert world.now(corner).stage is Stage.TRACK


@pytest.mark.parametrize(
    ("name", "path", "rule"),
    [
        ("1-atmos.wav", MIX, "CMN-ATM-001"),
        ("1.mov", "tracks[0].canvas", "CMN-VID-001"),
        ("booklet.pdf", "booklet", "CMN-BKL-001"),
    ],
)
def test_a_file_that_is_no_such_thing_gets_one_finding_and_refuses_the_order(
    world: World, name: str, path: str, rule: str
) -> None:
    world = full(world)
    (world.shelf.folder / name).write_text("This is not it.", "utf-8")
    assert [(one.rule, one.path, one.blocks) for one in said(world)] == [(rule, path, True)]
    (order,) = world.order("market")
    world.work()
    ended = world.now(order)
    assert ended.outcome is Outcome.REFUSED
    assert [(one.rule, one.path) for one in ended.findings if one.blocks] == [(rule, path)]


@pytest.mark.parametrize(("name", "rule"), [("1.mov", "CMN-VID-001"), ("booklet.pdf", "CMN-BKL-001")])
def test_what_cannot_be_fetched_is_named_by_its_rule(world: World, name: str, rule: str) -> None:
    world = full(world)
    (world.shelf.folder / name).unlink()
    assert isinstance(said(world), list)
    with pytest.raises(Exception, match="files are missing") as caught:
        world.order("market")
    assert [finding.rule for finding in caught.value.findings] == [rule]  # type: ignore[attr-defined]


def test_where_nothing_measures_films_and_booklets_a_check_says_so_once_each(world: World) -> None:
    world = full(world).with_tools(films=None, booklets=None)
    assert [(one.rule, one.path, one.message) for one in said(world)] == [
        ("TM-ANA-002", "booklet", "nothing here reads booklets"),
        ("TM-ANA-002", "tracks[0].canvas", "nothing here measures films"),
    ]


def test_a_delivery_that_needs_what_is_not_installed_fails_and_says_what_to_install(world: World) -> None:
    world = full(world).with_tools(films=None)
    (order,) = world.order("market")
    world.work()
    assert world.now(order).outcome is Outcome.FAILED
    assert world.now(order).reason.startswith("nothing here measures films (pip install")


def test_a_machine_that_fails_on_a_recording_ends_the_check(world: World) -> None:
    class Broken(type(world.audio)):  # type: ignore[misc]
        def measure(self, source: Path, progress: object = None) -> object:
            raise MediaError("the disk is full", category=Category.TECHNICAL)

    with pytest.raises(MediaError, match="the disk is full"):
        said(full(world).with_tools(audio=Broken()))


def test_a_booklet_that_breaks_between_two_looks_is_a_finding(world: World) -> None:
    class Fading(MemoryBooklets):
        looks = 0

        def measure(self, source: Path) -> BookletFacts:
            self.looks += 1
            return super().measure(source)

    world = full(world).with_tools(booklets=Fading())
    (order,) = world.live("market")
    assert order.outcome is Outcome.DONE
    assert world.tools.booklets.looks == 2  # type: ignore[union-attr]


def test_a_film_is_the_recording_of_its_track(world: World) -> None:
    first = evolve(world.release.tracks[0], medium=Medium.VIDEO, audio=Asset("film.mov"), duration=Decimal(183))
    world.shelf.release = evolve(world.release, kind=ReleaseKind.VIDEO_SINGLE, tracks=(first,), titles=first.titles)
    describe(world.shelf.folder / "film.mov", FILM)
    world = world.with_tools(films=MemoryFilms(), analysis="always")
    market = world.mall.platforms["market"]
    takes = evolve(market.requirement, film=WIDE, kinds=(ReleaseKind.VIDEO_SINGLE,))
    world.mall.platforms["market"] = evolve(market, requirement=takes)
    assert world.service.check(world.shelf.folder, ["market"]) == ()
    (order,) = world.live("market")
    film = order_of(world.tools, order).renditions["tracks[0].audio"]
    assert film.facts == evolve(FILM, container="mp4", codec="h264")
    assert [file.role for file in package_of(world.tools, order).files if file.subject] == [Role.ARTWORK, Role.VIDEO]
