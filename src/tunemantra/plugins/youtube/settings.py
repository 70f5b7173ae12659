"""What a label tells about its account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen, validators

from tunemantra.plugins.youtube import profile
from tunemantra.ports.addresses import web_address, without_slash
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import ClientCredentials, Endpoint

if TYPE_CHECKING:
    from collections.abc import Mapping

ACTIONS = ("monetize", "track", "block")


@frozen
class YouTubeSettings:
    """The table `[platforms.youtube]`.

    Args:
        content_owner: the content owner the account acts on behalf of, and in whose name assets are owned.
        client_id: of the OAuth client.
        client_secret: reference to its secret.
        token_url: of the token endpoint; `api_url` with `/oauth/token` where empty.
        api_url: of the API, without a trailing slash; http on loopback only.
        match_action: what is done with videos of others in which a recording is found: `monetize`, `track`, `block`.
        daily_units: of the quota Google grants the account, for the warning before it is used up.
        scopes: asked for with the token.
        timeout: seconds without progress before giving up.
        ca_file: path of the certificates to trust instead of the system's.
    """

    content_owner: str = field(validator=validators.matches_re(r"[A-Za-z0-9_-]{1,64}"))
    client_id: str = field(validator=validators.min_len(1))
    client_secret: SecretRef
    token_url: str = field(default="", validator=web_address)
    api_url: str = field(default=profile.API_URL, validator=web_address, converter=without_slash)
    match_action: str = field(default="monetize", validator=validators.in_(ACTIONS))
    daily_units: int = field(default=profile.DAILY_UNITS, validator=validators.gt(0))
    scopes: str = profile.SCOPE
    timeout: float = field(default=60.0, validator=validators.gt(0))
    ca_file: str = ""


def connections(settings: object) -> Mapping[str, Endpoint]:
    """Return the endpoint `api` that the driver asks its session for."""
    account = account_of(settings)
    token_url = account.token_url or f"{account.api_url}/oauth/token"
    login = ClientCredentials(token_url, account.client_id, account.client_secret, account.scopes)
    return {"api": Endpoint("api", account.api_url, login, timeout=account.timeout, ca_file=account.ca_file)}


def account_of(settings: object) -> YouTubeSettings:
    """Return the settings as what they are.

    Raises:
        TypeError: they belong to somebody else.
    """
    if not isinstance(settings, YouTubeSettings):
        raise TypeError(f"settings of YouTube expected, not {type(settings).__name__}")
    return settings
