"""Whether a product's price fits those of its tracks (`platform-facts` 7.3, 14.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tunemantra.core.finding import Finding, error, warning
from tunemantra.plugins.itunes import profile
from tunemantra.plugins.itunes.products import is_gratis, sold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tunemantra.core.rights import Deal
    from tunemantra.plugins.itunes.settings import ItunesSettings
    from tunemantra.ports.package import Order

_RULE = "ITUNES-PRC-001"


def album_price(order: Order, settings: ItunesSettings) -> Iterator[Finding]:
    """ITUNES-PRC-001: a product costs no more than its tracks do, unless something comes with it alone.

    A tier nobody knows is not sent; the store then takes its default.
    """
    release = order.release
    yield from _unknown("deals", release.deals, settings, profile.DEFAULT_ALBUM_TIER)
    for index, track in enumerate(release.tracks):
        yield from _unknown(f"tracks[{index}].deals", track.deals, settings, profile.DEFAULT_TRACK_TIER)
    stated = _tiers(release.deals)
    if not stated or release.booklet is not None or any(track.album_only for track in release.tracks):
        return
    whole = max((tier.album_price for word in stated if (tier := settings.tier(word))), default=0)
    tracks = sum(_track_price(release.deals_of(track), settings) for track in release.tracks)
    if whole > tracks:
        yield error(
            _RULE,
            "deals",
            "The product costs more than its tracks do.",
            observed=f"{whole / 100:.2f} USD",
            expected=f"at most {tracks / 100:.2f} USD, the tracks' prices together",
            hint="choose a lower price tier, or sell a track with the album alone",
        )


def gratis_price(order: Order, settings: ItunesSettings) -> Iterator[Finding]:
    """ITUNES-PRE-002: a product costs a track of the middle tier more than what is given at once, at least."""
    release = order.release
    given = [track for track in release.tracks if is_gratis(release, track)]
    if not given:
        return
    known = [tier.album_price for word in _tiers(release.deals) if (tier := settings.tier(word))]
    whole = min(known, default=_default(profile.DEFAULT_ALBUM_TIER, settings).album_price)
    spent = sum(_track_price(release.deals_of(track), settings) for track in given)
    least = spent + _default(profile.DEFAULT_TRACK_TIER, settings).track_price
    if whole < least:
        yield error(
            "ITUNES-PRE-002",
            "deals",
            "What is given at once leaves too little of the product's price.",
            observed=f"{whole / 100:.2f} USD, {spent / 100:.2f} USD of it given at once",
            expected=f"{least / 100:.2f} USD or more: one more track of the tier {profile.DEFAULT_TRACK_TIER}",
            hint="give fewer tracks at once, or choose a higher price tier for the product",
        )


def _track_price(deals: Iterable[Deal], settings: ItunesSettings) -> int:
    known = [tier.track_price for word in _tiers(deals) if (tier := settings.tier(word))]
    return min(known, default=_default(profile.DEFAULT_TRACK_TIER, settings).track_price)


def _default(word: str, settings: ItunesSettings) -> profile.Tier:
    return settings.tier(word) or profile.TIERS[word]


def _tiers(deals: Iterable[Deal]) -> tuple[str, ...]:
    return tuple(price.tier for deal in sold(deals) for price in deal.prices if price.tier)


def _unknown(path: str, deals: tuple[Deal, ...], settings: ItunesSettings, default: str) -> Iterator[Finding]:
    for place, deal in enumerate(deals):
        for word in _tiers([deal]):
            if settings.tier(word) is None:
                yield warning(
                    _RULE,
                    f"{path}[{place}].prices",
                    "The store has no such price tier, and takes its own default.",
                    observed=word,
                    expected=f"one of {', '.join(settings.tiers or profile.TIERS)}; the default is {default}",
                    hint="add it to [platforms.itunes.tiers], with the codes of the contract",
                )
