"""What may be done where and when, whichever deals say so: the same rights are the same windows.

Windows of equal conditions that overlap or adjoin are one. Moments by the clock of each territory and instants are not
held against each other: which comes first differs from place to place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Final

from attrs import evolve, field, frozen

from tunemantra.core._wording import words
from tunemantra.core.identifiers import Isrc
from tunemantra.core.rights import CommercialModel, Deal, Price, UseType
from tunemantra.core.schedule import Mode, ReleaseMoment

Way = tuple[UseType, CommercialModel]
"""What is done, and how it is paid for."""

_Point = tuple[Mode, datetime]
_MIDNIGHT: Final = time()
_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


@frozen
class _Conditions:
    pre_order: bool
    exclusive: bool
    gifts: frozenset[Isrc]
    prices: frozenset[Price]
    words: str = field(eq=False)


@frozen
class Window:
    """A time within which something may be done, on the same conditions.

    Args:
        since, until: the first moment and the first one after; None for no end.
        conditions: price, exclusivity and the like.
        start, end: the two as a deal states them.
    """

    since: _Point
    until: _Point | None
    conditions: _Conditions
    start: ReleaseMoment = field(eq=False)
    end: ReleaseMoment | None = field(eq=False)

    def __str__(self) -> str:
        return f"from {self.start}" + (f" to {self.end}" if self.end else "") + self.conditions.words


Windows = frozenset[Window]
Place = tuple[tuple[int, ...], str]
"""Which deals hold somewhere, by their index, and the territory if it has prices of its own."""


class Terms:
    """Some deals as windows by territory; where the same deals hold, they are looked at once.

    Args:
        deals: in any order.
    """

    def __init__(self, deals: tuple[Deal, ...]) -> None:
        self._deals = deals
        self._known: dict[Place, Mapping[Way, Windows]] = {}
        holding: dict[str, list[int]] = {}
        for index, deal in enumerate(deals):
            for territory in deal.territories:
                holding.setdefault(territory, []).append(index)
        priced = {price.territory for deal in deals for price in deal.prices}
        self.places = {code: (tuple(held), code if code in priced else "") for code, held in holding.items()}

    @property
    def ways(self) -> Iterator[Way]:
        """What may be done at all, in the order of the deals."""
        return ((use, model) for deal in self._deals for use in deal.uses for model in deal.models)

    def at(self, place: Place | None) -> Mapping[Way, Windows]:
        """Return what may be done in a place; `place` as in `places`, None for where there are no terms."""
        if place is None:
            return {}
        if place not in self._known:
            self._known[place] = self._windows(*place)
        return self._known[place]

    def _windows(self, held: tuple[int, ...], code: str) -> dict[Way, Windows]:
        found: dict[Way, list[Window]] = {}
        for deal in (self._deals[index] for index in held):
            window = _window(deal, code)
            for way in ((use, model) for use in deal.uses for model in deal.models):
                found.setdefault(way, []).append(window)
        return {way: _joined(windows) for way, windows in found.items()}


def _window(deal: Deal, territory: str) -> Window:
    # A price for a territory takes the place of the general one there.
    own = [price for price in deal.prices if price.territory and price.territory == territory]
    prices = own or [price for price in deal.prices if not price.territory]
    parts = (
        "as a pre-order" if deal.pre_order else "",
        "exclusively" if deal.exclusive else "",
        f"with {words(deal.instant_gratification)} at once" if deal.instant_gratification else "",
        f"at {words(tuple(prices))}" if prices else "",
    )
    conditions = _Conditions(
        deal.pre_order,
        deal.exclusive,
        frozenset(deal.instant_gratification),
        frozenset(evolve(price, territory="") for price in prices),
        "".join(f" {part}" for part in parts if part),
    )
    until = None if deal.end is None else _after(deal.end)
    return Window(_point(deal.start), until, conditions, deal.start, deal.end)


def _point(moment: ReleaseMoment) -> _Point:
    return moment.mode, datetime.combine(moment.day, moment.clock)


def _after(last: ReleaseMoment) -> _Point:
    """Return the first moment that is no longer within; a local date counts to its end."""
    mode, wall = _point(last)
    return mode, wall + (_DAY if last.is_local and last.clock == _MIDNIGHT else _SECOND)


def _joined(windows: Iterable[Window]) -> Windows:
    alike: dict[_Conditions, list[Window]] = {}
    for window in windows:
        alike.setdefault(window.conditions, []).append(window)
    return frozenset(one for group in alike.values() for one in _in_a_row(group))


def _in_a_row(windows: list[Window]) -> list[Window]:
    found: list[Window] = []
    for window in sorted(windows, key=lambda one: one.since):
        both = _together(found[-1], window) if found else None
        if both is None:
            found.append(window)
        else:
            found[-1] = both
    return found


def _together(first: Window, second: Window) -> Window | None:
    """Return two windows as one, the first of which begins first; None where time is between them, or may be."""
    if first.since[0] != second.since[0]:
        return None
    if first.until is None or first == second:
        return first
    if first.until[0] != second.since[0] or first.until < second.since:
        return None
    if second.until is None or first.until == second.since:
        return evolve(first, until=second.until, end=second.end)
    if first.until[0] != second.until[0]:
        return None
    return first if second.until <= first.until else evolve(first, until=second.until, end=second.end)


__all__ = ["Place", "Terms", "Way", "Window", "Windows"]
