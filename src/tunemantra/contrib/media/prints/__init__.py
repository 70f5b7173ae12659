"""Fingerprints of recordings: taken, held against each other, and found again in a catalogue."""

from tunemantra.contrib.media.prints.compare import Comparison, Relation, compare
from tunemantra.contrib.media.prints.index import PrintIndex
from tunemantra.contrib.media.prints.likeness import Likeness, similarity
from tunemantra.contrib.media.prints.words import WORDS_PER_SECOND, Fingerprints

__all__ = [
    "WORDS_PER_SECOND",
    "Comparison",
    "Fingerprints",
    "Likeness",
    "PrintIndex",
    "Relation",
    "compare",
    "similarity",
]
