"""What a label tells about its account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen, validators

from tunemantra.plugins.spotify import profile
from tunemantra.ports.addresses import web_address, without_slash
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import ClientCredentials, Endpoint

if TYPE_CHECKING:
    from collections.abc import Mapping


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
    api_url: str = field(validator=web_address, converter=without_slash)
    token_url: str = field(default="", validator=web_address)
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
