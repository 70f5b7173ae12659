"""The deal list: who may use what, where, when and how (`ddex-facts` section 5).

A message states every deal of the release; deals it does not repeat are over. A takedown has no deal list at all.
Exclusivity has no flag in ERN 4: an exclusive deal is limited to the recipient's distribution channel. What a track
takes from its release is said in `terms`; from when it may be shown, in `visibility`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from tunemantra.contrib.ddex.context import MAIN_RELEASE, Context, Shown
from tunemantra.contrib.ddex.nodes import Node, leaf, node
from tunemantra.contrib.ddex.terms import by_price, date_time, inherited, is_date, main_terms, terms_of
from tunemantra.contrib.ddex.visibility import write_in_terms, write_visibilities
from tunemantra.core.identifiers import Isrc
from tunemantra.core.rights import Deal, Price
from tunemantra.core.territory import Ddex, DdexTerritories, TerritorySet

Terms = tuple[tuple[Deal, ...], bool, tuple[Shown, ...]]
"""Deals, whether they are those of the main release, and from when it may be shown where the deals say so."""


@lru_cache(maxsize=256)
def choice(territories: TerritorySet) -> DdexTerritories:
    """Return the shorter list of the two; a sender uses few sets, again and again."""
    return Ddex().encode(territories)


def write_territories(parent: Node, territories: TerritorySet) -> None:
    """Write a set of territories as the codes in it, or as those left out."""
    chosen = choice(territories)
    for code in chosen.territory_codes:
        leaf(parent, "TerritoryCode", code)
    for code in chosen.excluded_territory_codes:
        leaf(parent, "ExcludedTerritoryCode", code)


def write_deals(root: Node, context: Context) -> None:
    """Write the terms of the main release and of every track release; releases of equal terms share one composite."""
    if not context.states_terms:
        return
    shared: dict[Terms, list[str]] = {}
    for reference, terms in _terms(context):
        if terms[0]:
            shared.setdefault(terms, []).append(reference)
    if not shared:
        return
    deal_list = node(root, "DealList")
    gifts = {track.isrc: f"A{index + 1}" for index, track in enumerate(context.release.tracks)}
    for (deals, main, shown), references in shared.items():
        release_deal = node(deal_list, "ReleaseDeal")
        for reference in references:
            leaf(release_deal, "DealReleaseReference", reference)
        for deal in deals:
            _write_deal(release_deal, deal, context, gifts, shown, main=main)
    write_visibilities(deal_list, context, write_territories)


def _terms(context: Context) -> Iterator[tuple[str, Terms]]:
    release = context.release
    in_terms = not context.lists_visibility
    shown = context.shown if in_terms else ()
    main = main_terms(release, context.profile, streams=context.dialect.streams_on_release)
    yield MAIN_RELEASE, (main, bool(shown), shown)
    if context.profile.one_track:
        return
    common = inherited(release.deals)
    for index, track in enumerate(release.tracks):
        terms = terms_of(release, track) if track.deals or track.album_only else common
        yield f"R{index + 1}", (terms, False, context.shown_tracks[index] if in_terms else ())


def _write_deal(
    release_deal: Node, deal: Deal, context: Context, gifts: dict[Isrc, str], shown: tuple[Shown, ...], *, main: bool
) -> None:
    terms = node(node(release_deal, "Deal"), "DealTerms")
    write_territories(terms, deal.territories)
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
    for one in shown:
        write_in_terms(terms, one.visibility, main=main)
    if deal.instant_gratification:
        early = node(terms, "InstantGratificationResourceList")
        for isrc in deal.instant_gratification:
            leaf(early, "DealResourceReference", gifts[isrc])


def _write_period(terms: Node, deal: Deal) -> None:
    """Write dates where both ends are dates, else date-times: the schema allows no mixture."""
    period = node(terms, "ValidityPeriod")
    ends = (deal.start,) if deal.end is None else (deal.start, deal.end)
    if all(map(is_date, ends)):
        leaf(period, "StartDate", deal.start.day.isoformat())
        if deal.end is not None:
            leaf(period, "EndDate", deal.end.day.isoformat())
        return
    leaf(period, "StartDateTime", date_time(deal.start))
    if deal.end is not None:
        leaf(period, "EndDateTime", date_time(deal.end))


def _write_price(terms: Node, price: Price, sender: str) -> None:
    information = node(terms, "PriceInformation")
    if price.tier:
        leaf(information, "PriceCode", price.tier, Namespace=sender)
    if price.amount is not None:
        leaf(information, price.basis.value, f"{price.amount:f}", CurrencyCode=price.currency)


__all__ = ["by_price", "choice", "write_deals", "write_territories"]
