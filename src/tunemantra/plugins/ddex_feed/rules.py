"""What every feed asks of a release beyond the common rules: names its files can have."""

from __future__ import annotations

from collections.abc import Iterator

from tunemantra.core.finding import Finding, error
from tunemantra.core.release import Release
from tunemantra.plugins.ddex_feed.profile import HIGHEST_TRACK


def check_release(release: Release) -> Iterator[Finding]:
    """Yield everything a feed's own rules say."""
    yield from positions(release)


def positions(release: Release) -> Iterator[Finding]:
    """FEED-NAM-001: disc and track number name a file, so that each pair is there once and no number is too long."""
    seen: set[tuple[int, int]] = set()
    for index, track in enumerate(release.tracks):
        place = (track.disc, track.number)
        if place in seen or max(place) > HIGHEST_TRACK:
            yield error(
                "FEED-NAM-001",
                f"tracks[{index}].number",
                "Files are named by disc and track number.",
                observed=f"disc {track.disc}, track {track.number}",
                expected=f"each pair once, numbers up to {HIGHEST_TRACK}",
                hint="number the tracks of each disc from 1",
            )
        seen.add(place)


__all__ = ["check_release", "positions"]
