"""Every error tunemantra raises, in one tree.

::

    TuneMantraError
    ├── IdentifierError          a code of the trade is malformed or its check digit is wrong
    ├── TerritoryError           a territory token cannot be understood
    │   └── EmptyTerritoryError  an empty set of territories was about to be written
    ├── ScheduleError            a release moment cannot be understood
    ├── SettingsError            the settings are wrong: all findings at once
    ├── ReleaseError             the release folder or document is wrong: all findings at once
    ├── PluginError              a plugin broke its contract
    ├── UnknownPlatformError     no installed plugin offers this platform
    ├── UnsupportedError         a platform cannot take this kind of order
    ├── SecretError              a secret reference cannot be resolved
    ├── StateError
    │   ├── TransitionError      the state machine does not know this step
    │   ├── ConflictError        somebody else changed it first, or the same key came with another body
    │   ├── WithdrawnError       a release was taken down, and nobody said that it is to come back
    │   ├── LeaseLostError       this worker no longer holds what it works on
    │   └── NotFoundError        the ledger or the store has no such thing
    ├── AssetError
    │   ├── AssetMissingError    the bytes are not there
    │   └── AssetCorruptError    the bytes do not match their hash
    ├── MediaError               audio or image bytes cannot be processed
    ├── LinkError                a signed link to an asset is not good, or not good any more
    ├── TransportError
    │   ├── ConnectError         no connection (refused, reset, name unknown)
    │   ├── TransferTimeoutError no answer in time
    │   ├── AuthError            credentials refused
    │   ├── HostKeyError         the server's key is unknown or not the pinned one
    │   ├── IntegrityError       what arrived is not what was sent
    │   └── RemoteError          the server answered with an error
    └── PlatformError
        ├── RefusedError         the platform's decision; needs a changed package
        ├── QuotaError           too much, come back later
        ├── OutageError          the platform is down or in maintenance
        ├── HeldError            nobody connects now: an endpoint does not answer, or is called often enough
        └── ProtocolError        the platform answered with something nobody understands

What to do about an error is a property of the error (`disposition`, `category`, `retry_after`), never of its class
name. Errors survive pickling.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tunemantra.core.finding import Finding

Fact = str | int | float | bool | None

ROOM_SECONDS = 10.0
"""Until it is looked again whether a full disk of ours has room: an order waits for that, and no try is lost."""


class Disposition(StrEnum):
    """What the caller does next with a failed step; `WAIT`: nothing was tried, come back without counting it."""

    RETRY = "retry"
    WAIT = "wait"
    STOP = "stop"
    IGNORE = "ignore"


class Category(StrEnum):
    """Whose business an error is (the specification's five categories)."""

    TECHNICAL = "technical"
    CONTENT = "content"
    METADATA = "metadata"
    BUSINESS_RULE = "business-rule"
    PLATFORM = "platform"


class TuneMantraError(Exception):
    """The root of the tree.

    Args:
        message: one sentence for people: what, where.
        hint: one sentence: what to do.
        retry_after: seconds the other side asked us to wait, if it did.
        disposition: overrides the class's own.
        facts: what was observed, as plain values; never a secret.
    """

    code: ClassVar[str] = "error"
    default_disposition: ClassVar[Disposition] = Disposition.STOP
    default_category: ClassVar[Category] = Category.TECHNICAL
    outage: ClassVar[bool] = False
    """Whether it tells of an endpoint that does not answer: a few of them in a row, and nobody connects any more."""

    def __init__(
        self,
        message: str = "",
        *,
        hint: str = "",
        retry_after: float | None = None,
        disposition: Disposition | None = None,
        category: Category | None = None,
        **facts: Fact,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.retry_after = retry_after
        self.disposition = disposition or self.default_disposition
        self.category = category or self.default_category
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message

    def __reduce__(self) -> tuple[object, ...]:
        return (_restore, (type(self), self.args, self.__dict__.copy()))


def _restore(kind: type[TuneMantraError], args: tuple[object, ...], state: dict[str, object]) -> TuneMantraError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class IdentifierError(TuneMantraError):
    """A code of the trade (ISRC, GTIN, …) is malformed or its check digit is wrong."""

    code = "identifier"
    default_category = Category.METADATA

    def __init__(self, scheme: str, observed: str, reason: str, *, hint: str = "") -> None:
        super().__init__(f"{scheme} {observed!r}: {reason}", hint=hint, scheme=scheme, observed=observed, reason=reason)


class TerritoryError(TuneMantraError):
    """A territory token cannot be understood."""

    code = "territory"
    default_category = Category.METADATA

    def __init__(self, token: str, reason: str, *, hint: str = "") -> None:
        super().__init__(f"territory {token!r}: {reason}", hint=hint, token=token, reason=reason)


class EmptyTerritoryError(TerritoryError):
    """An empty set of territories was about to be written as an expression (CMN-TER-001)."""

    code = "territory.empty"

    def __init__(self, reason: str = "no territory is left, and none is never Worldwide") -> None:
        super().__init__("", reason, hint="state at least one territory, or take the release down")


class ScheduleError(TuneMantraError):
    """A release moment cannot be understood."""

    code = "schedule"
    default_category = Category.METADATA


class FindingsError(TuneMantraError):
    """Something was refused for one or more reasons: all of them are in `findings`, in reading order."""

    def __init__(self, message: str, findings: Iterable[Finding], *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.findings: tuple[Finding, ...] = tuple(findings)


class SettingsError(FindingsError):
    """The settings are wrong: all findings at once, with the path of each."""

    code = "settings"


class ReleaseError(FindingsError):
    """The release is wrong: all findings at once."""

    code = "release"
    default_category = Category.METADATA


class PluginError(TuneMantraError):
    """A plugin broke its contract; the facts name its distribution and version."""

    code = "plugin"


class UnknownPlatformError(TuneMantraError):
    """No installed plugin offers this platform."""

    code = "platform.unknown"
    default_category = Category.BUSINESS_RULE


class UnsupportedError(TuneMantraError):
    """A platform says of itself that it cannot take this kind of order; nothing was ordered."""

    code = "platform.unsupported"
    default_category = Category.BUSINESS_RULE


class SecretError(TuneMantraError):
    """A secret reference cannot be resolved; the message holds the reference, never the secret."""

    code = "secret"


class StateError(TuneMantraError):
    """What the ledger holds does not allow this step."""

    code = "state"


class TransitionError(StateError):
    """The state machine does not know this step."""

    code = "state.transition"


class ConflictError(StateError):
    """Somebody else changed it first, or the same idempotency key came with another body."""

    code = "state.conflict"


class WithdrawnError(StateError):
    """A release was taken down from a platform, and only an explicit word puts it back on sale."""

    code = "state.withdrawn"
    default_category = Category.BUSINESS_RULE


class LeaseLostError(StateError):
    """This worker no longer holds what it works on: another one may; stop at once."""

    code = "state.lease-lost"
    default_disposition = Disposition.IGNORE


class NotFoundError(StateError):
    """The ledger or the store has no such thing."""

    code = "state.not-found"


class AssetError(TuneMantraError):
    """Bytes in the asset store are not what they should be."""

    code = "asset"


class AssetMissingError(AssetError):
    """The bytes are not there."""

    code = "asset.missing"


class AssetCorruptError(AssetError):
    """The bytes do not match their hash."""

    code = "asset.corrupt"


class MediaError(TuneMantraError):
    """Audio or image bytes cannot be processed."""

    code = "media"
    default_category = Category.CONTENT


class LinkError(TuneMantraError):
    """A signed link to an asset is not good; the fact `problem` says why, the message never what would be right."""

    code = "link"
    default_category = Category.BUSINESS_RULE


class TransportError(TuneMantraError):
    """Moving bytes to or from another machine failed."""

    code = "transport"
    default_disposition = Disposition.RETRY


class ConnectError(TransportError):
    """No connection: refused, reset, or the name is unknown."""

    code = "transport.connect"
    outage = True


class TransferTimeoutError(TransportError):
    """No answer in time."""

    code = "transport.timeout"
    outage = True


class AuthError(TransportError):
    """The credentials were refused; trying again with the same ones would lock the account."""

    code = "transport.auth"
    default_disposition = Disposition.STOP


class HostKeyError(TransportError):
    """The server's key is unknown or not the pinned one."""

    code = "transport.host-key"
    default_disposition = Disposition.STOP


class IntegrityError(TransportError):
    """What arrived is not what was sent."""

    code = "transport.integrity"


class RemoteError(TransportError):
    """The server answered with an error."""

    code = "transport.remote"


class PlatformError(TuneMantraError):
    """A platform answered with something other than success."""

    code = "platform"
    default_category = Category.PLATFORM


class RefusedError(PlatformError):
    """The platform's decision: it needs a changed package, another try changes nothing.

    `findings`, where the platform gave reasons, holds them one by one.
    """

    code = "platform.refused"

    def __init__(self, message: str, findings: Iterable[Finding] = (), *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.findings: tuple[Finding, ...] = tuple(findings)


class QuotaError(PlatformError):
    """Too much at once: come back after `retry_after` seconds."""

    code = "platform.quota"
    default_disposition = Disposition.RETRY


class OutageError(PlatformError):
    """The platform is down or in maintenance."""

    code = "platform.outage"
    outage = True
    default_disposition = Disposition.RETRY


class HeldError(PlatformError):
    """Nobody connects now, and nothing was tried: come back after `retry_after` seconds."""

    code = "platform.held"
    default_disposition = Disposition.WAIT


class ProtocolError(PlatformError):
    """The platform answered with something nobody understands."""

    code = "platform.protocol"


# fmt: off
__all__ = [
    "AssetCorruptError", "AssetError", "AssetMissingError", "AuthError", "Category", "ConflictError",
    "ConnectError", "Disposition", "EmptyTerritoryError", "Fact", "FindingsError", "HeldError", "HostKeyError",
    "IdentifierError", "IntegrityError", "LeaseLostError", "LinkError", "MediaError", "NotFoundError",
    "OutageError", "PlatformError", "PluginError", "ProtocolError", "QuotaError", "RefusedError", "ReleaseError",
    "RemoteError", "ScheduleError", "SecretError", "SettingsError", "StateError", "TerritoryError",
    "TransferTimeoutError", "TransitionError", "TransportError", "TuneMantraError", "UnknownPlatformError",
    "UnsupportedError", "WithdrawnError",
]
# fmt: on
