"""Complete My Album and pre-orders (`platform-facts` 7.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tunemantra.core.finding import Finding, error, warning
from tunemantra.core.territory import TerritorySet
from tunemantra.plugins.itunes import profile
from tunemantra.plugins.itunes.products import is_gratis, sold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tunemantra.core.release import Release
    from tunemantra.core.rights import Deal
    from tunemantra.plugins.itunes.settings import ItunesSettings
    from tunemantra.ports.package import Order

EARLIER = "earlier_singles"
"""The platform extension of a release that names the ISRCs of its earlier singles, separated by blanks."""


def complete_my_album(order: Order, _settings: ItunesSettings) -> Iterator[Finding]:
    """ITUNES-CMA-001: the track of an earlier single has its ISRC and is sold alone, so buyers pay the rest."""
    release = order.release
    tracks = {str(track.isrc): (index, track) for index, track in enumerate(release.tracks)}
    for isrc in release.extra(profile.KEY, EARLIER).replace("-", "").upper().split():  # noqa: S610 - not Django's
        if isrc not in tracks:
            yield warning(
                "ITUNES-CMA-001",
                "tracks",
                "Nobody who bought the earlier single can complete the album with it.",
                observed=f"no track has the ISRC {isrc}",
                expected="the recording of the single, under its ISRC",
                hint=f"correct the ISRC of the track, or {EARLIER}",
            )
        elif tracks[isrc][1].album_only:
            yield warning(
                "ITUNES-CMA-001",
                f"tracks[{tracks[isrc][0]}].album_only",
                "Nobody who bought the earlier single can complete the album with a track that is not sold alone.",
                observed=f"{isrc} is sold with the album alone",
                expected="a track that is sold alone",
                hint="sell the track alone as well",
            )


def pre_order(order: Order, _settings: ItunesSettings) -> Iterator[Finding]:
    """ITUNES-PRE-001: a pre-order begins a day to a year before the sale, and gives half of the tracks at most."""
    release = order.release
    early = [deal for deal in sold(release.deals) if deal.pre_order]
    sales = [deal for deal in sold(release.deals) if not deal.pre_order]
    for place, deal in enumerate(release.deals):
        if deal in early:
            yield from _window(f"deals[{place}]", deal, sales)
    gratis = [index for index, track in enumerate(release.tracks) if is_gratis(release, track)]
    if len(gratis) * 2 > len(release.tracks):
        yield _fault(
            "deals",
            "Too many tracks are given at once.",
            f"{len(gratis)} of {len(release.tracks)}",
            "at most half of them",
        )
    for index in gratis:
        yield from _cleared(release, index, early)


def _window(path: str, deal: Deal, sales: Iterable[Deal]) -> Iterator[Finding]:
    there = [sale for sale in sales if sale.territories & deal.territories]
    bare = deal.territories - _reach(there)
    if bare:
        yield _fault(path, "A pre-order leads to no sale.", str(bare), "a deal for the sale in each of its territories")
    for sale in there:
        days = (sale.start.day - deal.start.day).days
        if not 1 <= days <= profile.LONGEST_PRE_ORDER:
            expected = f"1 to {profile.LONGEST_PRE_ORDER} days"
            yield _fault(path, "A pre-order begins a day to a year before the sale.", f"{days} days before", expected)


def _cleared(release: Release, index: int, early: Iterable[Deal]) -> Iterator[Finding]:
    track = release.tracks[index]
    sales = [deal for deal in sold(release.deals_of(track)) if not deal.pre_order]
    bare = _reach(early) - _reach(sales)
    if track.album_only or bare:
        yield _fault(
            f"tracks[{index}].deals",
            "A track that is given at once is sold alone wherever the album can be ordered before.",
            "sold with the album alone" if track.album_only else str(bare),
            "a deal for the sale of the track in each of these territories",
        )


def _reach(deals: Iterable[Deal]) -> TerritorySet:
    union = TerritorySet.nothing()
    for deal in deals:
        union |= deal.territories
    return union


def _fault(path: str, message: str, observed: str, expected: str) -> Finding:
    hint = "change the pre-order or the sale"
    return error("ITUNES-PRE-001", path, message, observed=observed, expected=expected, hint=hint)
