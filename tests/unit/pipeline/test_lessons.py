from __future__ import annotations

import json

import pytest

from tests.unit.pipeline.world import World, retitled
from tunemantra.core.distribution import Delivery, Outcome
from tunemantra.core.lesson import Ask, Condition, Switch
from tunemantra.errors import AuthError, ConflictError, NotFoundError, TuneMantraError
from tunemantra.pipeline import lessons
from tunemantra.pipeline.lessons import KIND, Lessons
from tunemantra.pipeline.problems import ErrorQueue

KARAOKE = Condition("titles[].text", Ask.CONTAINS_WORD, ("karaoke",))


@pytest.fixture
def school(world: World) -> Lessons:
    return Lessons(world.tools)


def rejected(world: World, title: str, reason: str = "no karaoke") -> Delivery:
    world.shelf.release = retitled(world.release, title)
    (order,) = world.order()
    world.work()
    world.say("no", reference=order.id, reasons=(reason,))
    return world.now(order)


def taken(world: World, title: str, *platforms: str) -> Delivery:
    world.shelf.release = retitled(world.release, title)
    return world.live(*platforms)[0]


def problem(world: World) -> str:
    return ErrorQueue(world.tools).listed()[0].id


def test_the_same_mistake_is_caught_before_it_is_sent(world: World, school: Lessons) -> None:
    rejected(world, "Karaoke Night")
    lesson = school.learn(problem(world), KARAOKE, "No karaoke here.", actor="ada")
    world.shelf.release = retitled(world.release, "More Karaoke")
    assert world.service.check(world.shelf.folder, ["corner"]) == ()
    school.switch_on(lesson.id, actor="ada")
    (finding,) = world.service.check(world.shelf.folder, ["corner"])
    assert (finding.rule, finding.platform, finding.path) == (lesson.id, "corner", "titles[0].text")
    puts = len(world.shop().puts)
    (order,) = world.order()
    world.work()
    assert (world.now(order).outcome, len(world.shop().puts)) == (Outcome.REFUSED, puts)
    assert world.service.check(world.shelf.folder, ["market"]) == ()
    world.tools.board.change(KIND, f"market/{lesson.id}", lambda _: "of another platform")
    assert len(world.service.check(world.shelf.folder, ["corner"])) == 1
    world.tools.board.change(KIND, f"market/{lesson.id}", lambda _: "")
    school.switch_off(lesson.id, actor="bob", reason="they take it now")
    assert world.service.check(world.shelf.folder, ["corner"]) == ()
    assert school.listed()[0].switch is Switch.OFF


def test_it_is_replayed_over_all_that_was_sent(world: World, school: Lessons) -> None:
    accepted = taken(world, "Karaoke I")
    wrong = rejected(world, "Karaoke II")
    missed = rejected(world, "Sing Along")
    other = rejected(world, "Karaoke III", "the cover is blurred")
    taken(world, "Moon")
    world.service.takedown(other.icpn, ["corner"])
    (mine,) = [one.id for one in ErrorQueue(world.tools).listed() if "karaoke" in one.example]
    lesson = school.learn(mine, KARAOKE, "No karaoke here.")
    replayed = school.replay(lesson.id)
    assert (replayed.hits, replayed.missed) == ((wrong.id,), (missed.id,))
    assert (replayed.false_hits, replayed.others, replayed.asked) == ((accepted.id,), (other.id,), 5)


def test_false_hits_have_to_be_accepted(world: World, school: Lessons) -> None:
    taken(world, "Karaoke I")
    rejected(world, "Karaoke II")
    lesson = school.learn(problem(world), KARAOKE, "No karaoke here.")
    with pytest.raises(ConflictError, match="1 orders that corner has taken"):
        school.switch_on(lesson.id)
    assert school.listed()[0].switch is Switch.PROPOSED
    assert school.switch_on(lesson.id, despite=True).switch is Switch.ON


def test_what_catches_nothing_is_not_switched_on(world: World, school: Lessons) -> None:
    rejected(world, "Sing Along")
    lesson = school.learn(problem(world), KARAOKE, "No karaoke here.")
    with pytest.raises(ConflictError, match="none of the orders"):
        school.switch_on(lesson.id, despite=True)


def test_only_a_rejection_teaches(world: World, school: Lessons) -> None:
    def refuse(_path: str) -> None:
        raise AuthError("wrong password")

    world.shop().before_put = refuse
    world.order()
    world.work()
    with pytest.raises(ConflictError, match="nothing was rejected"):
        school.learn(problem(world), KARAOKE, "No karaoke here.")
    with pytest.raises(NotFoundError):
        school.learn("none", KARAOKE, "No karaoke here.")
    with pytest.raises(TuneMantraError, match="say what is wrong"):
        school.learn(problem(world), KARAOKE, " ")
    assert school.listed() == ()
    with pytest.raises(NotFoundError):
        school.replay("LRN-0")


def test_who_learned_and_switched_it_stands_on_the_timeline_once(world: World, school: Lessons) -> None:
    order = rejected(world, "Karaoke Night")
    mine = problem(world)
    lesson = school.learn(mine, KARAOKE, "No karaoke here.", actor="ada")
    assert school.learn(mine, KARAOKE, "Others words.", actor="eve") == lesson
    for _ in range(2):
        school.switch_on(lesson.id, actor="bob")
    school.switch_off(lesson.id, actor="cid", reason="they take it now")
    with pytest.raises(NotFoundError):
        school.switch_off("LRN-0", reason="x")
    told = [one for one in world.service.timeline(order.icpn) if one.kind.startswith("lesson.")]
    assert [(one.kind, one.actor) for one in told] == [
        ("lesson.learned", "ada"),
        ("lesson.switched-on", "bob"),
        ("lesson.switched-off", "cid"),
    ]
    assert (told[1].reason, told[2].reason) == ("1 hits, 0 false hits in 1 orders", "they take it now")
    assert [remark.actor for remark in school.listed()[0].remarks] == ["ada", "bob", "cid"]
    assert world.service.audit().intact


def test_one_that_cannot_be_asked_any_more_blocks(
    world: World, school: Lessons, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lessons, "PAGE", 1)
    rejected(world, "Karaoke Night")
    mine = problem(world)
    school.learn(mine, Condition("label", Ask.MISSING), "No label.")
    lesson = school.switch_on(school.learn(mine, KARAOKE, "No karaoke here.").id)
    key = f"corner/{lesson.id}"
    old = json.loads(world.tools.board.read(KIND, key))
    old["condition"]["path"] = "titles[].gone"
    world.tools.board.change(KIND, key, lambda _: json.dumps(old))
    (finding,) = world.service.check(world.shelf.folder, ["corner"])
    assert (finding.rule, finding.blocks) == ("TM-CHK-001", True)
    assert world.service.check(world.shelf.folder, ["market"]) == ()
