"""What a label tells about its account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen, validators

from tunemantra.core.identifiers import Dpid
from tunemantra.errors import IdentifierError
from tunemantra.plugins.apple import profile
from tunemantra.ports.addresses import web_address, without_slash
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import Endpoint, JwtKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from attrs import Attribute


def _party(_settings: object, attribute: Attribute[str], value: str) -> None:
    try:
        Dpid.parse(value)
    except IdentifierError as problem:
        raise ValueError(f"{attribute.name}: {problem}") from None


@frozen
class AppleSettings:
    """The table `[platforms.apple]`.

    Args:
        issuer: issuer id of the account, as App Store Connect shows it.
        key_id: id of the API key.
        private_key: reference to its private key, the text of the `.p8` file.
        api_url: of the API, without a trailing slash; http on loopback only.
        sender: our DDEX party id.
        recipient: the store's DDEX party id, as its onboarding papers state it.
        sender_name: our name in the messages.
        audience: whom the tokens are for.
        timeout: seconds without progress before giving up.
        ca_file: path of the certificates to trust instead of the system's.
    """

    issuer: str = field(validator=validators.min_len(1))
    key_id: str = field(validator=validators.min_len(1))
    private_key: SecretRef
    api_url: str = field(validator=web_address, converter=without_slash)
    sender: str = field(validator=_party)
    recipient: str = field(validator=_party)
    sender_name: str = ""
    audience: str = field(default=profile.AUDIENCE, validator=validators.min_len(1))
    timeout: float = field(default=60.0, validator=validators.gt(0))
    ca_file: str = ""


def connections(settings: object) -> Mapping[str, Endpoint]:
    """Return the endpoint `api` that the driver asks its session for."""
    account = account_of(settings)
    login = JwtKey(account.issuer, account.key_id, account.private_key, account.audience, profile.TOKEN_SECONDS)
    return {"api": Endpoint("api", account.api_url, login, timeout=account.timeout, ca_file=account.ca_file)}


def account_of(settings: object) -> AppleSettings:
    """Return the settings as what they are.

    Raises:
        TypeError: they belong to somebody else.
    """
    if not isinstance(settings, AppleSettings):
        raise TypeError(f"settings of Apple Music expected, not {type(settings).__name__}")
    return settings
