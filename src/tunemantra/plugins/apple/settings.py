"""What a label tells about its account."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from attrs import field, frozen, validators

from tunemantra.core.identifiers import Dpid
from tunemantra.errors import IdentifierError
from tunemantra.plugins.apple import profile
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import Endpoint, JwtKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from attrs import Attribute

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def _web_address(_settings: object, attribute: Attribute[str], value: str) -> None:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{attribute.name}: {value!r} is no web address")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise ValueError(f"{attribute.name}: {value!r} would send tokens in the clear; use https")
    if parts.username or parts.password:
        raise ValueError(f"{attribute.name}: no password in an address; use private_key")


def _party(_settings: object, attribute: Attribute[str], value: str) -> None:
    try:
        Dpid.parse(value)
    except IdentifierError as problem:
        raise ValueError(f"{attribute.name}: {problem}") from None


def _without_slash(url: str) -> str:
    return url.rstrip("/")


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
    api_url: str = field(validator=_web_address, converter=_without_slash)
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
