from __future__ import annotations

import pytest
from attrs import evolve

from tests.unit.pipeline.world import Shop, World
from tunemantra.core.circuit import CircuitRule
from tunemantra.core.distribution import Lane, Stage
from tunemantra.core.pace import LEASE_SECONDS, Pace, Register
from tunemantra.errors import ConnectError, HeldError
from tunemantra.pipeline.visit import KIND, pace_of, visit


def refuse() -> None:
    raise ConnectError("connection refused")


def register(world: World) -> Register:
    text = world.tools.board.read(KIND, "corner")
    return world.tools.codec.load(text, Register)


def call(world: World, times: int, *, calls: int = 1, lane: Lane = Lane.NORMAL, naps: float = 0.0) -> None:
    """Visit the shop and call it so often."""
    (order,) = world.order()

    def work(_driver: object, session: object) -> None:
        for _ in range(times):
            session.api("api").send(None)  # type: ignore[attr-defined]
            world.clock.sleep(naps)
            session.alive()  # type: ignore[attr-defined]

    visit(world.tools, evolve(order, lane=lane), lambda: None, work, sending=lambda *_: None, calls=calls)


class TestThePace:
    @pytest.fixture
    def slow(self, world: World) -> World:
        return world.with_tools(paces={"corner": Pace(requests=4, seconds=60.0, concurrent=2)})

    def test_the_settings_count_before_the_profile(self, world: World) -> None:
        platforms = world.mall.platforms
        platforms["corner"] = evolve(platforms["corner"], pace=Pace(requests=9))
        assert pace_of(world.tools, "corner") == Pace(requests=9)
        assert pace_of(world.with_tools(paces={"corner": Pace(concurrent=1)}).tools, "corner") == Pace(concurrent=1)
        assert not pace_of(world.tools, "market").limited

    def test_nothing_is_written_where_there_is_no_limit(self, world: World) -> None:
        call(world, 3)
        assert world.tools.board.page(KIND) == []

    def test_what_was_called_counts_and_not_what_was_granted(self, slow: World) -> None:
        call(slow, 1, calls=4)
        call(slow, 3, calls=3)
        assert register(slow).calls() == 4

    def test_who_finds_no_room_waits_and_says_for_what(self, slow: World) -> None:
        call(slow, 4, calls=4)
        with pytest.raises(
            HeldError, match="waits for its turn: Corner takes 4 calls in 60 s and 2 visits at once"
        ) as held:
            call(slow, 1)
        assert held.value.retry_after == 60
        with pytest.raises(HeldError) as urgent:
            call(slow, 1, lane=Lane.EMERGENCY)
        assert urgent.value.retry_after == 60
        slow.clock.sleep(60)
        call(slow, 1)

    def test_a_visit_that_calls_more_than_it_said_gets_more_or_waits(self, slow: World) -> None:
        with pytest.raises(HeldError):
            call(slow, 9, calls=1)
        assert slow.shop().connects == 4
        assert register(slow).calls() == 4

    def test_a_register_of_another_version_is_begun_anew(self, slow: World) -> None:
        slow.tools.board.change(KIND, "corner", lambda _: '{"visits":[],"next_turn":"2026-05-01T12:00:00+00:00"}')
        call(slow, 1)
        assert register(slow).calls() == 1

    def test_room_is_kept_for_an_order_that_asks_again(self, slow: World) -> None:
        (order,) = slow.order()
        call(slow, 4, calls=4)
        slow.work()
        (waiting,) = register(slow).turns
        assert (waiting.who, waiting.rank) == (order.id, order.lane.rank)
        with pytest.raises(HeldError):
            call(slow, 1, lane=Lane.EMERGENCY)
        assert [turn.rank for turn in register(slow).turns] == [0]

    def test_a_visit_that_takes_long_keeps_its_place(self, slow: World) -> None:
        call(slow, 3, calls=3, naps=LEASE_SECONDS / 2)
        (only,) = register(slow).visits
        assert (only.calls, only.over) == (3, True)

    def test_an_order_that_waits_for_its_turn_arrives_without_a_try_lost(self, slow: World) -> None:
        slow.shop().before_put = lambda _path: slow.shop().connect()
        (order,) = slow.order()
        call(slow, 4, calls=4)
        slow.work()
        assert slow.now(order).waiting.startswith("waits for its turn")
        assert slow.now(order).attempts == 0
        slow.later(70)
        assert slow.now(order).stage is Stage.TRACK
        assert "delivery.retry" not in slow.kinds(order)


class TestTheFallback:
    @pytest.fixture
    def two_ways(self, world: World) -> World:
        """A world whose shop does not answer, with another way in."""
        world.mall.shops["corner+fallback"] = evolve(world.shop(), connects=0)
        world.shop().before_connect = refuse
        return world.with_tools(breaker=CircuitRule(failures=2, pause=600.0))

    def back_door(self, world: World) -> Shop:
        return world.mall.shops["corner+fallback"]

    def test_it_is_taken_once_the_first_is_left_alone_and_said(self, two_ways: World) -> None:
        (order,) = two_ways.order()
        two_ways.work()
        assert self.back_door(two_ways).connects == 0
        two_ways.later(10)
        two_ways.later(1000)
        assert two_ways.now(order).stage is Stage.TRACK
        assert len(self.back_door(two_ways).puts) == 4
        said = next(event for event in two_ways.seen.events if event.kind == "route.fallback")
        assert said.message.startswith("the fallback route is taken: STALLED: Corner (files) does not answer")

    def test_it_is_said_once_an_outage_though_the_platform_is_asked_again_and_again(self, two_ways: World) -> None:
        (order,) = two_ways.order()
        for _ in range(12):
            two_ways.later(61)
        said = [event for event in two_ways.seen.events if event.kind == "route.fallback"]
        assert [dict(event.data)["endpoint"] for event in said] == ["corner/files", "corner/api"]
        assert two_ways.now(order).stage is Stage.TRACK
        assert self.back_door(two_ways).connects > 4

    def test_the_first_is_taken_again_when_it_answers(self, two_ways: World) -> None:
        two_ways.order()
        two_ways.work()
        two_ways.later(10)
        two_ways.shop().before_connect = lambda: None
        before = self.back_door(two_ways).connects
        assert before
        two_ways.say("on sale")
        two_ways.clock.sleep(600)
        two_ways.order(force=True)
        two_ways.later(2000)
        assert two_ways.shop().connects > 2
        assert self.back_door(two_ways).connects == before
        assert "breaker.closed" in [event.kind for event in two_ways.seen.events]

    def test_where_both_are_down_the_order_waits(self, two_ways: World) -> None:
        self.back_door(two_ways).before_connect = refuse
        (order,) = two_ways.order()
        for _ in range(8):
            two_ways.later(30)
        now = two_ways.now(order)
        assert now.waiting.startswith("STALLED: Corner (+fallback/files)")
        assert two_ways.shop().connects == 2

    def test_a_turn_that_has_not_come_is_no_reason_for_another_route(self, two_ways: World) -> None:
        world = two_ways.with_tools(paces={"corner": Pace(requests=1)})
        world.shop().before_connect = lambda: None
        call(world, 1)
        with pytest.raises(HeldError, match="waits for its turn"):
            call(world, 1)
        assert self.back_door(world).connects == 0
