"""From when a coming release may be shown, in the place each version has for it (`ddex-facts` section 5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tunemantra.contrib.ddex.context import Context, Shown
from tunemantra.contrib.ddex.nodes import Node, leaf, node
from tunemantra.contrib.ddex.terms import date_time, is_date
from tunemantra.core.rights import Visibility
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet

_EVERYWHERE: Final = TerritorySet.worldwide()


def write_visibilities(deal_list: Node, context: Context, territories: Callable[[Node, TerritorySet], None]) -> None:
    """Write the list of visibilities after the deals, those of the release before those of tracks.

    Args:
        deal_list: what it is written into.
        context: of the message.
        territories: writes a set of territories.
    """
    if not context.lists_visibility:
        return
    for shown in context.shown:
        one = shown.visibility
        moments = (
            ("ReleaseDisplayStartDateTime", one.release),
            ("CoverArtPreviewStartDateTime", one.cover),
            ("FullTrackListingPreviewStartDateTime", one.track_listing),
            ("ClipPreviewStartDateTime", one.clips),
        )
        _write(deal_list, "ReleaseVisibility", shown, moments, territories)
    for track in context.shown_tracks:
        for shown in track:
            one = shown.visibility
            listed = (("TrackListingPreviewStartDateTime", one.release), ("ClipPreviewStartDateTime", one.clips))
            _write(deal_list, "TrackReleaseVisibility", shown, listed, territories)


def write_in_terms(terms: Node, one: Visibility, *, main: bool) -> None:
    """Write a visibility into the terms of a deal (ERN 4.1.1): all dates, or all moments with their time.

    Args:
        terms: the DealTerms.
        one: of everywhere.
        main: whether the deal is the main release's, not a track release's.
    """
    if main:
        named = (
            ("ReleaseDisplayStart", one.release),
            ("TrackListingPreviewStart", one.track_listing),
            ("CoverArtPreviewStart", one.cover),
            ("ClipPreviewStart", one.clips),
        )
    else:
        named = (
            ("ReleaseDisplayStart", None),
            ("TrackListingPreviewStart", one.release),
            ("CoverArtPreviewStart", None),
            ("ClipPreviewStart", one.clips),
        )
    given = [(name, moment) for name, moment in named if moment is not None]
    dates = all(is_date(moment) for _, moment in given)
    for name, moment in given:
        if dates:
            leaf(terms, f"{name}Date", moment.day.isoformat())
        else:
            leaf(terms, f"{name}DateTime", date_time(moment))


def _write(
    deal_list: Node,
    tag: str,
    shown: Shown,
    moments: tuple[tuple[str, ReleaseMoment | None], ...],
    territories: Callable[[Node, TerritorySet], None],
) -> None:
    one = shown.visibility
    element = node(deal_list, tag, DoNotDisplayDates="" if one.show_dates else "true")
    leaf(element, "VisibilityReference", shown.reference)
    if one.territories != _EVERYWHERE:
        territories(element, one.territories)
    for name, moment in moments:
        if moment is not None:
            leaf(element, name, date_time(moment))


__all__ = ["write_in_terms", "write_visibilities"]
