"""The resource group: playing order, discs, the releases of a box, and works of several parts (`ddex-facts` 4.2)."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import Final

from tunemantra.contrib.ddex.context import Context
from tunemantra.contrib.ddex.nodes import HOLE, Node, Template, begin, leaf, node, wrapped
from tunemantra.contrib.ddex.texts import write_titles
from tunemantra.core.composition import Component
from tunemantra.core.release import Track

_LINK: Final = "LinkedReleaseResourceReference"
_BOOKLET: Final = "Booklet"

Place = tuple[int, Track]
"""A track with its index in the release."""


def write_group(main: Node, context: Context) -> None:
    """Write the playing order: items at once for one disc, a group per disc for several.

    A disc of which something is said has a group of its own; a disc that is a product is a release within the box.
    """
    group = node(main, "ResourceGroup")
    places = sorted(enumerate(context.release.tracks), key=lambda place: place[1].position)
    discs = [(disc, list(items)) for disc, items in groupby(places, key=lambda place: place[1].disc)]
    components = {component.disc: component for component in context.release.components}
    if len(discs) == 1 and discs[0][0] == 1 and not components:
        _write_disc(group, context, discs[0][1])
    else:
        for disc, items in discs:
            _write_component(group, context, disc, items, components.get(disc))
    if context.profile.one_track:
        return
    if not context.profile.stills:
        leaf(group, _LINK, context.cover, LinkDescription="CoverArt")
    _link_booklet(group, context)


def _write_component(group: Node, context: Context, disc: int, items: list[Place], component: Component | None) -> None:
    product = component.icpn if component else None
    element = node(group, "ResourceGroup", ResourceGroupType="ReleaseComponent" if product else "Component")
    if component is not None and component.titles:
        write_titles(element, component.titles, (), context.version)
    leaf(element, "SequenceNumber", str(disc))
    if product:
        wrapped(element, "ReleaseId", "ICPN", str(product))
    _write_disc(element, context, items)


def _write_disc(parent: Node, context: Context, items: list[Place]) -> None:
    """Write the tracks of a disc; parts of a work are counted within it, and the work among its neighbours."""
    if not any(track.work for _, track in items):
        for index, track in items:
            _write_item(parent, context, index, track.number)
        return
    works = [(work, list(parts)) for work, parts in groupby(items, key=lambda place: place[1].work)]
    alone: list[tuple[int, int]] = []
    sequence = 0
    for work, parts in works:
        if work:
            sequence += 1
            _write_work(parent, context, work, sequence, parts)
            continue
        for index, _ in parts:
            sequence += 1
            alone.append((index, sequence))
    # The schema wants groups before items; the numbers keep the order.
    for index, number in alone:
        _write_item(parent, context, index, number)


def _write_work(parent: Node, context: Context, work: str, sequence: int, parts: list[Place]) -> None:
    element = node(parent, "ResourceGroup", ResourceGroupType="MultiWorkPart")
    leaf(element, "DisplayTitleText", work)
    wrapped(element, "DisplayTitle", "TitleText", work)
    leaf(element, "SequenceNumber", str(sequence))
    for number, (index, _) in enumerate(parts, start=1):
        _write_item(element, context, index, number)


def _write_item(parent: Node, context: Context, index: int, number: int) -> None:
    item = begin(parent, _item(), str(number), f"A{index + 1}")
    # Profiles of one track link the cover to the item, album profiles to the group; a still belongs to its film.
    if context.profile.stills:
        leaf(item, _LINK, context.cover, LinkDescription="VideoScreenCapture")
    elif context.profile.one_track:
        leaf(item, _LINK, context.cover, LinkDescription="CoverArt")
    if context.profile.one_track:
        _link_booklet(item, context)


@lru_cache
def _item() -> Template:
    item = Node("ResourceGroupContentItem")
    leaf(item, "SequenceNumber", HOLE)
    leaf(item, "ReleaseResourceReference", HOLE)
    return Template(item)


def _link_booklet(parent: Node, context: Context) -> None:
    """Link the booklet to the whole, with the sender's own word where the value set has none."""
    if context.release.booklet is None:
        return
    if context.version.booklet_links:
        leaf(parent, _LINK, context.booklet, LinkDescription=_BOOKLET)
    else:
        own = {"Namespace": context.sender, "UserDefinedValue": _BOOKLET}
        leaf(parent, _LINK, context.booklet, LinkDescription="UserDefined", **own)


__all__ = ["write_group"]
