"""What YouTube refuses beyond what everybody refuses (`platform-facts` 9.4). Pure functions of an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tunemantra.core.finding import Finding, Severity, error, warning
from tunemantra.core.media import ImageFacts, VideoFacts
from tunemantra.core.release import Medium
from tunemantra.plugins.youtube import profile
from tunemantra.plugins.youtube.eligibility import bars, stated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.ports.package import Order


def check_order(order: Order, daily_units: int = profile.DAILY_UNITS) -> Iterator[Finding]:
    """Yield everything the platform's rules have to say.

    Args:
        order: to be sent.
        daily_units: of the account's quota.
    """
    for rule in RULES:
        for finding in rule(order):
            yield finding.on(profile.KEY)
    for finding in within_quota(order, daily_units):
        yield finding.on(profile.KEY)


def references(order: Order) -> Iterator[Finding]:
    """Yield why recordings are no references (YT-REF); their Art Tracks are made all the same."""
    for index in range(len(order.release.tracks)):
        for bar in bars(order.release, index):
            yield warning(
                bar.rule,
                bar.path,
                f"The recording is delivered and nothing is claimed with it: {bar.why}.",
                observed=bar.observed,
                expected="a recording that is the label's alone",
                hint="nothing is to be done unless this is a mistake; then say it otherwise",
            )


def large_cover(order: Order) -> Iterator[Finding]:
    """YT-IMG-001: the cover is a JPEG of 3000 pixels or more on each side."""
    made = order.renditions.get("artwork")
    facts = made.facts if made else None
    if isinstance(facts, ImageFacts) and (facts.format != "JPEG" or facts.side < profile.COVER_SIDE):
        yield error(
            "YT-IMG-001",
            "artwork",
            "The cover that would be sent is too small, or no JPEG.",
            observed=f"{facts.format}, {facts.width} x {facts.height}",
            expected=f"JPEG, {profile.COVER_SIDE} x {profile.COVER_SIDE} or more",
            hint="ask for a larger cover; it is never enlarged",
        )


def good_film(order: Order) -> Iterator[Finding]:
    """YT-VID-001: a film is H.264 in MP4 or MOV, and its sound has 48 kHz or more."""
    for subject, made in order.renditions.items():
        facts = made.facts
        if isinstance(facts, VideoFacts) and subject.endswith(".audio"):
            rate = facts.audio.sample_rate if facts.audio else 0
            container = facts.container in profile.FILM_CONTAINERS
            if not container or facts.codec != profile.FILM.codec or rate < profile.FILM_SOUND_RATE:
                yield error(
                    "YT-VID-001",
                    subject,
                    "The film that would be sent is not in YouTube's form.",
                    observed=f"{facts.codec or 'no codec'} in {facts.container or 'no container'}, sound of {rate} Hz",
                    expected=f"h264 in mp4 or mov, sound of {profile.FILM_SOUND_RATE} Hz or more",
                    hint="export the film with sound of 48 kHz",
                )


def whole_ownership(order: Order) -> Iterator[Finding]:
    """YT-OWN-001: a recording is owned whole or not at all: no share but 0 or 100."""
    for index, track in enumerate(order.release.tracks):
        said = stated(track, profile.STATED_RATIO)
        if said and said not in profile.RATIOS:
            yield error(
                "YT-OWN-001",
                f"tracks[{index}].platforms.{profile.KEY}.{profile.STATED_RATIO}",
                "YouTube knows no shares of a sound recording.",
                observed=said,
                expected=" or ".join(sorted(profile.RATIOS)),
                hint="split ownership by territories, or state shares of the composition to its publisher",
            )


def few_assets(order: Order) -> Iterator[Finding]:
    """YT-PKG-001: a package has at most 100 assets."""
    count = len(order.release.tracks)
    if count > profile.MOST_ASSETS:
        yield error(
            "YT-PKG-001",
            "tracks",
            "The release has more recordings than a package takes.",
            observed=f"{count}",
            expected=f"{profile.MOST_ASSETS} or fewer",
            hint="deliver it in volumes",
        )


def shown_artists(order: Order) -> Iterator[Finding]:
    """YT-ART-001: an Art Track's picture names 4 artists; a note says of which recordings it leaves some out."""
    for index, track in enumerate(order.release.tracks):
        names = [artist.name for artist in order.release.artists_of(track)]
        if track.medium is Medium.AUDIO and len(names) > profile.SHOWN_ARTISTS:
            yield Finding(
                "YT-ART-001",
                Severity.NOTE,
                f"tracks[{index}].artists",
                "The picture of the Art Track does not name every artist.",
                observed=f"{len(names)} artists; left out: {', '.join(names[profile.SHOWN_ARTISTS :])}",
                expected=f"{profile.SHOWN_ARTISTS} or fewer",
            )


def within_quota(order: Order, daily_units: int) -> Iterator[Finding]:
    """YT-QTA-001: the order can be sent within one day's quota."""
    needed = units(len(order.release.tracks))
    if needed > daily_units:
        yield warning(
            "YT-QTA-001",
            "tracks",
            "The order needs more than a day's quota: it stops in the middle and goes on after the next reset.",
            observed=f"{needed} units",
            expected=f"{daily_units} units or fewer",
            hint="ask Google for a higher quota, and set `daily_units`",
        )


def units(recordings: int) -> int:
    """Return the units that delivering so many recordings costs: assets, files, ownership, policies, the package."""
    read, write, upload = (profile.UNITS[kind] for kind in ("read", "write", "upload"))
    return 4 * read + recordings * (3 * write + upload) + upload + write


RULES = (references, large_cover, good_film, whole_ownership, few_assets, shown_artists)
