"""What changes between two statements of a release: for listeners, for rights, for credits; never which lines.

>>> from tunemantra.testing.factories import make_release
>>> from attrs import evolve
>>> release = make_release()
>>> [change.path for change in differences(release, evolve(release, label="Quay Classics"))]
['label']
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from attrs import evolve, field, fields, frozen

from tunemantra.core._windows import Place, Terms, Way, Windows
from tunemantra.core._wording import NOTHING, words
from tunemantra.core.composition import Asset
from tunemantra.core.party import Contributor, ContributorRole
from tunemantra.core.release import Release, Track
from tunemantra.core.rights import Deal
from tunemantra.core.takedown import of_one_track
from tunemantra.core.territory import TerritorySet


class Concern(StrEnum):
    """Whom a change concerns."""

    RIGHTS = "rights"
    LISTENERS = "listeners"
    CREDITS = "credits"
    IDENTITY = "identity"


@frozen
class Change:
    """One thing that is not as it was.

    Args:
        concern: rights, listeners, credits or identity.
        path: where, in the words of the later release; of the earlier one for what is gone: `tracks[2].titles`.
        message: one sentence for people.
        before, after: the values in words; empty where there is none.
        territories: where, for rights; None for everywhere.
    """

    concern: Concern
    path: str
    message: str
    before: str = ""
    after: str = ""
    territories: TerritorySet | None = field(default=None)


_CONCERNS: Final[Mapping[str, Concern]] = MappingProxyType(
    {
        **dict.fromkeys(("icpn", "grid", "catalog_number", "isrc", "iswc", "related", "extras"), Concern.IDENTITY),
        **dict.fromkeys(("p_line", "c_line", "further_p_lines", "further_c_lines", "visibility"), Concern.RIGHTS),
        **dict.fromkeys(("contributors", "ai", "artwork_ai"), Concern.CREDITS),
    }
)
_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "icpn": "the product's code",
        "kind": "the kind of release",
        "p_line": "the ℗ line",
        "c_line": "the © line",
        "audio": "the recording",
        "artwork": "the cover",
        "booklet": "the booklet",
        "motion_square": "the square motion artwork",
        "motion_tall": "the tall motion artwork",
        "canvas": "the canvas",
        "gain": "the gain",
        "titles": "the title",
        "artists": "the artists",
        "parental_warning": "the warning for parents",
        "disc": "the disc",
        "number": "the place on the disc",
    }
)
_OF_ONE: Final = ("is new", "is gone", "changes")
_OF_SEVERAL: Final = ("are new", "are gone", "change")
_SINGULAR: Final = frozenset({"titles", "synopsis", "canvas"})
_APART: Final = frozenset({"tracks", "deals", "album_only"})


def differences(before: Release, after: Release) -> tuple[Change, ...]:
    """Return what changes from one statement of a release to the next, the release first, then track by track.

    Tracks are the same where their ISRCs are; of several with one ISRC, those that are alike, then those in the same
    place, then in order. Terms are compared as what may be done where and when, not as deals: a deal that is split in
    territory or in time, or stated in another order, changes nothing. What a track takes from its release is told of
    the release alone.
    """
    compared = _Compared(before.deals, after.deals)
    whole = tuple(_changes(compared.of(before.deals, after.deals), "deals"))
    return (*_fields(before, after, ""), *whole, *_tracks(before, after, compared))


def _tracks(before: Release, after: Release, compared: _Compared) -> Iterator[Change]:
    earlier = _earlier(before.tracks, after.tracks)
    for index, track in enumerate(after.tracks):
        path = f"tracks[{index}]"
        if index not in earlier:
            yield Change(Concern.LISTENERS, path, f"“{track.title.display}” is added", after=str(track.isrc))
            continue
        was = before.tracks[earlier[index]]
        yield from _fields(was, track, f"{path}.")
        if was.album_only != track.album_only:
            yield _sold(path, track)
        yield from _changes(compared.of_tracks(was, track), f"{path}.deals")
    kept = set(earlier.values())
    for index, track in enumerate(before.tracks):
        if index not in kept:
            yield Change(
                Concern.LISTENERS, f"tracks[{index}]", f"“{track.title.display}” is taken off", str(track.isrc)
            )


def _earlier(before: tuple[Track, ...], after: tuple[Track, ...]) -> dict[int, int]:
    """Return which track was which, by its place in the later release."""
    found: dict[int, int] = {}
    keys: tuple[Callable[[Track], Hashable], ...] = (
        lambda track: track,
        lambda track: (track.isrc, track.position),
        lambda track: track.isrc,
    )
    left = set(range(len(before)))
    for key in keys:
        waiting: dict[Hashable, deque[int]] = {}
        for index in sorted(left):
            waiting.setdefault(key(before[index]), deque()).append(index)
        for index, track in enumerate(after):
            if index not in found and (same := waiting.get(key(track))):
                found[index] = same.popleft()
        left.difference_update(found.values())
    return found


def _sold(path: str, track: Track) -> Change:
    ways = ("by itself as well", "with the album alone")
    was, will = ways if track.album_only else reversed(ways)
    return Change(Concern.RIGHTS, f"{path}.album_only", f"“{track.title.display}” is sold {will}", was, will)


def _fields(before: Release | Track, after: Release | Track, path: str) -> Iterator[Change]:
    for one in fields(type(before)):
        old, new = getattr(before, one.name), getattr(after, one.name)
        if one.name in _APART or _same(old, new) or (one.name == "contributors" and _by_role(old) == _by_role(new)):
            continue
        name = _NAMES.get(one.name, f"the {one.name.replace('_', ' ')}")
        fresh, gone, other = _OF_SEVERAL if one.name.endswith("s") and one.name not in _SINGULAR else _OF_ONE
        verb = fresh if old in NOTHING else gone if new in NOTHING else other
        concern = _CONCERNS.get(one.name, Concern.LISTENERS)
        yield Change(concern, path + one.name, f"{name} {verb}", words(old), words(new))


def _same(before: object, after: object) -> bool:
    """Tell whether two values are one.

    Files are the same by their bytes, where these are known. A statement may leave files out: that changes nothing.
    """
    if isinstance(before, Asset) and isinstance(after, Asset):
        if before.sha256 and after.sha256:
            return before.sha256 == after.sha256
        return not before.path or not after.path or before.path == after.path
    return before == after


def _by_role(contributors: Iterable[Contributor]) -> Mapping[ContributorRole, list[Contributor]]:
    """Return who has each role, in order; whether a player or a writer is named first says nothing."""
    found: dict[ContributorRole, list[Contributor]] = {}
    for one in contributors:
        for role in one.roles:
            found.setdefault(role, []).append(evolve(one, roles=(role,)))
    return found


_Difference = tuple[Way, Windows, Windows, frozenset[str]]
"""A way to use it, its windows before and after, and the territories where these are so."""


class _Compared:
    """Terms before and after; what many tracks share is compared once.

    Args:
        before, after: the deals of the release.
    """

    def __init__(self, before: tuple[Deal, ...], after: tuple[Deal, ...]) -> None:
        self._before, self._after = tuple(map(of_one_track, before)), tuple(map(of_one_track, after))
        self._terms: dict[tuple[Deal, ...], Terms] = {}
        self._found: dict[tuple[tuple[Deal, ...], tuple[Deal, ...]], tuple[_Difference, ...]] = {}

    def of(self, before: tuple[Deal, ...], after: tuple[Deal, ...]) -> tuple[_Difference, ...]:
        """Return what differs between some terms and others."""
        if before == after:
            return ()
        if (before, after) not in self._found:
            self._found[before, after] = _compared(self._seen(before), self._seen(after))
        return self._found[before, after]

    def of_tracks(self, before: Track, after: Track) -> tuple[_Difference, ...]:
        """Return what differs between the terms of a track, beyond what differs between those of its release.

        A track without terms takes those of the release, one that is sold with the album alone is sold on them.
        """
        was, will = _own(before) or self._before, _own(after) or self._after
        differ = self.of(was, will)
        if not differ or self.of(was, self._before):
            return differ
        whole = self.of(self._before, self._after)
        return tuple(one for one in differ if one not in whole)

    def _seen(self, deals: tuple[Deal, ...]) -> Terms:
        if deals not in self._terms:
            self._terms[deals] = Terms(deals)
        return self._terms[deals]


def _own(track: Track) -> tuple[Deal, ...]:
    return () if track.album_only else track.deals


def _compared(old: Terms, new: Terms) -> tuple[_Difference, ...]:
    """Return for each use and model what differs where; territories with the same difference are one."""
    alike: dict[tuple[Place | None, Place | None], list[str]] = {}
    for code in dict.fromkeys((*old.places, *new.places)):
        alike.setdefault((old.places.get(code), new.places.get(code)), []).append(code)
    together: dict[tuple[Way, Windows, Windows], list[str]] = {}
    for way in dict.fromkeys((*old.ways, *new.ways)):
        for (here, there), codes in alike.items():
            was, will = old.at(here).get(way, frozenset()), new.at(there).get(way, frozenset())
            if was != will:
                together.setdefault((way, was, will), []).extend(codes)
    return tuple((*key, frozenset(codes)) for key, codes in together.items())


def _changes(differences: Iterable[_Difference], path: str) -> Iterator[Change]:
    for (use, model), was, will, territories in differences:
        yield Change(
            Concern.RIGHTS,
            path,
            f"{use.value} under {model.value} {'opens' if not was else 'closes' if not will else 'changes'}",
            "; ".join(sorted(map(str, was))),
            "; ".join(sorted(map(str, will))),
            TerritorySet(territories),
        )


__all__ = ["Change", "Concern", "differences"]
