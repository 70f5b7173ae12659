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
_KEPT_ONE_IN: Final = 16
_SPREAD: Final = np.uint32(2_654_435_761)
_TOP: Final = np.uint32(28)


def kept_terms(words: Words) -> tuple[Words, Places]:
    """Return the terms of a fingerprint that are kept, and where they stand in it.

    A sixteenth is kept, chosen by the term itself, so that the same are chosen wherever a recording begins. A word that
    repeats the one before it says nothing.
    """
    news = np.ones(len(words), dtype=bool)
    news[1:] = words[1:] != words[:-1]
    terms = words >> _SHIFT
    places = np.flatnonzero(news & _kept(terms)).astype(np.uint32)
    return terms[places], places


def asked_terms(words: Words) -> tuple[Words, Places]:
    """Return the terms to look for: those of a fingerprint and all that differ from one of them in one bit."""
    flips = np.concatenate([[0], 1 << np.arange(BITS)]).astype(np.uint32)
    terms = ((words >> _SHIFT)[:, None] ^ flips[None, :]).ravel()
    places = np.repeat(np.arange(len(words), dtype=np.uint32), len(flips))
    chosen = _kept(terms)
    return terms[chosen], places[chosen]


def _kept(terms: Words) -> NDArray[np.bool_]:
    spread: NDArray[np.bool_] = (terms * _SPREAD) >> _TOP == 0
    return spread


__all__ = ["BITS", "asked_terms", "kept_terms"]
