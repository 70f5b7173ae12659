"""How alike two fingerprints are, wherever in one another they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from tunemantra.contrib.media.prints.words import WORDS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Sequence

Words = NDArray[np.uint32]
"""Chromaprint's words, in their order."""
Counts = NDArray[np.int64]

_BITS: Final = 32
_CHANCE: Final = 0.5
_SAME: Final = 0.1
"""More bits than this never differ between two fingerprints of one recording, at worst half a word apart."""
_DOUBT: Final = 0.2
"""What few words prove less: this share of bits, divided by the root of their count, is taken to differ besides."""
_SHORTEST_SECONDS: Final = 5.0
_MOST_WORDS: Final = 1 << 17


@frozen
class Likeness:
    """How one fingerprint lies in another.

    Args:
        similarity: 0 where bits agree as by chance, 1 where they agree as within one recording.
        offset: seconds from the start of the first to the same sound in the second; negative where it comes earlier.
        overlap: seconds in which one lies over the other, those that say nothing among them.
    """

    similarity: float
    offset: float = 0.0
    overlap: float = 0.0


def similarity(first: Sequence[int] | Words, second: Sequence[int] | Words) -> Likeness:
    """Return how alike two fingerprints are, at the offset where they are most alike.

    Words that stand still in both, as those of silence do, say nothing and do not count. Every offset is tried at which
    half of the shorter one lies over the other; five seconds of it have to count, or half of what is shorter than ten.

    Args:
        first, second: Chromaprint's 32-bit words; the first 131 072 of each are looked at, four and a half hours.
    """
    ours, theirs = (np.asarray(words, dtype=np.uint32)[:_MOST_WORDS] for words in (first, second))
    if not len(ours) or not len(theirs):
        return Likeness(0.0)
    counted, different = _at_every_offset(ours, theirs)
    offsets = np.arange(1 - len(ours), len(theirs))
    lengths = np.minimum(len(ours) + np.minimum(offsets, 0), len(theirs) - np.maximum(offsets, 0))
    enough = (2 * lengths >= min(len(ours), len(theirs))) & (counted >= _fewest(ours, theirs))
    share = np.where(enough, _share(different, np.maximum(counted, 1)), 1.0)
    best = int(np.argmin(share))
    if not enough.any():
        return Likeness(0.0)
    return _likeness(int(offsets[best]), int(lengths[best]), float(share[best]))


def likeness_near(ours: Words, theirs: Words, offset: int) -> Likeness:
    """Return how alike two fingerprints are at an offset that is known to a word, as `similarity` would at its best.

    Args:
        ours, theirs: Chromaprint's 32-bit words.
        offset: words from the start of ours to the same sound in theirs.
    """
    found = [_at(ours, theirs, near) for near in (offset - 1, offset, offset + 1)]
    return max(found, key=lambda likeness: likeness.similarity)


def _at(ours: Words, theirs: Words, offset: int) -> Likeness:
    start = max(0, -offset), max(0, offset)
    length = min(len(ours) - start[0], len(theirs) - start[1])
    if 2 * length < min(len(ours), len(theirs)) or length <= 0:
        return Likeness(0.0)
    mine, other = ours[start[0] : start[0] + length], theirs[start[1] : start[1] + length]
    news = np.ones(length, dtype=bool)
    news[1:] = (mine[1:] != mine[:-1]) | (other[1:] != other[:-1])
    counted = int(news.sum())
    if counted < _fewest(ours, theirs):
        return Likeness(0.0)
    different = np.bitwise_count(mine ^ other)[news].sum(dtype=np.int64)
    return _likeness(offset, length, float(_share(np.asarray(different), np.asarray(counted))))


def _fewest(ours: Words, theirs: Words) -> int:
    """Return how many words have to count; fewer agree by chance at one of so many offsets."""
    return min(round(_SHORTEST_SECONDS * WORDS_PER_SECOND), max(1, min(len(ours), len(theirs)) // 2))


def _share(different: Counts, counted: Counts) -> NDArray[np.float64]:
    return np.asarray(different / (_BITS * counted) + _DOUBT / np.sqrt(counted))


def _likeness(offset: int, length: int, share: float) -> Likeness:
    return Likeness(
        similarity=round(float(np.clip((_CHANCE - share) / (_CHANCE - _SAME), 0, 1)), 4),
        offset=round(offset / WORDS_PER_SECOND, 3),
        overlap=round(length / WORDS_PER_SECOND, 3),
    )


def _at_every_offset(ours: Words, theirs: Words) -> tuple[Counts, Counts]:
    """Return how many words count and how many bits of them differ, for each offset from `1 - len(ours)` on."""
    still_ours, still_theirs = _still(ours), _still(theirs)
    correlate = _Correlation(len(ours), len(theirs))
    ones = correlate(np.ones(len(ours)), np.ones(len(theirs)))
    idle = correlate(still_ours, still_theirs) if still_ours.any() and still_theirs.any() else None
    counted = ones if idle is None else ones - idle
    agreeing = np.zeros_like(ones)
    for bit in range(_BITS):
        signs = [((words >> np.uint32(bit)) & np.uint32(1)).astype(np.float32) * 2 - 1 for words in (ours, theirs)]
        agreeing += correlate(*signs)
        if idle is not None:
            agreeing -= correlate(signs[0] * still_ours, signs[1] * still_theirs)
    # Each agreeing bit adds one, each differing one takes one away.
    return np.rint(counted).astype(np.int64), np.rint((_BITS * counted - agreeing) / 2).astype(np.int64)


def _still(words: Words) -> NDArray[np.float32]:
    """Return 1 where a word is the one before it again."""
    return np.concatenate([[0.0], words[1:] == words[:-1]]).astype(np.float32)


class _Correlation:
    """The sum of products of two sequences, for every offset at once."""

    def __init__(self, ours: int, theirs: int) -> None:
        self._count = ours + theirs - 1
        self._size = 1 << (self._count - 1).bit_length()

    def __call__(self, ours: NDArray[np.floating], theirs: NDArray[np.floating]) -> NDArray[np.float64]:
        spectrum = np.fft.rfft(ours[::-1], self._size) * np.fft.rfft(theirs, self._size)
        return np.fft.irfft(spectrum, self._size)[: self._count]


__all__ = ["Likeness", "likeness_near", "similarity"]
