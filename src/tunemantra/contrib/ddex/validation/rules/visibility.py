"""From when a release may be shown (`ddex-facts` 5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import frozen
from lxml.etree import _Element as Node

from tunemantra.contrib.ddex.validation.message import Message, is_true, value
from tunemantra.contrib.ddex.validation.places import Moment, moment, start_of, territories
from tunemantra.contrib.ddex.validation.rule import Fault, rule
from tunemantra.core.finding import Severity
from tunemantra.core.territory import TerritorySet

_LISTS: Final = ("ReleaseVisibility", "TrackReleaseVisibility")
_PREVIEWS: Final = tuple(
    f"{name}{kind}"
    for name in (
        "ReleaseDisplayStart",
        "TrackListingPreviewStart",
        "FullTrackListingPreviewStart",
        "CoverArtPreviewStart",
        "ClipPreviewStart",
    )
    for kind in ("Date", "DateTime")
)


@rule(
    "ERN-VIS-001",
    "Part 1 6.14",
    "A release is shown not later than its first deal starts.",
    hint="move the date, or leave it out: then it is the start of the deal",
)
def shown_in_time(message: Message) -> Iterator[Fault]:
    """Find dates of display after the deal, in the terms themselves or in the list beside them."""
    for terms in message.each("DealTerms"):
        if any(terms.find(name) is not None for name in _PREVIEWS):
            yield from _late(terms, [_offer(terms)])
    lists = {value(one.find("VisibilityReference")): one for one in message.each(*_LISTS)}
    offers: dict[Node, list[_Offer]] = {}
    judged: set[tuple[Node, tuple[Node, ...]]] = set()
    told: set[Node] = set()
    for pointer in message.each("ReleaseVisibilityReference"):
        release, visibility = pointer.getparent(), lists.get(value(pointer))
        if release is None or visibility is None or visibility in told:
            continue
        groups = tuple(message.deals.get(value(release.find("ReleaseReference")), ()))
        if (visibility, groups) in judged:
            continue
        judged.add((visibility, groups))
        for group in groups:
            if group not in offers:
                offers[group] = [_offer(terms) for terms in group.iterfind("Deal/DealTerms")]
        for fault in _late(visibility, _where(visibility, [offer for group in groups for offer in offers[group]])):
            told.add(visibility)
            yield fault


@rule(
    "ERN-VIS-002",
    "ern-notes 5",
    "A track is shown not earlier than anything of its release may be.",
    severity=Severity.NOTE,
    families={4},
    hint="move one of the two dates",
)
def clips_after_display(message: Message) -> Iterator[Fault]:
    """Find clips that are to be heard before the release is to be seen."""
    for visibility in message.each("ReleaseVisibility"):
        shown = moment(value(visibility.find("ReleaseDisplayStartDateTime")))
        clip = visibility.find("ClipPreviewStartDateTime")
        heard = moment(value(clip))
        if clip is not None and shown is not None and heard is not None and shown.surely_after(heard):
            yield Fault(clip, "Clips are to be heard before the release is shown.", value(clip))


@frozen
class _Offer:
    """When and where terms begin, and whether they are for pre-orders."""

    start: Moment | None
    places: TerritorySet | None
    ordered: bool


def _offer(terms: Node) -> _Offer:
    starts = [start for one in terms.iterfind("ValidityPeriod") if (start := start_of(one)) is not None]
    first = min(starts, key=lambda start: start.at, default=None)
    return _Offer(first, territories(terms), is_true(value(terms.find("IsPreOrderDeal"))))


def _where(visibility: Node, offers: list[_Offer]) -> list[_Offer]:
    """Return the offers for any of the territories of a visibility."""
    places = territories(visibility)
    if places is None:
        return offers
    return [one for one in offers if one.places is None or bool(one.places & places)]


def _late(composite: Node, offers: list[_Offer]) -> Iterator[Fault]:
    normal = [one for one in offers if not one.ordered] or offers
    first = min((one.start for one in normal if one.start is not None), key=lambda start: start.at, default=None)
    if first is None:
        return
    for name in _PREVIEWS:
        for element in composite.iterfind(name):
            shown = moment(value(element))
            if shown is not None and shown.surely_after(first):
                yield Fault(element, "This is later than the deal starts.", value(element), first.at.isoformat())
