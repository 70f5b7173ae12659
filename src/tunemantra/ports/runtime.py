"""Time, ids and secrets: what the pure parts never take from the machine themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from attrs import field, frozen, validators


class Clock(Protocol):
    """The time. Tests pass their own."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class IdSource(Protocol):
    """Fresh ids."""

    def fresh(self) -> str:
        """Return an id that was never returned before: letters, digits and dashes, sortable by time."""


@frozen
class SecretRef:
    """A reference to a secret, never the secret itself: `env:NAME`, `file:PATH`, `keyring:NAME`."""

    reference: str = field(validator=validators.matches_re(r"(env|file|keyring):.+"))

    def __str__(self) -> str:
        return self.reference


class SecretStore(Protocol):
    """Resolves references late.

    *Contract.* MUST NOT keep or log what it resolved; raises `SecretError` naming the reference alone.
    """

    def reveal(self, reference: SecretRef) -> str:
        """Return the secret without surrounding white space."""


__all__ = ["Clock", "IdSource", "SecretRef", "SecretStore"]
