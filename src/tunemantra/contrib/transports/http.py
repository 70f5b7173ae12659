"""HTTP with httpx: streamed bodies, bounded answers, OAuth 2 and signed tokens done."""

from __future__ import annotations

import ipaddress
import ssl
import time
from collections.abc import Callable
from email.utils import formatdate
from functools import lru_cache
from pathlib import Path
from typing import Final, Self

import httpx

from tunemantra.contrib.transports._http_body import LONGEST_ANSWER, Body, read_answer
from tunemantra.contrib.transports._http_errors import translated
from tunemantra.contrib.transports._http_patience import PatientTransport
from tunemantra.contrib.transports._jwt import JwtSource
from tunemantra.contrib.transports._oauth import PasswordSource, Token, TokenSource
from tunemantra.contrib.transports._resumable import ResumableUpload
from tunemantra.contrib.transports._signing import Signer
from tunemantra.errors import AuthError, ConnectError, Disposition, TransportError
from tunemantra.ports.runtime import SecretStore
from tunemantra.ports.transport import (
    ApiRequest,
    ApiResponse,
    ClientCredentials,
    Endpoint,
    JwtKey,
    PasswordLogin,
    Sent,
    SigningKey,
    Upload,
)

UNAUTHORIZED: Final = 401
CONNECTIONS: Final = 20

KeySource = JwtSource | PasswordSource | TokenSource


class HttpTransport:
    """An `ApiTransport`. Safe to use from several threads.

    Redirects are answers like any other: nothing is sent where the endpoint does not point. Neither proxies nor
    `.netrc` are taken from the environment.

    Args:
        endpoint: `https://host/path`; plain `http` with a login on this machine only.
        secrets: resolves the reference of the login, at each fetch of a token.
        now: seconds, never going back; decides when a token is too old, and when an answer takes too long.
        longest: seconds from the end of a request to the end of its answer, whatever comes in between.

    Raises:
        ConnectError: the endpoint cannot be used, or its certificates cannot be read.
        AuthError: the login is not one for HTTP.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        secrets: SecretStore,
        *,
        now: Callable[[], float] = time.monotonic,
        longest: float = LONGEST_ANSWER,
    ) -> None:
        self._base = httpx.URL(_checked(endpoint.url).rstrip("/") + "/")
        self._name = endpoint.name
        limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
        self._client = httpx.Client(
            transport=PatientTransport(longest, now, verify=_certificates(endpoint), limits=limits),
            timeout=httpx.Timeout(endpoint.timeout, pool=None),
            headers={"accept-encoding": "identity"},
            follow_redirects=False,
            trust_env=False,
        )
        self._signer = _signer(endpoint, secrets)
        self._keys = None if self._signer else self._source(endpoint, secrets, now)

    def _source(self, endpoint: Endpoint, secrets: SecretStore, now: Callable[[], float]) -> KeySource | None:
        login = endpoint.login
        if login is None:
            return None
        refuse_open_wire(_checked(endpoint.url))
        if isinstance(login, PasswordLogin):
            return PasswordSource(login, secrets)
        if isinstance(login, JwtKey):
            return JwtSource(login, secrets, now)
        if not isinstance(login, ClientCredentials):
            raise AuthError(f"endpoint {endpoint.name!r}: an SSH login is of no use for HTTP")
        refuse_open_wire(_checked(login.token_url))
        return TokenSource(login, secrets, self._client, now)

    def send(self, request: ApiRequest, *, sent: Sent | None = None) -> ApiResponse:
        """Send a request; `sent` is called with the body bytes that have gone out, from 0 again for a second try.

        Raises:
            AuthError: refused, with a fresh token as well.
            ConnectError, TransferTimeoutError: no answer.
            RemoteError: the answer is larger than 16 MiB.
        """
        url = self._target(request)
        body = Body(request, sent)
        if self._keys is None:
            answer = self._once(request, url, body, None)
            if self._signer is not None and answer.status == UNAUTHORIZED:
                raise AuthError(
                    f"{request.method} {url.path}: the signature was refused",
                    hint="check the application and what its secret refers to",
                    endpoint=self._name,
                )
            return answer
        key = self._keys.token()
        answer = self._once(request, url, body, key)
        if answer.status == UNAUTHORIZED and self._keys.renewable:
            answer = self._once(request, url, body, self._keys.token(key, answer.headers["date"]))
        if answer.status == UNAUTHORIZED:
            raise AuthError(
                f"{request.method} {url.path}: refused with {self._keys.what}",
                hint=self._keys.hint,
                endpoint=self._name,
            )
        return answer

    def upload(
        self, upload: Upload, *, opened: Callable[[str], None] | None = None, sent: Sent | None = None
    ) -> ApiResponse:
        """Send a file in a session, going on after cuts, and return the last answer.

        One that refuses the file is returned as it is. Nothing is waited for between tries.

        Raises:
            TransportError: cut off three times with nothing arriving in between.
            RemoteError: an answer nobody understands.
        """
        return ResumableUpload(self.send, self._session, upload, opened=opened, sent=sent).run()

    def _session(self, opening: ApiRequest, location: str) -> str:
        with translated(f"{opening.method} {self._name}"):
            return str(self._target(opening).join(location))

    def close(self) -> None:
        """End the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _target(self, request: ApiRequest) -> httpx.URL:
        with translated(f"{request.method} {self._name}"):
            url = self._base.join(request.path.lstrip("/") if "://" not in request.path else request.path)
        if _origin(url) != _origin(self._base):
            raise TransportError(
                f"endpoint {self._name!r} does not lead to {url.host!r}",
                hint="an absolute address must be on the endpoint's own host",
                disposition=Disposition.STOP,
            )
        return url.copy_merge_params(dict(request.params)) if request.params else url

    def _once(self, request: ApiRequest, url: httpx.URL, body: Body, key: Token | None) -> ApiResponse:
        where = f"{request.method} {url.host}{url.path}"
        headers = {name.lower(): value for name, value in request.headers.items()}
        if body.media_type:
            headers["content-type"] = body.media_type
        if body.length or request.method not in {"GET", "HEAD", "DELETE", "OPTIONS"}:
            headers["content-length"] = str(body.length)
        if key is not None:
            headers["authorization"] = f"{key.scheme} {key.value}"
        if self._signer is not None:
            headers |= self._signer.headers(request.method, url, body)
        content = body.blocks() if body.length else None
        with (
            translated(where),
            self._client.stream(request.method, url, headers=headers, content=content) as answer,
        ):
            return ApiResponse(
                status=answer.status_code,
                # A recipient with a clock notes when an answer came that does not say so (RFC 9110, 6.6.1).
                headers={"date": formatdate(usegmt=True), **_lower(answer.headers)},
                body=read_answer(answer, where),
            )


