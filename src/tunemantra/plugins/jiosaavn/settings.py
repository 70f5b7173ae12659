"""What a user has to fill in to deliver to JioSaavn."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from tunemantra.contrib.batches import MailedAccount, endpoints
from tunemantra.ports.transport import Endpoint


@frozen(kw_only=True)
class JioSaavnSettings(MailedAccount):
    """The table `[platforms.jiosaavn]`, beside what every account for batches has.

    Args:
        bom: whether the manifest begins with a byte order mark, which some spreadsheets need to show Indian scripts.
    """

    bom: bool = True


def account_of(settings: object) -> JioSaavnSettings:
    """Return the settings as what they are.

    Raises:
        TypeError: they belong to somebody else.
    """
    if not isinstance(settings, JioSaavnSettings):
        raise TypeError(f"these are no settings of JioSaavn but {type(settings).__name__}")
    return settings


def connections(settings: object) -> Mapping[str, Endpoint]:
    """Return the endpoints: `files` always, `portal` and `mail` where they are configured."""
    return endpoints(account_of(settings))


__all__ = ["JioSaavnSettings", "account_of", "connections"]
