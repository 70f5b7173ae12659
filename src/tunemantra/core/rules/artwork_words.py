"""Compares words read on a cover with the names of a release, as loosely as reading machines need."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.core.release import Release

_SHORT: Final = 3
_LONG_ENOUGH: Final = 6  # to be compared with parts of names
_ALIKE: Final = 0.75
# Words that any cover may bear beside its names.
_BESIDE: Final = re.compile(
    r"\b(a|an|and|the|by|of|with|vs|x|feat|ft|featuring|presents|produced|mixed|remixed|remix|remixes|version|edit|mix"
    r"|vol|volume|part|pt|no|disc|ep|lp|album|single|live|at|in|from|deluxe|edition|anniversary|original|motion|picture"
    r"|soundtrack|instrumental|acoustic|stereo|mono|records|recordings|music|explicit|content|lyrics|parental|advisory"
    r"|[ivxlc]+|\d+)\b"
)


@frozen
class Names:
    """The names a cover may bear.

    Args:
        own: titles, versions, artists, credits and labels, run together in small letters.
        latin: whether titles and artists are in Latin letters, so that what is read can be compared with them.
    """

    own: frozenset[str]
    latin: bool

    @classmethod
    def of(cls, release: Release) -> Names:
        """Return the names of a release."""
        shown = list(_shown(release))
        named = [*shown, *_credited(release)]
        latin = all(_latin(name) for name in shown)
        return cls(frozenset(filter(None, map(_run_together, named))), latin)

    def hold(self, text: str) -> bool:
        """Return whether the text is a name, or a good part of one."""
        read = _run_together(text)
        return read in self.own or (len(read) > _SHORT and any(read in name for name in self.own))

    def explain(self, text: str) -> bool:
        """Return whether every word of the text belongs to a name, or to any cover; also where nobody can tell."""
        if not self.latin or not _latin(text):
            return True
        read = _run_together(_BESIDE.sub(" ", _plain(text)))
        if len(read) <= _SHORT or self.hold(text) or self._resembles(read) or self._resembles(_run_together(text)):
            return True
        for name in sorted(self.own, key=len, reverse=True):
            if len(name) > _SHORT:
                read = read.replace(name, "")
        return len(read) <= _SHORT

    def _resembles(self, read: str) -> bool:
        """Return whether it is a name, or stands in one, but for a few misread letters."""
        return any(_alike(read, part) for name in self.own for part in _parts(name, len(read)))


def _shown(release: Release) -> Iterator[str]:
    for titles in (release.titles, *(track.titles for track in release.tracks)):
        for title in titles:
            yield title.text
            yield title.version
    for artists in (release.artists, *(track.artists for track in release.tracks)):
        for artist in artists:
            yield artist.name
            yield from (local.text for local in artist.names)


def _credited(release: Release) -> Iterator[str]:
    yield release.label
    yield release.catalog_number
    yield release.genre.name
    for track in release.tracks:
        yield from (contributor.name for contributor in track.contributors)
    for line in (release.p_line, release.c_line):
        yield line.owner


def _parts(name: str, length: int) -> Iterator[str]:
    """Yield the name, and each part of it that is as long as what was read."""
    yield name
    if length >= _LONG_ENOUGH:
        yield from (name[start : start + length] for start in range(len(name) - length))


def _alike(one: str, other: str) -> bool:
    match = SequenceMatcher(None, one, other, autojunk=False)
    return match.real_quick_ratio() >= _ALIKE and match.quick_ratio() >= _ALIKE and match.ratio() >= _ALIKE


def _plain(text: str) -> str:
    """Return the text in small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


def _run_together(text: str) -> str:
    return re.sub(r"[\W_]", "", _plain(text))


def _latin(text: str) -> bool:
    return all(char.isascii() for char in _plain(text) if char.isalpha())


__all__ = ["Names"]
