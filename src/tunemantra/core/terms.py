"""What an order states beyond the plain case, term by term, and what of it a platform can be told.

A platform declares what its document carries; whatever else a release states for it would be lost, and is found out
before anything is sent (`core.rules.terms`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import time
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from attrs import field, frozen

from tunemantra.core.rights import CommercialModel, Deal, UseType
from tunemantra.core.territory import TerritorySet

if TYPE_CHECKING:
    from tunemantra.core.release import Release, Track
    from tunemantra.core.schedule import ReleaseMoment
    from tunemantra.core.text import Title


class Term(StrEnum):
    """Something a release may state that not every platform can be told."""

    TERRITORIES = "territories"
    END = "end"
    TIME = "time"
    INSTANT = "instant"
    EXCLUSIVE = "exclusive"
    EXCLUSIVE_TERRITORIES = "exclusive-territories"
    PRE_ORDER = "pre-order"
    INSTANT_GRATIFICATION = "instant-gratification"
    PRICE_TIER = "price-tier"
    PRICE = "price"
    PRICE_TERRITORIES = "price-territories"
    TRACK_TERMS = "track-terms"
    ANNOUNCEMENT = "announcement"
    TITLE_LANGUAGES = "title-languages"
    TRACK_LANGUAGE = "track-language"


@frozen
class Stated:
    """A term that a release states: where, and in which words."""

    term: Term
    path: str
    observed: str


def _terms(values: Iterable[Term]) -> frozenset[Term]:
    return frozenset(values)


def _uses(values: Iterable[UseType]) -> frozenset[UseType]:
    return frozenset(values)


def _models(values: Iterable[CommercialModel]) -> frozenset[CommercialModel]:
    return frozenset(values)


@frozen
class Terms:
    """What a platform can be told of the terms of a release.

    Args:
        says: the terms its document carries; nothing unless stated.
        uses: the uses it has; a deal with none of them is not its business and is not sent.
        models: the commercial models it has, likewise.
        told: False where the platform's own rules say which deals are not sent.
        within: where the platform is at all; what a deal says of other territories is not its business.
    """

    says: frozenset[Term] = field(default=(), converter=_terms)
    uses: frozenset[UseType] = field(default=tuple(UseType), converter=_uses)
    models: frozenset[CommercialModel] = field(default=tuple(CommercialModel), converter=_models)
    told: bool = True
    within: TerritorySet = field(factory=TerritorySet.worldwide)

    @classmethod
    def everything(cls) -> Self:
        """Return the terms of a platform whose document carries all of them."""
        return cls(tuple(Term))

    def concern(self, deal: Deal) -> bool:
        """Return whether a deal is for something the platform does, where it is."""
        here = not deal.territories or bool(self.within & deal.territories)
        return here and bool(self.uses & {*deal.uses}) and bool(self.models & {*deal.models})


def stated(release: Release, terms: Terms) -> Iterator[Stated]:
    """Yield every term that a release states for a platform, whether it can be told or not."""
    yield from _stated_by("", release.deals, terms)
    yield from _languages("titles", release.titles)
    if release.visibility:
        yield Stated(Term.ANNOUNCEMENT, "visibility", f"{len(release.visibility)} announcements")
    for index, track in enumerate(release.tracks):
        yield from _of_track(release, track, f"tracks[{index}].", terms)


def _of_track(release: Release, track: Track, prefix: str, terms: Terms) -> Iterator[Stated]:
    own = [deal for deal in track.deals if terms.concern(deal)]
    concerned = any(terms.concern(deal) for deal in release.deals_of(track))
    if own or (track.album_only and concerned):
        observed = "no terms of its own" if track.album_only else f"{len(own)} deals of its own"
        yield Stated(Term.TRACK_TERMS, f"{prefix}deals", observed)
    yield from _stated_by(prefix, track.deals, terms)
    yield from _languages(f"{prefix}titles", track.titles)
    if track.visibility:
        yield Stated(Term.ANNOUNCEMENT, f"{prefix}visibility", f"{len(track.visibility)} announcements")
    if track.language and track.language != release.language:
        yield Stated(Term.TRACK_LANGUAGE, f"{prefix}language", track.language)


def _stated_by(prefix: str, deals: Iterable[Deal], terms: Terms) -> Iterator[Stated]:
    concerned = [(f"{prefix}deals[{place}]", deal) for place, deal in enumerate(deals) if terms.concern(deal)]
    partly = _reach(deal for _, deal in concerned if deal.exclusive) != _reach(deal for _, deal in concerned)
    for path, deal in concerned:
        yield from _of_deal(path, deal, terms.within)
        if deal.exclusive and partly:
            yield Stated(Term.EXCLUSIVE_TERRITORIES, f"{path}.exclusive", f"exclusive in {deal.territories}")


def _reach(deals: Iterable[Deal]) -> TerritorySet:
    union = TerritorySet.nothing()
    for deal in deals:
        union |= deal.territories
    return union


def _of_deal(path: str, deal: Deal, within: TerritorySet) -> Iterator[Stated]:
    if deal.territories and deal.territories & within != within:
        yield Stated(Term.TERRITORIES, f"{path}.territories", str(deal.territories))
    if deal.end is not None:
        yield Stated(Term.END, f"{path}.end", str(deal.end))
    yield from _of_moments(path, deal)
    if deal.exclusive:
        yield Stated(Term.EXCLUSIVE, f"{path}.exclusive", "exclusive")
    if deal.pre_order:
        yield Stated(Term.PRE_ORDER, f"{path}.pre_order", f"pre-order from {deal.start}")
    if deal.instant_gratification:
        isrcs = ", ".join(map(str, deal.instant_gratification))
        yield Stated(Term.INSTANT_GRATIFICATION, f"{path}.instant_gratification", isrcs)
    for place, price in enumerate(deal.prices):
        where = f"{path}.prices[{place}]"
        if price.tier:
            yield Stated(Term.PRICE_TIER, where, price.tier)
        if price.amount is not None:
            yield Stated(Term.PRICE, where, f"{price.amount} {price.currency}")
        if price.territory:
            yield Stated(Term.PRICE_TERRITORIES, f"{where}.territory", price.territory)


def _of_moments(path: str, deal: Deal) -> Iterator[Stated]:
    for name, moment in (("start", deal.start), ("end", deal.end)):
        if moment is not None and not moment.is_local:
            yield Stated(Term.INSTANT, f"{path}.{name}", str(moment))
        elif moment is not None and _timed(moment):
            yield Stated(Term.TIME, f"{path}.{name}", str(moment))


def _timed(moment: ReleaseMoment) -> bool:
    return moment.clock not in {time(), time(23, 59, 59)}


def _languages(path: str, titles: tuple[Title, ...]) -> Iterator[Stated]:
    for place, title in enumerate(titles[1:], 1):
        yield Stated(Term.TITLE_LANGUAGES, f"{path}[{place}]", f"{title.display} ({title.language or 'no language'})")


__all__ = ["Stated", "Term", "Terms", "stated"]
