"""A label's own words in those of the standard: keys, genres, instruments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import Final

from tunemantra.contrib.ddex.mead.descriptions import GenreValue
from tunemantra.contrib.ddex.mead.music import Harmony
from tunemantra.contrib.ddex.mead.terms import USER_DEFINED, AllowedValue

_KEY: Final = re.compile(r"([A-G])([b#♭♯]?)\s*(maj|min|major|minor|m)?")
# Enharmonic notes share a word.
_NOTES: Final = ("C", "C#/Db", "D", "Eb/D#", "E", "F", "Gb/F#", "G", "Ab/G#", "A", "Bb/A#", "B")
_STEPS: Final[Mapping[str, int]] = MappingProxyType({"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11})
_ACCIDENTALS: Final[Mapping[str, int]] = MappingProxyType({"": 0, "b": -1, "♭": -1, "#": 1, "♯": 1})
_GENRES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "blues": "Blues",
        "classical": "ClassicalMusic",
        "classicalmusic": "ClassicalMusic",
        "country": "CountryMusic",
        "countrymusic": "CountryMusic",
        "electronic": "ElectronicMusic",
        "electronicmusic": "ElectronicMusic",
        "folk": "Folk",
        "gospel": "Gospel",
        "hiphop": "HipHop",
        "jazz": "Jazz",
        "latin": "Latin",
        "pop": "Pop",
        "rb": "R'n'B",
        "rnb": "R'n'B",
        "reggae": "Reggae",
        "rock": "Rock",
        "spoken": "Spoken",
        "spokenword": "Spoken",
        "traditional": "Traditional",
        "world": "WorldMusic",
        "worldmusic": "WorldMusic",
    }
)


def harmony_of(key: str) -> Harmony | None:
    """Return a musical key such as `A min`, `Db maj` as the standard tells it; None where it cannot be read."""
    match = _KEY.fullmatch(key.strip())
    if match is None:
        return None
    note = _NOTES[(_STEPS[match[1]] + _ACCIDENTALS[match[2]]) % len(_NOTES)]
    quality = {"maj": "MajorTriad", "min": "MinorTriad", "m": "MinorTriad"}.get((match[3] or "")[:3])
    return Harmony(note, quality)


def genre_of(name: str, namespace: str, language: str = "") -> GenreValue:
    """Return a genre by the standard's word for it, or as one's own.

    Args:
        name: the label's word.
        namespace: whose word it is, usually the sender's DPID.
        language: of the word.
    """
    known = _GENRES.get(re.sub("[^a-z]", "", name.casefold()))
    if known is not None:
        return GenreValue(known)
    return GenreValue(USER_DEFINED, language, namespace, name)


def word_of(text: str, allowed: AbstractSet[str], namespace: str) -> AllowedValue:
    """Return a word of a set of allowed values, however it is spaced, or one's own where the set does not have it.

    Args:
        text: the word: `Chicago Blues`, `ChicagoBlues`.
        allowed: the set; empty where nobody knows it.
        namespace: whose word it is, usually the sender's DPID.
    """
    candidates = (text, re.sub(r"[\s-]+", "", text.title()), re.sub(r"[\s-]+", "", text))
    known = next((word for word in candidates if word in allowed), None)
    return AllowedValue(known) if known is not None else AllowedValue.own(text, namespace)


__all__ = ["genre_of", "harmony_of", "word_of"]
