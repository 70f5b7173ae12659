"""What a label tells about its account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen, validators

from tunemantra.ports.addresses import web_address, without_slash
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import Endpoint

if TYPE_CHECKING:
    from collections.abc import Mapping


@frozen
class TikTokSettings:
    """The table `[platforms.tiktok]`.

    Args:
        access_token: reference to the token of the account.
        api_url: of the API, without a trailing slash; http on loopback only.
        timeout: seconds without progress before giving up.
        ca_file: path of the certificates to trust instead of the system's.
    """

    access_token: SecretRef
    api_url: str = field(validator=web_address, converter=without_slash)
    timeout: float = field(default=60.0, validator=validators.gt(0))
    ca_file: str = ""


def connections(settings: object) -> Mapping[str, Endpoint]:
    """Return the endpoint `api` that the driver asks its session for; the token goes into a header of its own."""
    account = account_of(settings)
    return {"api": Endpoint("api", account.api_url, timeout=account.timeout, ca_file=account.ca_file)}


def account_of(settings: object) -> TikTokSettings:
    """Return the settings as what they are.

    Raises:
        TypeError: they belong to somebody else.
    """
    if not isinstance(settings, TikTokSettings):
        raise TypeError(f"settings of TikTok expected, not {type(settings).__name__}")
    return settings
