"""The board in memory."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class MemoryBoard:
    """`ports.board.Board` of one process: everything is gone with it. Safe to use from several threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._documents: dict[tuple[str, str], str] = {}

    def read(self, kind: str, key: str) -> str:
        """Return a document; an empty text for none."""
        with self._guard:
            return self._documents.get((kind, key), "")

    def change(self, kind: str, key: str, step: Callable[[str], str]) -> str:
        """Replace a document by what `step` makes of it, and return that."""
        with self._guard:
            after = self._documents[kind, key] = step(self._documents.get((kind, key), ""))
            return after

    def page(self, kind: str, *, after: str = "", limit: int = 200) -> Sequence[tuple[str, str]]:
        """Return keys and documents of a kind in the order of the keys, those after `after`."""
        with self._guard:
            found = [(key, text) for (of, key), text in self._documents.items() if of == kind and text and key > after]
        return sorted(found)[:limit]


__all__ = ["MemoryBoard"]
