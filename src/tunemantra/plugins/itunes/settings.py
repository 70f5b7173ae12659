"""What a label tells about its account, and about the Transporter on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from attrs import field, frozen, validators

from tunemantra.plugins.itunes import profile
from tunemantra.plugins.itunes.profile import Tier
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import Endpoint

if TYPE_CHECKING:
    from attrs import Attribute

HI_RES, NATIVE = "hi-res", "native"


def _absolute(_settings: object, attribute: Attribute[str], value: str) -> None:
    if not value.startswith("/"):
        raise ValueError(f"{attribute.name}: {value!r} is no absolute path of a program")


def _lower(table: Mapping[str, object]) -> Mapping[str, object]:
    return {str(word).casefold(): value for word, value in table.items()}


@frozen
class ItunesSettings:
    """The table `[platforms.itunes]`.

    Args:
        tool: absolute path of the Transporter, `iTMSTransporter`.
        user: Apple ID of the account.
        password: reference to its app-specific password; it reaches the Transporter in its environment alone.
        provider: short name of the provider; empty where the account has one only.
        audio: `hi-res` refuses masters below 24 bit and 96 kHz; `native` has them delivered as they are, with a
            warning that stays with the order. Nothing is ever upsampled.
        transport: how the Transporter sends: `DAV`, `Aspera` or `Signiant`.
        kilobits: a second that it may send at most; 0 for no bound.
        verify_first: have the Transporter verify a package in a run of its own before it is uploaded.
        timeout: seconds a question to the store may take.
        upload_timeout: seconds an upload may take.
        tiers: price tiers of the contract, by our word for them, instead of the bundled ones.
        genres: genre codes by our word for the genre, before the bundled ones.
    """

    tool: str = field(validator=_absolute)
    user: str = field(validator=validators.min_len(1))
    password: SecretRef
    provider: str = field(default="", validator=validators.matches_re(r"[A-Za-z0-9_.-]*"))
    audio: str = field(default=HI_RES, validator=validators.in_((HI_RES, NATIVE)))
    transport: str = field(default="DAV", validator=validators.in_(profile.TRANSPORTS))
    kilobits: int = field(default=0, validator=validators.ge(0))
    verify_first: bool = False
    timeout: float = field(default=300.0, validator=validators.gt(0))
    upload_timeout: float = field(default=21_600.0, validator=validators.gt(0))
    tiers: Mapping[str, Tier] = field(factory=dict, converter=_lower)
    genres: Mapping[str, str] = field(factory=dict, converter=_lower)

    def tier(self, word: str) -> Tier | None:
        """Return the price tier of a word; None for a word of nobody's."""
        return (self.tiers or profile.TIERS).get(word.casefold())


def connections(settings: object) -> Mapping[str, Endpoint]:
    """Return the program that the driver asks its session for."""
    account = account_of(settings)
    url = PurePosixPath(account.tool).as_uri().replace("file:", "tool:", 1)
    return {"tool": Endpoint("tool", url, timeout=account.timeout)}


def account_of(settings: object) -> ItunesSettings:
    """Return the settings as what they are.

    Raises:
        TypeError: they belong to somebody else.
    """
    if not isinstance(settings, ItunesSettings):
        raise TypeError(f"settings of iTunes expected, not {type(settings).__name__}")
    return settings
