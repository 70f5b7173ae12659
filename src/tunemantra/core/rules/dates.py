"""Rules on dates and lead times."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Final

from tunemantra.core.finding import error, warning
from tunemantra.core.schedule import latest_delivery, latest_rush_delivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.core.finding import Finding
    from tunemantra.core.rights import Deal
    from tunemantra.core.rules.case import Case

FIRST_SOUND: Final = date(1857, 1, 1)
"""Nobody recorded sound before the phonautograph: an older date is a slip of the keys."""


def deals_with_paths(case: Case) -> Iterator[tuple[str, Deal]]:
    """Yield every deal of the release and of its tracks with its path."""
    for index, deal in enumerate(case.release.deals):
        yield f"deals[{index}]", deal
    for number, track in enumerate(case.release.tracks):
        for index, deal in enumerate(track.deals):
            yield f"tracks[{number}].deals[{index}]", deal


def dates_in_order(case: Case) -> Iterator[Finding]:
    """CMN-DAT-001: nothing comes out before it first came out, or could be recorded; no deal ends before it starts."""
    release = case.release
    originals: list[tuple[str, date | None]] = [("original_release_date", release.original_release_date)]
    originals += [
        (f"tracks[{index}].original_release_date", track.original_release_date)
        for index, track in enumerate(release.tracks)
    ]
    for path, day in (("release_date", release.release_date), *originals):
        if day is not None and day < FIRST_SOUND:
            yield error(
                "CMN-DAT-001",
                path,
                "nothing was recorded yet on this day",
                observed=day.isoformat(),
                expected=f"{FIRST_SOUND.isoformat()} or later",
                hint="correct the year",
            )
    for path, original in originals:
        if original is not None and original > release.release_date:
            yield error(
                "CMN-DAT-001",
                path,
                "the original release comes after this one",
                observed=original.isoformat(),
                expected=f"{release.release_date.isoformat()} (the release date) or earlier",
                hint="correct one of the two dates",
            )
    yield from _windows_in_order(case)
    yield from _pre_orders_first(case)


def _windows_in_order(case: Case) -> Iterator[Finding]:
    for path, deal in deals_with_paths(case):
        if deal.end is None or not deal.territories:
            continue
        # An end that is a bare date counts to the end of that day.
        same_day = deal.end.is_local and deal.end.day == deal.start.day and deal.end.clock == time()
        if not same_day and not deal.start.starts_before(deal.end, deal.territories):
            yield error(
                "CMN-DAT-001",
                f"{path}.end",
                "the deal ends before it starts",
                observed=str(deal.end),
                expected=f"after {deal.start}",
                hint="correct one of the two moments",
            )


def _pre_orders_first(case: Case) -> Iterator[Finding]:
    sales = [deal for _, deal in deals_with_paths(case) if not deal.pre_order]
    for path, deal in deals_with_paths(case):
        for sale in sales if deal.pre_order else ():
            shared = deal.territories & sale.territories
            if shared and not deal.start.starts_before(sale.start, shared):
                yield error(
                    "CMN-DAT-001",
                    f"{path}.start",
                    "the pre-order does not start before the release",
                    observed=str(deal.start),
                    expected=f"before {sale.start}",
                    hint="start the pre-order earlier, or take it out",
                )
                break


def in_time(case: Case) -> Iterator[Finding]:
    """CMN-DAT-002: the platform's lead time reaches beyond the first moment of the release."""
    lead = case.requirement.lead
    starts = [deal.start.first_instant(deal.territories) for _, deal in deals_with_paths(case) if deal.territories]
    if lead is None or not starts:
        return
    start = min(starts)
    latest = latest_delivery(start, lead)
    if case.now > latest:
        rush = case.now <= latest_rush_delivery(start, lead)
        yield warning(
            "CMN-DAT-002",
            "release_date",
            "the release may not be there in time",
            observed=f"delivered at {case.now.isoformat(timespec='minutes')}, first opened at {start.isoformat()}",
            expected=f"delivered by {latest.isoformat()}",
            hint="ask the platform for a rush" if rush else "move the release date, or accept that it appears later",
        ).on(case.platform)


__all__ = ["dates_in_order", "deals_with_paths", "in_time"]
