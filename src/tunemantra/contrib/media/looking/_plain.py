"""Where there is nothing to see: one colour throughout, an edge of one colour, an end that was never decoded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from tunemantra.core.analysis import PictureFault, PictureFaultKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tunemantra.contrib.media.looking._sight import Sight

_SAME: Final = 8  # levels; a JPEG does not keep them exactly
_UNLIKE: Final = 16
_THINNEST: Final = 1 / 1000  # of the side
_ALONE: Final = 1 / 30  # an edge that no other stands opposite: more is a design
_FACING: Final = 0.3
_MOST_OF_IT: Final = 0.6
_UNDECODED: Final = 128  # what libjpeg paints where data are missing
_JPEG_ROWS: Final = 8
_SMEARED: Final = 16  # rows over which a JPEG with coarse colours blurs an edge
_COLOURS: Final = 5


def faults(sight: Sight) -> Iterator[PictureFault]:
    """Yield blank pictures, borders and missing ends."""
    pixels = np.asarray(sight.image)
    if int(np.ptp(pixels, axis=(0, 1)).max()) <= _SAME:
        yield PictureFault(PictureFaultKind.BLANK, detail=f"{_hex(pixels[0, 0])} throughout")
        return
    height, width = sight.grey.shape
    missing = _undecoded(pixels) if sight.facts.format == "JPEG" else 0
    if missing:
        region = sight.region(0, height - missing, width, height)
        detail = "the file ends before the picture does: the rest is grey"
        yield PictureFault(PictureFaultKind.TRUNCATED, region, missing / height, detail)
    left, right = _borders(pixels.transpose(1, 0, 2))
    top, bottom = _borders(pixels[: height - missing])
    for band, where in (
        (left, (0, 0, left, height)),
        (right, (width - right, 0, width, height)),
        (top, (0, 0, width, top)),
        (bottom, (0, height - missing - bottom, width, height - missing)),
    ):
        if band:
            colour = _hex(pixels[where[1], where[0]])
            thick = band * sight.scale
            detail = f"an edge of {thick} pixels in {colour}"
            yield PictureFault(PictureFaultKind.BORDER, sight.region(*where), thick, detail)


def colours(sight: Sight) -> tuple[str, ...]:
    """Return the most frequent colours, the first the most frequent."""
    small = sight.image.resize((100, 100)).quantize(_COLOURS)
    palette = np.asarray((small.getpalette() or [])[: 3 * _COLOURS], dtype=np.uint8).reshape(-1, 3)
    counted = sorted(small.getcolors() or [], reverse=True)
    return tuple(_hex(palette[index]) for _, index in counted if isinstance(index, int))


def _hex(colour: NDArray[np.uint8]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*(int(value) for value in colour))


def _undecoded(pixels: NDArray[np.uint8]) -> int:
    """Return the rows at the end that no decoder ever reached."""
    rows = _leading((pixels[::-1] == _UNDECODED).all(axis=(1, 2)))
    return rows if rows >= _JPEG_ROWS else 0


def _borders(pixels: NDArray[np.uint8]) -> tuple[int, int]:
    """Return how many rows at the start and at the end are a border: 0 where they are none.

    A design may leave its edges free; a border is told by its end: there most of a row changes at once.
    """
    height = len(pixels)
    first, last = _band(pixels), _band(pixels[::-1])
    most = height * _FACING if first and last else height * _ALONE
    least = max(2, round(height * _THINNEST))
    return (first if least <= first <= most else 0), (last if least <= last <= most else 0)


def _band(pixels: NDArray[np.uint8]) -> int:
    """Return how many rows are of one colour before most of a row changes at once; 0 where they fade or scatter."""
    colour = np.median(pixels[0], axis=0).astype(np.int16)
    clear = 0
    for number, row in enumerate(pixels[: len(pixels) // 2]):
        far = np.abs(row.astype(np.int16) - colour).max(axis=-1)
        if clear == number and far.max() <= _SAME:
            clear += 1
        elif not clear or number > clear + _SMEARED:
            return 0
        elif (far > _UNLIKE).mean() >= _MOST_OF_IT:
            return number
    return 0


def _leading(flags: NDArray[np.bool_]) -> int:
    """Return how many are true before the first that is not."""
    return len(flags) if flags.all() else int(flags.argmin())


__all__ = ["colours", "faults"]
