"""The switchboard of misbehaviours (`platform-facts` 14.9)."""

from __future__ import annotations

import fcntl
import json
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tunemantra.contrib.sandbox.launch import OrderedFault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

NAME = "faults.json"

CATALOGUE: Mapping[str, str] = {
    "too-many-requests": "answer 429; the value is Retry-After in seconds (default 1)",
    "unavailable": "answer 503; the value is Retry-After in seconds (default none)",
    "maintenance": "answer 503 to everything that writes",
    "token-expired": "answer 401 as if the token had run out",
    "token-expires-mid-upload": "answer 401 after reading half of an asset, and forget the token",
    "clock-skew": "refuse a request for its time, as if the clocks were apart; the value is by how many seconds",
    "forbidden": "answer 403 for a missing scope",
    "drop-connection": "cut the connection after this many bytes of an upload (default 65536)",
    "drop-answer": "do the work, then cut the connection before answering",
    "corrupt-upload": "spoil one byte of what arrives, so that the checksum does not match",
    "slow-ack": "wait this many seconds before acknowledging a complete delivery (default 5)",
    "duplicate-status": "send every status twice",
    "late-status": "send the first status again after the last one",
    "out-of-order-status": "send two statuses in the wrong order",
    "wrong-signature": "sign a webhook with a wrong secret",
    "replayed-webhook": "send a webhook with a time an hour ago, rightly signed",
    "unknown-status": "use a status word nobody knows; the value is the word",
    "silent-territory-drop": "forget this territory without saying so",
    "broken-answer": "answer 200 with something that is not JSON",
    "truncated-log": "end the log of a program in the middle, with exit code 0",
    "tool-killed": "have the program die in the middle of an upload",
    "error-inside": "answer 200, or end with 0, with a refusal inside; the value is its code",
    "mail-malformed": "send a message without headers",
    "mail-unknown-template": "send a message in words nobody knows",
    "mail-html-only": "send a message without a plain text part",
    "mail-non-ascii-subject": "send a subject in another script",
    "mail-unauthenticated": "send a message the receiving server does not vouch for",
    "quota": "answer 403, the day's quota is used up; the value is Retry-After in seconds (default 0, `-` for none)",
    "reject-track": "keep one track from going live; the value is its ISRC",
    "corrupt-object": "spoil one byte of what arrived after its checksum was found right",
    "hold-rights": "hold a delivery until its rights are clear, which takes as long as any other step",
    "unreadable-ack": "put an acknowledgement that nobody can read before the right one",
    "no-marker-seen": "overlook the completion mark for this many seconds",
}
"""Name to what it does; a simulator offers those that its protocol can have."""

MAIL_FAULTS = (
    "duplicate-status",
    "late-status",
    "mail-html-only",
    "mail-malformed",
    "mail-non-ascii-subject",
    "mail-unauthenticated",
    "mail-unknown-template",
    "out-of-order-status",
)
"""What a store that writes status mail can do wrong."""
PORTAL_FAULTS = ("broken-answer", "maintenance", "too-many-requests", "unavailable")
"""What a portal can do wrong."""
SFTP_FAULTS = ("corrupt-upload", "drop-answer", "drop-connection", "throttle")
"""What an SFTP server can do wrong."""

FOREVER = -1


class Faults:
    """The faults that are due in one simulator, each counted down.

    They live in `faults.json` in its folder, `{"name": {"value": "", "times": 1}}`; a test may write the
    file, call `order`, or use the simulator's admin address while it runs. Safe for threads and processes.

    Args:
        folder: the simulator's.
        known: the names it offers; others are refused. None offers the whole catalogue.
        ordered: what it was started with, beside what the file holds already.
    """

    def __init__(
        self, folder: Path, known: Collection[str] | None = None, ordered: Iterable[OrderedFault] = ()
    ) -> None:
        self.path = folder / NAME
        self.known = frozenset(CATALOGUE if known is None else known)
        self._lock = threading.Lock()
        for fault in ordered:
            self.order(fault.name, fault.value, fault.times)

    def order(self, name: str, value: str = "", times: int = 1) -> None:
        """Make a fault happen the next `times` times it can (-1 for ever, 0 takes it back).

        Raises:
            ValueError: this simulator has no such fault.
        """
        if name not in self.known:
            raise ValueError(f"no fault {name!r}; one of {', '.join(sorted(self.known))}")
        with self._held() as due:
            due[name] = {"value": value, "times": times}

    def take(self, name: str) -> str | None:
        """Return a fault's value and count it down; None where it is not due."""
        with self._held() as due:
            fault = due.get(name)
            times = int(fault.get("times", 1)) if fault is not None else 0
            if fault is None or times == 0:
                return None
            if times > 0:
                fault["times"] = times - 1
            return str(fault.get("value", ""))

    def number(self, name: str, default: float) -> float | None:
        """Return a fault's value as a number (`default` if it has none) and count it down; None otherwise."""
        value = self.take(name)
        return None if value is None else float(value or default)

    def due(self) -> dict[str, OrderedFault]:
        """Return the faults that will still happen, by name."""
        with self._held() as due:
            return {
                name: OrderedFault(name, str(fault.get("value", "")), int(fault.get("times", 1)))
                for name, fault in due.items()
                if int(fault.get("times", 1))
            }

    def clear(self) -> None:
        """Take every fault back."""
        with self._held() as due:
            due.clear()

    @contextmanager
    def _held(self) -> Iterator[dict[str, dict[str, str | int]]]:
        with self._lock, self.path.with_suffix(".lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            before = self.path.read_bytes() if self.path.exists() else b""
            due: dict[str, dict[str, str | int]] = json.loads(before or b"{}")
            yield due
            after = json.dumps(due, ensure_ascii=False, indent=1).encode()
            if (due and after != before) or (not due and before not in {b"", b"{}"}):
                part = self.path.with_suffix(".part")
                part.write_bytes(after)
                part.replace(self.path)


__all__ = ["CATALOGUE", "FOREVER", "MAIL_FAULTS", "NAME", "PORTAL_FAULTS", "SFTP_FAULTS", "Faults"]
