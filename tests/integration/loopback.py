"""Waiting for something another process does."""

from __future__ import annotations

import time


def eventually(true, seconds=30.0):
    """Return what `true()` returns as soon as it is true; fail when time is up."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = true()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it never came true")
