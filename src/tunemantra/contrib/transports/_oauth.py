"""What proves who we are over HTTP: OAuth 2 client credentials, or a name and a password.

Client credentials (RFC 6749, 4.4) with Authlib: one token for all threads, one renewal for all of them.
"""

from __future__ import annotations

import base64
import math
import threading
import time
from collections.abc import Callable, Mapping
from typing import ClassVar, Final
from urllib.parse import urlencode

import httpx
from attrs import field, frozen
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.client import OAuth2Client

from tunemantra.contrib.transports._http_body import read_answer
from tunemantra.contrib.transports._http_errors import translated
from tunemantra.errors import AuthError, Disposition, RemoteError
from tunemantra.ports.runtime import SecretStore
from tunemantra.ports.transport import ClientCredentials, PasswordLogin

MARGIN: Final = 60.0
"""Seconds before its end at which a token is no longer used; at most half of its life."""

_LARGEST_TOKEN = 256 * 1024


@frozen
class Token:
    """What goes into `Authorization` after its scheme; `until` is on the clock of its source."""

    value: str = field(repr=False)
    until: float = math.inf
    scheme: str = "Bearer"


@frozen
class PasswordSource:
    """Hands out a name and a password as RFC 7617 wants them, resolved anew each time.

    Args:
        login: whose.
        secrets: resolves the password.
    """

    login: PasswordLogin
    secrets: SecretStore
    renewable: ClassVar[bool] = False
    what: ClassVar[str] = "this name and password"
    hint: ClassVar[str] = "check the user and what its password refers to"

    def token(self, refused: Token | None = None, date: str = "") -> Token:
        """Return them; another one is never to be had.

        Raises:
            AuthError: the name cannot be sent.
        """
        del refused, date
        if ":" in self.login.user:
            raise AuthError(f"the user {self.login.user!r} cannot be sent: HTTP's Basic login knows no colon in it")
        pair = f"{self.login.user}:{self.secrets.reveal(self.login.password)}"
        return Token(base64.b64encode(pair.encode()).decode(), scheme="Basic")


class TokenSource:
    """Hands out the token, and fetches one when there is none, when it ends, or when it was refused.

    Args:
        login: whose credentials.
        secrets: resolves the client's secret, at each fetch.
        client: the connections to use.
        now: seconds, never going back.
    """

    renewable: Final = True
    what: Final = "a fresh token"
    hint: Final = "check what the client may do, and the scope"

    def __init__(
        self,
        login: ClientCredentials,
        secrets: SecretStore,
        client: httpx.Client,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._login = login
        self._secrets = secrets
        self._client = client
        self._now = now
        self._lock = threading.Lock()
        self._token: Token | None = None

    def token(self, refused: Token | None = None, date: str = "") -> Token:
        """Return a token; `refused` is the one the server did not take.

        Raises:
            AuthError: the credentials were refused.
            TransportError: no answer.
        """
        del date
        with self._lock:
            # Whoever waited for the lock with the same refused token finds that it was replaced.
            if self._token is None or self._token is refused or self._now() >= self._token.until:
                self._token = None
                self._token = self._fetch()
            return self._token

    def _fetch(self) -> Token:
        secret = self._secrets.reveal(self._login.client_secret)
        where = f"token from {self._login.token_url}"
        oauth = OAuth2Client(
            _Session(self._client, where),
            client_id=self._login.client_id,
            client_secret=secret,
            scope=self._login.scope or None,
            token_endpoint_auth_method="client_secret_basic",  # noqa: S106
        )
        oauth.client_auth_class = ClientAuth
        asked = self._now()
        try:
            with translated(where):
                answer = oauth.fetch_token(self._login.token_url, grant_type="client_credentials")
        except AuthlibBaseError as error:
            # The description may hold anything, our secret included: only the code is told.
            code = error.error if error.error in _CODES else "an unknown error"
            raise AuthError(f"{where} refused: {code}", hint="check client_id, client_secret and scope") from None
        except ValueError:
            raise RemoteError(f"{where}: the answer is not JSON") from None
        return _token(answer, asked, where)


# RFC 6749, 5.2.
_CODES = frozenset(
    {
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    }
)


def _token(answer: Mapping[str, object], asked: float, where: str) -> Token:
    value, life = answer.get("access_token"), answer.get("expires_in")
    if not isinstance(value, str) or not value.isascii() or not value.isprintable() or not value:
        raise RemoteError(f"{where}: the answer holds no access token")
    if str(answer.get("token_type", "bearer")).lower() != "bearer":
        raise RemoteError(f"{where}: the token is not a bearer token", disposition=Disposition.STOP)
    try:
        seconds = float(life) if isinstance(life, int | float | str) else float("inf")
    except ValueError:
        seconds = float("inf")
    return Token(value, asked + seconds - min(MARGIN, seconds / 2))


class _Session:
    """What Authlib posts with: bounded, following no redirect."""

    def __init__(self, client: httpx.Client, where: str) -> None:
        self._client = client
        self._where = where

    def post(
        self, url: str, *, data: Mapping[str, str], headers: Mapping[str, str], auth: ClientAuth
    ) -> httpx.Response:
        target, prepared, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        with self._client.stream("POST", target, headers=prepared, content=body) as answer:
            content = read_answer(answer, self._where, _LARGEST_TOKEN)
        if answer.is_redirect:
            raise RemoteError(f"{self._where}: redirected, which is not followed", disposition=Disposition.STOP)
        kind = answer.headers.get("content-type", "")
        return httpx.Response(
            answer.status_code, headers={"content-type": kind}, content=content, request=answer.request
        )


__all__ = ["MARGIN", "Token", "TokenSource"]