def _signer(endpoint: Endpoint, secrets: SecretStore) -> Signer | None:
    if not isinstance(endpoint.login, SigningKey):
        return None
    refuse_open_wire(_checked(endpoint.url))
    return Signer(endpoint.login, secrets)


def _lower(headers: httpx.Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _checked(url: str) -> str:
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise ConnectError(f"not an address: {error}", disposition=Disposition.STOP) from error
    if parts.scheme not in {"http", "https"} or not parts.host or parts.userinfo:
        raise ConnectError(
            "an HTTP endpoint needs a host, and no user or password in its address",
            hint="https://host/path, the secret as a reference in the login",
            disposition=Disposition.STOP,
        )
    return url


def refuse_open_wire(url: str) -> None:
    """Raise `ConnectError` where credentials would leave this machine unencrypted."""
    parts = httpx.URL(url)
    if parts.scheme == "http" and not _is_this_machine(parts.host):
        raise ConnectError(
            f"credentials do not go to {parts.host!r} over plain HTTP",
            hint="use https",
            disposition=Disposition.STOP,
        )


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _certificates(endpoint: Endpoint) -> ssl.SSLContext:
    try:
        return _trusting(endpoint.ca_file, _changed(endpoint.ca_file))
    except (OSError, ValueError) as error:
        raise ConnectError(
            f"the certificates of endpoint {endpoint.name!r} cannot be read: {error}",
            hint=endpoint.ca_file,
            disposition=Disposition.STOP,
        ) from error


def _changed(file: str) -> int:
    """Return when the authorities were last written, those of the machine where no file names others."""
    known = file or ssl.get_default_verify_paths().cafile or ""
    return Path(known).stat().st_mtime_ns if known else 0


@lru_cache(maxsize=16)
def _trusting(file: str, _changed: int) -> ssl.SSLContext:
    """Read authorities, once until they change: that takes longer than a call, and every step of an order has calls."""
    return ssl.create_default_context(cafile=file or None)


__all__ = ["HttpTransport", "refuse_open_wire"]
