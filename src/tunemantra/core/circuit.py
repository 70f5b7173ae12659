"""A circuit breaker: whoever does not answer several times in a row is left alone, then probed by one at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import evolve, field, frozen, validators

PROBE_SECONDS = 300.0
"""How long a probe may stay silent before another one may go in its place: its worker may have died."""


@frozen
class CircuitRule:
    """When a circuit opens, and how often it is probed.

    Args:
        failures: in a row, after which nobody connects any more.
        pause: seconds from the opening to the first probe.
        factor: growth of the pause with each probe that fails.
        longest: seconds, the upper bound of a pause.
    """

    failures: int = field(default=5, validator=validators.ge(1))
    pause: float = field(default=60.0, validator=validators.gt(0))
    factor: float = field(default=2.0, validator=validators.ge(1.0))
    longest: float = field(default=900.0, validator=validators.gt(0))

    def wait(self, probes: int) -> timedelta:
        """Return the pause after so many probes that failed."""
        return timedelta(seconds=min(self.longest, self.pause * self.factor ** min(probes, 60)))


@frozen
class Circuit:
    """How an endpoint has answered of late.

    Args:
        failures: in a row.
        since: the first of them; None where there is none.
        reason: what the last one was, in one sentence.
        probe_at: when the next probe may go; None while the circuit is closed.
        probes: probes that failed since it opened.
        prober: who probes now; empty for nobody.
        prober_until: when another one may probe in their place.
        ease: steps it is gone easy on, because it was slow: see `core.ease.EaseRule`.
    """

    failures: int = 0
    since: datetime | None = None
    reason: str = ""
    probe_at: datetime | None = None
    probes: int = 0
    prober: str = ""
    prober_until: datetime | None = None
    ease: int = 0

    @property
    def troubled(self) -> bool:
        """Return whether it has failed since it answered last."""
        return bool(self.failures) or self.open

    @property
    def open(self) -> bool:
        """Return whether nobody may connect but to probe."""
        return self.probe_at is not None

    def next(self, at: datetime, rule: CircuitRule) -> datetime:
        """Return when it is worth asking again."""
        ahead = self.probe_at is not None and self.probe_at > at and not self.set_back(at, rule)
        return self.probe_at if self.probe_at is not None and ahead else at + rule.wait(self.probes)

    def set_back(self, at: datetime, rule: CircuitRule) -> bool:
        """Return whether a clock was set back since: no probe is so far ahead, though clocks differ a little."""
        longest = rule.wait(self.probes) + timedelta(seconds=PROBE_SECONDS)
        return self.probe_at is not None and self.probe_at > at + longest


def admit(circuit: Circuit, owner: str, at: datetime, rule: CircuitRule) -> tuple[Circuit, bool]:
    """Return whether somebody may connect now, and the circuit after they were told; while it is open, one may."""
    if circuit.probe_at is None or circuit.prober == owner:
        return circuit, True
    until, set_back = at + timedelta(seconds=PROBE_SECONDS), circuit.set_back(at, rule)
    probing = circuit.prober_until is not None and at < circuit.prober_until
    if not set_back and (probing or circuit.probe_at > at):
        return circuit, False
    due = at if set_back else circuit.probe_at
    return evolve(circuit, probe_at=due, prober=owner, prober_until=until), True


def failed(circuit: Circuit, owner: str, at: datetime, reason: str, rule: CircuitRule) -> Circuit:
    """Return the circuit after somebody got no answer.

    Whoever was connected when it opened, and fails later, changes nothing but the reason.
    """
    after = evolve(circuit, failures=circuit.failures + 1, since=circuit.since or at, reason=reason)
    if circuit.probe_at is None:
        return evolve(after, probe_at=at + rule.wait(0)) if after.failures >= rule.failures else after
    if circuit.prober != owner:
        return after
    probes = circuit.probes + 1
    return evolve(after, probes=probes, probe_at=at + rule.wait(probes), prober="", prober_until=None)


def answered(circuit: Circuit, owner: str) -> Circuit:
    """Return the circuit after somebody got an answer; while it is open, only the prober's counts."""
    return circuit if circuit.open and circuit.prober != owner else Circuit(ease=circuit.ease)


__all__ = ["PROBE_SECONDS", "Circuit", "CircuitRule", "admit", "answered", "failed"]
