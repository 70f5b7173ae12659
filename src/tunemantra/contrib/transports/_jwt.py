"""Tokens we sign ourselves: a JSON Web Token with ES256 (RFC 7519; RFC 7518, 3.4), by joserfc."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from tunemantra.contrib.transports._oauth import MARGIN, Token
from tunemantra.errors import AuthError
from tunemantra.ports.runtime import SecretStore
from tunemantra.ports.transport import JwtKey

CURVE: Final = "P-256"
SKEW: Final = 5.0
"""Seconds by which two clocks may differ without mattering: a Date header counts whole ones, and takes its way."""


class JwtSource:
    """Signs a token, and another one when it ends or was refused. Safe to use from several threads.

    A server whose clock is not ours says so with the Date of its refusal; from then on tokens are dated by its clock.

    Args:
        login: the key and what the tokens say.
        secrets: resolves the private key, at each signature.
        now: seconds, never going back; decides when a token is too old.
        clock: seconds since 1970; dates the tokens.
    """

    renewable: Final = True
    what: Final = "a freshly signed token"
    hint: Final = "check the issuer, the key id and the private key, and whether the clock of this machine is right"

    def __init__(
        self,
        login: JwtKey,
        secrets: SecretStore,
        now: Callable[[], float] = time.monotonic,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._login, self._secrets = login, secrets
        self._now, self._clock = now, clock
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._ahead = 0.0

    def token(self, refused: Token | None = None, date: str = "") -> Token:
        """Return a token; `refused` is the one the server did not take, `date` the Date of that answer.

        Raises:
            AuthError: the private key is none for ES256.
        """
        with self._lock:
            if refused is not None and self._token is refused:
                self._ahead = self._difference(date)
            if self._token is None or self._token is refused or self._now() >= self._token.until:
                self._token = None
                self._token = self._signed()
            return self._token

    def _difference(self, date: str) -> float:
        try:
            ahead = parsedate_to_datetime(date).timestamp() - self._clock()
        except ValueError:
            return self._ahead
        return ahead if abs(ahead) > SKEW else 0.0

    def _signed(self) -> Token:
        login, issued = self._login, int(self._clock() + self._ahead)
        claims = {"iss": login.issuer, "iat": issued, "exp": issued + login.seconds, "aud": login.audience}
        try:
            key = ECKey.import_key(self._secrets.reveal(login.private_key))
            if key.curve_name != CURVE or not key.is_private:
                raise ValueError("another curve, or a public key")  # noqa: TRY301
            value = jwt.encode({"alg": "ES256", "kid": login.key_id, "typ": "JWT"}, claims, key, ["ES256"])
        except (ValueError, TypeError, JoseError):
            # What the library says may quote the key.
            raise AuthError(
                f"what {login.private_key} refers to is no private key for ES256",
                hint=f"a private key on the curve {CURVE} in PEM, `-----BEGIN PRIVATE KEY-----`",
            ) from None
        return Token(value, self._now() + login.seconds - min(MARGIN, login.seconds / 2))


__all__ = ["CURVE", "JwtSource"]
