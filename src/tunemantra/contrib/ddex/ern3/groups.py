"""The resource group of ERN 3.8: what is played in which order (common release types 1.4, 3.3.1).

The top group holds a group for every disc and, as secondary resources without a number, cover and booklet. A disc's
titles have no type; a work of several parts is a group within its disc, with a GroupingTitle; its parts are counted
within it, and groups and items of one disc share one count.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Final

from tunemantra.contrib.ddex.context import Context
from tunemantra.contrib.ddex.ern3.texts import write_title
from tunemantra.contrib.ddex.nodes import HOLE, Node, Template, fill, leaf, node, wrapped
from tunemantra.core.composition import Component
from tunemantra.core.identifiers import Isrc
from tunemantra.core.release import Medium, Track

_EAN_DIGITS: Final = 13
PRIMARY, SECONDARY = "PrimaryResource", "SecondaryResource"


@lru_cache
def _item(*, early: bool) -> Template:
    part = Node("")
    item = node(part, "ResourceGroupContentItem")
    leaf(item, "SequenceNumber", HOLE)
    leaf(item, "ResourceType", HOLE)
    leaf(item, "ReleaseResourceReference", HOLE, ReleaseResourceType=PRIMARY)
    if early:
        leaf(item, "IsInstantGratificationResource", "true")
    return Template(part)


_Placed = tuple[int, Track]


def write_group(parent: Node, context: Context) -> None:
    """Write what the main release holds, disc by disc."""
    release = context.release
    top = node(parent, "ResourceGroup")
    components = {component.disc: component for component in release.components}
    placed = sorted(enumerate(release.tracks), key=lambda place: place[1].position)
    terms = release.deals if context.states_terms else ()
    early = {isrc for deal in terms for isrc in deal.instant_gratification}
    for disc, items in groupby(placed, key=lambda place: place[1].disc):
        group = node(top, "ResourceGroup")
        component = components.get(disc, Component(disc))
        for title in component.titles:
            write_title(group, title, "")
        leaf(group, "SequenceNumber", str(disc))
        _write_disc(group, list(items), early)
        if component.icpn:
            write_icpn(node(group, "ReleaseId"), str(component.icpn))
    _write_beside(top, "Image", context.cover)
    if release.booklet is not None:
        _write_beside(top, "Text", context.booklet)


def write_item(parent: Node, index: int, track: Track, number: int, *, early: bool = False) -> None:
    """Write one track in its place.

    Args:
        parent: a group.
        index: of the track, from 0.
        track: what is played.
        number: its place among what the group holds, from 1.
        early: whether whoever orders the release in advance gets it at once.
    """
    kind = "Video" if track.medium is Medium.VIDEO else "SoundRecording"
    fill(parent, _item(early=early), str(number), kind, f"A{index + 1}")


def _write_beside(top: Node, kind: str, reference: str) -> None:
    """Write what is looked at, not played."""
    item = node(top, "ResourceGroupContentItem")
    leaf(item, "ResourceType", kind)
    leaf(item, "ReleaseResourceReference", reference, ReleaseResourceType=SECONDARY)


def write_icpn(ids: Node, icpn: str) -> None:
    """Write a GTIN, and whether it is an EAN."""
    leaf(ids, "ICPN", icpn, IsEan="true" if len(icpn) == _EAN_DIGITS else "false")


def _write_disc(group: Node, items: list[_Placed], early: set[Isrc]) -> None:
    runs = [(work, list(parts)) for work, parts in groupby(items, key=lambda place: place[1].work)]
    if len(runs) == 1 and not runs[0][0]:
        for index, track in items:
            write_item(group, index, track, track.number, early=track.isrc in early)
        return
    single: list[tuple[int, _Placed]] = []
    count = 0
    for work, parts in runs:
        if work:
            count += 1
            _write_work(group, work, count, parts, early)
        else:
            single += enumerate(parts, start=count + 1)
            count += len(parts)
    # The schema has the groups before the items; the numbers tell the order.
    for number, (index, track) in sorted(single, key=itemgetter(0)):
        write_item(group, index, track, number, early=track.isrc in early)


def _write_work(group: Node, work: str, number: int, parts: list[_Placed], early: set[Isrc]) -> None:
    element = node(group, "ResourceGroup")
    wrapped(element, "Title", "TitleText", work, TitleType="GroupingTitle")
    leaf(element, "SequenceNumber", str(number))
    for place, (index, track) in enumerate(parts, start=1):
        write_item(element, index, track, place, early=track.isrc in early)


__all__ = ["PRIMARY", "SECONDARY", "write_group", "write_icpn", "write_item"]
