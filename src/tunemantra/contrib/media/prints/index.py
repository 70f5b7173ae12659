"""Finds recordings by how they sound among hundreds of thousands: an inverted index over terms of their fingerprints.

A folder of parts that never change: what is added makes a new part, eight small ones are merged into a larger one.
A part's name says which ones it takes the place of, so that its own renaming is all it takes to put it there.
"""

from __future__ import annotations

import fcntl
import re
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import frozen

from tunemantra.contrib.media.prints.build import from_entries, from_segments
from tunemantra.contrib.media.prints.likeness import likeness_near, similarity
from tunemantra.contrib.media.prints.segment import Segment, open_segment, write_segment
from tunemantra.contrib.media.prints.terms import SHORT, asked_terms
from tunemantra.core.catalogue import Match, Recording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from tunemantra.contrib.media.prints.likeness import Likeness, Words

_NAME: Final = re.compile(r"(\d{9})-(\d{9})\.prints")
_TOGETHER: Final = 8
_TIERS: Final = (7, 63, 511, 4095)
"""Rows a part may have to be merged with its neighbours; larger ones stay as they are."""
_COMMON: Final = 64
"""A term that more recordings of a part have says little, and is not followed."""
_VERIFIED: Final = 24
_SIMILAR: Final = 0.5
_MOST_ASKED: Final = 1 << 13
_ATTEMPTS: Final = 8


@frozen(order=True)
class _Part:
    first: int
    last: int

    @property
    def name(self) -> str:
        return f"{self.first:09d}-{self.last:09d}.prints"

    def holds(self, other: _Part) -> bool:
        return self != other and self.first <= other.first and other.last <= self.last


