"""What the store's editors find wrong with the words of a row: languages, films, credits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from tunemantra.plugins.jiosaavn.sandbox.manifest import RowRead

_NEEDED = ("release_title", "release_artists", "label", "title_native", "artists", "language", "language_code")
_CATEGORIES = {"Film", "Non-film", "Devotional", "Ghazal", "Folk", "Indie", "Remix"}
_INDIAN = {
    **dict.fromkeys(("Hindi", "Marathi", "Bhojpuri", "Haryanvi", "Rajasthani"), "DEVANAGARI"),
    **dict.fromkeys(("Bengali", "Assamese"), "BENGALI"),
    "Punjabi": "GURMUKHI",
    "Tamil": "TAMIL",
    "Telugu": "TELUGU",
    "Gujarati": "GUJARATI",
    "Kannada": "KANNADA",
    "Malayalam": "MALAYALAM",
    "Urdu": "ARABIC",
    "Odia": "ORIYA",
}
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_PARTS = re.compile(r"(?:[^;\\]|\\.)+")
_GUEST = re.compile(r"\b(feat|ft|featuring)\b", re.IGNORECASE)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EXPLICIT = {"Y", "N", "EDITED", ""}


def wording(row: RowRead) -> Iterator[str]:
    """Yield everything wrong with the words of a row."""
    yield from (f"{column} is empty" for column in _NEEDED if not row[column].strip())
    yield from _titles(row)
    yield from _film(row)
    for names, roles in (("release_artists", "release_artist_roles"), ("artists", "artist_roles")):
        if len(_PARTS.findall(row[names])) != len(_PARTS.findall(row[roles])):
            yield f"{roles} are not as many as {names}"
    if not _DAY.fullmatch(row["release_date"]):
        yield f"release_date {row['release_date']!r} is no day"
    if not (row["disc"].isdigit() and row["track_no"].isdigit()):
        yield "disc or track_no is no number"
    if row["explicit"] not in _EXPLICIT:
        yield f"explicit {row['explicit']!r} is no word of the store"


def _titles(row: RowRead) -> Iterator[str]:
    if not _TAG.fullmatch(row["language_code"]):
        yield f"language_code {row['language_code']!r} is no language"
    if row["language"] in _INDIAN and not _has(row["title_latin"], "LATIN"):
        yield f"{row['language']}: title_latin is not in Latin letters"
    if row["title_latin"] and not _has(row["title_latin"], "LATIN"):
        yield "title_latin is not in Latin letters"
    for column in ("release_title", "title_native", "title_latin"):
        if _GUEST.search(row[column]):
            yield f"{column}: guests belong into artists, not into the title"


def _film(row: RowRead) -> Iterator[str]:
    if row["bollywood_category"] not in _CATEGORIES:
        yield f"bollywood_category {row['bollywood_category']!r} is no word of the store"
    if row["bollywood_category"] == "Film" and not (row["film_name"] and row["music_director"]):
        yield "a song of a film names film_name and music_director"


def _has(text: str, script: str) -> bool:
    return any(unicodedata.name(char, "").startswith(script) for char in text if char.isalpha())


__all__ = ["wording"]
