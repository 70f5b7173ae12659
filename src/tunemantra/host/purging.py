"""What a purge means beside another statement: a release is taken back for good, or comes back."""

from __future__ import annotations

from attrs import evolve

from tunemantra.contrib.ddex.reading import PurgedRelease
from tunemantra.core.difference import Change, Concern, differences
from tunemantra.core.finding import Finding, warning
from tunemantra.core.release import Release

PURGE = "purge"
_OTHER = "ERN-PRG-001"


def purged(release: Release, purge: PurgedRelease) -> tuple[Change, ...]:
    """Return what a purge changes for a release: it is gone with all of its terms."""
    message = "the release is taken back for good, not only its terms: the recipient deletes it"
    return (Change(Concern.RIGHTS, "", message, named(release), name_of(purge)), *differences(release, _over(release)))


def restored(release: Release, purge: PurgedRelease) -> tuple[Change, ...]:
    """Return what a release changes after its purge: the recipient has nothing of it any more."""
    message = "the release comes back after its purge: it has to be sent as a first delivery, with its files"
    return (Change(Concern.RIGHTS, "", message, name_of(purge), named(release)), *differences(_over(release), release))


def doubts_of(purge: PurgedRelease, icpn: str, grid: str, other: str) -> tuple[Finding, ...]:
    """Say where a purge is not of the other side's product, or of one that cannot be told.

    Args:
        purge: as read.
        icpn, grid: codes of the other side; empty for none.
        other: how it is called.
    """
    pairs = [(one, two) for one, two in ((_digits(purge.icpn), _digits(icpn)), (purge.grid, grid)) if one and two]
    if any(one == two for one, two in pairs):
        return ()
    message = "The purge is of another product: it changes nothing of this one."
    if not pairs:
        message = "The purge names no code of this product: it cannot be told whether it is of this one."
    return (warning(_OTHER, "PurgedRelease/ReleaseId", message, observed=name_of(purge), expected=other),)


def name_of(purge: PurgedRelease) -> str:
    """Return what a purge names, in words."""
    codes = (purge.icpn, purge.grid, *(value for _, value in purge.proprietary_ids))
    code = next(filter(None, codes), "no code")
    titles = ", ".join(title.display for title in purge.titles)
    return f"{PURGE} of {code}" + (f" ({titles})" if titles else "")


def named(release: Release) -> str:
    """Return a release in words."""
    return f"{release.icpn} ({release.title.display})"


def _digits(code: str) -> str:
    return code.strip().lstrip("0")


def _over(release: Release) -> Release:
    tracks = tuple(evolve(track, deals=(), visibility=()) for track in release.tracks)
    return evolve(release, deals=(), visibility=(), tracks=tracks)


__all__ = ["doubts_of", "name_of", "named", "purged", "restored"]
