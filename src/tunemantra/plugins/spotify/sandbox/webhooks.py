"""Telling others: registered addresses, signatures, second tries, dead letters."""

from __future__ import annotations

import hashlib
import hmac
import json
import queue
import secrets
import threading
import time
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from attrs import asdict

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from tunemantra.contrib.sandbox import Faults, Journal
    from tunemantra.plugins.spotify.sandbox.store import Event

_TRIES = 5
_TIMEOUT = 10.0
_HOUR = 3600
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class ChallengeError(Exception):
    """The address did not echo the challenge."""


class Webhooks:
    """The registered addresses and the thread that calls them, one event after the other.

    Args:
        folder: of the simulator.
        journal, faults: of the simulator.
        pause: seconds before the second try; doubled each time.
    """

    def __init__(self, folder: Path, journal: Journal, faults: Faults, *, pause: float = 0.1) -> None:
        self._file = folder / "webhooks.json"
        self._dead = folder / "dead-letters.jsonl"
        self._journal, self._faults, self._pause = journal, faults, pause
        self._hooks: dict[str, str] = json.loads(self._file.read_bytes()) if self._file.exists() else {}
        self._queue: queue.Queue[Event] = queue.Queue()
        self._held: Event | None = None
        self._first: dict[str, Event] = {}
        threading.Thread(target=self._work, name="webhooks", daemon=True).start()

    @cached_property
    def _client(self) -> httpx.Client:
        """What calls the addresses; made for the first of them, for most runs have none and it takes long to load."""
        import httpx

        return httpx.Client(timeout=_TIMEOUT, limits=httpx.Limits(max_keepalive_connections=0))

    def register(self, url: str, secret: str) -> bool:
        """Register an address after it echoed a challenge; return whether it is new.

        Raises:
            ChallengeError: it is not on this machine, or did not echo.
        """
        import httpx

        if urlsplit(url).hostname not in _LOOPBACK:
            raise ChallengeError("a simulator calls addresses on this machine alone")
        token = secrets.token_urlsafe(24)
        try:
            answer = self._client.get(url, params={"challenge": token})
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            raise ChallengeError(f"no answer to the challenge: {problem}") from problem
        if not answer.is_success or answer.text != token:
            raise ChallengeError(f"the challenge was answered with {answer.status_code}, not with its echo")
        new = url not in self._hooks
        self._hooks[url] = secret
        self._save()
        return new

    def remove(self, url: str) -> bool:
        """Forget an address; return whether it was known."""
        known = self._hooks.pop(url, None) is not None
        self._save()
        return known

    def tell(self, event: Event) -> None:
        """Send an event to every address, now or a little later, or as the faults want it."""
        self._first.setdefault(event.submission, event)
        if self._held is None and self._faults.take("out-of-order-status") is not None:
            self._held = event
            return
        self._queue.put(event)
        if self._held is not None:
            self._queue.put(self._held)
            self._held = None
        if self._faults.take("duplicate-status") is not None:
            self._queue.put(event)
        if event.status in {"Available", "Taken down"} and self._faults.take("late-status") is not None:
            self._queue.put(self._first[event.submission])

    def _work(self) -> None:
        while True:
            event = self._queue.get()
            for url, secret in list(self._hooks.items()):
                self._deliver(url, secret, event)

    def _deliver(self, url: str, secret: str, event: Event) -> None:
        body = json.dumps(asdict(event), ensure_ascii=False).encode()
        for number in range(_TRIES):
            if number:
                time.sleep(self._pause * 2 ** (number - 1))
            status = self._post(url, secret, event.event_id, body)
            self._journal.write(
                "webhook-sent", icpn=event.icpn, event_id=event.event_id, word=event.status, status=status
            )
            if 200 <= status < 300:  # noqa: PLR2004 - success
                return
        with self._dead.open("ab") as file:
            file.write(body + b"\n")
        self._journal.write("webhook-dead", icpn=event.icpn, event_id=event.event_id, word=event.status)

    def _post(self, url: str, secret: str, event_id: str, body: bytes) -> int:
        import httpx

        stamp = int(time.time())
        if self._faults.take("replayed-webhook") is not None:
            stamp -= _HOUR
        if self._faults.take("wrong-signature") is not None:
            secret = secrets.token_urlsafe(24)
        proof = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        headers = {
            "content-type": "application/json",
            "x-sandbox-timestamp": str(stamp),
            "x-sandbox-signature": proof,
            "x-sandbox-event-id": event_id,
        }
        try:
            return self._client.post(url, content=body, headers=headers).status_code
        except httpx.HTTPError:
            return 0

    def _save(self) -> None:
        part = self._file.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_text(json.dumps(self._hooks), encoding="utf-8")
        part.replace(self._file)
