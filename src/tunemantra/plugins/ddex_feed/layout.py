"""Folders and names of one delivery, from the store's choreography."""

from __future__ import annotations

import hashlib

from tunemantra.contrib.ddex import files_to_send, message_id
from tunemantra.contrib.ddex.exchange import (
    Choreography,
    Outgoing,
    Part,
    ReleaseIds,
    Upload,
    hierarchy,
    stamp_of,
    uploads,
)
from tunemantra.core.release import Release
from tunemantra.plugins.ddex_feed import profile
from tunemantra.plugins.ddex_feed.directory import Store
from tunemantra.ports.package import Order

COVER = "artwork"


def batch_name(order: Order, store: Store) -> str:
    """Return the stamp of an order's batch, with the suffix that tells it from others of the same moment."""
    if order.batch:
        return gathered_name(order.batch, store)
    return _suffixed(stamp_of(order.created_at, store.exchange.stamp_digits), order.delivery_id, store)


def gathered_name(batch_id: str, store: Store) -> str:
    """Return the name of a batch of several orders: its id, which is a stamp, with a suffix as the store has them."""
    return _suffixed(batch_id, batch_id, store)


def _suffixed(stamp: str, whose: str, store: Store) -> str:
    proof = hashlib.sha256(whose.encode()).hexdigest()[: store.suffix]
    return f"{stamp}_{proof}" if proof else stamp


def reference_of(order: Order, store: Store) -> str:
    """Return what the store calls a submission.

    Acknowledgements name the message, or its batch in older versions; every other way names the folder.
    """
    if store.status != "ack":
        return places(order, store)[-1].path.partition("/")[0]
    return message_id(order) if by_message(store.exchange) else batch_name(order, store)


def by_message(exchange: Choreography) -> bool:
    """Return whether names of acknowledgements carry the message's id."""
    return "{message_id}" in exchange.ack_name.text


def file_names(release: Release, store: Store) -> dict[str, str]:
    """Return the file name of every asset by its path in the release, in sending order."""
    exchange, ids = store.exchange, ReleaseIds.of(release)
    release_id = exchange.release_id(ids)
    names = {
        f"tracks[{index}].audio": exchange.resource.fill(
            release_id=release_id,
            disc=track.disc,
            track=track.number,
            hierarchy=hierarchy(track.disc, track.number),
            ext=profile.AUDIO[store.audio].container,
        )
        for index, track in enumerate(release.tracks)
    }
    cover = exchange.cover.fill(release_id=release_id, kind="FrontCoverImage", ext=profile.IMAGE_ENDING)
    return {**names, COVER: cover}


def to_send(order: Order, store: Store) -> tuple[str, ...]:
    """Return which assets travel, in sending order; an update sends nothing the store holds."""
    wanted = files_to_send(order)
    return tuple(subject for subject in file_names(order.release, store) if subject in wanted)


def places(order: Order, store: Store) -> tuple[Upload, ...]:
    """Return every file of a delivery where it goes: what travels, the message, the mark of a batch of its own."""
    names = file_names(order.release, store)
    resources = tuple(names[subject] for subject in to_send(order, store))
    outgoing = Outgoing(ReleaseIds.of(order.release), resources)
    every = uploads(store.exchange, batch_name(order, store), (outgoing,))
    return tuple(place for place in every if place.part is not Part.COMPLETION) if order.batch else every


__all__ = ["COVER", "batch_name", "by_message", "file_names", "gathered_name", "places", "reference_of", "to_send"]
