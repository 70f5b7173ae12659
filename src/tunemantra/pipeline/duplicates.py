"""Duplicates: recordings are found again by how they sound, where a host keeps a catalogue of fingerprints."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from attrs import frozen

from tunemantra.core.catalogue import Catalogued, Recording
from tunemantra.core.media import AudioFacts, Facts
from tunemantra.core.release import Asset, Release
from tunemantra.errors import MediaError
from tunemantra.pipeline.tools import Tools

FINGERPRINT = "fingerprint"
"""What a recording sounds like, remembered by the file's hash."""

Listen = Callable[[Asset], tuple[int, ...]]


@frozen
class Heard:
    """A recording of a release, its fingerprint and what the catalogue has beside it."""

    words: tuple[int, ...]
    catalogued: Catalogued


def look_up(tools: Tools, release: Release, facts: Mapping[str, Facts], listen: Listen) -> dict[str, Heard]:
    """Return what the catalogue has beside each recording of a release, by its path; nothing without a catalogue.

    What cannot be decoded, or is too short for a fingerprint, is left out: other rules speak of it.

    Args:
        tools: the ports.
        release: asked about.
        facts: measurements by path; a file without them is not listened to.
        listen: takes or recalls the fingerprint of a file.
    """
    heard: dict[str, Heard] = {}
    if tools.catalogue is None:
        return heard
    for path, asset in (*release.assets(), *release.additions()):
        known = facts.get(path)
        isrc = str(release.isrc_of(path) or "")
        if not isrc or not isinstance(known, AudioFacts) or known.problem:
            continue
        try:
            words = listen(asset)
        except MediaError:
            continue
        if words:
            key = f"{isrc}:{asset.sha256}"
            recording = Recording(key, isrc, round(known.duration, 3), known.multichannel)
            under = tools.catalogue.under(recording.isrc, words)
            heard[path] = Heard(words, Catalogued(recording, under, tools.catalogue.find(words)))
    return heard


def told(heard: Mapping[str, Heard]) -> dict[str, Catalogued]:
    """Return what rules judge."""
    return {path: one.catalogued for path, one in heard.items()}


def enter(tools: Tools, heard: Mapping[str, Heard]) -> None:
    """Put recordings that passed the checks into the catalogue; those that are there stay as they are."""
    new = [
        (one.catalogued.recording, one.words)
        for one in heard.values()
        if all(match.recording.key != one.catalogued.recording.key for match in one.catalogued.under_isrc)
    ]
    if tools.catalogue is not None and new:
        tools.catalogue.add(new)


def in_folder(tools: Tools, folder: Path) -> Listen:
    """Return what listens to the files of a release folder where they lie."""
    return lambda asset: _taken(tools, folder / asset.path)


def in_store(tools: Tools) -> Listen:
    """Return what listens to masters of the asset store, once per content."""

    def listen(asset: Asset) -> tuple[int, ...]:
        known = tools.ledger.recall(FINGERPRINT, asset.sha256)
        if known is not None:
            return tuple(json.loads(known))
        words = _taken(tools, tools.assets.path(asset.sha256))
        tools.ledger.remember(FINGERPRINT, asset.sha256, json.dumps(words))
        return words

    return listen


def _taken(tools: Tools, source: Path) -> tuple[int, ...]:
    return tools.fingerprints.fingerprint(source) if tools.fingerprints is not None else ()


__all__ = ["FINGERPRINT", "Heard", "Listen", "enter", "in_folder", "in_store", "look_up", "told"]
