"""Nonces in a file: a link that was used stays used across restarts, and for every process of the machine."""

from __future__ import annotations

import math
import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

from tunemantra.errors import Disposition, StateError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from tunemantra.ports.runtime import Clock

_PATIENCE: Final = 30.0
"""Seconds one process waits for another's write."""


class FileNonces:
    """`ports.links.NonceStore` in an SQLite file of its own. Safe to use from several threads and processes.

    Args:
        path: the file; made where it is not there, for its owner alone. Not on a network drive, whose locks SQLite
            cannot rely on.
        clock: says what may be forgotten.

    Raises:
        StateError: the file cannot be made, or is something else.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path, self._clock = path, clock
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
            with closing(self._connection()) as found:
                found.execute("CREATE TABLE IF NOT EXISTS nonces (nonce TEXT PRIMARY KEY, until INTEGER NOT NULL)")
        except (OSError, sqlite3.Error) as problem:
            raise self._failed(problem) from None

    def spend(self, nonce: str, until: datetime) -> bool:
        """Remember a nonce until a moment; False where it was spent before.

        Raises:
            StateError: it cannot be remembered, so nobody may take it for unspent.
        """
        now, end = math.floor(self._clock.now().timestamp()), math.ceil(until.timestamp())
        try:
            with closing(self._connection()) as found:
                found.execute("BEGIN IMMEDIATE")
                found.execute("DELETE FROM nonces WHERE until < ?", (now,))
                new = found.execute("INSERT OR IGNORE INTO nonces VALUES (?, ?)", (nonce, end)).rowcount == 1
                found.execute("COMMIT")
                return new
        except sqlite3.Error as problem:
            raise self._failed(problem) from None

    def _connection(self) -> sqlite3.Connection:
        # One a call: none is shared between threads or inherited by a fork.
        return sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None)

    def _failed(self, problem: OSError | sqlite3.Error) -> StateError:
        return StateError(f"{self._path} cannot keep nonces: {problem}", disposition=Disposition.RETRY)


__all__ = ["FileNonces"]
