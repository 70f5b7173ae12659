"""Orders written in ERN 3.8, and files of the right kind for recordings and films."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve

from tests.unit.contrib.ddex.messages import BOOKLET, PLAIN, order, root_of
from tunemantra.contrib.ddex import FileEntry, build_new_release
from tunemantra.contrib.ddex.express import express
from tunemantra.contrib.ddex.versions import ERN_382, ERN_383
from tunemantra.core.distribution import OrderKind
from tunemantra.core.media import AudioFacts, VideoFacts
from tunemantra.core.release import Medium

BOTH = (ERN_382, ERN_383)
DIALECT = evolve(PLAIN, version=ERN_383)


def film(sound=None):
    return VideoFacts("mp4", "h264", 1920, 1080, Decimal("23.976"), 205_123, 9_000_000, sound)


def entries(one, *, provided=True):
    """Return the files of an order, its booklet too; the file of a video track is a film."""
    made = {}
    for subject, rendition in one.renditions.items():
        suffix = rendition.form.extension
        entry = FileEntry.of(rendition, f"resources/{subject}.{suffix}", provided=provided)
        track = _track(one.release, subject)
        if track is not None and track.medium is Medium.VIDEO and isinstance(entry.facts, AudioFacts):
            entry = evolve(entry, uri=f"resources/{subject}.mp4", facts=film(entry.facts))
        made[subject] = entry
    if one.release.booklet is not None and one.renditions:
        uri, digest = "resources/booklet.pdf", "b" * 64
        made["booklet"] = FileEntry(uri, BOOKLET.size, BOOKLET, sha256=digest, provided=provided)
    return made


def write(one, version=ERN_383, *, provided=True, **changes):
    """Return the bytes of an order's message."""
    dialect = evolve(DIALECT, version=version, **changes)
    return build_new_release(one, entries(one, provided=provided), dialect)


def read(release, kind=OrderKind.INSERT, **changes):
    """Return the root of the message of a release."""
    return root_of(write(order(release, kind), **changes))


def lost(release, version=ERN_383):
    """Return what a version cannot say: rule, path and value of every finding."""
    return [(one.rule, one.path, one.observed) for one in express(release, version).findings]


def _track(release, subject):
    if not subject.startswith("tracks["):
        return None
    return release.tracks[int(subject.partition("[")[2].partition("]")[0])]
