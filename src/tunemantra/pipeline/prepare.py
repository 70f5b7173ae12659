"""Prepare: the masters are in the asset store and their headers are read, once per content."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve

from tunemantra.core.distribution import Delivery, Distribution, Event, OrderKind, Stage, TrackState
from tunemantra.core.media import AudioFacts, Facts, ImageFacts
from tunemantra.core.release import Asset, Release
from tunemantra.core.status import Status, step
from tunemantra.errors import AssetMissingError
from tunemantra.pipeline.steps import Change, Step, becomes, passed
from tunemantra.pipeline.tools import Alive, Tools

HEADER = "header"
"""What a file's header says, remembered by the file's hash."""

FACTS = "facts"
"""What decoding a file gave, remembered by the file's hash."""


def prepare(tools: Tools, delivery: Delivery, alive: Alive) -> Step:
    """Make sure every master is there and its header is known.

    Raises:
        AssetMissingError: the store lost a master of the revision.
    """
    release = release_of(tools, delivery)
    for path, asset in release.assets():
        alive()
        if not tools.assets.has(asset.sha256):
            message = f"{path}: {asset.path} is no longer in the asset store"
            raise AssetMissingError(message, hint="submit the release folder again", sha256=asset.sha256)
        header(tools, path, asset)
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
    return tools.codec.load(tools.ledger.revision(delivery.revision_id).document, Release)


def header(tools: Tools, path: str, asset: Asset) -> Facts:
    """Return what is known of a master without decoding it again: its facts, or else its header."""
    kind: type[AudioFacts | ImageFacts] = ImageFacts if path == "artwork" else AudioFacts
    known = tools.ledger.recall(FACTS, asset.sha256) or tools.ledger.recall(HEADER, asset.sha256)
    if known is not None:
        return tools.codec.load(known, kind)
    source = tools.assets.path(asset.sha256)
    facts: Facts = tools.images.measure(source) if path == "artwork" else tools.audio.inspect(source)
    # A picture is decoded to be inspected at all, so its facts are whole already.
    remember(tools, FACTS if path == "artwork" else HEADER, asset.sha256, facts)
    return facts


def remember(tools: Tools, kind: str, sha256: str, facts: Facts) -> None:
    """Keep facts that follow from content alone."""
    tools.ledger.remember(kind, sha256, tools.codec.dump(facts))


__all__ = ["FACTS", "HEADER", "header", "prepare", "release_of", "remember"]
