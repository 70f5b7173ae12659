"""What a label tells about its account."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from attrs import field, frozen, validators

from tunemantra.plugins.spotify import profile
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import ClientCredentials, Endpoint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from attrs import Attribute

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def _web_address(_settings: object, attribute: Attribute[str], value: str) -> None:
    if not value and attribute.default == "":
        return
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{attribute.name}: {value!r} is no web address")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise ValueError(f"{attribute.name}: {value!r} would send secrets in the clear; use https")
    if parts.username or parts.password:
        raise ValueError(f"{attribute.name}: no password in an address; use client_secret")


def _without_slash(url: str) -> str:
    return url.rstrip("/")


@frozen
class SpotifySettings:
    """The table `[platforms.spotify]`.

    Args:
        client_id: of the OAuth client.
        client_secret: reference to its secret.
        api_url: of the API, without a trailing slash; http on loopback only.
        token_url: of the token endpoint; `api_url` with `/oauth/token` where empty.
        webhook_secrets: references to the secrets webhooks are signed with; the first one is registered, the others
            are still accepted (rotation).
        scopes: asked for with the token.
        timeout: seconds without progress before giving up.
        ca_file: path of the certificates to trust instead of the system's.
    """

    client_id: str = field(validator=validators.min_len(1))
    client_secret: SecretRef
    api_url: str = field(validator=_web_address, converter=_without_slash)
    token_url: str = field(default="", validator=_web_address)
    webhook_secrets: tuple[SecretRef, ...] = field(default=(), converter=tuple)
    scopes: str = profile.SCOPES
    timeout: float = field(default=60.0, validator=validators.gt(0))
    ca_file: str = ""


def connections(settings: object) -> Mapping[str, Endpoint]:
    """Return the endpoint `api` that the driver asks its session for."""
    account = account_of(settings)
    token_url = account.token_url or f"{account.api_url}/oauth/token"
    login = ClientCredentials(token_url, account.client_id, account.client_secret, account.scopes)
    return {"api": Endpoint("api", account.api_url, login, timeout=account.timeout, ca_file=account.ca_file)}


def account_of(settings: object) -> SpotifySettings:
    """Return the settings as what they are.

    Raises:
        TypeError: they belong to somebody else.
    """
    if not isinstance(settings, SpotifySettings):
        raise TypeError(f"settings of Spotify expected, not {type(settings).__name__}")
    return settings
