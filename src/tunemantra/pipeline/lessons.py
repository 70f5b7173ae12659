"""Lessons: a rejection becomes a check, which is replayed over history before it is switched on (A-117)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from attrs import evolve, frozen

from tunemantra.core.distribution import Delivery, OrderKind, Outcome
from tunemantra.core.finding import Finding, error
from tunemantra.core.lesson import Condition, Lesson, Switch
from tunemantra.core.problem import Remark
from tunemantra.core.release import Release
from tunemantra.errors import ConflictError, NotFoundError, TuneMantraError
from tunemantra.pipeline.prepare import release_of
from tunemantra.pipeline.problems import ErrorQueue
from tunemantra.pipeline.steps import happened
from tunemantra.pipeline.timeline import tell
from tunemantra.pipeline.tools import Tools

KIND: Final = "lesson"
"""Of the lessons on the board; their keys are the platform's and their own: `spotify/LRN-1a2b3c4d`."""
PAGE: Final = 200


@frozen
class Replayed:
    """What a lesson would have done to the orders there were.

    Args:
        asked: how many were asked.
        hits: ids of orders that were rejected so and would not have been sent.
        missed: ids of orders that were rejected so and would have been sent all the same.
        false_hits: ids of orders that the platform has taken and that would not have been sent.
        others: ids of further orders that it finds: rejected or failed for another reason, or under way.
    """

    asked: int
    hits: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    false_hits: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def taught(tools: Tools, release: Release, platform: str) -> Iterator[Finding]:
    """Yield what the lessons of a platform that are switched on have to say of a release; one that cannot blocks."""
    for key, text in _pages(tools, f"{platform}/"):
        if not key.startswith(f"{platform}/"):
            return
        try:
            lesson = tools.codec.load(text, Lesson)
        except TuneMantraError as problem:
            message = f"the check {key} cannot be asked: {problem.message}"
            yield error("TM-CHK-001", "", message, hint=f"tunemantra lessons switch {key.partition('/')[2]} off")
            continue
        if lesson.switch is Switch.ON:
            yield from lesson.findings(release)


