"""Deals as rows by territory: a row for `WW`, and one for each territory that differs from it. Pure."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from tunemantra.core.territory import TerritorySet
from tunemantra.plugins.itunes import profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tunemantra.core.release import Release, Track
    from tunemantra.core.rights import Deal


@frozen
class Row:
    """What holds in a territory; dates are days by its own clock, both ends counted.

    Args:
        cleared: whether it may be sold there.
        tier: our word for the price; empty for the store's default.
        start, end: of the sale.
        pre_order: from when it may be ordered before.
    """

    cleared: bool = False
    tier: str = ""
    start: date | None = None
    end: date | None = None
    pre_order: date | None = None


NOWHERE = Row()


def album_rows(release: Release, today: date) -> Mapping[str, Row]:
    """Return the rows of the product, `WW` first."""
    return _folded(_by_territory(release.deals, today))


def track_rows(release: Release, track: Track, today: date) -> Mapping[str, Row]:
    """Return the rows of a track that is sold alone; a pre-order is the product's (ITMS-4020).

    A track that is given at once to those who order before is cleared from the beginning of the pre-order.
    """
    if track.album_only:
        return {profile.WORLDWIDE: NOWHERE}
    gratis = is_gratis(release, track)
    rows = _by_territory(release.deals_of(track), today)
    early = _by_territory(release.deals, today) if gratis else rows
    return _folded({code: _of_track(row, early[code].pre_order if gratis else None) for code, row in rows.items()})


def is_gratis(release: Release, track: Track) -> bool:
    """Return whether a buyer who orders before gets the track at once."""
    return any(track.isrc in deal.instant_gratification for deal in sold(release.deals) if deal.pre_order)


def has_pre_order(release: Release) -> bool:
    """Return whether the product can be ordered before it is out."""
    return any(deal.pre_order for deal in sold(release.deals))


def sold(deals: Iterable[Deal]) -> tuple[Deal, ...]:
    """Return the deals that are the store's business: downloads that are paid for."""
    return tuple(filter(profile.REQUIREMENT.terms.concern, deals))


def gaps(deals: Iterable[Deal]) -> TerritorySet:
    """Return where two times of sale do not touch: a row has room for one time only."""
    torn = []
    sales = [deal for deal in sold(deals) if not deal.pre_order]
    for code in _everywhere():
        spans = sorted(_span(deal) for deal in sales if code in deal.territories)
        until = None
        for start, end in spans:
            if until is not None and (start - until).days > 1:
                torn.append(code)
                break
            until = end if until is None else max(until, end)
    return TerritorySet.of(*torn)


def _span(deal: Deal) -> tuple[date, date]:
    return deal.start.day, deal.end.day if deal.end else date.max


def _everywhere() -> tuple[str, ...]:
    return tuple(TerritorySet.worldwide())


def _by_territory(deals: Iterable[Deal], today: date) -> dict[str, Row]:
    concerned = sold(deals)
    return {code: _row([deal for deal in concerned if code in deal.territories], code, today) for code in _everywhere()}


def _row(deals: list[Deal], code: str, today: date) -> Row:
    sales = [deal for deal in deals if not deal.pre_order]
    if not sales:
        return NOWHERE
    early = [deal for deal in deals if deal.pre_order]
    start, end = min(deal.start.day for deal in sales), max(_span(deal)[1] for deal in sales)
    return Row(
        cleared=end >= today,
        tier=next((tier for deal in sales if (tier := _tier(deal, code))), ""),
        start=start,
        end=None if end == date.max else end,
        pre_order=min((deal.start.day for deal in early), default=None),
    )


def _tier(deal: Deal, code: str) -> str:
    there = [price.tier for price in deal.prices if price.tier and price.territory == code]
    return next(iter([*there, *(price.tier for price in deal.prices if price.tier and not price.territory)]), "")


def _of_track(row: Row, early: date | None) -> Row:
    start = min(row.start, early) if row.start and early else row.start
    return evolve(row, start=start, pre_order=None)


def _folded(rows: Mapping[str, Row]) -> Mapping[str, Row]:
    """Return a row for `WW`, the commonest one if it is cleared anywhere, and one for each territory that differs."""
    counted = Counter(rows.values())
    common = max(counted, key=lambda row: (counted[row], row.cleared, str(row)))
    base = common if common.cleared else NOWHERE
    return {profile.WORLDWIDE: base, **{code: row for code, row in rows.items() if row != base}}
