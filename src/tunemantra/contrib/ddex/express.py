"""What a version can carry of a release, and what is lost on the way (`losses`, `losses_3`, `losses_4`)."""

from __future__ import annotations

from typing import Final

from tunemantra.contrib.ddex import losses_4
from tunemantra.contrib.ddex.losses import Expressed, Losses, without_hidden_visibility, without_what_no_version_says
from tunemantra.contrib.ddex.normal import normalise
from tunemantra.contrib.ddex.profiles import Profile, profile_of
from tunemantra.contrib.ddex.versions import ErnVersion, VisibilityPlace
from tunemantra.core.release import Release

_FOUR: Final = 4


def express(
    release: Release,
    version: ErnVersion,
    profile: Profile | None = None,
    platform: str = "",
    *,
    streams_on_release: bool = True,
    booklets: bool = False,
) -> Expressed:
    """Return the release as this version can carry it, and a warning for every part that it cannot.

    Expressing what was expressed changes nothing and finds nothing. Files are not looked at.

    Args:
        release: what is to be said.
        version: of the standard.
        profile: the message is written in; the one that fits unless stated.
        platform: key of the platform whose artist ids are told; empty for none.
        streams_on_release: whether the main release has deals for streams as well (`Dialect`).
        booklets: whether the recipient takes booklets.

    Raises:
        EmptyTerritoryError: a deal has no territory (CMN-TER-001).
    """
    chosen = profile or profile_of(release)
    losses = Losses(f"ERN {'.'.join(version.number)}")
    left = without_what_no_version_says(release, chosen, losses, booklets=booklets)
    left = _of_family(left, version, chosen, losses)
    in_terms = version.visibility is VisibilityPlace.DEALS
    left = without_hidden_visibility(left, chosen, losses, in_terms=in_terms, streams=streams_on_release)
    return Expressed(arranged(left, version, chosen, platform), tuple(losses.findings))


def arranged(release: Release, version: ErnVersion, profile: Profile | None = None, platform: str = "") -> Release:
    """Return a release of which nothing is lost in the form and order in which this version says it.

    A reader that has read everything explicitly, as the message says it of every recording, gets from it what was
    written; arguments as for `express`.
    """
    chosen = profile or profile_of(release)
    normal = normalise(release, chosen, platform)
    if version.family == _FOUR:
        return normal
    from tunemantra.contrib.ddex import losses_3

    return losses_3.arranged(normal, chosen)


def _of_family(release: Release, version: ErnVersion, profile: Profile, losses: Losses) -> Release:
    if version.family == _FOUR:
        return losses_4.without_losses(release, version, losses)
    # The writer of family 3, which it leans on, is written with the context that expresses.
    from tunemantra.contrib.ddex import losses_3

    return losses_3.without_losses(release, version, profile, losses)


__all__ = ["Expressed", "arranged", "express"]
