"""Ease: how quick an endpoint is, and what is said where that changes how it is treated."""

from __future__ import annotations

from datetime import datetime

from attrs import define, field

from tunemantra.core.ease import EaseRule


@define
class Meter:
    """Bytes that have moved, and the seconds it took; what had arrived before the first look is not counted."""

    moved: int = 0
    seconds: float = 0.0
    _arrived: dict[str, int] = field(factory=dict, init=False)
    _since: datetime | None = field(default=None, init=False)

    def reads(self, path: str, arrived: int, at: datetime) -> None:
        """Hear how many bytes of a file have arrived."""
        self.moved += max(0, arrived - self._arrived.get(path, arrived))
        self._arrived[path] = arrived
        self._since = self._since or at
        self.seconds = (at - self._since).total_seconds()


def said(rule: EaseRule, was: int, ease: int) -> str:
    """Return in words what a step means."""
    how = "is slow" if ease > was else "is quicker again"
    parts = f"parts of {rule.part_size(ease) / 2**20:g} MiB"
    patience = f"time-outs {2**ease} times as long" if ease else "time-outs as stated"
    return f"{how}: {parts}, {patience}"


__all__ = ["Meter", "said"]
