"""Onlooker: the same ports for somebody who only looks; what would be remembered is forgotten with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from attrs import define, evolve, field

from tunemantra.pipeline.tools import Tools
from tunemantra.ports.storage import AssetStore, Ledger


@define
class Pad:
    """What a ledger remembers, with notes of its own on top that nobody keeps."""

    ledger: Ledger
    notes: dict[tuple[str, str], str] = field(factory=dict)

    def recall(self, kind: str, key: str) -> str | None:
        """Return what was remembered about some content, as JSON; None for nothing."""
        return self.notes.get((kind, key)) or self.ledger.recall(kind, key)

    def recall_many(self, kind: str, keys: Iterable[str]) -> Mapping[str, str]:
        """Return what was remembered under some keys, as JSON by key; a key nothing is known of is left out."""
        wanted = tuple(keys)
        own = {key: self.notes[kind, key] for key in wanted if (kind, key) in self.notes}
        return {**self.ledger.recall_many(kind, [key for key in wanted if key not in own]), **own}

    def remember(self, kind: str, key: str, value: str) -> None:
        """Note something until the look is over."""
        self.notes[kind, key] = value


@define
class Window:
    """What a store holds, and files that lie elsewhere, by their hash."""

    assets: AssetStore
    files: Mapping[str, Path]

    def has(self, sha256: str) -> bool:
        """Return whether the bytes are here or there."""
        return sha256 in self.files or self.assets.has(sha256)

    def path(self, sha256: str) -> Path:
        """Return where the bytes lie."""
        found = self.files.get(sha256)
        return self.assets.path(sha256) if found is None else found


def onlooker(tools: Tools, files: Mapping[str, Path]) -> Tools:
    """Return tools for looking at files where they lie: of ledger and store they have what neither writes nor copies.

    Args:
        tools: the ports.
        files: by the hash of their bytes.
    """
    ledger, assets = cast("Ledger", Pad(tools.ledger)), cast("AssetStore", Window(tools.assets, files))
    return evolve(tools, ledger=ledger, assets=assets)


__all__ = ["Pad", "Window", "onlooker"]
