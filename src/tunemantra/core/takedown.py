"""Taking back: what is withdrawn, and the terms that are left (`ddex-facts` section 6).

A full takedown is an order of its own. Withdrawing some territories or some tracks is an update of the terms: the
release stays, its deals end where they were withdrawn. Reinstating is an update with the terms as they were.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Final

from attrs import evolve, field, frozen

from tunemantra.core.identifiers import Isrc
from tunemantra.core.release import Release, Track
from tunemantra.core.rights import Deal
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.errors import ReleaseError

LONG_OVER: Final = ReleaseMoment.local(date(2000, 1, 1))
"""The one day of terms that never open."""
"""A cancelled deal begins and ends at least two days in the past (`ddex-facts` 6), whatever today is."""

_LAST_SECOND: Final = time(23, 59, 59)


@frozen
class Scope:
    """What is withdrawn.

    Args:
        territories: where; everywhere unless stated.
        isrcs: which tracks; the whole product unless stated.
    """

    territories: TerritorySet = field(factory=TerritorySet.worldwide)
    isrcs: tuple[Isrc, ...] = field(default=(), converter=tuple[Isrc, ...])

    @property
    def full(self) -> bool:
        """Return whether nothing is left: then the order is a takedown."""
        return not self.isrcs and self.territories == TerritorySet.worldwide()


def withdraw(release: Release, scope: Scope, on: date) -> Release:
    """Return the release with the terms that are left.

    A withdrawn territory keeps a deal that has ended, because a platform reads a territory that is no longer
    mentioned as it likes. What would open after that day is cancelled: its deal is one of a day long over.

    Args:
        release: as it stands.
        scope: what is withdrawn. All of its tracks are the release.
        on: the last day it is available there, by the clock of each territory; in UTC for what opens or closes at
            one instant.

    Raises:
        ReleaseError: a track is to be withdrawn that the release does not have.
    """
    there = {track.isrc for track in release.tracks}
    unknown = [isrc for isrc in scope.isrcs if isrc not in there]
    if unknown:
        names = ", ".join(map(str, unknown))
        raise ReleaseError(f"{release.icpn} has no track {names}", (), hint="name tracks by their ISRC in the release")
    if not scope.isrcs or there <= set(scope.isrcs):
        tracks = tuple(evolve(track, deals=_left(track.deals, scope, on)) for track in release.tracks)
        return evolve(release, deals=_left(release.deals, scope, on), tracks=tracks)
    return evolve(release, tracks=tuple(_withdrawn(release, track, scope, on) for track in release.tracks))


def _withdrawn(release: Release, track: Track, scope: Scope, on: date) -> Track:
    if track.isrc not in scope.isrcs:
        return track
    return evolve(track, deals=_left(track.deals or map(of_one_track, release.deals), scope, on))


def of_one_track(deal: Deal) -> Deal:
    """Return what a track has of its release's terms: an amount is the price of the whole product, a tier is not."""
    prices = tuple(evolve(price, amount=None, currency="") for price in deal.prices if price.tier)
    return evolve(deal, prices=prices, instant_gratification=())


def _left(deals: Iterable[Deal], scope: Scope, on: date) -> tuple[Deal, ...]:
    return tuple(part for deal in deals for part in _parts(deal, scope.territories, on))


def _parts(deal: Deal, withdrawn: TerritorySet, on: date) -> tuple[Deal, ...]:
    gone, rest = deal.territories & withdrawn, deal.territories - withdrawn
    ended = (_ended(evolve(deal, territories=gone), on),) if gone else ()
    return (evolve(deal, territories=rest), *ended) if rest else ended


def _ended(deal: Deal, on: date) -> Deal:
    """Return a deal that is over after a day; never one that lasts longer than before."""
    if deal.end is not None and deal.end.day <= on:
        return deal
    if deal.start.day > on:
        return evolve(deal, start=LONG_OVER, end=LONG_OVER)
    local = deal.start.is_local and (deal.end is None or deal.end.is_local)
    last = datetime.combine(on, _LAST_SECOND, UTC)
    return evolve(deal, end=ReleaseMoment.local(on) if local else ReleaseMoment.instant(last))


__all__ = ["LONG_OVER", "Scope", "of_one_track", "withdraw"]
