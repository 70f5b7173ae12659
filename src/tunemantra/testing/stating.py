"""Releases that state one term more than another: what a capability to say something is proved with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from attrs import evolve

from tunemantra.core.release import Release, Track
from tunemantra.core.rights import Deal, Price, Visibility
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.terms import Term
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import Title

Pair = tuple[Release, Release]
"""A release without a term, and the same one with it."""

_ENOUGH = timedelta(days=27)


def with_and_without(release: Release, term: Term) -> Pair:
    """Return a release without a term and the same one with it; they differ in nothing else.

    Args:
        release: with a deal and a track.
        term: what only the second one states.
    """
    plain = evolve(
        release, titles=release.titles[:1], visibility=(), deals=(_plain(release.deals[0]),), tracks=_bare(release)
    )
    return _PAIRS[term](plain)


def _plain(deal: Deal) -> Deal:
    start = ReleaseMoment.local(deal.start.day)
    return Deal(TerritorySet.worldwide(), start, models=deal.models, uses=deal.uses)


def _bare(release: Release) -> tuple[Track, ...]:
    return tuple(evolve(t, titles=t.titles[:1], deals=(), visibility=(), language="") for t in release.tracks)


def _deal(**changes: object) -> Callable[[Release], Pair]:
    def pair(release: Release) -> Pair:
        return release, evolve(release, deals=(evolve(release.deals[0], **changes),))  # type: ignore[arg-type]

    return pair


def _end(release: Release) -> Pair:
    return _deal(end=ReleaseMoment.local(_later(release)))(release)


def _later(release: Release) -> date:
    return release.deals[0].start.day + _ENOUGH


def _time(release: Release) -> Pair:
    return _deal(start=ReleaseMoment.local(release.deals[0].start.day, time(18, 30)))(release)


def _instant(release: Release) -> Pair:
    noon = datetime.fromisoformat(f"{release.deals[0].start.day}T12:00:00+00:00")
    return _deal(start=ReleaseMoment.instant(noon))(release)


def _exclusive(release: Release) -> Pair:
    return _deal(exclusive=True)(_end(release)[1])


def _exclusive_territories(release: Release) -> Pair:
    closed = _end(release)[1].deals[0]
    inside = evolve(closed, territories=TerritorySet.of("DE"), exclusive=True)
    outside = evolve(closed, territories=~TerritorySet.of("DE"), exclusive=True)
    part = evolve(release, deals=(inside, evolve(outside, exclusive=False)))
    return evolve(release, deals=(inside, outside)), part


def _pre_order(release: Release) -> Pair:
    ahead = _ahead(release)
    early = evolve(ahead.deals[1], pre_order=False)
    return evolve(ahead, deals=(ahead.deals[0], early)), ahead


def _ahead(release: Release) -> Release:
    deal = release.deals[0]
    begin = ReleaseMoment.local(deal.start.day - _ENOUGH)
    last = ReleaseMoment.local(deal.start.day - timedelta(days=1))
    return evolve(release, deals=(deal, evolve(deal, start=begin, end=last, pre_order=True)))


def _gratis(release: Release) -> Pair:
    ahead = _ahead(release)
    first = evolve(ahead.deals[1], instant_gratification=(release.tracks[0].isrc,))
    return ahead, evolve(ahead, deals=(ahead.deals[0], first))


def _priced(*prices: Price) -> Callable[[Release], Pair]:
    return _deal(prices=prices)


def _price_territories(release: Release) -> Pair:
    everywhere = Price(amount=Decimal("6.99"), currency="EUR")
    return _priced(everywhere)(release)[1], _priced(evolve(everywhere, territory="DE"))(release)[1]


def _track(**changes: object) -> Callable[[Release], Pair]:
    def pair(release: Release) -> Pair:
        first = evolve(release.tracks[0], **changes)  # type: ignore[arg-type]
        return release, evolve(release, tracks=(first, *release.tracks[1:]))

    return pair


def _track_terms(release: Release) -> Pair:
    later = evolve(release.deals[0], start=ReleaseMoment.local(_later(release)))
    return _track(deals=(later,))(release)


def _announcement(release: Release) -> Pair:
    early = ReleaseMoment.local(release.deals[0].start.day - _ENOUGH)
    return release, evolve(release, visibility=(Visibility(release=early, cover=early, track_listing=early),))


_PAIRS: Mapping[Term, Callable[[Release], Pair]] = {
    Term.TERRITORIES: _deal(territories=~TerritorySet.of("DE", "KP")),
    Term.END: _end,
    Term.TIME: _time,
    Term.INSTANT: _instant,
    Term.EXCLUSIVE: _exclusive,
    Term.EXCLUSIVE_TERRITORIES: _exclusive_territories,
    Term.PRE_ORDER: _pre_order,
    Term.INSTANT_GRATIFICATION: _gratis,
    Term.PRICE_TIER: _priced(Price(tier="Front")),
    Term.PRICE: _priced(Price(amount=Decimal("6.99"), currency="EUR")),
    Term.PRICE_TERRITORIES: _price_territories,
    Term.TRACK_TERMS: _track_terms,
    Term.ANNOUNCEMENT: _announcement,
    Term.TITLE_LANGUAGES: lambda release: (
        release,
        evolve(release, titles=(*release.titles, Title("潮", language="ja"))),
    ),
    Term.TRACK_LANGUAGE: _track(language="ja"),
}

__all__ = ["Pair", "with_and_without"]
