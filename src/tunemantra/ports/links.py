"""What signed links need from outside: a memory of those that were used."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class NonceStore(Protocol):
    """Remembers which links were used. Safe to use from several threads and processes.

    *Contract.* Of several calls with one nonce exactly one MUST return True. What is remembered MAY be forgotten after
    `until`, and MUST NOT be before.
    """

    def spend(self, nonce: str, until: datetime) -> bool:
        """Remember a nonce until a moment; False where it was spent before."""


__all__ = ["NonceStore"]
