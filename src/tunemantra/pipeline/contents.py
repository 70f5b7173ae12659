"""Contents: which files a release has, what they are where they lie, and the revision that follows from them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from tunemantra.core.distribution import Revision
from tunemantra.core.finding import Finding, error
from tunemantra.core.release import Asset, Part, Release
from tunemantra.pipeline.tools import Tools


def named(release: Release) -> Iterator[tuple[str, Asset]]:
    """Yield every file of a release with its path in it."""
    yield from release.assets()
    yield from release.additions()


def as_it_lies(folder: Path, release: Release) -> tuple[Release, tuple[Finding, ...]]:
    """Return a release content-addressed, its files read where they lie, with what could not be had.

    Args:
        folder: that the paths of its files begin in.
        release: as submitted.
    """
    there = {path: asset for path, asset in named(release) if (folder / asset.path).is_file()}
    lost = tuple(
        absent(release.part(path), path, asset, "no such file") for path, asset in named(release) if path not in there
    )
    return release.with_assets({path: _hashed(folder, asset) for path, asset in there.items()}), lost


def _hashed(folder: Path, asset: Asset) -> Asset:
    with (folder / asset.path).open("rb") as stream:
        return Asset(asset.path, hashlib.file_digest(stream, "sha256").hexdigest(), stream.tell())


def absent(part: Part, path: str, asset: Asset, problem: str) -> Finding:
    """Return the finding that a file of a release cannot be read, and why."""
    rules = {
        Part.COVER: "CMN-IMG-001",
        Part.FILM: "CMN-VID-001",
        Part.CANVAS: "CMN-VID-001",
        Part.MOTION_SQUARE: "CMN-VID-001",
        Part.MOTION_TALL: "CMN-VID-001",
        Part.BOOKLET: "CMN-BKL-001",
    }
    return error(
        rules.get(part, "CMN-AUD-007"),
        path,
        "the file cannot be read",
        file=asset.path,
        observed=problem,
        expected="a readable file",
    )


def revised(tools: Tools, release: Release) -> Revision:
    """Return a release as a revision, named by the hash of its canonical text; nothing is kept.

    Args:
        tools: the ports.
        release: content-addressed.
    """
    document = tools.codec.dump(release)
    return Revision(hashlib.sha256(document.encode()).hexdigest(), str(release.icpn), document, tools.clock.now())


__all__ = ["absent", "as_it_lies", "named", "revised"]
