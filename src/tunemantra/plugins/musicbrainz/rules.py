"""What MusicBrainz asks beyond what everybody asks (`platform-facts` section 13). Pure functions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tunemantra.core.finding import error, warning
from tunemantra.plugins.musicbrainz import profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.core.finding import Finding
    from tunemantra.core.release import Release
    from tunemantra.plugins.musicbrainz.client import ReleaseView
    from tunemantra.plugins.musicbrainz.settings import MusicBrainzSettings
    from tunemantra.ports.package import Order

_FEATURING = re.compile(r"[(\[ ](feat|ft|featuring)\b\.? ", re.IGNORECASE)


def check_order(order: Order, settings: MusicBrainzSettings) -> Iterator[Finding]:
    """Yield everything the platform's rules have to say."""
    for finding in (*style(order.release), *person(settings), *given_away(settings)):
        yield finding.on(profile.KEY)


def duplicate(release: Release, held: ReleaseView) -> Iterator[Finding]:
    """MB-REL-001: nothing is entered twice: what is found under the barcode is this release, and is added to."""
    same = _plain(held.title) == _plain(release.title.text) and len(held.recordings) == len(release.tracks)
    if not same:
        yield error(
            "MB-REL-001",
            "icpn",
            "MusicBrainz has another release under this barcode.",
            observed=f"{held.title!r} with {len(held.recordings)} tracks, {held.id}",
            expected=f"{release.title.text!r} with {len(release.tracks)} tracks, or nothing",
            hint="look at it on the site: one of the two has a wrong barcode",
            platform=profile.KEY,
        )


def style(release: Release) -> Iterator[Finding]:
    """MB-STY-001: featured artists stand in the artist credit, not in titles."""
    listed = [("titles", release.titles)]
    listed += [(f"tracks[{index}].titles", track.titles) for index, track in enumerate(release.tracks)]
    for path, titles in listed:
        for place, title in enumerate(titles):
            if _FEATURING.search(f"{title.display} "):
                yield warning(
                    "MB-STY-001",
                    f"{path}[{place}]",
                    "A guest stands in the title; voters will ask for the artist credit.",
                    observed=title.display,
                    expected="the title without guests",
                    hint="state the guest as an artist with the role FeaturedArtist",
                )


def person(settings: MusicBrainzSettings) -> Iterator[Finding]:
    """MB-BOT-001: a bot enters nothing that no person confirms."""
    if settings.bot and not settings.editor.strip():
        yield error(
            "MB-BOT-001",
            "platforms.musicbrainz.editor",
            "The account is a bot's, and nobody is named who confirms what it enters.",
            observed="no editor",
            expected="the name of a person",
            hint="set `editor`, or use a person's account",
        )


def given_away(settings: MusicBrainzSettings) -> Iterator[Finding]:
    """MB-LIC-001: whatever is submitted is given away under CC0, and somebody has agreed to that."""
    if not settings.accept_cc0:
        yield error(
            "MB-LIC-001",
            "platforms.musicbrainz.accept_cc0",
            "What MusicBrainz is told becomes everybody's (CC0), and nobody has agreed to that.",
            observed="accept_cc0 = false",
            expected="accept_cc0 = true",
            hint="ask whoever owns the texts, then set it",
        )


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
