"""The composites by territory of ERN 3.8: the first applies everywhere, later ones say what differs (`ddex-facts` 7).

A text of the release is meant for everywhere or for one territory. Everything for everywhere stands in one composite
of `Worldwide`; each territory that has a text of its own gets a composite with nothing but these.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Protocol, TypeVar

from tunemantra.contrib.ddex.nodes import Node, Template, begin, leaf

EVERYWHERE: Final = ""


class Local(Protocol):
    """Whatever is meant for one territory, or for everywhere."""

    @property
    def territory(self) -> str:
        """Return an ISO 3166-1 alpha-2 code; empty for everywhere."""
        ...


Item = TypeVar("Item", bound=Local)


def places(*groups: Iterable[Local]) -> tuple[str, ...]:
    """Return where something is said: everywhere first, then the territories in alphabetical order."""
    return (EVERYWHERE, *sorted({item.territory for group in groups for item in group if item.territory}))


def here(items: tuple[Item, ...], place: str) -> tuple[Item, ...]:
    """Return what is meant for one place, in order."""
    if len(items) <= 1:
        return items if items and items[0].territory == place else ()
    return tuple([item for item in items if item.territory == place])


def by_place(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return items in the order in which a message states them: for everywhere first, then by territory."""
    return tuple(sorted(items, key=_territory)) if len(items) > 1 else items


def composite(parent: Node, tag: str, place: str) -> Node:
    """Append a composite by territory and return it."""
    return begin(parent, _composite(tag, place))


@lru_cache(maxsize=256)
def _composite(tag: str, place: str) -> Template:
    element = Node(tag)
    leaf(element, "TerritoryCode", place or "Worldwide")
    return Template(element)


def _territory(item: Local) -> str:
    return item.territory


__all__ = ["EVERYWHERE", "Local", "by_place", "composite", "here", "places"]
