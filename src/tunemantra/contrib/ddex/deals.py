"""The deal list: who may use what, where, when and how (`ddex-facts` section 5).

A message states every deal of the release; deals it does not repeat are over. A takedown has no deal list at all.
Exclusivity has no flag in ERN 4: an exclusive deal is limited to the recipient's distribution channel.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from functools import lru_cache

from attrs import evolve

from tunemantra.contrib.ddex.context import MAIN_RELEASE, Context
from tunemantra.contrib.ddex.dialect import Profile
from tunemantra.contrib.ddex.nodes import Node, leaf, node
from tunemantra.core.distribution import OrderKind
from tunemantra.core.rights import Deal, Price, UseType
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import Ddex, DdexTerritories, TerritorySet
from tunemantra.errors import EmptyTerritoryError

_STREAMS = frozenset({UseType.ON_DEMAND_STREAM, UseType.NON_INTERACTIVE_STREAM, UseType.STREAM})
_MIDNIGHT = time()


@lru_cache(maxsize=256)
def _choice(territories: TerritorySet) -> DdexTerritories:
    """Return the shorter list of the two; a sender uses few sets, again and again."""
    return Ddex().encode(territories)


def write_deals(root: Node, context: Context) -> None:
    """Write the terms of the main release and of every track release; releases of equal terms share one composite.

    Raises:
        EmptyTerritoryError: a deal has no territory left; none is never Worldwide.
    """
    if context.order.kind is OrderKind.TAKEDOWN:
        return
    shared: dict[tuple[Deal, ...], list[str]] = {}
    for reference, deals in _terms(context):
        if deals:
            shared.setdefault(deals, []).append(reference)
    if not shared:
        return
    deal_list = node(root, "DealList")
    for deals, references in shared.items():
        release_deal = node(deal_list, "ReleaseDeal")
        for reference in references:
            leaf(release_deal, "DealReleaseReference", reference)
        for deal in deals:
            for part in by_price(deal):
                _write_deal(release_deal, part, context)


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
            special.setdefault(price.territory, []).append(price)
    general = tuple(price for price in deal.prices if not price.territory)
    rest = deal.territories - TerritorySet.of(*special) if special else deal.territories
    parts = (evolve(deal, territories=rest, prices=general),) if rest else ()
    own = (evolve(deal, territories=TerritorySet.of(code), prices=tuple(p)) for code, p in special.items())
    return (*parts, *own)


def _terms(context: Context) -> Iterator[tuple[str, tuple[Deal, ...]]]:
    release = context.release
    if context.profile is Profile.SIMPLE_AUDIO_SINGLE:
        yield MAIN_RELEASE, tuple(dict.fromkeys((*release.deals, *release.tracks[0].deals)))
        return
    whole = context.dialect.streams_on_release
    yield MAIN_RELEASE, release.deals if whole else tuple(filter(None, map(_without_streams, release.deals)))
    inherited = tuple(map(_without_amounts, release.deals))
    for index, track in enumerate(release.tracks):
        yield f"R{index + 1}", track.deals or inherited


def _without_streams(deal: Deal) -> Deal | None:
    uses = tuple(use for use in deal.uses if use not in _STREAMS)
    return evolve(deal, uses=uses) if uses else None


def _without_amounts(deal: Deal) -> Deal:
    """Return the terms a track takes from its release: an amount is the price of the whole product, a tier is not."""
    if not deal.prices:
        return deal
    return evolve(deal, prices=tuple(evolve(p, amount=None, currency="") for p in deal.prices if p.tier))


def _write_deal(release_deal: Node, deal: Deal, context: Context) -> None:
    terms = node(node(release_deal, "Deal"), "DealTerms")
    territories = _choice(deal.territories)
    for code in territories.territory_codes:
        leaf(terms, "TerritoryCode", code)
    for code in territories.excluded_territory_codes:
        leaf(terms, "ExcludedTerritoryCode", code)
    _write_period(terms, deal)
    for model in deal.models:
        leaf(terms, "CommercialModelType", model.value)
    for use in deal.uses:
        leaf(terms, "UseType", use.value)
    if deal.exclusive:
        channel = node(terms, "DistributionChannel")
        leaf(node(channel, "PartyId"), "DPID", str(context.dialect.recipient.dpid))
    for price in deal.prices:
        _write_price(terms, price, context.sender)
    if deal.pre_order:
        leaf(terms, "IsPreOrderDeal", "true")


def _write_period(terms: Node, deal: Deal) -> None:
    """Write dates where both ends are dates, else date-times: the schema allows no mixture."""
    period = node(terms, "ValidityPeriod")
    ends = (deal.start,) if deal.end is None else (deal.start, deal.end)
    if all(_is_date(moment) for moment in ends):
        leaf(period, "StartDate", deal.start.day.isoformat())
        if deal.end is not None:
            leaf(period, "EndDate", deal.end.day.isoformat())
        return
    leaf(period, "StartDateTime", date_time(deal.start))
    if deal.end is not None:
        leaf(period, "EndDateTime", date_time(deal.end, whole_day=_is_date(deal.end)))


def date_time(moment: ReleaseMoment, *, whole_day: bool = False) -> str:
    """Return an xs:dateTime: without a zone for the clock of each territory, with `Z` for one instant.

    Args:
        moment: what is written.
        whole_day: the last second of a local day instead of its first; an EndDate counts to its end.
    """
    clock = time(23, 59, 59) if whole_day else moment.clock
    return f"{moment.day.isoformat()}T{clock.isoformat()}{'' if moment.is_local else 'Z'}"


def _is_date(moment: ReleaseMoment) -> bool:
    return moment.is_local and moment.clock == _MIDNIGHT


def _write_price(terms: Node, price: Price, sender: str) -> None:
    information = node(terms, "PriceInformation")
    if price.tier:
        leaf(information, "PriceCode", price.tier, Namespace=sender)
    if price.amount is not None:
        leaf(information, "WholesalePricePerUnit", f"{price.amount:f}", CurrencyCode=price.currency)


__all__ = ["by_price", "date_time", "write_deals"]
