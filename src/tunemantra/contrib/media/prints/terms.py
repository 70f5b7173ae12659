"""The words of a fingerprint that an index keeps, and those a question is asked with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tunemantra.contrib.media.prints.likeness import Words

    Places = NDArray[np.uint32]

BITS: Final = 24
"""Of a word that make a term; fewer differ between two encodings than in the whole word."""

_SHIFT: Final = np.uint32(32 - BITS)
SHORT: Final = 320
"""Words of a recording, forty seconds, up to which more of them are kept."""

_SPREAD: Final = np.uint32(2_654_435_761)
_SIXTEENTH, _QUARTER = np.uint32(28), np.uint32(30)


def kept_terms(words: Words) -> tuple[Words, Places]:
    """Return the terms of a fingerprint that are kept, and where they stand in it.

    A sixteenth is kept, of a short recording a quarter that holds it, chosen by the term itself, so that the same are
    chosen wherever a recording begins. A word that repeats the one before it says nothing.
    """
    news = np.ones(len(words), dtype=bool)
    news[1:] = words[1:] != words[:-1]
    terms = words >> _SHIFT
    places = np.flatnonzero(news & _kept(terms, len(words))).astype(np.uint32)
    return terms[places], places


def asked_terms(words: Words) -> tuple[Words, Places]:
    """Return the terms to look for: those of a fingerprint and all that differ from one of them in one bit."""
    flips = np.concatenate([[0], 1 << np.arange(BITS)]).astype(np.uint32)
    terms = ((words >> _SHIFT)[:, None] ^ flips[None, :]).ravel()
    places = np.repeat(np.arange(len(words), dtype=np.uint32), len(flips))
    chosen = _kept(terms, len(words))
    return terms[chosen], places[chosen]


def _kept(terms: Words, count: int) -> NDArray[np.bool_]:
    chosen: NDArray[np.bool_] = (terms * _SPREAD) >> (_QUARTER if count < SHORT else _SIXTEENTH) == 0
    return chosen


__all__ = ["BITS", "SHORT", "asked_terms", "kept_terms"]
