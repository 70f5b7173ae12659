"""A picture as the eye gets it: decoded, upright, in sRGB, and its luminance beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from PIL import Image

from tunemantra.contrib.media._colour import to_srgb
from tunemantra.contrib.media._picture import TURNS_ITSELF, icc_profile, opened, translated, upright
from tunemantra.core.analysis import Region
from tunemantra.core.media import ImageFacts

if TYPE_CHECKING:
    from pathlib import Path

MOST_PIXELS: Final = 40_000_000
"""Larger pictures are looked at half as large, or a quarter: that bounds the memory, at some 300 MB."""


@frozen
class Sight:
    """What is looked at.

    Args:
        facts: of the file.
        image: upright, 8-bit sRGB.
        grey: its luminance, (height, width).
        scale: pixels of the upright picture to one of these.
    """

    facts: ImageFacts
    image: Image.Image
    grey: NDArray[np.uint8]
    scale: int

    def region(self, left: float, top: float, right: float, bottom: float, of: float = 1.0) -> Region:
        """Return a part of the upright picture.

        Args:
            left, top, right, bottom: pixels of `image` divided by `of`; right and bottom stand behind the last one.
            of: how many pixels of `image` one of those is.
        """
        scale = self.scale * of
        x, y = max(round(left * scale), 0), max(round(top * scale), 0)
        across, down = min(round(right * scale), self.facts.width), min(round(bottom * scale), self.facts.height)
        return Region(x, y, max(across - x, 0), max(down - y, 0))

    def shrunk(self, side: int) -> Image.Image:
        """Return the luminance with a longer side of at most so many pixels."""
        grey = Image.fromarray(self.grey)
        share = side / max(grey.size)
        return grey if share >= 1 else grey.resize(_times(grey.size, share), Image.Resampling.BOX)


def see(source: Path) -> Sight:
    """Decode a picture to look at it.

    Raises:
        PictureError: it cannot be decoded.
    """
    with opened(source) as (picture, facts), translated(facts):
        profile, whole = icc_profile(picture), picture.size
        scale = 1
        while picture.width * picture.height > MOST_PIXELS * scale * scale:
            scale *= 2
        picture.draft(picture.mode, (-(-picture.width // scale), -(-picture.height // scale)))
        picture.load()
        turned = picture if facts.format in TURNS_ITSELF else upright(picture, facts.orientation)
        image = to_srgb(turned, profile)
        if scale > 1 and picture.size == whole:  # only JPEG can be halved while it is decoded
            image = image.reduce(scale)
    return Sight(facts, image, np.asarray(image.convert("L")), scale)


def _times(size: tuple[int, int], share: float) -> tuple[int, int]:
    return max(round(size[0] * share), 1), max(round(size[1] * share), 1)


__all__ = ["MOST_PIXELS", "Sight", "see"]
