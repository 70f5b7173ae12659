"""What a store demands, from the words of its profile."""

from __future__ import annotations

from tunemantra.core.requirement import Capability, Requirement
from tunemantra.core.status import Channel
from tunemantra.plugins.ddex_feed import profile
from tunemantra.plugins.ddex_feed.directory import Store


def requirement_of(store: Store) -> Requirement:
    """Return what a store demands."""
    return Requirement(
        audio=profile.AUDIO[store.audio],
        image=profile.IMAGES[store.image],
        territory_encoding="ddex",
        lead=profile.LEAD,
        terms=profile.TERMS,
        md5=store.hash == "md5",
    )


def capabilities_of(store: Store) -> frozenset[Capability]:
    """Return what a store can do; one that never says anything says nothing when it is asked."""
    asked = frozenset() if store.silent else frozenset({Capability.POLL})
    mailed = frozenset({Capability.MAIL_STATUS}) if store.status == "mail" else frozenset()
    gathers = frozenset({Capability.BATCHES}) if store.gathers else frozenset()
    return profile.CAPABILITIES | asked | mailed | gathers


def delivers_over(store: Store) -> tuple[str, ...]:
    """Return the schemes of the connections a delivery to a store goes over."""
    return (profile.SCHEMES[store.transport], *(("soap+https",) if store.status == "soap" else ()))


def hears_by(store: Store) -> frozenset[Channel]:
    """Return the channel a store tells by; none for one that never says anything."""
    return frozenset() if store.silent else frozenset({profile.STATUS_WAYS[store.status]})


__all__ = ["capabilities_of", "delivers_over", "hears_by", "requirement_of"]
