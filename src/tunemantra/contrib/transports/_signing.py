"""Requests over HTTP that are signed one by one, with HMAC-SHA256."""

from __future__ import annotations

import hashlib
import hmac
import secrets as dice
import time
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, quote

import httpx
from attrs import frozen

from tunemantra.contrib.transports._http_body import Body
from tunemantra.ports.runtime import SecretStore
from tunemantra.ports.transport import SigningKey


@frozen
class Signer:
    """Signs requests as `ports.transport.SigningKey` says; safe to use from several threads.

    Args:
        login: application and secret.
        secrets: resolves the secret, at each signature.
        clock: seconds since 1970.
        nonce: a text nobody has used before.
    """

    login: SigningKey
    secrets: SecretStore
    clock: Callable[[], float] = time.time
    nonce: Callable[[], str] = lambda: dice.token_hex(16)

    def headers(self, method: str, url: httpx.URL, body: Body) -> Mapping[str, str]:
        """Return the headers that sign a request; another number and time each time it is sent."""
        moment, once = str(int(self.clock())), self.nonce()
        digest = hashlib.sha256()
        for block in body.look():
            digest.update(block)
        said = (method, url.raw_path.partition(b"?")[0].decode(), _query(url), self.login.app_id, moment, once)
        secret = self.secrets.reveal(self.login.secret).encode()
        signature = hmac.digest(secret, "\n".join((*said, digest.hexdigest())).encode(), "sha256").hex()
        return {
            "x-app-id": self.login.app_id,
            "x-timestamp": moment,
            "x-nonce": once,
            "x-signature": signature,
        }


def _query(url: httpx.URL) -> str:
    pairs = parse_qsl(url.query.decode(), keep_blank_values=True)
    return "&".join(sorted(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs))


__all__ = ["Signer"]
