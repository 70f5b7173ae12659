"""Tick: what has to happen now and then, once, however many processes share the ledger."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from attrs import Factory, define, field

from tunemantra.core.distribution import Delivery
from tunemantra.errors import Disposition, StateError
from tunemantra.pipeline import batches, gate, recover, sla
from tunemantra.pipeline.clean import Broom
from tunemantra.pipeline.forsaken import Forsaken
from tunemantra.pipeline.keep import AFTER, keep
from tunemantra.pipeline.tools import Tools
from tunemantra.ports.storage import Due

_log = logging.getLogger(__name__)

NAME = "tick"
"""The named lease in the ledger."""

EVERY = 1.0
"""Seconds between two beats."""

PIECE = 0.1
"""Seconds after which a waiting tick looks whether it is to stop."""

LEASE = 6.0
"""Seconds after which another process takes over from one that fell silent."""

AGAIN = timedelta(seconds=30)
"""Until an id that nobody took is put into the queue once more: one that is long must not swell."""

SEALED = timedelta(hours=1)
"""Between two seals under the timelines; what happened after the last one is the least protected."""

_NEVER = datetime.min.replace(tzinfo=UTC)


@define
class Tick:
    """Holds the lease where nobody else does; as long as it holds it, sweeps, wakes, seals and keeps.

    Orders that wait for others or for their batch are woken at every beat, and one master that is still linked is
    copied. Every minute it is seen which platforms are late, and every hour what happened is sealed.

    Args:
        tools: the ports.
        owner: name of this process, unique among all that share the ledger.
    """

    tools: Tools
    owner: str
    _mine_until: datetime = field(default=_NEVER, init=False)
    _sealed: datetime = field(default=_NEVER, init=False)
    _gate: str = field(default="", init=False)
    _looked: datetime = field(default=_NEVER, init=False)
    _late: Delivery | None = field(default=None, init=False)
    _told: dict[str, tuple[int, datetime]] = field(factory=dict, init=False)
    _forsaken: Forsaken = field(default=Factory(lambda self: Forsaken(self.tools), takes_self=True), init=False)

    def run(self, stop: Callable[[], bool]) -> None:
        """Beat until `stop` says so; a ledger that does not answer for a while is waited for.

        Beside it somebody cleans up, who may have to wait for a platform.

        Raises:
            StateError: the ledger will not answer without somebody's help.
        """
        over = threading.Event()
        broom = Broom(self.tools, self.owner)
        beside = threading.Thread(target=broom.run, args=(over,), name=f"broom-{self.owner}", daemon=True)
        beside.start()
        try:
            while not stop():
                try:
                    self.beat()
                except StateError as problem:
                    if problem.disposition is not Disposition.RETRY:
                        raise
                    _log.warning("%s: %s; beating again soon", self.owner, problem)
                self._pause(stop)
        finally:
            over.set()
            self._give_up()
            beside.join()

    def _pause(self, stop: Callable[[], bool]) -> None:
        """Wait in pieces, so that a stop is heard soon."""
        left = EVERY
        while left > 0 and not stop():
            self.tools.clock.sleep(PIECE)
            left -= PIECE

    def beat(self) -> bool:
        """Do what is to be done now; False where another process does it."""
        now = self.tools.clock.now()
        if not self._mine(now):
            self._told.clear()
            return False
        self._told = {key: one for key, one in self._told.items() if timedelta() <= now - one[1] < AGAIN}
        self._forsaken.look()
        told = recover.sweep(self.tools, self._untold)
        self._told.update({one.delivery_id: (one.token, now) for one in told})
        self._gate = gate.wake(self.tools, self._gate)
        batches.tend(self.tools)
        self._watch(now)
        self._seal(now)
        keep(self.tools, older=AFTER)
        return True

    def _watch(self, now: datetime) -> None:
        """Look for orders that their platforms are late with, every minute, a page at each beat."""
        if self._late is None and timedelta() <= now - self._looked < sla.EVERY:
            return
        self._looked, self._late = now, sla.watch(self.tools, self._late)

    def _seal(self, now: datetime) -> None:
        """Seal every hour, and not at once: a process that lives for a moment does not read the ledger."""
        if self._sealed is _NEVER:
            self._sealed = now
        elif now - self._sealed >= SEALED:
            self._sealed = now
            self.tools.ledger.seal(now)

    def _mine(self, now: datetime) -> bool:
        # Renewed at half time: each time is a write to the disk. A clock that was set back makes no lease longer.
        half = timedelta(seconds=LEASE / 2)
        if not half < self._mine_until - now <= 2 * half:
            held = self.tools.ledger.lock(NAME, self.owner, now, LEASE)
            self._mine_until = now + timedelta(seconds=LEASE) if held else _NEVER
        return self._mine_until > now

    def _untold(self, one: Due) -> bool:
        return self._told.get(one.delivery_id, (-1, _NEVER))[0] != one.token

    def _give_up(self) -> None:
        if self._mine_until is not _NEVER:
            try:
                self.tools.ledger.unlock(NAME, self.owner)
            except StateError as problem:
                _log.info("%s: the tick was not given back: %s", self.owner, problem)


__all__ = ["AGAIN", "EVERY", "LEASE", "NAME", "PIECE", "SEALED", "Tick"]
