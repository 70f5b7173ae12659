"""From when a release may be shown (`ddex-facts` 5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml.etree import _Element as Node

from tunemantra.contrib.ddex.validation.message import Message, is_true, value
from tunemantra.contrib.ddex.validation.places import Moment, moment, start_of, territories
from tunemantra.contrib.ddex.validation.rule import Fault, rule
from tunemantra.core.finding import Severity

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
        yield from _late(terms, [terms])
    lists = {value(one.find("VisibilityReference")): one for one in message.each(*_LISTS)}
    told: set[Node] = set()
    for pointer in message.each("ReleaseVisibilityReference"):
        release, visibility = pointer.getparent(), lists.get(value(pointer))
        if release is None or visibility is None or visibility in told:
            continue
        deals = message.deals.get(value(release.find("ReleaseReference")), ())
        faults = list(
            _late(visibility, _where(visibility, [one for deal in deals for one in deal.iterfind("DealTerms")]))
        )
        if faults:
            told.add(visibility)
        yield from faults


@rule(
    "ERN-VIS-002",
    "Facts 5",
    "A track is shown not earlier than anything of its release may be.",
    severity=Severity.NOTE,
    families={4},
)
def clips_after_display(message: Message) -> Iterator[Fault]:
    """Find clips that are to be heard before the release is to be seen."""
    for visibility in message.each("ReleaseVisibility"):
        shown = moment(value(visibility.find("ReleaseDisplayStartDateTime")))
        clip = visibility.find("ClipPreviewStartDateTime")
        heard = moment(value(clip))
        if clip is not None and shown is not None and heard is not None and shown.surely_after(heard):
            yield Fault(clip, "Clips are to be heard before the release is shown.", value(clip))


_LISTS: Final = ("ReleaseVisibility", "TrackReleaseVisibility")


def _where(visibility: Node, terms: list[Node]) -> list[Node]:
    """Return the terms for any of the territories of a visibility."""
    places = territories(visibility)
    if places is None:
        return terms
    return [one for one in terms if (there := territories(one)) is None or bool(there & places)]


def _late(composite: Node, terms: list[Node]) -> Iterator[Fault]:
    first = _first([one for one in terms if not is_true(value(one.find("IsPreOrderDeal")))] or terms)
    if first is None:
        return
    for name in _PREVIEWS:
        for element in composite.iterfind(name):
            shown = moment(value(element))
            if shown is not None and shown.surely_after(first):
                yield Fault(element, "This is later than the deal starts.", value(element), first.at.isoformat())


def _first(terms: list[Node]) -> Moment | None:
    starts = [start_of(period) for one in terms for period in one.iterfind("ValidityPeriod")]
    known = [start for start in starts if start is not None]
    return min(known, key=lambda start: start.at, default=None)
