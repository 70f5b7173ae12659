"""Processes that end with the one that started them, and threads of theirs that let others go first."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

_SECONDS: Final = 20
_BACK: Final = 10


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


def stand_back(process: int, thread: str, by: int = _BACK) -> bool:
    """Let those threads that a process has now stand back behind its own with this in their name.

    For work that one thread bounds: where all cores are busy, it would otherwise share one with those that wait for it
    anyway. What the system has none of (Linux has), or does not allow, stays as it is.

    Args:
        process: its id.
        thread: what is in the name of those that go first; the system knows 15 characters of a name.
        by: how far the others stand back, as `nice` counts.

    Returns whether there is such a thread.
    """
    names: dict[int, str] = {}
    with suppress(OSError):  # it has ended, or this is another system
        for one in Path(f"/proc/{process}/task").iterdir():
            with suppress(OSError):  # so may a thread
                names[int(one.name)] = one.joinpath("comm").read_text()
    if not any(thread in name for name in names.values()):
        return False
    for identity in (identity for identity, name in names.items() if thread not in name):
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, identity, by)
    return True


__all__ = ["stand_back", "tied"]
