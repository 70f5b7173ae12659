"""Prepare: the masters are in the asset store."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve

from tunemantra.core.distribution import Delivery, Distribution, Event, OrderKind, Stage, TrackState
from tunemantra.core.release import Release
from tunemantra.core.status import Status, step
from tunemantra.errors import AssetMissingError
from tunemantra.pipeline.steps import Change, Step, becomes, passed
from tunemantra.pipeline.tools import Alive, Tools


def prepare(tools: Tools, delivery: Delivery, alive: Alive) -> Step:
    """Make sure every master is there that the platform gets.

    Raises:
        AssetMissingError: the store lost a master of the revision.
    """
    release = release_of(tools, delivery)
    for path, asset in tools.platforms.platform(delivery.platform).requirement.files(release):
        alive()
        if not tools.assets.has(asset.sha256):
            message = f"{path}: {asset.path} is no longer in the asset store"
            raise AssetMissingError(message, hint="submit the release folder again", sha256=asset.sha256)
    at = tools.clock.now()
    return passed(delivery, Stage.TRANSFORM, at, "masters are there", change=_begun(delivery, at))


def _begun(delivery: Delivery, at: datetime) -> Change:
    moved = becomes(delivery, at, Status.PROCESSING, "packaging", "work on it began")

    def change(distribution: Distribution) -> tuple[Distribution, tuple[Event, ...]]:
        after, events = moved(distribution)
        if delivery.kind is not OrderKind.INSERT or after.state.status is not Status.PROCESSING:
            return after, events
        # What was taken down never comes back by a report alone: the tracks begin anew, as the release does.
        return evolve(after, tracks=tuple(_anew(track, at) for track in after.tracks)), events

    return change


def _anew(track: TrackState, at: datetime) -> TrackState:
    return TrackState(track.isrc, step(track.state, Status.PROCESSING, "packaging", at=at))


def release_of(tools: Tools, delivery: Delivery) -> Release:
    """Return the frozen release a delivery sends."""
    revision = delivery.revision_id
    return tools.releases.get(revision, lambda: tools.codec.load(tools.ledger.revision(revision).document, Release))


__all__ = ["prepare", "release_of"]
