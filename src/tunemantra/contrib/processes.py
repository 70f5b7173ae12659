"""Processes that end with the one that started them."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache

_SECONDS = 20


@cache
def tied() -> tuple[str, ...]:
    """Return what to put before a command, so that the kernel ends it with the thread that started it.

    A worker that is killed says nothing to what it has started, which would work on for hours for nobody. Where the
    system has no such thing, it is empty.
    """
    tie = (shutil.which("setpriv") or "", "--pdeathsig", "KILL")
    try:
        ended = subprocess.run([*tie, "true"], check=False, capture_output=True, timeout=_SECONDS) if tie[0] else None
    except (OSError, subprocess.SubprocessError):
        return ()
    return tie if ended is not None and ended.returncode == 0 else ()


__all__ = ["tied"]
