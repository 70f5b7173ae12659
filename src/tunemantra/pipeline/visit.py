"""Visit: one call on a platform, guarded by its circuits and kept to its pace, on another route where one is down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeVar

from attrs import define

from tunemantra.core.distribution import Delivery
from tunemantra.core.pace import LEASE_SECONDS, Pace, Register, calls_of
from tunemantra.errors import HeldError, TuneMantraError
from tunemantra.pipeline.guard import Guard, GuardedSession, loaded
from tunemantra.pipeline.steps import happened
from tunemantra.pipeline.timeline import happenings, tell
from tunemantra.pipeline.tools import Alive, Tools
from tunemantra.ports.directory import Sending
from tunemantra.ports.platform import PlatformDriver, Session

T = TypeVar("T")

KIND: Final = "pace"
"""Of the registers on the board; their keys are those of the platforms."""
FALLBACK: Final = "fallback"
"""The route that is taken while the first does not answer."""

Work = Callable[[PlatformDriver, Session], T]


def visit(tools: Tools, delivery: Delivery, alive: Alive, work: Work[T], *, sending: Sending, calls: int) -> T:
    """Call on a platform, and return what the work returns.

    Args:
        tools: the ports.
        delivery: for whom.
        alive: raises when the work is no longer ours.
        work: what is done there.
        sending: hears of the bytes that go out.
        calls: how many the work may make, as far as is known.

    Raises:
        HeldError: an endpoint does not answer and there is no other route, or it was called often enough.
        TuneMantraError: what the work raises.
    """
    turn = _Turn(tools, delivery, tools.ids.fresh(), pace_of(tools, delivery.platform), calls)
    turn.enter()
    try:
        return _on_a_route(turn, alive, work, sending)
    finally:
        turn.leave()


def call_on(tools: Tools, delivery: Delivery, route: str, work: Work[T]) -> T:
    """Call once on a platform by one route alone, with nothing to send, and return what the work returns.

    Raises:
        HeldError: an endpoint does not answer, or it was called often enough.
        TuneMantraError: what the work raises.
    """
    turn = _Turn(tools, delivery, tools.ids.fresh(), pace_of(tools, delivery.platform), 1)
    turn.enter()
    try:
        return _along(route, turn, lambda: None, work, lambda _file, _sent: None)
    finally:
        turn.leave()


def pace_of(tools: Tools, platform: str) -> Pace:
    """Return the pace of a platform: what the settings say, else its profile."""
    return tools.paces.get(platform) or tools.platforms.platform(platform).pace or Pace()


def _on_a_route(turn: _Turn, alive: Alive, work: Work[T], sending: Sending) -> T:
    routes = turn.tools.platforms.routes(turn.delivery.platform)
    try:
        return _along("", turn, alive, work, sending)
    except HeldError as held:
        if FALLBACK not in routes or "endpoint" not in held.facts:
            raise
        _say(turn, held)
    return _along(FALLBACK, turn, alive, work, sending)


def _say(turn: _Turn, held: HeldError) -> None:
    """Say once an order and outage that another route is taken."""
    facts = {name: str(held.facts[name]) for name in ("endpoint", "since")}
    message = f"the {FALLBACK} route is taken: {held.message}"
    event = happened(turn.delivery, turn.tools.clock.now(), "route.fallback", message, **facts)
    if all((one.kind, one.data) != (event.kind, event.data) for one in happenings(turn.tools, turn.delivery)):
        tell(turn.tools, event)


def _along(route: str, turn: _Turn, alive: Alive, work: Work[T], sending: Sending) -> T:
    tools, key = turn.tools, turn.delivery.platform
    guard = Guard(tools, turn.delivery, f"{key}+{route}" if route else key, turn.owner)

    def beat() -> None:
        alive()
        turn.stay()

    try:
        with tools.platforms.session(key, sending=sending, alive=beat, route=route, fit=guard.fit) as session:
            done = work(tools.platforms.driver(key, route), GuardedSession(session, guard, turn.call))
    except TuneMantraError as problem:
        told = guard.ends(problem)
        if told is problem:
            raise
        raise told from problem
    guard.leave()
    return done


@define
class _Turn:
    """A visit's place in the register of a platform that is to be called at some pace."""

    tools: Tools
    delivery: Delivery
    owner: str
    pace: Pace
    wanted: int
    called: int = 0
    granted: int = 0
    seen: datetime | None = None

    def enter(self) -> None:
        if self.pace.limited:
            self.granted = calls_of(self.wanted, self.pace)
            who, rank = self.delivery.id, self.delivery.lane.rank
            self._ask(lambda register, at: register.enter(self.owner, self.wanted, at, self.pace, who=who, rank=rank))
            self.seen = self.tools.clock.now()

    def call(self) -> None:
        if self.pace.requests and self.called >= self.granted:
            self._ask(lambda register, at: register.more(self.owner, at, self.pace))
            self.granted += 1
        self.called += 1

    def stay(self) -> None:
        now = self.tools.clock.now()
        if self.seen is not None and (now - self.seen).total_seconds() > LEASE_SECONDS / 3:
            self.seen = now
            self._change(lambda register: register.stay(self.owner, now))

    def leave(self) -> None:
        if self.seen is not None:
            now = self.tools.clock.now()
            self._change(lambda register: register.leave(self.owner, self.called, now, self.pace))

    def _ask(self, ask: Callable[[Register, datetime], tuple[Register, datetime | None]]) -> None:
        now = self.tools.clock.now()
        back: datetime | None = None

        def asked(register: Register) -> Register:
            nonlocal back
            after, back = ask(register, now)
            return after

        self._change(asked)
        if back is not None:
            raise self._held(back, now)

    def _held(self, back: datetime, at: datetime) -> HeldError:
        rate = f"{self.pace.requests} calls in {self.pace.seconds:g} s" if self.pace.requests else ""
        crowd = f"{self.pace.concurrent} visits at once" if self.pace.concurrent else ""
        label = self.tools.platforms.platform(self.delivery.platform).label
        limits = " and ".join(filter(None, (rate, crowd)))
        return HeldError(f"waits for its turn: {label} takes {limits}", retry_after=(back - at).total_seconds())

    def _change(self, step: Callable[[Register], Register]) -> None:
        def written(text: str) -> str:
            return self.tools.codec.dump(step(loaded(self.tools, text, Register)))

        self.tools.board.change(KIND, self.delivery.platform, written)


__all__ = ["FALLBACK", "KIND", "call_on", "pace_of", "visit"]
