"""The ERN 4.3 message for Beatport: the standard, plus the store's own fields where the schema has room for them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from attrs import evolve

from tunemantra.contrib import batches
from tunemantra.contrib.ddex import (
    BatchItem,
    Dialect,
    Extension,
    FileEntry,
    Partner,
    Place,
    build_manifest,
    build_new_release,
    message_id,
)
from tunemantra.core.finding import Finding
from tunemantra.core.release import Release, Track
from tunemantra.plugins.beatport.profile import BATCH_SUFFIX, EXTENSIONS, MESSAGE_NAME, REQUIREMENT
from tunemantra.plugins.beatport.settings import BeatportSettings
from tunemantra.plugins.beatport.terms import exclusivity, genre_of, mix_name, tempo
from tunemantra.ports.package import Order


def dialect_for(settings: BeatportSettings) -> Dialect:
    """Return how Beatport wants its messages; files lie beside the message."""

    def extend(release: Release, track: Track | None) -> Iterable[Extension]:
        return extensions(release, track, settings)

    return Dialect(
        sender=Partner(settings.sender, settings.sender_name),
        recipient=Partner(settings.recipient, "Beatport"),
        resources_folder="",
        platform="beatport",
        extend=extend,
    )


def extensions(release: Release, track: Track | None, settings: BeatportSettings) -> tuple[Extension, ...]:
    """Return the store's own fields of a track, or of the release: BPM, key, mix name, genre, exclusive weeks."""
    period = exclusivity(release)
    weeks = str(period.weeks) if track is None and period and period.weeks else ""
    values = (
        (EXTENSIONS["bpm"], tempo(track.bpm) if track and track.bpm is not None else "", Place.IDENTIFIER),
        (EXTENSIONS["key"], track.key if track else "", Place.IDENTIFIER),
        (EXTENSIONS["exclusive"], weeks, Place.IDENTIFIER),
        ("MIX", mix_name(track) if track else "", Place.VERSION),
        ("GENRE", genre_of(release, track, settings.genres), Place.GENRE),
    )
    return tuple(Extension(settings.recipient, name, value, place) for name, value, place in values if value)


def write_message(order: Order, files: Mapping[str, FileEntry], settings: BeatportSettings) -> bytes:
    """Return the message; `files` by path in the release, those not sent without a URI.

    It says nothing of immersive mixes, canvases and booklets, which the store does not get.
    """
    sent = evolve(order, release=REQUIREMENT.taken(order.release))
    return build_new_release(sent, files, dialect_for(settings))


def losses(release: Release, settings: BeatportSettings) -> tuple[Finding, ...]:
    """Return a warning for every part of a release that the message cannot carry, the store's own fields included."""
    deals = (*release.deals, *(deal for track in release.tracks for deal in track.deals))
    if not all(deal.territories for deal in deals):
        return ()  # CMN-TER-001 has said so
    lost = dialect_for(settings).express(release).findings
    return tuple(finding for finding in lost if finding.path.rpartition(".")[2] not in EXTENSIONS)


def write_marker(order: Order, batch: str, message: bytes, settings: BeatportSettings) -> bytes:
    """Return the completion mark of a batch of one message: a manifest that proves the message by its hash."""
    icpn = order.release.icpn
    item = BatchItem(
        message_id=message_id(order),
        url=f"./{icpn}/{MESSAGE_NAME.format(icpn=icpn)}",
        icpn=icpn,
        kind=order.kind,
        digest=hashlib.sha256(message).hexdigest(),
        grid=order.release.grid,
    )
    return build_manifest(batch, (item,), order.created_at, dialect_for(settings))


def batch_name(order: Order) -> str:
    """Return the name of an order's batch: the same for every try, another for every other delivery."""
    return batches.batch_name(order.created_at, order.delivery_id, BATCH_SUFFIX)


__all__ = ["batch_name", "dialect_for", "extensions", "losses", "write_marker", "write_message"]
