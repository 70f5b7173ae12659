"""What a user has to fill in to deliver to QQ Music."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen, validators

from tunemantra.ports.addresses import web_address
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import Endpoint, SigningKey


@frozen
class QQMusicSettings:
    """The table `[platforms.qqmusic]`.

    Args:
        api_url: address of the API.
        app_id: of our application.
        app_secret: reference to the secret that signs each request.
        offline_reason: what a takedown says; the store wants a reason in Chinese.
        taken_characters: characters outside of GB 2312 that the store has agreed to, such as those of a name.
        timeout: seconds without progress before a connection is given up.
        ca_file: path of the certificates to trust instead of the system's.
    """

    api_url: str = field(validator=web_address)
    app_id: str = field(validator=validators.matches_re(r"[A-Za-z0-9._-]{1,64}"))
    app_secret: SecretRef
    offline_reason: str = field(default="版权方要求下架", validator=validators.matches_re(r".*\S.*"))
    taken_characters: str = ""
    timeout: float = field(default=60.0, validator=validators.gt(0))
    ca_file: str = ""


def account_of(settings: object) -> QQMusicSettings:
    """Return the settings as what they are.

    Raises:
        TypeError: they belong to somebody else.
    """
    if not isinstance(settings, QQMusicSettings):
        raise TypeError(f"these are no settings of QQ Music but {type(settings).__name__}")
    return settings


def connections(settings: object) -> Mapping[str, Endpoint]:
    """Return the endpoint `api`, whose requests are signed."""
    account = account_of(settings)
    login = SigningKey(account.app_id, account.app_secret)
    return {"api": Endpoint("api", account.api_url, login, timeout=account.timeout, ca_file=account.ca_file)}


__all__ = ["QQMusicSettings", "account_of", "connections"]
