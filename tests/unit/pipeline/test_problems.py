from __future__ import annotations

import re

import pytest
from attrs import evolve

from tests.support import REPO_ROOT
from tests.unit.pipeline.world import World, retitled
from tunemantra.core.distribution import Delivery, Outcome
from tunemantra.core.finding import error
from tunemantra.core.problem import Problem
from tunemantra.errors import AuthError, NotFoundError, RefusedError, TuneMantraError
from tunemantra.pipeline import problems
from tunemantra.pipeline.problems import PLAYED, ErrorQueue, playbook


@pytest.fixture
def queue(world: World) -> ErrorQueue:
    return ErrorQueue(world.tools)


def breaking(world: World, problem: Exception | None) -> None:
    def put(_path: str) -> None:
        if problem is not None:
            raise problem

    for shop in world.mall.shops.values():
        shop.before_put = put


def failed(world: World, *platforms: str) -> tuple[Delivery, ...]:
    breaking(world, AuthError("wrong password for 'ada'"))
    orders = world.order(*platforms)
    world.work()
    return orders


def again(world: World, order: Delivery, times: int) -> None:
    for _ in range(times):
        world.service.retry(order.id)
        world.work()


def test_a_failure_is_kept_by_its_cause(world: World, queue: ErrorQueue) -> None:
    (order,) = failed(world)
    (problem,) = queue.listed()
    cause = problem.cause
    assert (cause.platform, cause.stage, cause.code) == ("corner", "deliver", "transport.auth")
    assert cause.message == "wrong password for <text>"
    assert (problem.count, problem.example) == (1, "wrong password for 'ada'")
    assert [one.id for one in queue.deliveries(problem.id)] == [order.id]
    assert playbook(problem) == "docs/reference/playbooks.md#transportauth"


def test_platforms_are_told_apart(world: World, queue: ErrorQueue) -> None:
    failed(world, "corner", "market")
    assert {problem.cause.platform for problem in queue.listed()} == {"corner", "market"}
    assert [problem.cause.platform for problem in queue.listed(platform="market")] == ["market"]


def test_what_the_platform_says_no_to_is_kept_by_its_rules(world: World, queue: ErrorQueue) -> None:
    breaking(world, RefusedError("422", [error("SHOP-7", "a", "x"), error("SHOP-1", "b", "y")]))
    world.order()
    world.work()
    (problem,) = queue.listed()
    assert (problem.cause.code, problem.cause.stage) == ("SHOP-1, SHOP-7", "deliver")
    assert playbook(problem).endswith("#rules")
    assert queue.replay(problem.id).again == ()
    assert "needs a changed release" in queue.replay(problem.id).left[0][1]


def test_a_rejection_that_is_reported_is_kept_as_well(world: World, queue: ErrorQueue) -> None:
    (order,) = world.order()
    world.work()
    world.say("no", reference=order.id, reasons=("the cover is blurred",))
    (problem,) = queue.listed()
    assert (problem.cause.stage, problem.cause.code) == ("track", "platform.refused")
    assert "the cover is blurred" in problem.example


def test_what_goes_well_is_no_problem(world: World, queue: ErrorQueue) -> None:
    world.live()
    assert queue.listed() == ()


def test_noting_it_again_changes_nothing(world: World, queue: ErrorQueue) -> None:
    (order,) = failed(world)
    before = queue.listed()
    (event,) = [one for one in world.ledger.events(order.distribution_id) if one.kind == "delivery.failed"]
    world.clock.sleep(5)
    (token,) = [text for _, text in world.tools.board.page(f"problem/{before[0].id}")]
    version = int(token.partition("/")[0])
    again = world.now(order)
    problems.note(world.tools, evolve(again, version=version), (event,))
    assert queue.listed() == before


def test_five_alike_within_an_hour_raise_one_alert(world: World, queue: ErrorQueue) -> None:
    (order,) = failed(world)
    again(world, order, 9)
    alerts = [event for event in world.seen.events if event.kind == "problem.alert"]
    assert len(alerts) == 1
    assert alerts[0].message.startswith("5 alike within an hour on corner")
    assert dict(alerts[0].data) == {"problem": queue.listed()[0].id}
    assert queue.listed()[0].count == 1


