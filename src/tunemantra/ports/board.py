"""The board: small documents that all workers of all processes share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol


class Board(Protocol):
    """Documents by kind and key, changed one at a time. Safe to use from several threads and processes.

    *Contract.* Of several changes of one document none MUST be lost. A change is written when `change` returns. What
    has no document reads as an empty text.
    """

    def read(self, kind: str, key: str) -> str:
        """Return a document; an empty text for none."""

    def change(self, kind: str, key: str, step: Callable[[str], str]) -> str:
        """Replace a document by what `step` makes of it, and return that; an empty text removes it.

        `step` MUST NOT use the board or the ledger, and MUST be quick: others wait for it.
        """

    def page(self, kind: str, *, after: str = "", limit: int = 200) -> Sequence[tuple[str, str]]:
        """Return keys and documents of a kind in the order of the keys, those after `after`."""


__all__ = ["Board"]