class PrintIndex:
    """`ports.fingerprints.FingerprintIndex` in a folder. Safe to use from several threads and processes.

    Args:
        folder: of the parts; made when something is first added.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._guard = threading.Lock()
        self._open: dict[_Part, Segment] = {}

    def add(self, entries: Iterable[tuple[Recording, Sequence[int]]]) -> None:
        """Put recordings and their fingerprints into the catalogue, all of them or none.

        Raises:
            StateError: a key or an ISRC cannot be kept.
            AssetCorruptError: a part that has to be merged is damaged.
        """
        arrays = from_entries(entries)
        if not len(arrays["keys"][0]):
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._alone():
            parts = self._parts()
            self._sweep(parts)
            number = parts[-1].last + 1 if parts else 0
            write_segment(self._folder / _Part(number, number).name, arrays)
            self._merge()

    def remove(self, key: str) -> None:
        """Take a recording out; one that is not there is no fault."""
        if any(segment.has(key.encode()) for segment in self._segments()):
            self.add([(Recording(key, "", 0.0), ())])

    def find(self, words: Sequence[int]) -> tuple[Match, ...]:
        """Return the recordings that sound like a fingerprint, most similar first; only those above 0.5.

        Args:
            words: of the recording; a quarter of an hour of them is asked for.

        Raises:
            AssetCorruptError: a part is damaged.
        """
        asked = np.asarray(words, dtype=np.uint32)
        terms, places = asked_terms(asked[:_MOST_ASKED])
        # One bisection after the other in rising order finds its pages in the cache.
        rising = np.argsort(terms)
        terms, places = terms[rising], places[rising]
        segments = self._segments()
        ballots = [(number, *vote) for number, one in enumerate(segments) for vote in _votes(one, terms, places)]
        if len(asked) >= SHORT:
            # One term that agrees by chance is all that most of them have.
            ballots = [ballot for ballot in ballots if ballot[-1] > 1]
        ballots.sort(key=lambda ballot: -ballot[-1])
        found: dict[str, Match] = {}
        for number, row, offset, _ in ballots[:_VERIFIED]:
            segment = segments[number]
            likeness = likeness_near(asked, segment.fingerprint(row), offset)
            if likeness.similarity > _SIMILAR and _is_latest(segments, number, row):
                match = _match(segment.recording(row), likeness)
                if match.recording.key not in found or found[match.recording.key].similarity < match.similarity:
                    found[match.recording.key] = match
        return tuple(sorted(found.values(), key=lambda match: (-match.similarity, match.recording.key)))

    def under(self, isrc: str, words: Sequence[int]) -> tuple[Match, ...]:
        """Return every recording under an ISRC, held against a fingerprint, however similar; by key.

        Raises:
            AssetCorruptError: a part is damaged.
        """
        segments = self._segments()
        found = [
            _match(segment.recording(row), similarity(words, segment.fingerprint(row)))
            for number, segment in enumerate(segments)
            for row in (segment.under(isrc.encode()) if isrc else ())
            if _is_latest(segments, number, row)
        ]
        return tuple(sorted(found, key=lambda match: match.recording.key))

    def __len__(self) -> int:
        """Return how many recordings were added, those that were replaced or taken out since among them."""
        return sum(map(len, self._segments()))

    def _segments(self) -> list[Segment]:
        """Return the parts as they are now, oldest first."""
        for _ in range(_ATTEMPTS - 1):
            try:
                return self._mapped()
            except FileNotFoundError:
                # Another process has merged it in the meantime.
                continue
        return self._mapped()

    def _mapped(self) -> list[Segment]:
        parts = self._parts()
        with self._guard:
            fresh = {part: open_segment(self._folder / part.name) for part in parts if part not in self._open}
            self._open = {part: fresh[part] if part in fresh else self._open[part] for part in parts}
            return list(self._open.values())

    def _parts(self) -> list[_Part]:
        """Return the parts that count, oldest first: those no larger one takes the place of."""
        names = [found.name for found in self._folder.iterdir()] if self._folder.is_dir() else []
        matches = (_NAME.fullmatch(name) for name in names)
        parts = [_Part(int(match[1]), int(match[2])) for match in matches if match]
        return sorted(part for part in parts if not any(other.holds(part) for other in parts))

    def _merge(self) -> None:
        for rows in _TIERS:
            parts = self._parts()[-_TOGETHER:]
            segments = self._segments()[-_TOGETHER:]
            sizes = [len(segment) for segment in segments]
            # A merge at least doubles the largest part, so that no row is written again more often than need be.
            if len(sizes) == _TOGETHER and max(sizes) <= rows and 2 * max(sizes) <= sum(sizes):
                whole = _Part(parts[0].first, parts[-1].last)
                write_segment(self._folder / whole.name, from_segments(segments))
                self._sweep(self._parts())

    def _sweep(self, parts: Sequence[_Part]) -> None:
        """Delete what a merge or a crash left behind."""
        counted = {part.name for part in parts}
        for path in self._folder.iterdir():
            if (_NAME.fullmatch(path.name) and path.name not in counted) or path.name.endswith(".part"):
                path.unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock of all that write; it ends with the process."""
        with (self._folder / "lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _votes(segment: Segment, terms: Words, places: Words) -> list[tuple[int, int, int]]:
    """Return `(row, offset in words, terms that agree on both)` of the most promising recordings of a part."""
    first = np.searchsorted(segment.terms, terms, "left")
    counts = np.searchsorted(segment.terms, terms, "right") - first
    counts[counts > _COMMON] = 0
    hits = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    if not len(hits):
        return []
    offsets = segment.places[hits].astype(np.int64) - np.repeat(places.astype(np.int64), counts)
    ballots, votes = np.unique((segment.rows[hits].astype(np.int64) << 32) + offsets + (1 << 31), return_counts=True)
    best = np.argsort(-votes, kind="stable")[:_VERIFIED]
    return [(int(ballots[one] >> 32), int(ballots[one] & 0xFFFFFFFF) - (1 << 31), int(votes[one])) for one in best]


def _is_latest(segments: Sequence[Segment], number: int, row: int) -> bool:
    key = bytes(segments[number].keys[row])
    return not any(later.has(key) for later in segments[number + 1 :])


def _match(recording: Recording, likeness: Likeness) -> Match:
    return Match(recording, likeness.similarity, likeness.offset, likeness.overlap)


__all__ = ["PrintIndex"]
