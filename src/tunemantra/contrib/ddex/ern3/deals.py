"""The deal list of ERN 3.8: the same terms as in ERN 4 in another order (`ddex-facts` sections 5 and 7).

Uses are wrapped in a Usage and stand before the territories, periods come late. From when a release may be shown is
said in every deal, with four dates or with none: a date that nobody stated is the deal's own start. A takedown has no
deal list; the deprecated flags TakeDown and AllDealsCancelled are never written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import evolve, frozen

from tunemantra.contrib.ddex.context import MAIN_RELEASE, Context
from tunemantra.contrib.ddex.deals import write_territories
from tunemantra.contrib.ddex.nodes import Node, leaf, node
from tunemantra.contrib.ddex.terms import date_time, inherited, is_date, terms_of
from tunemantra.core.identifiers import Isrc
from tunemantra.core.rights import Deal, Price, UseType, Visibility

_STREAMS: Final = frozenset({UseType.ON_DEMAND_STREAM, UseType.NON_INTERACTIVE_STREAM, UseType.STREAM})
_PREVIEWS: Final = ("ReleaseDisplayStart", "TrackListingPreviewStart", "CoverArtPreviewStart", "ClipPreviewStart")


@frozen(cache_hash=True)
class _Terms:
    """What the deals of one release say; releases of equal terms share one composite.

    Args:
        deals: in order.
        shown: from when it may be shown; None where nobody said.
        ordered: whether pre-orders state since when they are taken, which a track release does not.
    """

    deals: tuple[Deal, ...]
    shown: Visibility | None
    ordered: bool


def write_deals(root: Node, context: Context) -> None:
    """Write the terms of the main release and of every track release."""
    if not context.states_terms:
        return
    shared: dict[_Terms, list[str]] = {}
    for reference, terms in _terms(context):
        if terms.deals:
            shared.setdefault(terms, []).append(reference)
    if not shared:
        return
    deal_list = node(root, "DealList")
    resources = {track.isrc: f"A{index + 1}" for index, track in enumerate(context.release.tracks)}
    for terms, references in shared.items():
        release_deal = node(deal_list, "ReleaseDeal")
        for reference in references:
            leaf(release_deal, "DealReleaseReference", reference)
        for deal in terms.deals:
            _write_deal(release_deal, deal, terms, context, resources)


def _terms(context: Context) -> Iterator[tuple[str, _Terms]]:
    release = context.release
    whole = context.profile.one_track or context.dialect.streams_on_release
    deals = release.deals if whole else tuple(filter(None, map(_without_streams, release.deals)))
    ordered = any(deal.pre_order for deal in deals)
    yield MAIN_RELEASE, _Terms(deals, context.shown[0].visibility if context.shown else None, ordered)
    if context.profile.one_track:
        return
    common = _Terms(inherited(release.deals), None, ordered=False)
    for index, track in enumerate(release.tracks):
        shown, own = context.shown_tracks[index], track.deals or track.album_only
        if own or shown:
            terms = _Terms(terms_of(release, track), shown[0].visibility if shown else None, ordered=False)
        else:
            terms = common
        yield f"R{index + 1}", terms


def _without_streams(deal: Deal) -> Deal | None:
    uses = tuple(use for use in deal.uses if use not in _STREAMS)
    return evolve(deal, uses=uses) if uses else None


def _write_deal(release_deal: Node, deal: Deal, terms: _Terms, context: Context, resources: dict[Isrc, str]) -> None:
    element = node(node(release_deal, "Deal"), "DealTerms")
    if deal.pre_order:
        leaf(element, "IsPreOrderDeal", "true")
    for model in deal.models:
        leaf(element, "CommercialModelType", model.value)
    usage = node(element, "Usage")
    for use in deal.uses:
        leaf(usage, "UseType", use.value)
    _write_places(element, deal, context)
    for price in deal.prices:
        _write_price(element, price, context.sender)
    _write_period(element, deal)
    if deal.pre_order and terms.ordered:
        leaf(element, "PreOrderReleaseDate", deal.start.day.isoformat())
    if terms.shown is not None:
        _write_previews(element, terms.shown, deal)
    if deal.instant_gratification:
        early = node(element, "InstantGratificationResourceList")
        for isrc in deal.instant_gratification:
            leaf(early, "DealResourceReference", resources[isrc])
    if deal.exclusive:
        leaf(element, "IsExclusive", "true")


def _write_places(element: Node, deal: Deal, context: Context) -> None:
    """Write where the deal applies, and whose channel it is limited to."""
    write_territories(element, deal.territories)
    if deal.exclusive:
        recipient = str(context.dialect.recipient.dpid)
        leaf(node(element, "DistributionChannel"), "PartyId", recipient, IsDPID="true")


def _write_price(element: Node, price: Price, sender: str) -> None:
    information = node(element, "PriceInformation")
    if price.tier:
        leaf(information, "PriceType", price.tier, Namespace=f"DPID:{sender}")
    if price.amount is not None:
        leaf(information, price.basis.value, f"{price.amount:f}", CurrencyCode=price.currency)


def _write_period(element: Node, deal: Deal) -> None:
    """Write dates where both ends are dates, else date-times: the schema allows no mixture."""
    period = node(element, "ValidityPeriod")
    ends = [("Start", deal.start)] if deal.end is None else [("Start", deal.start), ("End", deal.end)]
    dates = all(is_date(moment) for _, moment in ends)
    for name, moment in ends:
        if dates:
            leaf(period, f"{name}Date", moment.day.isoformat())
        else:
            leaf(period, f"{name}DateTime", date_time(moment))


def _write_previews(element: Node, shown: Visibility, deal: Deal) -> None:
    """Write the four dates from when it may be shown; what is not stated begins with the deal."""
    stated = (shown.release, shown.track_listing, shown.cover, shown.clips)
    moments = [moment or deal.start for moment in stated]
    dates = all(map(is_date, moments))
    for name, moment in zip(_PREVIEWS, moments, strict=True):
        if dates:
            leaf(element, f"{name}Date", moment.day.isoformat())
        else:
            leaf(element, f"{name}DateTime", date_time(moment))


__all__ = ["write_deals"]
