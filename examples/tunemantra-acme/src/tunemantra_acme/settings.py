"""What a label tells about its account."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from attrs import field, frozen, validators

from tunemantra.ports import Endpoint


def _absolute(_settings: object, _attribute: object, value: str) -> None:
    if not value.startswith("/"):
        raise ValueError(f"folder: {value!r} is no absolute path")


@frozen
class AcmeSettings:
    """The table `[platforms.acme]`.

    Args:
        folder: absolute path of the drop folder, where the shop's share is mounted.
        supplier: our number with the shop.
    """

    folder: str = field(validator=_absolute)
    supplier: str = field(validator=validators.matches_re(r"[A-Z]{2}[0-9]{4}"))


def connections(settings: object) -> Mapping[str, Endpoint]:
    """Return the one connection the driver asks its session for."""
    return {"files": Endpoint("files", PurePosixPath(account_of(settings).folder).as_uri())}


def account_of(settings: object) -> AcmeSettings:
    """Return the settings as what they are.

    Raises:
        TypeError: they belong to somebody else.
    """
    if not isinstance(settings, AcmeSettings):
        raise TypeError(f"settings of Acme expected, not {type(settings).__name__}")
    return settings
