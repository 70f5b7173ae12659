"""What changes between two statements of a release: for listeners, for rights, for credits; never which lines.

>>> from tunemantra.testing.factories import make_release
>>> from attrs import evolve
>>> release = make_release()
>>> [change.path for change in differences(release, evolve(release, label="Quay Classics"))]
['label']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from attrs import field, fields, frozen

from tunemantra.core._wording import NOTHING, words
from tunemantra.core.composition import Asset
from tunemantra.core.release import Release, Track
from tunemantra.core.rights import CommercialModel, Deal, UseType
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
        **dict.fromkeys(
            ("p_line", "c_line", "further_p_lines", "further_c_lines", "visibility", "album_only"), Concern.RIGHTS
        ),
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
        "titles": "the title",
        "artists": "the artists",
        "parental_warning": "the warning for parents",
        "disc": "the disc",
        "number": "the place on the disc",
    }
)
_APART: Final = frozenset({"tracks", "deals"})


def differences(before: Release, after: Release) -> tuple[Change, ...]:
    """Return what changes from one statement of a release to the next, the release first, then track by track.

    Tracks are the same where their ISRCs are. Terms are compared as what may be done where and when, not as deals:
    a deal that is split in two, or stated in another order, changes nothing.
    """
    whole = tuple(_rights(before.deals, after.deals, "deals"))
    return (*_fields(before, after, ""), *whole, *_tracks(before, after, whole))


def _tracks(before: Release, after: Release, whole: Iterable[Change]) -> Iterator[Change]:
    known = {track.isrc: (index, track) for index, track in reversed(tuple(enumerate(before.tracks)))}
    said = {(change.message, change.before, change.after, change.territories) for change in whole}
    for index, track in enumerate(after.tracks):
        path = f"tracks[{index}]"
        if track.isrc not in known:
            yield Change(Concern.LISTENERS, path, f"“{track.title.display}” is added", after=str(track.isrc))
            continue
        _, earlier = known[track.isrc]
        yield from _fields(earlier, track, f"{path}.")
        for change in _rights(before.deals_of(earlier), after.deals_of(track), f"{path}.deals"):
            if (change.message, change.before, change.after, change.territories) not in said:
                yield change
    kept = {track.isrc for track in after.tracks}
    for isrc, (index, track) in sorted(known.items(), key=lambda item: item[1][0]):
        if isrc not in kept:
            yield Change(Concern.LISTENERS, f"tracks[{index}]", f"“{track.title.display}” is taken off", str(isrc))


def _fields(before: Release | Track, after: Release | Track, path: str) -> Iterator[Change]:
    for one in fields(type(before)):
        old, new = getattr(before, one.name), getattr(after, one.name)
        if one.name in _APART or _same(old, new):
            continue
        name = _NAMES.get(one.name, f"the {one.name.replace('_', ' ')}")
        verb = "is new" if old in NOTHING else "is gone" if new in NOTHING else "changes"
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


_Use = tuple[UseType, CommercialModel]


def _rights(before: Iterable[Deal], after: Iterable[Deal], path: str) -> Iterator[Change]:
    """Say for each use and model what changes where; territories with the same change are said together."""
    old, new = _windows(before), _windows(after)
    together: dict[tuple[_Use, frozenset[str], frozenset[str]], set[str]] = {}
    for key in dict.fromkeys((*old, *new)):
        was, will = old.get(key, {}), new.get(key, {})
        for territory in dict.fromkeys((*was, *will)):
            here, there = was.get(territory, frozenset()), will.get(territory, frozenset())
            if here != there:
                together.setdefault((key, here, there), set()).add(territory)
    for (way, here, there), territories in together.items():
        use, model = way
        verb = "opens" if not here else "closes" if not there else "changes"
        yield Change(
            Concern.RIGHTS,
            path,
            f"{use.value} under {model.value} {verb}",
            "; ".join(sorted(here)),
            "; ".join(sorted(there)),
            TerritorySet(frozenset(territories)),
        )


def _windows(deals: Iterable[Deal]) -> dict[_Use, dict[str, frozenset[str]]]:
    """Return by use and model, then by territory, the windows in which something may be done, in words."""
    found: dict[_Use, dict[str, frozenset[str]]] = {}
    for deal in deals:
        for use in deal.uses:
            for model in deal.models:
                places = found.setdefault((use, model), {})
                for territory in deal.territories:
                    window = _window(deal, territory)
                    places[territory] = places.get(territory, frozenset()) | {window}
    return found


def _window(deal: Deal, territory: str) -> str:
    prices = [price for price in deal.prices if price.territory in {"", territory}]
    parts = [
        f"from {deal.start}" + (f" to {deal.end}" if deal.end else ""),
        "as a pre-order" if deal.pre_order else "",
        "exclusively" if deal.exclusive else "",
        f"with {words(deal.instant_gratification)} at once" if deal.instant_gratification else "",
        f"at {words(tuple(prices))}" if prices else "",
    ]
    return " ".join(part for part in parts if part)


__all__ = ["Change", "Concern", "differences"]
