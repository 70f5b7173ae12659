"""What the shop refuses beyond what everybody refuses. Pure functions of an order."""

from __future__ import annotations

from collections.abc import Iterator

from tunemantra.core import AudioFacts, Finding, OrderKind, error, warning
from tunemantra.ports import Order
from tunemantra_acme import profile


def check_order(order: Order) -> Iterator[Finding]:
    """Yield everything the shop's rules have to say; of a takedown they ask nothing."""
    if order.kind is not OrderKind.TAKEDOWN:
        yield from short_titles(order)
        yield from whole_tracks(order)
        yield from catalogued(order)


def short_titles(order: Order) -> Iterator[Finding]:
    """ACME-TTL-001: a title fits the shop's labels."""
    titles = [("titles[0]", order.release.title.display)]
    titles += [(f"tracks[{index}].titles[0]", track.title.display) for index, track in enumerate(order.release.tracks)]
    for path, title in titles:
        if len(title) > profile.LONGEST_TITLE:
            yield error(
                "ACME-TTL-001",
                path,
                "The title does not fit the shop's labels.",
                observed=f"{len(title)} characters",
                expected=f"at most {profile.LONGEST_TITLE}",
            )


def whole_tracks(order: Order) -> Iterator[Finding]:
    """ACME-AUD-001: no clips."""
    for subject, rendition in order.renditions.items():
        facts = rendition.facts
        if isinstance(facts, AudioFacts) and facts.duration < profile.SHORTEST_TRACK:
            yield error(
                "ACME-AUD-001",
                subject,
                "The shop sells whole tracks only.",
                observed=f"{facts.duration:.2f} s",
                expected=f"at least {profile.SHORTEST_TRACK:g} s",
            )


def catalogued(order: Order) -> Iterator[Finding]:
    """ACME-CAT-001: without a catalogue number the shop's staff cannot find the record."""
    if not order.release.catalog_number:
        yield warning("ACME-CAT-001", "catalog_number", "The shop's staff look for records by catalogue number.")
