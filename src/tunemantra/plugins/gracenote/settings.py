"""What a user has to fill in to deliver to Gracenote."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from tunemantra.contrib.batches import BatchAccount, endpoints
from tunemantra.ports.transport import Endpoint


@frozen(kw_only=True)
class GracenoteSettings(BatchAccount):
    """The table `[platforms.gracenote]`: what every account for batches has, and nothing more."""


def account_of(settings: object) -> GracenoteSettings:
    """Return the settings as what they are.

    Raises:
        TypeError: they belong to somebody else.
    """
    if not isinstance(settings, GracenoteSettings):
        raise TypeError(f"these are no settings of Gracenote but {type(settings).__name__}")
    return settings


def connections(settings: object) -> Mapping[str, Endpoint]:
    """Return the endpoints: `files` always, `portal` where it is configured."""
    return endpoints(account_of(settings))


__all__ = ["GracenoteSettings", "account_of", "connections"]
