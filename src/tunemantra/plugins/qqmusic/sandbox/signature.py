"""Signed requests as the receiving side checks them."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote

SKEW = 300
"""Seconds two clocks may be apart."""
_MOST_NONCES = 100_000


class RefusedError(Exception):
    """A request that is refused: its code, why, and the HTTP status it comes with."""

    def __init__(self, code: str, message: str, status: int = 200) -> None:
        super().__init__(message)
        self.code, self.status = code, status


class Gate:
    """Admits the requests of one application, each once.

    Args:
        app_id, secret: of the application.
    """

    def __init__(self, app_id: str, secret: str) -> None:
        self._app_id, self._secret = app_id, secret.encode()
        self._lock, self._seen = threading.Lock(), dict[str, None]()

    def admit(self, method: str, path: str, query: str, headers: Mapping[str, str], *, body: str, now: float) -> None:
        """Let a request through.

        Args:
            method, path, query: as they came.
            headers: names in lower case.
            body: SHA-256 of the body, in hexadecimal.
            now: seconds since 1970.

        Raises:
            RefusedError: its signature is wrong, its time too far away, or it came before.
        """
        moment, once = headers.get("x-timestamp", ""), headers.get("x-nonce", "")
        if headers.get("x-app-id") != self._app_id:
            raise RefusedError("40102", "no such application", 401)
        pairs = sorted(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in parse_qsl(query, True))
        said = "\n".join((method, path, "&".join(pairs), self._app_id, moment, once, body))
        expected = hmac.digest(self._secret, said.encode(), "sha256").hex()
        if len(once) < 16 or not hmac.compare_digest(expected, headers.get("x-signature", "")):  # noqa: PLR2004
            raise RefusedError("40101", "the signature is not the one of this request", 401)
        if not moment.isdigit() or abs(int(moment) - now) > SKEW:
            raise RefusedError("40103", "your clock and ours are too far apart", 403)
        with self._lock:
            if once in self._seen:
                raise RefusedError("40104", "this request came before", 403)
            self._seen[once] = None
            while len(self._seen) > _MOST_NONCES:
                self._seen.pop(next(iter(self._seen)))


__all__ = ["SKEW", "Gate", "RefusedError"]
