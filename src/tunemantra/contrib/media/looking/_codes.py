"""QR and bar codes on a cover (CMN-IMG-005)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import zxingcpp

from tunemantra.core.analysis import PictureFault, PictureFaultKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.contrib.media.looking._sight import Sight

# Those that check themselves well enough not to be seen in a drawing of lines.
_FORMATS: Final = zxingcpp.barcode_formats_from_str(
    "QRCode,MicroQRCode,DataMatrix,Aztec,PDF417,EAN13,EAN8,UPCA,UPCE,Code128"
)
_LONGEST: Final = 120


def faults(sight: Sight) -> Iterator[PictureFault]:
    """Yield each code with what it says."""
    seen = set()
    for code in zxingcpp.read_barcodes(sight.grey, formats=_FORMATS):
        corners = code.position
        points = (corners.top_left, corners.top_right, corners.bottom_right, corners.bottom_left)
        across, down = [point.x for point in points], [point.y for point in points]
        region = sight.region(min(across), min(down), max(across) + 1, max(down) + 1)
        said = "".join(char if char.isprintable() else "?" for char in code.text)[:_LONGEST]
        if (said, region) not in seen:
            seen.add((said, region))
            yield PictureFault(PictureFaultKind.CODE, region, detail=f"{code.format}: {said}")


__all__ = ["faults"]
