"""Hashes of files that arrived."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK = 1 << 20


def digest_of(path: Path, algorithm: str = "sha256") -> str:
    """Return the hex digest of a file, read in blocks; `algorithm` as `hashlib` names it."""
    digest = hashlib.new(algorithm, usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


__all__ = ["digest_of"]
