"""What a simulator saw, one line of JSON each, so that tests can count it."""

from __future__ import annotations

import fcntl
import json
import os
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Fact = str | int | float | bool | None

NAME = "journal.jsonl"


class Journal:
    """An append-only file `journal.jsonl` in a simulator's folder.

    A line is on the disk when `write` returns. Threads and processes may write at the same time. A line that
    a killed process left unfinished is skipped by readers and does not spoil the next one.

    Words in use: `asset-received` (path, sha256, size), `delivery-complete` (icpn, reference), `ingested`,
    `rejected`, `live`, `taken-down` (all with icpn), `request` (method, path, status).
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._lock = threading.Lock()

    def write(self, event: str, **facts: Fact) -> None:
        """Append an event with the time and its facts."""
        entry = {"at": datetime.now(UTC).isoformat(), "event": event, **facts}
        line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
        with self._lock, self.path.open("ab+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(_newline_if_torn(file.fileno()) + line)
            file.flush()
            os.fsync(file.fileno())

    def entries(self, event: str = "", **facts: Fact) -> Iterator[dict[str, Fact]]:
        """Yield the entries of an event with these facts, oldest first; every entry without arguments."""
        if not self.path.exists():
            return
        for line in self.path.read_bytes().split(b"\n"):
            entry = _entry(line)
            if entry and (not event or entry["event"] == event) and facts.items() <= entry.items():
                yield entry

    def count(self, event: str, **facts: Fact) -> int:
        """Return how many entries of an event carry these facts."""
        return sum(1 for _ in self.entries(event, **facts))


def _newline_if_torn(descriptor: int) -> bytes:
    size = os.fstat(descriptor).st_size
    return b"\n" if size and os.pread(descriptor, 1, size - 1) != b"\n" else b""


def _entry(line: bytes) -> dict[str, Fact]:
    try:
        entry = json.loads(line) if line else {}
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) and "event" in entry else {}


__all__ = ["NAME", "Fact", "Journal"]
