"""Named leases in memory."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import define, field

from tunemantra.ports.storage import FAR


@define
class Locks:
    """Who holds what, and until when; whoever uses them sees to it that nobody else does."""

    _held: dict[str, tuple[str, datetime]] = field(factory=dict)

    def take(self, name: str, owner: str, at: datetime, seconds: float) -> bool:
        """Take or renew one; False while somebody else holds it."""
        holder, until = self._held.get(name, (owner, at))
        if holder != owner and at < until <= at + timedelta(seconds=FAR * seconds):
            return False
        self._held[name] = (owner, at + timedelta(seconds=seconds))
        return True

    def give_back(self, name: str, owner: str) -> None:
        """Give one back; nothing happens where it is not theirs."""
        if name in self._held and self._held[name][0] == owner:
            del self._held[name]


__all__ = ["Locks"]
