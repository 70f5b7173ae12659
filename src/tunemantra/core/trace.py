"""Traces: into which folders of a platform's server files were begun to be sent, until all of them are there."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen


@frozen
class Trace:
    """An order that has begun to send files into a folder.

    Args:
        delivery_id: the order.
        folder: on the other side; empty for the endpoint's own.
        at: when it was last begun.
    """

    delivery_id: str
    folder: str
    at: datetime


@frozen
class Traces:
    """What orders of one distribution have begun at one endpoint, and nobody has ended."""

    left: tuple[Trace, ...] = ()

    def begun(self, trace: Trace) -> Traces:
        """Return them with one more; it takes the place of the same order's in the same folder."""
        others = (one for one in self.left if (one.delivery_id, one.folder) != (trace.delivery_id, trace.folder))
        return Traces((*others, trace))

    def ended(self, delivery_id: str) -> Traces:
        """Return them without those of an order whose files are all there."""
        return Traces(tuple(one for one in self.left if one.delivery_id != delivery_id))

    def without(self, trace: Trace) -> Traces:
        """Return them without one whose folder was cleaned up; the same as ever where it was begun again since."""
        return Traces(tuple(one for one in self.left if one != trace))


__all__ = ["Trace", "Traces"]
