"""The MD5 of what is sent, for platforms that ask for it; each content is read once."""

from __future__ import annotations

import hashlib

import pytest
from attrs import evolve

from tests.unit.pipeline.world import World
from tunemantra.core.distribution import Outcome
from tunemantra.pipeline import digests
from tunemantra.pipeline.orders import checked


def test_a_platform_that_asks_for_it_is_told_the_md5(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    market = world.mall.platforms["market"]
    world.mall.platforms["market"] = evolve(market, requirement=evolve(market.requirement, md5=True))
    (order,) = world.live("market")
    assert order.outcome is Outcome.DONE
    made = checked(world.tools, order).renditions
    assert len(made) == 3
    for one in made.values():
        content = world.tools.assets.read(one.sha256)
        assert one.md5 == hashlib.md5(content, usedforsecurity=False).hexdigest()
    monkeypatch.delattr(digests, "_read")
    assert checked(world.tools, order).renditions == made, "read again, though it was remembered"


def test_others_are_told_none(world: World) -> None:
    (order,) = world.live("market")
    assert {one.md5 for one in checked(world.tools, order).renditions.values()} == {""}
