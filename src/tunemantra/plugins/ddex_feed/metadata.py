"""The documents of a delivery: the message in the store's version, the purge, the completion mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import evolve

from tunemantra.contrib.ddex import (
    BatchItem,
    Dialect,
    FileEntry,
    HashAlgorithm,
    Partner,
    build_manifest,
    build_new_release,
    build_purge,
    version_of,
)
from tunemantra.contrib.ddex.exchange import MANIFEST_VERSIONS
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Finding
from tunemantra.core.release import Release
from tunemantra.plugins.ddex_feed.requirements import requirement_of
from tunemantra.plugins.ddex_feed.settings import FeedSettings
from tunemantra.ports.package import Order


def dialect_for(settings: FeedSettings, key: str) -> Dialect:
    """Return how the store wants its messages; `key` is the platform's, under which artists have their ids there."""
    store = settings.store
    return Dialect(
        sender=Partner(settings.sender, settings.sender_name),
        recipient=Partner(store.dpid, store.label),
        version=version_of(store.ern),
        resources_folder=store.exchange.resources,
        hash_algorithm=HashAlgorithm(store.hash.upper()),
        simple_single=store.release_profile == "simple-single",
        test=settings.test,
        platform=key,
    )


def write_message(order: Order, files: Mapping[str, FileEntry], settings: FeedSettings, key: str) -> bytes:
    """Return the message of an order; a takedown in the store's own dialect.

    Args:
        order: what is sent; the store is told nothing of files it does not get.
        files: by path in the release, those not sent without a URI.
        settings: of the store.
        key: of the platform.
    """
    store = settings.store
    sent = evolve(order, release=requirement_of(store).taken(order.release))
    if order.kind is OrderKind.TAKEDOWN and store.takedown == "purge":
        return build_purge(sent, dialect_for(settings, key))
    return build_new_release(sent, files, dialect_for(settings, key))


def write_mark(batch: str, items: Sequence[BatchItem], at: datetime, settings: FeedSettings, key: str) -> bytes:
    """Return the completion mark: a manifest that proves each message by its hash, or nothing at all.

    Args:
        batch: its name.
        items: what the manifest says of the messages, in order.
        at: aware; the moment it states.
        settings: of the store.
        key: of the platform.
    """
    store = settings.store
    if store.completion != "manifest":
        return b""
    return build_manifest(batch, items, at, dialect_for(settings, key), MANIFEST_VERSIONS[store.manifest])


def losses(release: Release, settings: FeedSettings, key: str) -> tuple[Finding, ...]:
    """Return a finding for every part of a release that the store's version of the message cannot carry."""
    deals = (*release.deals, *(deal for track in release.tracks for deal in track.deals))
    if not all(deal.territories for deal in deals):
        return ()  # CMN-TER-001 has said so
    taken = requirement_of(settings.store).taken(release)
    return tuple(dialect_for(settings, key).express(taken).findings)


__all__ = ["dialect_for", "losses", "write_mark", "write_message"]
