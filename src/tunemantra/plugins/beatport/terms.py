"""A release in the store's words: genre, mix name, tempo, key, exclusive period. Pure; the canonical release stays."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from attrs import frozen

from tunemantra.core.release import Genre, Release, Track
from tunemantra.core.rights import Deal
from tunemantra.core.territory import TerritorySet
from tunemantra.plugins.beatport.profile import (
    DEFAULT_MIX,
    EXCLUSIVE_WEEKS,
    GENRE_ALIASES,
    GENRES,
    KEY,
)

_KEY = re.compile(r"[A-G][b#]? (maj|min)")
# The Camelot wheel from 1A and 1B on: minor on A, major on B.
_WHEEL = {
    "A": ("Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "Db"),
    "B": ("B", "F#", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E"),
}


@frozen
class Exclusivity:
    """What the store makes of a release's exclusive deals.

    Args:
        days: the shortest span, both ends counted; None for open-ended.
        weeks: the period it earns; 0 for none.
        territories: where the deals are exclusive.
    """

    days: int | None
    weeks: int
    territories: TerritorySet


def store_genre(genre: Genre, genres: Iterable[str] = ()) -> str:
    """Return the store's own name for a genre; empty where there is none. Never a parent, which would be a guess.

    Args:
        genre: the label's words.
        genres: the store's closed list; empty for the bundled one.
    """
    listed = {_plain(name): name for name in (tuple(genres) or GENRES)}
    aliases = {alias: name for alias, name in GENRE_ALIASES.items() if name in listed.values()}
    wanted = (f"{genre.name} / {genre.subgenre}", genre.subgenre) if genre.subgenre else (genre.name,)
    for text in map(_plain, wanted):
        found = listed.get(text) or aliases.get(text)
        if found:
            return found
    return ""


def extension(thing: Release | Track, name: str) -> str:
    """Return an extension of this platform: `genre`, `mix_name`; empty where there is none."""
    return thing.extra(KEY, name)  # noqa: S610 - not Django's


def genre_of(release: Release, track: Track | None, genres: Iterable[str] = ()) -> str:
    """Return the store's genre of a track (or of the release): the platform extension `genre`, else its own."""
    own = extension(track or release, "genre")
    genre = release.genre_of(track) if track else release.genre
    return store_genre(Genre(own) if own else genre, genres)


def mix_name(track: Track) -> str:
    """Return the mix name the store wants on every track: the version, or its word for a plain one (BEAT-TTL-001)."""
    return extension(track, "mix_name") or track.title.version or DEFAULT_MIX


def tempo(bpm: Decimal) -> str:
    """Return a tempo as written in the message: `128`, `127.5`."""
    text = f"{bpm:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_key(text: str) -> bool:
    """Return whether a key is in the store's one notation: `A min`, `Db maj`."""
    return _KEY.fullmatch(text) is not None


def suggested_key(text: str) -> str:
    """Return what a key in another notation means in the store's (`8A`, `Amin`, `F#m`); empty where unclear."""
    camelot = re.fullmatch(r"0?([1-9]|1[0-2])([AaBb])", text.strip())
    if camelot:
        letter = camelot[2].upper()
        return f"{_WHEEL[letter][int(camelot[1]) - 1]} {'min' if letter == 'A' else 'maj'}"
    named = re.fullmatch(r"([A-Ga-g])([b#♭♯]?)[ -]?(m|min|minor|maj|major|M)?", text.strip())
    if named is None:
        return ""
    accidental = {"♭": "b", "♯": "#"}.get(named[2], named[2])
    minor = named[3] in {"m", "min", "minor"}
    return f"{named[1].upper()}{accidental} {'min' if minor else 'maj'}"


def exclusivity(release: Release) -> Exclusivity | None:
    """Return the exclusive period, computed as the store does; None where nothing is exclusive.

    The span is the shortest over all exclusive deals, from the latest start to the earliest end; an original release
    date after the start of the deals is such a span, too (section 8).
    """
    deals = [deal for deal in _all_deals(release) if deal.exclusive]
    spans = [_span(deals)] if deals else []
    if release.original_release_date is not None and release.deals:
        ahead = (release.original_release_date - max(deal.start.day for deal in release.deals)).days
        spans += [ahead] if ahead > 0 else []
    if not spans:
        return None
    closed = [span for span in spans if span is not None]
    days = min(closed) if closed else None
    reached = TerritorySet.nothing()
    for deal in deals or release.deals:
        reached |= deal.territories
    return Exclusivity(days, weeks_for(days), reached)


def weeks_for(days: int | None) -> int:
    """Return the period in weeks that a span of days earns; None is open-ended."""
    return next((weeks for least, weeks in EXCLUSIVE_WEEKS if days is None or days >= least), 0)


def _span(deals: list[Deal]) -> int | None:
    ends: list[date] = [deal.end.day for deal in deals if deal.end is not None]
    if not ends:
        return None
    return (min(ends) - max(deal.start.day for deal in deals)).days + 1


def _all_deals(release: Release) -> Iterable[Deal]:
    yield from release.deals
    for track in release.tracks:
        yield from track.deals


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()


__all__ = [
    "Exclusivity",
    "exclusivity",
    "extension",
    "genre_of",
    "is_key",
    "mix_name",
    "store_genre",
    "suggested_key",
    "tempo",
    "weeks_for",
]
