"""How often, and by how many at once, a platform may be called: counted for all workers together."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import evolve, field, frozen, validators

LEASE_SECONDS = 300.0
"""How long a visit may stay silent before its place is free again: its worker may have died."""
TURN_SECONDS = 60.0
"""How far ahead turns are given: who would come later than that asks again by then."""


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
    """

    owner: str
    calls: int
    until: datetime
    over: bool = False

    def gone(self, pace: Pace) -> datetime:
        """Return when its calls no longer count: a visit of a dead worker counts as if it had called to the last."""
        return self.until + timedelta(seconds=pace.seconds)


@frozen
class Register:
    """The visits that count.

    A visit takes what it may call before it calls anything, and is counted until its last call is a span ago: so
    there are never more calls in any span than the pace allows, though nobody counts single calls. Those who find no
    room are told one turn after the other, as fast as the pace has room for them, so that however many wait, few ask.

    Args:
        visits: oldest first.
        next_turn: the first moment that nobody was told; None where nobody waits.
    """

    visits: tuple[Visit, ...] = ()
    next_turn: datetime | None = None

    def calls(self) -> int:
        """Return the calls that count."""
        return sum(visit.calls for visit in self.visits)

    def enter(
        self, owner: str, calls: int, at: datetime, pace: Pace, *, urgent: bool = False
    ) -> tuple[Register, datetime | None]:
        """Let somebody in for some calls (never more than the pace has), or say when it is worth asking again.

        Args:
            owner: who.
            calls: how many.
            at: now, aware.
            pace: of the platform.
            urgent: whether not to stand behind those who wait already.
        """
        now = self._counted(at, pace)
        within = [visit for visit in now.visits if not visit.over and visit.until > at]
        if pace.concurrent and len(within) >= pace.concurrent:
            second = timedelta(seconds=1)
            return _turn(now, at, at + second, timedelta() if urgent else second)
        wanted = calls_of(calls, pace)
        if pace.requests and now.calls() + wanted > pace.requests:
            share = timedelta() if urgent else timedelta(seconds=pace.seconds * wanted / pace.requests)
            return _turn(now, at, _room(now, wanted, at, pace), share)
        visit = Visit(owner, wanted, at + timedelta(seconds=LEASE_SECONDS))
        return evolve(now, visits=(*now.visits, visit)), None

    def more(self, owner: str, at: datetime, pace: Pace) -> tuple[Register, datetime | None]:
        """Let a visit call once more than it said, or say when it is worth asking again."""
        now = self._counted(at, pace)
        if pace.requests and now.calls() >= pace.requests:
            return now, _room(now, 1, at, pace)
        return evolve(now, visits=tuple(_called(visit, owner) for visit in now.visits)), None

    def leave(self, owner: str, calls: int, at: datetime, pace: Pace) -> Register:
        """End a visit that has called so often."""
        over = Visit(owner, calls, at, over=True)
        now = self._counted(at, pace)
        return evolve(now, visits=tuple(over if visit.owner == owner else visit for visit in now.visits))

    def stay(self, owner: str, at: datetime) -> Register:
        """Keep the place of a visit that goes on."""
        until = at + timedelta(seconds=LEASE_SECONDS)
        longer = tuple(evolve(visit, until=until) if visit.owner == owner else visit for visit in self.visits)
        return evolve(self, visits=longer)

    def _counted(self, at: datetime, pace: Pace) -> Register:
        waited_for = self.next_turn if self.next_turn is not None and self.next_turn > at else None
        return Register(tuple(visit for visit in self.visits if visit.gone(pace) > at), waited_for)


def calls_of(calls: int, pace: Pace) -> int:
    """Return how many calls a visit is granted at once."""
    return min(calls, pace.requests) if pace.requests else calls


def _room(register: Register, wanted: int, at: datetime, pace: Pace) -> datetime:
    """Return the first moment at which so many calls may be free; visits that go on may end at any moment."""
    free = pace.requests - register.calls()
    for visit in sorted((visit for visit in register.visits if visit.over), key=lambda visit: visit.until):
        free += visit.calls
        if free >= wanted:
            return visit.gone(pace)
    return at + timedelta(seconds=1)


def _turn(register: Register, at: datetime, room: datetime, share: timedelta) -> tuple[Register, datetime]:
    """Return when to ask again: at the first room behind those who wait; whoever takes no share stands before them."""
    if not share:
        return register, room
    turn = max(room, register.next_turn or room)
    latest = at + timedelta(seconds=TURN_SECONDS)
    if turn > latest:
        return register, max(room, latest)
    return evolve(register, next_turn=turn + share), turn


def _called(visit: Visit, owner: str) -> Visit:
    return evolve(visit, calls=visit.calls + 1) if visit.owner == owner else visit


__all__ = ["LEASE_SECONDS", "TURN_SECONDS", "Pace", "Register", "Visit", "calls_of"]
