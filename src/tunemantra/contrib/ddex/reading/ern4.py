"""Reading ERN 4: what the versions call differently is looked up under all its names."""

from __future__ import annotations

from attrs import define

from tunemantra.contrib.ddex.reading.envelope import Envelope
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.results import Content


@define
class Ern4Reader:
    """Reads the releases of ERN 4.1 to 4.3.2.

    Args:
        envelope: of the message.
        notes: where findings go.
    """

    envelope: Envelope
    notes: Notes

    def take(self, section: str, piece: Piece) -> None:
        """Read one part."""

    def finish(self) -> Content:
        """Return what all parts make together."""
        return Content()


__all__ = ["Ern4Reader"]
