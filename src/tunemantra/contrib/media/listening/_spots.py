"""Puts many small spots together into few faults: what is near is one, and what is everywhere is one as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, evolve

from tunemantra.core.analysis import SoundFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tunemantra.core.analysis import SoundFaultKind

MOST = 50
"""Faults of one kind; more of them become one."""
_NEAR = 1.0


@define
class Spot:
    """Some faults near one another in one channel: seconds, and how many they are."""

    start: float
    end: float
    channel: int
    count: int = 1


def add(spots: list[Spot], start: float, end: float, channel: int) -> None:
    """Add a spot; one that is near the latest of its channel becomes a part of that."""
    for latest in reversed(spots):
        if latest.channel == channel:
            if start - latest.end <= _NEAR:
                latest.end = max(latest.end, end)
                latest.count += 1
                return
            break
    spots.append(Spot(start, end, channel))


def told(
    kind: SoundFaultKind, spots: Iterable[Spot], channels: int, unit: str, one: str, many: str
) -> Iterator[SoundFault]:
    """Yield a fault for each spot, one of all channels where all have it at the same time.

    Args:
        kind: of the fault.
        spots: in their order.
        channels: of the recording.
        unit: of what is counted.
        one, many: what is counted, for people.
    """
    found = _together(list(spots), channels)
    if len(found) > MOST:
        count = sum(spot.count for spot, _ in found)
        places = f"{count} {many}, in {len(found)} places"
        yield SoundFault(kind, found[0][0].start, max(spot.end for spot, _ in found), None, float(count), unit, places)
        return
    for spot, channel in found:
        words = f"{spot.count} {one if spot.count == 1 else many}"
        yield SoundFault(kind, spot.start, spot.end, channel, float(spot.count), unit, words)


def _together(spots: list[Spot], channels: int) -> list[tuple[Spot, int | None]]:
    if channels == 1:
        return [(spot, None) for spot in spots]
    left = sorted(spots, key=lambda spot: (spot.start, spot.channel))
    found: list[tuple[Spot, int | None]] = []
    while left:
        first = left.pop(0)
        same = [spot for spot in left if spot.channel != first.channel and _alike(spot, first)]
        if len({spot.channel for spot in same}) == channels - 1:
            left = [spot for spot in left if spot not in same]
            count = max(spot.count for spot in (first, *same))
            end = max(spot.end for spot in (first, *same))
            found.append((evolve(first, end=end, count=count), None))
        else:
            found.append((first, first.channel))
    return found


def _alike(one: Spot, other: Spot) -> bool:
    return max(abs(one.start - other.start), abs(one.end - other.end)) <= 0.1 * _NEAR


__all__ = ["MOST", "Spot", "add", "told"]
