"""OAuth 2 client credentials (RFC 6749, 4.4): access tokens for an hour, kept in memory."""

from __future__ import annotations

import base64
import binascii
import secrets
import threading
import time

LIFETIME = 3600
SCOPES = frozenset({"release:write", "release:read", "canvas:write", "webhook:manage"})


class Tokens:
    """The tokens of one client.

    Args:
        client_id, client_secret: what it proves itself with.
        lifetime: seconds.
    """

    def __init__(self, client_id: str, client_secret: str, lifetime: float = LIFETIME) -> None:
        self._credentials = f"{client_id}:{client_secret}".encode()
        self.lifetime = lifetime
        self._issued: dict[str, tuple[float, frozenset[str]]] = {}
        self._lock = threading.Lock()

    def knows(self, authorization: str) -> bool:
        """Return whether an `Authorization: Basic …` header names the client and its secret."""
        kind, _, encoded = authorization.partition(" ")
        try:
            given = base64.b64decode(encoded, validate=True) if kind.lower() == "basic" else b""
        except binascii.Error:
            return False
        return secrets.compare_digest(given, self._credentials)

    def issue(self, scope: str) -> tuple[str, frozenset[str]]:
        """Return a fresh token and the scopes it has: those asked for, all where none is."""
        scopes = SCOPES & set(scope.split()) if scope else SCOPES
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._issued[token] = (time.monotonic() + self.lifetime, scopes)
        return token, scopes

    def scopes(self, authorization: str) -> frozenset[str] | None:
        """Return the scopes of an `Authorization: Bearer …` header; None where the token is unknown or too old."""
        kind, _, token = authorization.partition(" ")
        until, scopes = self._issued.get(token, (0.0, frozenset()))
        return scopes if kind.lower() == "bearer" and time.monotonic() < until else None

    def forget(self, authorization: str) -> None:
        """Make a token worthless from now on."""
        with self._lock:
            self._issued.pop(authorization.partition(" ")[2], None)
