"""How often, and by how many at once, a platform may be called: counted for all workers together."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta

from attrs import evolve, field, frozen, validators

LEASE_SECONDS = 300.0
"""How long a visit may stay silent before its place is free again: its worker may have died."""
TURN_SECONDS = 60.0
"""How far behind the room that is sure to come turns are given: who would come later asks again by then."""
LATE_SECONDS = 10.0
"""How long room is kept for somebody who does not come when it is their turn."""
LONGEST_LINE = 64
"""For how many room is kept; the others come again when the last of these has come."""
_SOON, _SHORTEST = timedelta(seconds=1), timedelta(seconds=0.1)
_SAMPLE = 16
"""How many of the visits that are over tell how long one takes, where nobody counts calls."""


@frozen
class Pace:
    """How fast a platform may be called.

    Args:
        requests: calls in any span of `seconds`; 0 for no limit.
        seconds: the span.
        concurrent: visits at the same time; 0 for no limit.
    """

    requests: int = field(default=0, validator=validators.ge(0))
    seconds: float = field(default=60.0, validator=validators.gt(0))
    concurrent: int = field(default=0, validator=validators.ge(0))

    @property
    def limited(self) -> bool:
        """Return whether there is anything to count."""
        return bool(self.requests or self.concurrent)


@frozen
class Visit:
    """Somebody who is at a platform, or was there within the span that counts.

    Args:
        owner: who.
        calls: what the visit may call while it goes on, what it has called once it is over.
        until: while it goes on, when its place is free again; afterwards, when it ended.
        over: whether it has ended.
        began: when; None where that was not kept.
    """

    owner: str
    calls: int
    until: datetime
    over: bool = False
    began: datetime | None = None

    def gone(self, pace: Pace) -> datetime:
        """Return when its calls no longer count: a visit of a dead worker counts as if it had called to the last."""
        return self.until + timedelta(seconds=pace.seconds)

    def by(self, at: datetime) -> Visit:
        """Return the visit as it can be at a moment: a clock that was ahead, and was set back, holds nobody up.

        Clocks differ a little, and who asks may have waited for others that wrote: that changes nothing.
        """
        latest = at if self.over else at + timedelta(seconds=LEASE_SECONDS)
        return evolve(self, until=latest) if self.until > latest + timedelta(seconds=TURN_SECONDS) else self


@frozen
class Turn:
    """Somebody who found no room, and for whom it is kept.

    Args:
        who: the order.
        calls: how many it needs.
        at: when it was told to come.
        rank: of its lane, 0 for the most urgent.
    """

    who: str
    calls: int
    at: datetime
    rank: int = 0


@frozen
class Register:
    """The visits that count, and who waits.

    A visit takes what it may call before it calls anything, and is counted until its last call is a span ago: so
    there are never more calls in any span than the pace allows, though nobody counts single calls. Those who find no
    room stand in line: nobody goes in before them, so that the many who need little never shut out one who needs
    much, and each is told when there is room, so that however many wait, few ask.

    Args:
        visits: oldest first.
        turns: who waits, in the order they go in.
        beyond: the first moment that nobody was told of those who find no room in the line either.
    """

    visits: tuple[Visit, ...] = ()
    turns: tuple[Turn, ...] = ()
    beyond: datetime | None = None

    def calls(self) -> int:
        """Return the calls that count."""
        return sum(visit.calls for visit in self.visits)

    def enter(
        self, owner: str, calls: int, at: datetime, pace: Pace, *, who: str = "", rank: int = 0
    ) -> tuple[Register, datetime | None]:
        """Let somebody in for some calls (never more than the pace has), or say when to ask again.

        Args:
            owner: of the visit.
            calls: how many.
            at: now, aware.
            pace: of the platform.
            who: by whom it is known when it asks again; the owner where left out.
            rank: before those of a higher one, behind those of its own who wait already.
        """
        now = self._counted(at, pace)
        wanted, who = calls_of(calls, pace), who or owner
        told = [turn.who for turn in now.turns if turn.rank <= rank]
        place = told.index(who) if who in told else len(told)
        others = tuple(turn for turn in now.turns if turn.who != who)
        ahead, behind = others[:place], others[place:]
        back = now._room(ahead, wanted, at, pace)  # noqa: SLF001 - one of ours
        if back is None:
            visit = Visit(owner, wanted, at + timedelta(seconds=LEASE_SECONDS), began=at)
            return evolve(now, visits=(*now.visits, visit), turns=others), None
        if len(ahead) >= LONGEST_LINE:
            return _beyond(evolve(now, turns=others), back, _share(now, wanted, at, pace))
        line = (*ahead, Turn(who, wanted, back, rank), *behind)
        return evolve(now, turns=line[:LONGEST_LINE]), back

    def more(self, owner: str, at: datetime, pace: Pace) -> tuple[Register, datetime | None]:
        """Let a visit call once more than it said, or say when it is worth asking again."""
        now = self._counted(at, pace)
        if pace.requests and now.calls() >= pace.requests:
            return now, _calls_free(now, [1], at, pace)
        return evolve(now, visits=tuple(_called(visit, owner) for visit in now.visits)), None

    def leave(self, owner: str, calls: int, at: datetime, pace: Pace) -> Register:
        """End a visit that has called so often."""
        now = self._counted(at, pace)
        return evolve(now, visits=tuple(_ended(visit, owner, calls, at) for visit in now.visits))

    def stay(self, owner: str, at: datetime) -> Register:
        """Keep the place of a visit that goes on."""
        until = at + timedelta(seconds=LEASE_SECONDS)
        longer = tuple(evolve(visit, until=until) if visit.owner == owner else visit for visit in self.visits)
        return evolve(self, visits=longer)

    def _counted(self, at: datetime, pace: Pace) -> Register:
        """Return what counts at a moment; nothing is later than it can be, whoever's clock was wrong."""
        visits = tuple(one for one in (visit.by(at) for visit in self.visits) if one.gone(pace) > at)
        if not pace.requests:
            over = [visit for visit in visits if visit.over][-_SAMPLE:]
            visits = (*over, *(visit for visit in visits if not visit.over))
        missed = at - timedelta(seconds=LATE_SECONDS)
        never = at + timedelta(seconds=pace.seconds + 2 * TURN_SECONDS) + _SOON
        turns = tuple(turn for turn in self.turns if missed < turn.at <= never)
        beyond = self.beyond if self.beyond is not None and at < self.beyond <= never else None
        return Register(visits, turns, beyond)

    def _room(self, ahead: Sequence[Turn], wanted: int, at: datetime, pace: Pace) -> datetime | None:
        """Return when there is room behind those who wait; None where there is."""
        moments = []
        within = sum(1 for visit in self.visits if not visit.over and visit.until > at)
        takes = _takes(self, at)
        # Who is over again before the next in line comes holds up nobody.
        soon = sum(1 for turn in ahead if turn.at <= at + takes)
        if pace.concurrent and within + soon >= pace.concurrent:
            each = takes / pace.concurrent
            behind = each * max(within + len(ahead) - pace.concurrent, 0)
            moments.append(at + min(_SOON, each) + min(behind, timedelta(seconds=TURN_SECONDS)))
        line = [*(turn.calls for turn in ahead), wanted]
        if pace.requests and self.calls() + sum(line) > pace.requests:
            moments.append(_calls_free(self, line, at, pace))
        return max(moments, default=None)


