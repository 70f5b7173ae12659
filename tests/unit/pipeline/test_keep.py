from __future__ import annotations

from attrs import define, evolve

from tests.unit.pipeline.world import World
from tunemantra.contrib.memory import MemoryAssetStore
from tunemantra.errors import AssetError
from tunemantra.pipeline.keep import AFTER, keep
from tunemantra.pipeline.service import Service
from tunemantra.pipeline.tick import EVERY, Tick
from tunemantra.pipeline.tools import Tools


@define(slots=False)
class Linking(MemoryAssetStore):
    """Has masters that are still linked, each for so many seconds."""

    linked: list[float]
    full: bool = False

    def __attrs_pre_init__(self) -> None:
        super().__init__()

    def keep(self, *, older: float = 0.0) -> bool:
        if self.full:
            raise AssetError("the disk is full")
        ripe = [seconds for seconds in self.linked if seconds >= older]
        if ripe:
            self.linked.remove(max(ripe))
        return bool(ripe)


def tools_with(world: World, store: Linking) -> Tools:
    return evolve(world.tools, assets=store)


def test_a_store_that_copies_at_once_has_nothing_to_keep(world: World) -> None:
    assert not keep(world.tools)


def test_every_master_is_kept_in_the_end(world: World) -> None:
    store = Linking([1.0, 2.0, 3.0])
    assert Service(tools_with(world, store)).keep() == 3
    assert store.linked == []


def test_a_beat_keeps_one_master_that_has_been_linked_for_a_while(world: World) -> None:
    store = Linking([AFTER - 1, AFTER, AFTER + 1])
    tick = Tick(tools_with(world, store), "a")
    for left in ([AFTER - 1, AFTER], [AFTER - 1], [AFTER - 1]):
        tick.beat()
        assert store.linked == left
        world.clock.sleep(EVERY)


def test_a_full_disk_leaves_a_master_linked_and_ends_nothing(world: World) -> None:
    store = Linking([AFTER], full=True)
    tools = tools_with(world, store)
    assert Service(tools).keep() == 0
    assert Tick(tools, "a").beat()
    store.full = False
    assert Service(tools).keep() == 1
