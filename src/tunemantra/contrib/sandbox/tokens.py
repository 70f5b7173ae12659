"""OAuth 2 client credentials (RFC 6749, 4.4): access tokens for an hour, kept in memory; secrets kept in files."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import threading
import time
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

LIFETIME = 3600


class Tokens:
    """The tokens of one client.

    Args:
        client_id, client_secret: what it proves itself with.
        scopes: all there are.
        lifetime: seconds.
    """

    def __init__(
        self, client_id: str, client_secret: str, scopes: Iterable[str], *, lifetime: float = LIFETIME
    ) -> None:
        self._all = frozenset(scopes)
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
        scopes = self._all & set(scope.split()) if scope else self._all
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

    def grant(self, authorization: str, form: bytes) -> tuple[int, Mapping[str, str | int]]:
        """Return status and JSON of the answer to a request for a token (RFC 6749, 5).

        Args:
            authorization: the header.
            form: the body, urlencoded.
        """
        asked = {name: values[0] for name, values in parse_qs(form.decode("utf-8", "replace")).items()}
        if not self.knows(authorization):
            return 401, {"error": "invalid_client"}
        if asked.get("grant_type") != "client_credentials":
            return 400, {"error": "unsupported_grant_type"}
        token, scopes = self.issue(asked.get("scope", ""))
        answer: dict[str, str | int] = {"access_token": token, "token_type": "Bearer"}
        return 200, {**answer, "expires_in": int(self.lifetime), "scope": " ".join(sorted(scopes))}


def _fresh() -> str:
    return secrets.token_urlsafe(32)


def kept_secret(path: Path, made: Callable[[], str] = _fresh) -> str:
    """Return the secret of a file, which is made with a fresh one where it is missing; only its owner reads it."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not path.exists():
        part = path.with_suffix(".part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(made())
        part.replace(path)
    return path.read_text(encoding="ascii")


__all__ = ["LIFETIME", "Tokens", "kept_secret"]
