from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from tests.unit.pipeline.world import World
from tunemantra.core.distribution import Outcome
from tunemantra.core.finding import Finding, error, warning
from tunemantra.errors import NotFoundError, PluginError
from tunemantra.pipeline import package
from tunemantra.pipeline.orders import held, order_of, package_of
from tunemantra.ports.package import Document, Draft, Role


def document(path: str) -> Document:
    return Document(path, Role.METADATA, b"x", "text/plain")


@pytest.mark.parametrize("path", ["/etc/passwd", "../x", "a/../../x", "a\\b", ""])
def test_a_path_that_leads_out_of_the_package_is_refused(world: World, path: str) -> None:
    with pytest.raises(PluginError, match="not inside"):
        package.keep(world.tools, Draft((document(path),)), world.release)


def test_a_path_that_is_used_twice_is_refused(world: World) -> None:
    with pytest.raises(PluginError, match="used twice"):
        package.keep(world.tools, Draft((document("a"), document("a"))), world.release)


def test_a_package_that_forgets_a_track_is_refused_and_nothing_is_sent(world: World) -> None:
    world.shop().forget = "tracks[1].audio"
    (order,) = world.order()
    world.work()
    ended = world.now(order)
    assert ended.outcome is Outcome.REFUSED
    assert [(finding.rule, finding.path) for finding in ended.findings] == [("TM-PKG-001", "tracks[1].audio")]
    assert world.shop().puts == []


def test_building_twice_gives_the_same_package(world: World) -> None:
    (order,) = world.live()
    driver = world.shop()
    first = package.keep(world.tools, driver.build(order_of(world.tools, order)), world.release)
    assert first == package.keep(world.tools, driver.build(order_of(world.tools, order)), world.release)
    assert first == package_of(world.tools, order)


def test_an_exported_package_holds_every_file_and_may_be_exported_again(world: World, tmp_path: Path) -> None:
    (order,) = world.live()
    for _ in range(2):
        folder = world.service.package(order.id, tmp_path / "out")
    assert sorted(path.name for path in folder.iterdir()) == [
        "artwork.jpg",
        "order.txt",
        "tracks[0].audio.wav",
        "tracks[1].audio.wav",
    ]


def test_who_edits_an_exported_file_does_not_change_what_is_delivered(world: World, tmp_path: Path) -> None:
    (order,) = world.live()
    folder = world.service.package(order.id, tmp_path / "out")
    (folder / "order.txt").write_bytes(b"scribbled over")
    kept = next(file for file in package_of(world.tools, order).files if file.path == "order.txt")
    assert b"scribbled" not in world.tools.assets.read(kept.sha256)


class Strict:
    """Judges documents: plain text must not name Tidal."""

    def judge(self, content: bytes, media_type: str) -> tuple[Finding, ...]:
        return (error("DOC-1", "/", "it names Tidal"),) if b"Tidal" in content and media_type == "text/plain" else ()


def test_a_document_that_breaks_its_standard_is_refused_and_nothing_is_sent(world: World) -> None:
    strict = world.with_tools(judges=(Strict(),))
    (order,) = strict.order()
    strict.work()
    (finding,) = [one for one in strict.now(order).findings if one.blocks]
    assert (finding.rule, finding.file, finding.platform) == ("DOC-1", "order.txt", "corner")
    assert strict.now(order).outcome is Outcome.REFUSED
    assert strict.shop().puts == []


def test_what_the_checks_said_is_kept_beside_what_the_standards_say(world: World) -> None:
    world.shop().findings = [warning("SHOP-9", "label", "unusual")]
    strict = world.with_tools(judges=(Strict(),))
    (order,) = strict.order()
    strict.work()
    assert {"SHOP-9", "DOC-1"} <= {one.rule for one in strict.now(order).findings}


def test_an_order_without_a_package_has_none_to_export(world: World, tmp_path: Path) -> None:
    (order,) = world.order()
    with pytest.raises(NotFoundError):
        world.service.package(order.id, tmp_path)


def test_what_the_platform_holds_is_forgotten_after_a_takedown(world: World) -> None:
    (order,) = world.live()
    (takedown,) = world.service.takedown(order.icpn, ["corner"])
    assert held(world.tools, takedown) is not None
    world.work()
    world.say("gone")
    (again,) = world.order(reinstate=True)
    assert held(world.tools, again) is None


def test_a_platform_that_takes_no_recordings_is_sent_none_and_none_is_converted(world: World) -> None:
    shop = world.mall.platforms["corner"]
    world.mall.platforms["corner"] = evolve(shop, requirement=evolve(shop.requirement, audio=None))
    (order,) = world.live()
    assert list(order_of(world.tools, order).renditions) == ["artwork"]
    assert [file.subject for file in package_of(world.tools, order).files if file.subject] == ["artwork"]