@frozen
class Lessons:
    """The lessons there are, and what people do with them. Callable from several threads."""

    tools: Tools

    def learn(self, problem_id: str, condition: Condition, message: str, *, actor: str = "") -> Lesson:
        """Make a lesson of a rejection; nobody is asked it yet. The same one again gives the one that stands.

        Args:
            problem_id: of the rejection in the error queue.
            condition: what was wrong.
            message: what is told where it is so again, one sentence.
            actor: who has learned it.

        Raises:
            NotFoundError: there is no such problem.
            ConflictError: it is no rejection by a platform.
            TuneMantraError: there is nothing to tell.
        """
        if not message.strip():
            problem = "say what is wrong, for those who read the finding"
            raise TuneMantraError(problem)
        rejected = [one for one in ErrorQueue(self.tools).deliveries(problem_id) if one.outcome is Outcome.REJECTED]
        if not rejected:
            problem = f"nothing was rejected by a platform because of {problem_id}"
            raise ConflictError(problem, hint="only what a platform has rejected can be learned from")
        first = rejected[0]
        made = Lesson(first.platform, condition, message.strip(), problem_id, first.id)
        known = dict(self._listed()).get(_key(made))
        return known or self._change(made, lambda _: made, "learned", actor, made.message)

    def listed(self) -> tuple[Lesson, ...]:
        """Return every lesson, by platform."""
        return tuple(lesson for _, lesson in self._listed())

    def replay(self, lesson_id: str) -> Replayed:
        """Ask a lesson of every order its platform was ever given; nothing is changed."""
        lesson = self._lesson(lesson_id)
        alike = {one.id for one in ErrorQueue(self.tools).deliveries(lesson.problem)}
        found: dict[str, list[str]] = {"hits": [], "missed": [], "false_hits": [], "others": []}
        asked = 0
        for order, taken in self._orders(lesson.platform):
            asked += 1
            hit = next(lesson.condition.hits(release_of(self.tools, order)), None) is not None
            wrong = order.id in alike and not taken
            name = ("hits" if hit else "missed") if wrong else ("false_hits" if taken else "others") if hit else ""
            found.get(name, []).append(order.id)
        return Replayed(asked, **{name: tuple(ids) for name, ids in found.items()})

    def switch_on(self, lesson_id: str, *, actor: str = "", despite: bool = False) -> Lesson:
        """Have a lesson asked from now on, by `check` and before anything is sent; it is replayed first.

        Args:
            lesson_id: which.
            actor: who does it.
            despite: though it finds fault with orders that the platform has taken.

        Raises:
            NotFoundError: there is no such lesson.
            ConflictError: it would not have caught what it was learned from, or has false hits.
        """
        lesson, replayed = self._lesson(lesson_id), self.replay(lesson_id)
        if not replayed.hits:
            message = f"{lesson_id} finds none of the orders it was learned from"
            raise ConflictError(message, hint="learn another condition")
        if replayed.false_hits and not despite:
            message = f"{lesson_id} finds fault with {len(replayed.false_hits)} orders that {lesson.platform} has taken"
            raise ConflictError(message, hint="learn a narrower condition, or say --despite-false-hits")
        said = f"{len(replayed.hits)} hits, {len(replayed.false_hits)} false hits in {replayed.asked} orders"
        return self._switched(lesson, Switch.ON, actor, said)

    def switch_off(self, lesson_id: str, *, actor: str = "", reason: str) -> Lesson:
        """Have a lesson asked no more; it stays listed.

        Raises:
            NotFoundError: there is no such lesson.
        """
        return self._switched(self._lesson(lesson_id), Switch.OFF, actor, reason)

    def _switched(self, lesson: Lesson, switch: Switch, actor: str, why: str) -> Lesson:
        if lesson.switch is switch:
            return lesson
        return self._change(lesson, lambda one: evolve(one, switch=switch), f"switched {switch.value}", actor, why)

    def _change(self, lesson: Lesson, step: Callable[[Lesson], Lesson], done: str, actor: str, why: str) -> Lesson:
        """Change a lesson on the board, and say so in the timeline of the order it was learned from."""
        now, codec = self.tools.clock.now(), self.tools.codec

        def written(text: str) -> str:
            after = step(codec.load(text, Lesson) if text else lesson)
            return codec.dump(evolve(after, remarks=(*after.remarks, Remark(now, actor, f"{done}: {why}"))))

        changed = codec.load(self.tools.board.change(KIND, _key(lesson), written), Lesson)
        kind = f"lesson.{done.replace(' ', '-')}"
        example = self.tools.ledger.delivery(lesson.example)
        event = happened(example, now, kind, f"the check {lesson.id} was {done}: {lesson.message}", lesson=lesson.id)
        tell(self.tools, evolve(event, actor=actor, reason=why))
        return changed

    def _lesson(self, lesson_id: str) -> Lesson:
        for _, lesson in self._listed():
            if lesson.id == lesson_id:
                return lesson
        message = f"no lesson {lesson_id}"
        raise NotFoundError(message, hint="`tunemantra lessons list` shows them")

    def _listed(self) -> Iterator[tuple[str, Lesson]]:
        for key, text in _pages(self.tools, ""):
            yield key, self.tools.codec.load(text, Lesson)

    def _orders(self, platform: str) -> Iterator[tuple[Delivery, bool]]:
        """Yield every order that sent a release to a platform, and whether the platform has taken it."""
        ledger, after = self.tools.ledger, ""
        while page := ledger.distributions(platform=platform, after=after, limit=PAGE):
            for one in page:
                for order in ledger.deliveries(distribution_id=one.id):
                    if order.kind is not OrderKind.TAKEDOWN:
                        known = order.open and one.revision_id == order.revision_id
                        yield order, order.outcome is Outcome.DONE or known
            after = page[-1].id


def _pages(tools: Tools, after: str) -> Iterator[tuple[str, str]]:
    while page := tools.board.page(KIND, after=after, limit=PAGE):
        yield from page
        after = page[-1][0]


def _key(lesson: Lesson) -> str:
    return f"{lesson.platform}/{lesson.id}"


__all__ = ["KIND", "PAGE", "Lessons", "Replayed", "taught"]
