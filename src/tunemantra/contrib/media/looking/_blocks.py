"""The 8-pixel grid that strong JPEG compression leaves, also in a file that is no JPEG any more (CMN-IMG-004)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from tunemantra.core.analysis import PictureFault, PictureFaultKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tunemantra.contrib.media.looking._sight import Sight

_GRID: Final = 8
_LEAST: Final = 2  # levels: less is rounding
_DRAWN: Final = 32  # levels: more is a line somebody drew
_SEEN: Final = 3.0  # levels; JPEG of quality 20 and below
_ENOUGH: Final = 0.01  # of all places must show some change, or there is nothing to judge by
_ROWS: Final = 600


def faults(sight: Sight) -> Iterator[PictureFault]:
    """Yield that the grid can be seen."""
    score = min(blockiness(sight.grey), blockiness(sight.grey.T))
    if score >= _SEEN:
        detail = "squares of 8 pixels can be seen, as strong compression makes them"
        yield PictureFault(PictureFaultKind.BLOCKY, value=round(score, 2), detail=detail)


def blockiness(grey: NDArray[np.uint8]) -> float:
    """Return how much larger the steps between neighbours in a row are at one column of eight than at any other.

    Args:
        grey: (rows, columns).

    Returns:
        Levels, on average over the places where anything changes at all.
    """
    rows = grey[:: max(1, grey.shape[0] // _ROWS)].astype(np.int16)
    change = np.abs(np.diff(rows, axis=1))
    here, before, behind = change[:, 1:-1], change[:, :-2], change[:, 2:]
    columns = here.shape[1] // _GRID * _GRID
    if columns <= 0:
        return 0.0
    lively = (np.maximum(here, np.maximum(before, behind)) >= _LEAST) & (here <= _DRAWN)
    if lively.mean() < _ENOUGH:
        return 0.0
    excess = np.where(lively, here - (before + behind) / 2, 0)
    total = excess[:, :columns].reshape(-1, _GRID).sum(axis=0)
    count = lively[:, :columns].reshape(-1, _GRID).sum(axis=0)
    by_place = np.sort(total / np.maximum(count, 1))
    return float(by_place[-1] - by_place[-2])


__all__ = ["blockiness", "faults"]
