"""Gracenote's own rules (`platform-facts` section 12.2); pure functions of an order, every fault a finding."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tunemantra.contrib.batches import unsaid_notes
from tunemantra.core.finding import Finding, Severity, error, warning
from tunemantra.core.media import AudioFacts
from tunemantra.core.release import Track
from tunemantra.plugins.gracenote import profile
from tunemantra.plugins.gracenote.metadata import albums_alike, fingerprint_of, seconds_of
from tunemantra.ports.package import Order


def check_order(order: Order) -> Iterator[Finding]:
    """Yield everything Gracenote would refuse, or take only with a loss."""
    for finding in _all(order):
        yield finding.on(profile.KEY)


def _all(order: Order) -> Iterator[Finding]:
    for index, track in enumerate(order.release.tracks):
        yield from reference(order, index, track)
        yield from fingerprint(order, index)
    yield from same_album(order)
    yield from no_terms(order)
    yield from no_element(order)


def reference(order: Order, index: int, track: Track) -> Iterator[Finding]:
    """GN-AUD-001: a reference is the whole track, an MP3 at 192 kbit/s or more, and best lasts 30 seconds."""
    subject = f"tracks[{index}].audio"
    words = set(re.findall(r"\w+", track.title.version.lower())) & profile.PART_WORDS
    if words:
        yield error(
            "GN-AUD-001",
            f"tracks[{index}].titles[0]",
            "A reference is the whole track, and the version says that this is a part of it.",
            observed=track.title.version,
            expected="the whole recording",
            hint="deliver the whole recording",
        )
    facts = order.facts_of(subject)
    if not isinstance(facts, AudioFacts) or facts.problem:
        return
    if subject in order.renditions and (facts.container != "mp3" or facts.bitrate < profile.LEAST_BITRATE):
        yield error(
            "GN-AUD-001",
            subject,
            "The reference that would be sent is not what Gracenote takes.",
            observed=f"{facts.container}, {facts.bitrate} bit/s",
            expected=f"mp3, {profile.LEAST_BITRATE} bit/s or more",
            hint="deliver it again; if that does not help, tell whoever supplies the audio processor",
        )
    if facts.duration < profile.SHORTEST_REFERENCE:
        yield warning(
            "GN-AUD-001",
            subject,
            "So short a recording may not be recognised.",
            observed=f"{facts.duration:.1f} s",
            expected=f"{profile.SHORTEST_REFERENCE} s or more",
            hint="nothing has to be done if the track is meant to be that short",
        )


def fingerprint(order: Order, index: int) -> Iterator[Finding]:
    """GN-FPR-001: a recording nobody has listened to goes without our fingerprint, and a note says so."""
    subject = f"tracks[{index}].audio"
    if order.facts_of(subject) is not None and not fingerprint_of(order, index):
        yield Finding(
            "GN-FPR-001",
            Severity.NOTE,
            subject,
            "No fingerprint of ours goes with it; Gracenote takes its own from the reference.",
            expected="an analysis of the recording",
            hint="analyse masters before they are delivered (setting `analysis`); a few seconds have none",
        )


def same_album(order: Order) -> Iterator[Finding]:
    """GN-MET-001: an album with the table of contents of another, each track within 2 seconds, is merged with it."""
    for code in albums_alike(order.release):
        lengths = [seconds_of(order, index, track) for index, track in enumerate(order.release.tracks)]
        yield warning(
            "GN-MET-001",
            "related",
            "Gracenote will take it for the same album, and merge the two.",
            observed=f"{len(lengths)} tracks, {sum(lengths):.0f} s, as {code}",
            expected=f"some track that differs by more than {profile.SAME_DURATION} s, where it is another album",
            hint="nothing has to be done if it is the same one",
        )


def no_terms(order: Order) -> Iterator[Finding]:
    """GN-TRM-001: territories, dates and prices of deals are not sent: Gracenote tells of music and offers none."""
    release = order.release
    count = len(release.deals) + sum(len(track.deals) for track in release.tracks)
    if count:
        yield Finding(
            "GN-TRM-001",
            Severity.NOTE,
            "deals",
            "Gracenote is told of no deal: it is a database, and offers nothing anywhere.",
            observed=f"{count} deals",
            expected="nothing; what was taken down is suppressed, which is an order of its own",
        )


def no_element(order: Order) -> Iterator[Finding]:
    """GN-XML-001: what the document has no element for is not sent, and a note says so."""
    yield from unsaid_notes(order.release, profile.CARRIED, "GN-XML-001", "Gracenote's document has no element")


__all__ = ["check_order", "fingerprint", "no_element", "no_terms", "reference", "same_album"]
