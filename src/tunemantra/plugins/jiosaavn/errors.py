"""JioSaavn's replies and our errors: those of its portal; a manifest that cannot be said; transports translate SFTP."""

from __future__ import annotations

from tunemantra.contrib.batches import REPLIES, portal_error
from tunemantra.errors import ProtocolError


def unreadable_ack(why: str) -> ProtocolError:
    """Return the error for an acknowledgement that is none."""
    return ProtocolError(f"the acknowledgement cannot be read: {why}")


__all__ = ["REPLIES", "portal_error", "unreadable_ack"]
