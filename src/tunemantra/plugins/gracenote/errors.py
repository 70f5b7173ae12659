"""Gracenote's replies and our errors: those of its portal; transports translate SFTP themselves."""

from __future__ import annotations

from tunemantra.contrib.batches import REPLIES, portal_error

__all__ = ["REPLIES", "portal_error"]
