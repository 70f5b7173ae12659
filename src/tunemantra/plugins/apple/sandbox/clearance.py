"""Where a product may be sold and streamed, computed from its deals; codes are those of the tz database's list."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tunemantra.plugins.apple.sandbox.message import Deal

Clearance = dict[str, dict[str, bool]]
WORLD: Final = "WW"


@cache
def countries() -> frozenset[str]:
    """Return the codes of ISO 3166-1 alpha-2, and XK, which stores know besides."""
    table = resources.files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text("utf-8")
    return frozenset({line[:2] for line in table.splitlines() if line and not line.startswith("#")} | {"XK"})


def unknown_codes(deal: Deal) -> list[str]:
    """Return what is no territory among the codes of a deal."""
    return sorted({*deal.include, *deal.exclude} - countries() - {"Worldwide"})


def territories_of(deal: Deal) -> frozenset[str]:
    """Return the countries of a deal: those it names, or all but those it leaves out."""
    if deal.exclude or "Worldwide" in deal.include:
        return countries() - set(deal.exclude)
    return countries() & set(deal.include)


def clearance_of(deals: Iterable[Deal], today: date) -> Clearance:
    """Return what each territory that some deal names may do today; one whose deals have ended may do nothing.

    Args:
        deals: of the main release.
        today: by which a deal has ended or not; when it begins does not matter here.
    """
    cleared: Clearance = {}
    for deal in deals:
        lasts = not deal.end or deal.end[:10] >= today.isoformat()
        for code in territories_of(deal):
            state = cleared.setdefault(code, {"sale": False, "stream": False})
            state["sale"] |= lasts and deal.sale
            state["stream"] |= lasts and deal.stream
    return dict(sorted(cleared.items()))


def restricted(
    cleared: Mapping[str, Mapping[str, bool]], codes: Iterable[str], *, sale: bool, stream: bool
) -> Clearance:
    """Return a clearance with some territories (`WW` for all) set to what an order says."""
    wanted = set(cleared) if WORLD in (named := set(codes)) else named
    return {
        code: {"sale": state["sale"] and sale, "stream": state["stream"] and stream} if code in wanted else dict(state)
        for code, state in cleared.items()
    }
