"""Problems: orders that failed, by root cause, with what people do about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from attrs import evolve, frozen

from tunemantra.core.distribution import Delivery, Event, OrderKind, Outcome
from tunemantra.core.finding import blocking
from tunemantra.core.problem import ALIKE, Cause, Problem, normalised
from tunemantra.errors import NotFoundError, StateError, TuneMantraError
from tunemantra.pipeline.intake import reopen
from tunemantra.pipeline.steps import happened
from tunemantra.pipeline.timeline import tell
from tunemantra.pipeline.tools import Tools
from tunemantra.pipeline.withdrawal import refuse_overtaken

KIND: Final = "problem"
"""Of the problems on the board; the orders of one have the kind `problem/<id>`."""
PLAYBOOK: Final = "docs/reference/playbooks.md"
PLAYED: Final = frozenset(
    {
        "asset.corrupt",
        "asset.missing",
        "media",
        "plugin",
        "platform.outage",
        "platform.protocol",
        "platform.quota",
        "platform.refused",
        "secret",
        "settings",
        "state.conflict",
        "transport.auth",
        "transport.connect",
        "transport.host-key",
        "transport.integrity",
        "transport.remote",
        "transport.timeout",
    }
)
"""Codes that the playbooks have a page of their own for."""
PAGE = 200
_FAILED = frozenset({Outcome.FAILED, Outcome.REJECTED, Outcome.REFUSED})


@frozen
class Replay:
    """What a replay did.

    Args:
        again: orders that go on.
        left: orders that had failed so and do not go on, with the reason.
    """

    again: tuple[Delivery, ...]
    left: tuple[tuple[str, str], ...]


def note(tools: Tools, delivery: Delivery, events: tuple[Event, ...]) -> None:
    """Put an order that has just failed to the others with the same cause; noting it again changes nothing.

    Five alike within an hour raise one alert: the event `problem.alert`.
    """
    cause = cause_of(delivery, events)
    if cause is None:
        return
    at = tools.clock.now()
    known = tools.board.read(f"{KIND}/{cause.id}", delivery.id)
    token = f"{delivery.version}/{delivery.attempts}"
    if known == token:
        return
    alert = False

    def seen(before: Problem | None) -> Problem:
        nonlocal alert
        fresh = before or Problem(cause, delivery.reason, at, at)
        after, alert = fresh.seen(at, new=not known)
        return after

    problem = _change(tools, cause.id, seen)
    tools.board.change(f"{KIND}/{cause.id}", delivery.id, lambda _: token)
    if alert:
        message = f"{ALIKE} alike within an hour on {cause.platform}, {problem.count} in all: {problem.example}"
        tell(tools, happened(delivery, at, "problem.alert", message, problem=cause.id))


def cause_of(delivery: Delivery, events: tuple[Event, ...]) -> Cause | None:
    """Return why an order has just failed; None where it has not."""
    failure = next((event for event in events if event.kind == f"delivery.{delivery.outcome.value}"), None)
    if delivery.outcome not in _FAILED or failure is None:
        return None
    facts = dict(failure.data)
    rules = sorted({finding.rule for finding in blocking(delivery.findings)})
    code = ", ".join(rules) or facts.get("code", delivery.outcome.value)
    return Cause(delivery.platform, facts.get("stage", ""), code, "" if rules else normalised(delivery.reason))


def _change(tools: Tools, problem_id: str, step: Callable[[Problem | None], Problem]) -> Problem:
    codec = tools.codec

    def written(text: str) -> str:
        return codec.dump(step(codec.load(text, Problem) if text else None))

    return codec.load(tools.board.change(KIND, problem_id, written), Problem)


@frozen
class ErrorQueue:
    """The problems there are, and what people do about them. Callable from several threads.

    Every id that names no problem raises `NotFoundError`.
    """

    tools: Tools

    def listed(self, *, resolved: bool = False, platform: str = "", owner: str = "") -> tuple[Problem, ...]:
        """Return the problems that are open, or all with `resolved`; the one with the most orders first."""
        found = [self.tools.codec.load(text, Problem) for _, text in self._pages(KIND)]
        wanted = [
            problem
            for problem in found
            if (resolved or not problem.resolved)
            and platform in {"", problem.cause.platform}
            and owner in {"", problem.owner}
        ]
        return tuple(sorted(wanted, key=lambda problem: (-problem.count, problem.first_at, problem.id)))

    def problem(self, problem_id: str) -> Problem:
        """Return a problem."""
        text = self.tools.board.read(KIND, problem_id)
        if not text:
            message = f"no problem {problem_id}"
            raise NotFoundError(message, hint="`tunemantra errors list` shows them")
        return self.tools.codec.load(text, Problem)

    def deliveries(self, problem_id: str) -> Iterator[Delivery]:
        """Yield the orders that failed so, as they are now, by id."""
        self.problem(problem_id)
        return (self.tools.ledger.delivery(key) for key, _ in self._pages(f"{KIND}/{problem_id}"))

    def assign(self, problem_id: str, owner: str, *, actor: str = "") -> Problem:
        """Give a problem to somebody, or with an empty name to nobody."""
        if self.problem(problem_id).owner == owner:
            return self.problem(problem_id)
        text = f"assigned to {owner or 'nobody'}"
        return self._done(problem_id, lambda one: evolve(one.remark(self._now, actor, text), owner=owner))

    def note(self, problem_id: str, text: str, *, actor: str = "") -> Problem:
        """Write a remark to a problem; one that says nothing is refused (`TuneMantraError`)."""
        _require(text, "say what there is to say")
        return self._done(problem_id, lambda one: one.remark(self._now, actor, text))

    def resolve(self, problem_id: str, reason: str, *, actor: str = "") -> Problem:
        """Say that a problem is resolved, and why; a further failure of its cause opens it again.

        Raises:
            TuneMantraError: there is no reason.
        """
        _require(reason, "say why it will not come again")
        if self.problem(problem_id).resolved:
            return self.problem(problem_id)
        return self._done(problem_id, lambda one: one.solved(self._now, actor, reason))

    def replay(self, problem_id: str, *, actor: str = "") -> Replay:
        """Let the orders of a problem that still stand failed go on where they stopped; the others are left alone.

        Each says so in its timeline (`order.reopened`), and the problem keeps a remark. Done again, nothing happens.
        """
        again: list[Delivery] = []
        left: list[tuple[str, str]] = []
        for delivery in self.deliveries(problem_id):
            why = self._replay(delivery, actor, again)
            left += [(delivery.id, why)] if why else []
        if again:
            text = f"replayed {len(again)}, left {len(left)}"
            self._done(problem_id, lambda one: one.remark(self._now, actor, text))
        return Replay(tuple(again), tuple(left))

    def _replay(self, delivery: Delivery, actor: str, again: list[Delivery]) -> str:
        """Reopen an order; return why not where it cannot be."""
        if delivery.outcome in {Outcome.REJECTED, Outcome.REFUSED}:
            return f"{delivery.outcome.value}: it needs a changed release"
        if delivery.outcome is not Outcome.FAILED:
            return f"it is {delivery.outcome.value}"
        try:
            if delivery.kind is not OrderKind.TAKEDOWN:
                refuse_overtaken(self.tools, delivery)
            again.append(reopen(self.tools, delivery, actor))
        except StateError as problem:
            return problem.message
        return ""

    @property
    def _now(self) -> datetime:
        return self.tools.clock.now()

    def _done(self, problem_id: str, step: Callable[[Problem], Problem]) -> Problem:
        known = self.problem(problem_id)
        return _change(self.tools, problem_id, lambda before: step(before or known))

    def _pages(self, kind: str) -> Iterator[tuple[str, str]]:
        after = ""
        while page := self.tools.board.page(kind, after=after, limit=PAGE):
            yield from page
            after = page[-1][0]


def _require(text: str, message: str) -> None:
    if not text.strip():
        raise TuneMantraError(message)


def playbook(problem: Problem) -> str:
    """Return where it is written what to do about a problem."""
    code = problem.cause.code
    rules = code != code.lower()
    return f"{PLAYBOOK}#{'rules' if rules else code.replace('.', '') if code in PLAYED else 'error'}"


__all__ = ["KIND", "PLAYBOOK", "PLAYED", "ErrorQueue", "Replay", "cause_of", "note", "playbook"]