def test_a_replay_lets_go_on_what_still_stands_failed_and_once(world: World, queue: ErrorQueue) -> None:
    (order,) = failed(world)
    (problem,) = queue.listed()
    breaking(world, None)
    replay = queue.replay(problem.id, actor="ada")
    assert [one.id for one in replay.again] == [order.id]
    twice = queue.replay(problem.id, actor="ada")
    assert (twice.again, twice.left) == ((), ((order.id, "it is open"),))
    world.work()
    assert world.now(order).outcome is Outcome.OPEN
    assert world.kinds(order).count("order.reopened") == 1
    reopened = next(e for e in world.ledger.events(order.distribution_id) if e.kind == "order.reopened")
    assert reopened.actor == "ada"
    assert [remark.text for remark in queue.problem(problem.id).remarks] == ["replayed 1, left 0"]


def test_a_replay_leaves_what_was_taken_down_since(world: World, queue: ErrorQueue) -> None:
    world.live()
    world.shelf.release = retitled(world.release, "Other")
    failed(world)
    world.service.takedown(str(world.release.icpn), ["corner"])
    breaking(world, None)
    replay = queue.replay(queue.listed()[0].id)
    assert replay.again == ()
    assert "taken down" in replay.left[0][1]


def test_a_takedown_that_failed_is_replayed(world: World, queue: ErrorQueue) -> None:
    world.live()
    breaking(world, AuthError("no"))
    (takedown,) = world.service.takedown(str(world.release.icpn), ["corner"])
    world.work()
    breaking(world, None)
    assert [one.id for one in queue.replay(queue.listed()[0].id).again] == [takedown.id]


def test_people_take_care_of_a_problem(world: World, queue: ErrorQueue) -> None:
    failed(world)
    (problem,) = queue.listed()
    queue.assign(problem.id, "bob", actor="ada")
    queue.assign(problem.id, "bob", actor="ada")
    queue.note(problem.id, "the partner has a ticket for it", actor="bob")
    assert queue.listed(owner="bob")[0].owner == "bob"
    assert queue.listed(owner="eve") == ()
    queue.resolve(problem.id, "the password was changed", actor="bob")
    solved = queue.resolve(problem.id, "again", actor="bob")
    assert queue.listed() == ()
    assert queue.listed(resolved=True) == (solved,)
    assert [(remark.actor, remark.text) for remark in solved.remarks] == [
        ("ada", "assigned to bob"),
        ("bob", "the partner has a ticket for it"),
        ("bob", "resolved: the password was changed"),
    ]
    assert queue.assign(problem.id, "").remarks[-1].text == "assigned to nobody"


@pytest.mark.parametrize("text", ["", " \n"])
def test_a_remark_that_says_nothing_is_refused(world: World, queue: ErrorQueue, text: str) -> None:
    failed(world)
    (problem,) = queue.listed()
    for say in (queue.note, queue.resolve):
        with pytest.raises(TuneMantraError, match="say "):
            say(problem.id, text)
    assert queue.listed() == (problem,)


def test_a_problem_nobody_knows_is_not_found(queue: ErrorQueue) -> None:
    with pytest.raises(NotFoundError):
        queue.problem("nothing")
    with pytest.raises(NotFoundError):
        list(queue.deliveries("nothing"))


def test_every_playbook_is_written(world: World, queue: ErrorQueue) -> None:
    page = (REPO_ROOT / "docs/reference/playbooks.md").read_text("utf-8")
    headings = re.findall(r"^## (\S+)$", page, re.MULTILINE)
    assert set(headings) == {*PLAYED, "rules", "error"}
    breaking(world, ValueError("a bug"))
    world.order()
    world.work()
    (problem,) = queue.listed()
    assert isinstance(problem, Problem)
    assert playbook(problem).endswith("#error")


def test_five_hundred_failures_of_one_cause_are_one_problem(world: World, queue: ErrorQueue) -> None:
    (order,) = failed(world)
    (event,) = [one for one in world.ledger.events(order.distribution_id) if one.kind == "delivery.failed"]
    for number in range(499):
        other = evolve(world.now(order), id=f"d-{number}")
        problems.note(world.tools, other, (event,))
    (problem,) = queue.listed()
    assert problem.count == 500
    assert len([event for event in world.seen.events if event.kind == "problem.alert"]) == 1
