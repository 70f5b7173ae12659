"""Taking back: what is withdrawn, and the terms that are left (`ddex-facts` section 6).

A full takedown is an order of its own. Withdrawing some territories or some tracks is an update of the terms: the
release stays, its deals end where they were withdrawn. Reinstating is an update with the terms as they were.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from attrs import evolve, field, frozen

from tunemantra.core.identifiers import Isrc
from tunemantra.core.release import Release, Track
from tunemantra.core.rights import Deal
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet

if TYPE_CHECKING:
    from datetime import date

_NEVER_OPENED: Final = timedelta(days=2)


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
    mentioned as it likes; what never opened is cancelled with an end before it could have.

    Args:
        release: as it stands.
        scope: what is withdrawn.
        on: the last day it is available there, by the clock of each territory.
    """
    if not scope.isrcs:
        tracks = tuple(evolve(track, deals=_left(track.deals, scope, on)) for track in release.tracks)
        return evolve(release, deals=_left(release.deals, scope, on), tracks=tracks)
    return evolve(release, tracks=tuple(_withdrawn(release, track, scope, on) for track in release.tracks))


def _withdrawn(release: Release, track: Track, scope: Scope, on: date) -> Track:
    if track.isrc not in scope.isrcs:
        return track
    return evolve(track, deals=_left(release.deals_of(track), scope, on))


def _left(deals: Iterable[Deal], scope: Scope, on: date) -> tuple[Deal, ...]:
    return tuple(part for deal in deals for part in _parts(deal, scope.territories, on))


def _parts(deal: Deal, withdrawn: TerritorySet, on: date) -> tuple[Deal, ...]:
    gone, rest = deal.territories & withdrawn, deal.territories - withdrawn
    ended = (_ended(evolve(deal, territories=gone), on),) if gone else ()
    return (evolve(deal, territories=rest), *ended) if rest else ended


def _ended(deal: Deal, on: date) -> Deal:
    if deal.end is not None and deal.end.day <= on:
        return deal
    if deal.start.day <= on:
        return evolve(deal, end=ReleaseMoment.local(on))
    before = ReleaseMoment.local(on - _NEVER_OPENED)
    return evolve(deal, start=before, end=before)


__all__ = ["Scope", "withdraw"]
