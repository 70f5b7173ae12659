"""Rules on territories (`platform-facts` 14.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tunemantra.core.finding import error
from tunemantra.core.rules.dates import deals_with_paths
from tunemantra.core.territory import SELECTABLE, check_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tunemantra.core.finding import Finding
    from tunemantra.core.party import Artist
    from tunemantra.core.rules.case import Case
    from tunemantra.core.text import Title


def somewhere(case: Case) -> Iterator[Finding]:
    """CMN-TER-001: without a deal, and without a territory in each, there is nothing to deliver."""
    if not case.release.deals:
        yield error(
            "CMN-TER-001",
            "deals",
            "there is no deal, so the release may not be used anywhere",
            observed="no deal",
            expected="at least one deal with a territory",
            hint="state where, from when and how the release may be used",
        )
    for path, deal in deals_with_paths(case):
        if not deal.territories:
            yield error(
                "CMN-TER-001",
                f"{path}.territories",
                "no territory is left, and none is never Worldwide",
                observed="no territory",
                expected="at least one territory",
                hint="state the territories, or take the deal out",
            )


def known_territories(case: Case) -> Iterator[Finding]:
    """CMN-TER-002: sets of territories cannot hold a wrong code; texts and prices can."""
    for path, code in _single_territories(case):
        if not code or code in SELECTABLE:
            continue
        flaws = check_tokens([code])
        yield error(
            "CMN-TER-002",
            path,
            "this is no single territory",
            observed=code,
            expected="an ISO 3166-1 alpha-2 code, or nothing for everywhere",
            hint=flaws[0].hint if flaws else "name the territories one by one",
        )


def _single_territories(case: Case) -> Iterator[tuple[str, str]]:
    release = case.release
    yield from _of_titles("", release.titles)
    yield from _of_artists("", release.artists)
    for index, track in enumerate(release.tracks):
        yield from _of_titles(f"tracks[{index}].", track.titles)
        yield from _of_artists(f"tracks[{index}].", track.artists)
    for path, deal in deals_with_paths(case):
        for index, price in enumerate(deal.prices):
            yield f"{path}.prices[{index}].territory", price.territory


def _of_titles(prefix: str, titles: Iterable[Title]) -> Iterator[tuple[str, str]]:
    for index, title in enumerate(titles):
        yield f"{prefix}titles[{index}].territory", title.territory


def _of_artists(prefix: str, artists: Iterable[Artist]) -> Iterator[tuple[str, str]]:
    for number, artist in enumerate(artists):
        for index, name in enumerate(artist.names):
            yield f"{prefix}artists[{number}].names[{index}].territory", name.territory


__all__ = ["known_territories", "somewhere"]
