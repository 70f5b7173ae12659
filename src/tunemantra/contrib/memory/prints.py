"""Fingerprints of files that are only described, and a catalogue of them: for tests of what is done with them."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from tunemantra.core.catalogue import Match, Recording

_WORDS = 100


class MemoryFingerprints:
    """`ports.fingerprints.Fingerprinter`: the same bytes sound alike, others do not; counts what it listens to.

    Attributes:
        heard: the sources that were listened to, in order.
    """

    def __init__(self) -> None:
        self.heard: list[Path] = []

    def fingerprint(self, source: Path) -> tuple[int, ...]:
        """Return words that follow from the bytes of a file."""
        self.heard.append(source)
        dice = random.Random(source.read_bytes())  # noqa: S311 -- no secrets
        return tuple(dice.getrandbits(32) for _ in range(_WORDS))


class MemoryPrintIndex:
    """`ports.fingerprints.FingerprintIndex` in memory: alike is what has the same words in the same places."""

    def __init__(self) -> None:
        self._entries: dict[str, tuple[Recording, tuple[int, ...]]] = {}
        self._guard = threading.Lock()

    def add(self, entries: Iterable[tuple[Recording, Sequence[int]]]) -> None:
        """Put recordings and their fingerprints into the catalogue."""
        new = {recording.key: (recording, tuple(words)) for recording, words in entries}
        with self._guard:
            self._entries.update(new)

    def remove(self, key: str) -> None:
        """Take a recording out."""
        with self._guard:
            self._entries.pop(key, None)

    def find(self, words: Sequence[int]) -> tuple[Match, ...]:
        """Return the recordings that sound like a fingerprint, most similar first."""
        found = [_match(*entry, words) for entry in self._all()]
        return tuple(sorted((one for one in found if one.similarity > 0.5), key=_order))  # noqa: PLR2004

    def under(self, isrc: str, words: Sequence[int]) -> tuple[Match, ...]:
        """Return every recording under an ISRC, held against a fingerprint; by key."""
        return tuple(_match(*entry, words) for entry in self._all() if entry[0].isrc == isrc)

    def _all(self) -> list[tuple[Recording, tuple[int, ...]]]:
        with self._guard:
            return [self._entries[key] for key in sorted(self._entries)]


def _order(match: Match) -> tuple[float, str]:
    return (-match.similarity, match.recording.key)


def _match(recording: Recording, theirs: Sequence[int], ours: Sequence[int]) -> Match:
    length = min(len(ours), len(theirs))
    alike = sum(mine == other for mine, other in zip(ours, theirs, strict=False))
    return Match(recording, alike / length if length else 0.0, overlap=recording.seconds)


__all__ = ["MemoryFingerprints", "MemoryPrintIndex"]
