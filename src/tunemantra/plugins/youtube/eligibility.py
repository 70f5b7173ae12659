"""Whether a recording may be matched against videos of others (`platform-facts` 9.4, YT-REF).

An Art Track needs the audio all the same: a recording that is not eligible is delivered, and claims nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import frozen

from tunemantra.plugins.youtube import profile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tunemantra.core.release import Release, Track


@frozen
class Bar:
    """Why a recording is no reference: the rule, where that stands, what stands there, and what to be sure of."""

    rule: str
    path: str
    observed: str
    why: str


def bars(release: Release, index: int) -> Iterator[Bar]:
    """Yield everything that keeps a track from being a reference.

    Args:
        release: with the track.
        index: of the track, from 0.
    """
    for ask in ASKED:
        yield from ask(release, release.tracks[index], f"tracks[{index}]")


def eligible(release: Release, index: int) -> bool:
    """Return whether a track may be a reference."""
    return next(bars(release, index), None) is None


def stated(track: Track, name: str) -> str:
    """Return what the label's own table for YouTube says of a track; empty where it says nothing."""
    return track.extra(profile.KEY, name)  # noqa: S610 - no Django


def _free(release: Release, track: Track, path: str) -> Iterator[Bar]:
    """YT-REF-001: a recording under a Creative Commons licence, or in the public domain, is no reference."""
    line = release.p_line_of(track)
    if found := _word((line.owner, line.printed, release.c_line.owner, release.c_line.printed), profile.FREE_WORDS):
        yield Bar("YT-REF-001", f"{path}.p_line", found, "everybody may use what is free")


def _copies(_release: Release, track: Track, path: str) -> Iterator[Bar]:
    """YT-REF-002: karaoke, remasters, soundalikes and recordings at another speed are no references."""
    texts = (part for title in track.titles for part in (title.text, title.version))
    if found := _word(texts, profile.COPY_WORDS):
        yield Bar("YT-REF-002", f"{path}.titles", found, "it sounds like a recording that is somebody else's as well")


def _loops(_release: Release, track: Track, path: str) -> Iterator[Bar]:
    """YT-REF-003: a recording of loops without a licence for them alone is no reference."""
    yield from _stated(track, path, profile.STATED_LOOPS, "YT-REF-003", "others have bought the same loops")


def _mixes(release: Release, track: Track, path: str) -> Iterator[Bar]:
    """YT-REF-004: a DJ mix, a compilation or a full album in one file is no reference."""
    titles = (part for title in (*release.titles, *track.titles) for part in (title.text, title.version))
    found = release.kind.value if release.kind in profile.MIX_KINDS else _word(titles, profile.MIX_WORDS)
    if found or track.mixed:
        why = "a mix or collection holds recordings of others"
        yield Bar("YT-REF-004", f"{path}.mixed" if track.mixed and not found else "kind", found or "a DJ mix", why)


def _games(release: Release, track: Track, path: str) -> Iterator[Bar]:
    """YT-REF-005: the soundtrack of a game is no reference."""
    genre = release.genre_of(track)
    titles = (title.display for title in (*release.titles, *track.titles))
    if found := _word((genre.name, genre.subgenre, *titles), profile.GAME_WORDS):
        yield Bar("YT-REF-005", f"{path}.genre", found, "it is heard in every video of the game")


def _shared(_release: Release, track: Track, path: str) -> Iterator[Bar]:
    """YT-REF-006: a recording that others have licences of their own for is no reference."""
    yield from _stated(track, path, profile.STATED_SHARED, "YT-REF-006", "others have licences of their own")


def _stated(track: Track, path: str, name: str, rule: str, why: str) -> Iterator[Bar]:
    said = stated(track, name)
    if said.casefold() in profile.YES:
        yield Bar(rule, f"{path}.platforms.{profile.KEY}.{name}", said, why)


def _word(texts: Iterable[str], words: Iterable[str]) -> str:
    """Return the first of some words, whole, that a text holds; empty for none."""
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)
    return next((found[0] for text in texts if (found := pattern.search(text))), "")


ASKED: Final[tuple[Callable[[Release, Track, str], Iterator[Bar]], ...]] = (
    _free,
    _copies,
    _loops,
    _mixes,
    _games,
    _shared,
)

__all__ = ["ASKED", "Bar", "bars", "eligible", "stated"]
