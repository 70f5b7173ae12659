"""How fine the finest detail is: blurred, enlarged, or as sharp as its pixels.

A picture that was enlarged, or never sharp, has nothing near the highest frequency its pixels could hold; one that is
made smaller until it has tells by how much (CMN-IMG-003, CMN-IMG-004).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from tunemantra.core.analysis import PictureFault, PictureFaultKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tunemantra.contrib.media.looking._sight import Sight

_STEPS: Final = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
_ENLARGED: Final = 2.0  # less is what many a lens does
_BLURRED: Final = 8.0
_EVIDENCE_DB: Final = 10.0  # of detail at 0.1 to 0.2 cycles a pixel; with less there is nothing to judge by
_FALL_DB: Final = -18.0  # from there to above 0.4 cycles a pixel; sharp pictures of every kind stay above -16
_WINDOW: Final = 64
_ROWS: Final = 400
_ROUNDING: Final = 1 / 12  # the power of rounding to whole levels
_SHARPNESS_SIDE: Final = 1000
_REPEATS: Final = (2, 3, 4)
_IN_STEP: Final = 1.8  # times the changes elsewhere
_NEIGHBOURED: Final = 0.5


def sharpness(sight: Sight) -> float:
    """Return the variance of the Laplacian on 1000 pixels of the longer side."""
    grey = np.asarray(sight.shrunk(_SHARPNESS_SIDE), dtype=np.float32)
    if min(grey.shape) < 3:  # noqa: PLR2004 -- a Laplacian needs a neighbour on each side
        return 0.0
    inner = grey[1:-1, 1:-1]
    edges = 4 * inner - grey[:-2, 1:-1] - grey[2:, 1:-1] - grey[1:-1, :-2] - grey[1:-1, 2:]
    return round(float(edges.var()), 3)


def faults(sight: Sight) -> Iterator[PictureFault]:
    """Yield that the picture was enlarged, or that it is blurred."""
    times = _repeated(sight.grey)
    if times:
        detail = f"each pixel stands there {times} times in a row: it looks enlarged by {times}"
        yield PictureFault(PictureFaultKind.UPSCALED, value=times, detail=detail)
        return
    factor = _too_large_by(sight.grey)
    if factor >= _BLURRED:
        detail = "nothing in it is sharp"
        yield PictureFault(PictureFaultKind.BLURRED, value=factor, detail=detail)
    elif factor >= _ENLARGED:
        side = round(max(sight.facts.width, sight.facts.height) / factor)
        detail = f"its detail would fit {side} pixels: it looks enlarged by about {factor:g}"
        yield PictureFault(PictureFaultKind.UPSCALED, value=factor, detail=detail)


def _too_large_by(grey: NDArray[np.uint8]) -> float:
    """Return how many times smaller the picture could be without a loss; 1 where it is sharp or without detail."""
    picture = Image.fromarray(grey)
    first = True
    for step in _STEPS:
        size = int(picture.width / step), int(picture.height / step)
        if min(size) < 2 * _WINDOW:
            break
        smaller = picture if step == 1 else picture.resize(size, Image.Resampling.LANCZOS)
        detail, fall = _spectrum(np.asarray(smaller))
        if detail < _EVIDENCE_DB:
            continue
        if fall > _FALL_DB:
            return 1.0 if first else step
        first = False
    return 1.0 if first else _STEPS[-1]


def _spectrum(grey: NDArray[np.uint8]) -> tuple[float, float]:
    """Return the power of middling detail and the fall to the finest, in dB, of the direction that looks better."""
    found = [_along(grey), _along(grey.T)]
    return min(detail for detail, _ in found), max(fall for _, fall in found)


def _along(grey: NDArray[np.uint8]) -> tuple[float, float]:
    shape = np.hanning(_WINDOW)
    rows = grey[:: max(1, grey.shape[0] // _ROWS), : grey.shape[1] // _WINDOW * _WINDOW]
    pieces = rows.reshape(-1, _WINDOW).astype(np.float32)
    pieces -= pieces.mean(axis=1, keepdims=True)
    power = np.abs(np.fft.rfft(pieces * shape, axis=1)) ** 2 / (shape**2).sum()
    cycles = np.arange(power.shape[1]) / _WINDOW
    middling = power[:, (cycles > 0.1) & (cycles < 0.2)].mean(axis=1)  # noqa: PLR2004
    rich = middling >= np.quantile(middling, 0.9)
    detail = float(middling[rich].mean())
    finest = float(power[rich][:, cycles > 0.4].mean())  # noqa: PLR2004
    return 10 * np.log10(detail + 1e-9), 10 * np.log10((finest + _ROUNDING) / (detail + _ROUNDING))


def _repeated(grey: NDArray[np.uint8]) -> int:
    """Return how many times each pixel is repeated in both directions; 0 where it is not.

    In a picture of large squares the changes are far apart; in an enlarged one they follow each other in step.
    """
    across, down = _changes(grey), _changes(grey.T)
    for times in _REPEATS:
        if _in_step(across, times) and _in_step(down, times):
            return times
    return 0


def _changes(grey: NDArray[np.uint8]) -> NDArray[np.float64]:
    rows = grey[:: max(1, grey.shape[0] // _ROWS)].astype(np.int16)
    changes: NDArray[np.float64] = np.abs(np.diff(rows, axis=1)).mean(axis=0)
    return changes


def _in_step(changes: NDArray[np.float64], times: int) -> bool:
    whole = changes[: len(changes) // times * times].reshape(-1, times)
    total = whole.sum()
    if not total:
        return False
    step = whole[:, whole.sum(axis=0).argmax()]
    neighboured = np.minimum(step[1:], step[:-1]).sum()
    elsewhere = (total - step.sum()) / (times - 1)
    return bool(step.sum() >= _IN_STEP * elsewhere and neighboured >= _NEIGHBOURED * step.sum())


__all__ = ["faults", "sharpness"]
