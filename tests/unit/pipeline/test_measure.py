"""What is remembered of a file, and until when."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

from tests.unit.pipeline.world import World
from tunemantra.contrib.memory import MemoryImages
from tunemantra.core.media import ImageFacts


class Strict(MemoryImages):
    def measure(self, source: Path) -> ImageFacts:
        return evolve(super().measure(source), problem="blurred")


class Stricter(Strict):
    edition = "2"


def problems(world: World) -> list[str]:
    checked = world.service.inspect(world.shelf.folder, ["corner"])
    return [finding.observed for finding in checked.findings if finding.path == "artwork"]


def test_a_file_that_is_known_is_not_measured_again_by_the_same_edition(world: World) -> None:
    assert problems(world) == []
    assert problems(world.with_tools(images=Strict())) == []


def test_another_edition_measures_again_what_is_known(world: World) -> None:
    assert problems(world) == []
    assert problems(world.with_tools(images=Stricter())) == ["blurred"]
    assert problems(world) == []