def calls_of(calls: int, pace: Pace) -> int:
    """Return how many calls a visit is granted at once."""
    return min(calls, pace.requests) if pace.requests else calls


def _calls_free(register: Register, line: Sequence[int], at: datetime, pace: Pace) -> datetime:
    """Return when the last in a line finds the calls it needs, if each before it comes when it can.

    Where visits that go on would have to end first, that may be at any moment.
    """
    span, longest = timedelta(seconds=pace.seconds), timedelta(seconds=TURN_SECONDS)
    over = sorted((visit for visit in register.visits if visit.over), key=lambda visit: visit.until)
    leaving = deque((visit.gone(pace), visit.calls) for visit in over)
    moment, free = at, pace.requests - register.calls()
    for calls in line:
        while free < calls:
            if not leaving:
                return at + _SOON + min(span * sum(line[:-1]) / pace.requests, longest)
            moment, back = leaving.popleft()
            free += back
        free -= calls
        leaving.append((moment + span, calls))
    return min(moment, at + span + longest)


def _beyond(register: Register, back: datetime, share: timedelta) -> tuple[Register, datetime]:
    """Return when somebody behind the line is to ask again: one after the other, as those in it."""
    turn = max(back, register.beyond or back)
    if turn > back + timedelta(seconds=TURN_SECONDS):
        return register, back + timedelta(seconds=TURN_SECONDS)
    return evolve(register, beyond=turn + share), turn


def _share(register: Register, wanted: int, at: datetime, pace: Pace) -> timedelta:
    """Return how long nobody else finds room once somebody has found some."""
    calls = timedelta(seconds=pace.seconds * wanted / pace.requests) if pace.requests else timedelta()
    return max(calls, _takes(register, at) / pace.concurrent) if pace.concurrent else calls


def _takes(register: Register, at: datetime) -> timedelta:
    """Return how long a visit takes, as it was lately."""
    over = [visit.until - visit.began for visit in register.visits if visit.over and visit.began]
    going = [at - visit.began for visit in register.visits if not visit.over and visit.began]
    usual = sum(over, timedelta()) / len(over) if over else _SOON
    return max(usual, *going, _SHORTEST)


def _ended(visit: Visit, owner: str, calls: int, at: datetime) -> Visit:
    return evolve(visit, calls=calls, until=at, over=True) if visit.owner == owner else visit


def _called(visit: Visit, owner: str) -> Visit:
    return evolve(visit, calls=visit.calls + 1) if visit.owner == owner else visit


__all__ = [
    "LATE_SECONDS",
    "LEASE_SECONDS",
    "LONGEST_LINE",
    "TURN_SECONDS",
    "Pace",
    "Register",
    "Turn",
    "Visit",
    "calls_of",
]
