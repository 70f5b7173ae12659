"""Fingerprints of recordings, and the catalogue they are found in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from tunemantra.core.catalogue import Match, Recording


class Fingerprinter(Protocol):
    """Takes fingerprints. Safe to use from several threads."""

    def fingerprint(self, source: Path) -> tuple[int, ...]:
        """Return Chromaprint's 32-bit words (algorithm 2), about eight a second; none for a few seconds or less.

        Raises:
            MediaError: the recording cannot be decoded.
        """


class FingerprintIndex(Protocol):
    """Finds recordings by how they sound. Safe to use from several threads and processes.

    *Contract.* What `add` and `remove` returned from is there after any crash, and what they were interrupted in is
    there whole or not at all. Of two recordings with one key the later one counts. `find` MUST NOT compare with every
    recording, and both queries MUST take bounded memory.
    """

    def add(self, entries: Iterable[tuple[Recording, Sequence[int]]]) -> None:
        """Put recordings and their fingerprints into the catalogue, all of them or none."""

    def remove(self, key: str) -> None:
        """Take a recording out; one that is not there is no fault."""

    def find(self, words: Sequence[int]) -> tuple[Match, ...]:
        """Return the recordings that sound like a fingerprint, most similar first; only those above 0.5."""

    def under(self, isrc: str, words: Sequence[int]) -> tuple[Match, ...]:
        """Return every recording under an ISRC, held against a fingerprint, however similar; by key."""


__all__ = ["FingerprintIndex", "Fingerprinter"]
