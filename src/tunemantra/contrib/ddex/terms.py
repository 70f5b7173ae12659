"""The terms of the product and of its tracks, as a message has to state them (`ddex-facts` section 5).

A track without terms of its own takes those of its release, with two exceptions: an amount is the price of the whole
product, a tier is not; and what a buyer of the whole gets at once says nothing about the track. A track that is sold
with the album alone has no terms at all. In a profile without track releases all terms are those of the release.
"""

from __future__ import annotations

from datetime import time
from typing import Final

from attrs import evolve

from tunemantra.contrib.ddex.profiles import Profile
from tunemantra.core.release import Release, Track
from tunemantra.core.rights import Deal, Price, UseType
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.errors import EmptyTerritoryError

_STREAMS: Final = frozenset({UseType.ON_DEMAND_STREAM, UseType.NON_INTERACTIVE_STREAM, UseType.STREAM})
_MIDNIGHT: Final = time()
_LAST_SECOND: Final = time(23, 59, 59)


def by_price(deal: Deal) -> tuple[Deal, ...]:
    """Return the deal as deals with one price list each: ERN has no territory on a price.

    A price for one territory replaces the general ones there.

    Raises:
        EmptyTerritoryError: the deal has no territory.
    """
    if not deal.territories:
        raise EmptyTerritoryError
    if not any(price.territory for price in deal.prices):
        return (deal,)
    special: dict[str, list[Price]] = {}
    for price in deal.prices:
        if price.territory in deal.territories:
            special.setdefault(price.territory, []).append(evolve(price, territory=""))
    general = tuple(price for price in deal.prices if not price.territory)
    rest = deal.territories - TerritorySet.of(*special) if special else deal.territories
    parts = (evolve(deal, territories=rest, prices=general),) if rest else ()
    own = (evolve(deal, territories=TerritorySet.of(code), prices=tuple(p)) for code, p in special.items())
    return (*parts, *own)


def stated(deals: tuple[Deal, ...]) -> tuple[Deal, ...]:
    """Return the deals as they can be stated: by price, and with ends that a period can have beside its start.

    Raises:
        EmptyTerritoryError: a deal has no territory.
    """
    return tuple(_with_end(part) for deal in deals for part in by_price(deal))


def inherited(deals: tuple[Deal, ...]) -> tuple[Deal, ...]:
    """Return the terms a track takes from its release."""
    return tuple(map(_without_the_whole, deals))


def terms_of(release: Release, track: Track) -> tuple[Deal, ...]:
    """Return the terms of a track release; none where the track is sold with the album alone."""
    if track.album_only:
        return ()
    return track.deals or inherited(release.deals)


def main_terms(release: Release, profile: Profile, *, streams: bool) -> tuple[Deal, ...]:
    """Return the terms of the main release; without the streams where these are for track releases alone.

    Args:
        release: in normal form.
        profile: a profile without track releases keeps all of them.
        streams: whether the main release has streams as well.
    """
    if streams or profile.one_track:
        return release.deals
    return tuple(filter(None, map(_without_streams, release.deals)))


def all_terms(release: Release) -> tuple[Deal, ...]:
    """Return every different deal of a release and its tracks: the terms of a product without track releases."""
    own = (deal for track in release.tracks for deal in track.deals)
    return tuple(dict.fromkeys((*release.deals, *own)))


def has_terms(release: Release, profile: Profile) -> bool:
    """Tell whether there are any terms at all."""
    if release.deals:
        return True
    return any(track.deals and (profile.one_track or not track.album_only) for track in release.tracks)


def is_date(moment: ReleaseMoment) -> bool:
    """Tell whether a moment is a date alone, by the clock of each territory."""
    return moment.is_local and moment.clock == _MIDNIGHT


def date_time(moment: ReleaseMoment) -> str:
    """Return an xs:dateTime: without a zone for the clock of each territory, with `Z` for one instant."""
    return f"{moment.day.isoformat()}T{moment.clock.isoformat()}{'' if moment.is_local else 'Z'}"


def _without_streams(deal: Deal) -> Deal | None:
    uses = tuple(use for use in deal.uses if use not in _STREAMS)
    return evolve(deal, uses=uses) if uses else None


def _with_end(deal: Deal) -> Deal:
    """Return the deal with its last second written out where the start has a clock: a period mixes no dates and times.

    A date counts to its end.
    """
    if deal.end is None or not is_date(deal.end) or is_date(deal.start):
        return deal
    return evolve(deal, end=ReleaseMoment.local(deal.end.day, _LAST_SECOND))


def _without_the_whole(deal: Deal) -> Deal:
    if not deal.prices and not deal.instant_gratification:
        return deal
    tiers = tuple(evolve(price, amount=None, currency="") for price in deal.prices if price.tier)
    return evolve(deal, prices=tiers, instant_gratification=())


__all__ = [
    "all_terms",
    "by_price",
    "date_time",
    "has_terms",
    "inherited",
    "is_date",
    "main_terms",
    "stated",
    "terms_of",
]
