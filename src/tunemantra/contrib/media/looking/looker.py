"""Everything that can be seen in a picture, put together (`ports.transcoding.PictureAnalyser`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tunemantra.contrib.media._picture import PictureError, refuse_damaged
from tunemantra.contrib.media.looking._claims import claims
from tunemantra.contrib.media.looking._reader import Reader
from tunemantra.core.analysis import PictureAnalysis, PictureFault, PictureFaultKind
from tunemantra.errors import Category, MediaError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tunemantra.core.media import ImageFacts

EDITION: Final = 1
HEAVY_BYTES: Final = 10_000_000
HEAVY_SIDE: Final = 32_000


class PictureLooker:
    """Looks at pictures. Safe to use from several threads.

    Args:
        read: whether words are read, where a library that reads is installed; its models are loaded with the first
            picture and kept.
    """

    def __init__(self, *, read: bool = True) -> None:
        self._reader = Reader() if read else None

    @property
    def edition(self) -> int:
        """Return the edition of the method; it is another one where words are not read."""
        return 2 * EDITION + bool(self._reader and self._reader.installed)

    @property
    def note(self) -> str:
        """Return what is not looked for, in one sentence; empty where everything is."""
        if self._reader is None or self._reader.installed:
            return ""
        return "words on covers are not read: pip install 'tunemantra[analysis]'"

    def analyse(self, source: Path) -> PictureAnalysis:
        """Decode a picture and return everything that is seen in it.

        Raises:
            MediaError: it cannot be decoded, or numpy or zxing-cpp are not installed.
        """
        try:
            from tunemantra.contrib.media.looking import _blocks, _codes, _detail, _plain, _sight
        except ImportError as missing:
            hint = "pip install 'tunemantra[media]'"
            message = f"looking at pictures needs {missing.name}"
            raise MediaError(message, hint=hint, category=Category.TECHNICAL) from None
        try:
            sight = _sight.see(source)
            plain = tuple(_plain.faults(sight))
            # A picture that only lacks its end is told with the part that is missing.
            if not any(fault.kind is PictureFaultKind.TRUNCATED for fault in plain):
                refuse_damaged(source, sight.facts)
        except PictureError as error:
            raise MediaError(f"{source.name}: {error}") from None
        faults = [*_marks(sight.facts), *plain, *_codes.faults(sight)]
        if not any(fault.kind is PictureFaultKind.BLANK for fault in plain):
            faults += [*_detail.faults(sight), *_blocks.faults(sight)]
        read = self._reader is not None and self._reader.installed
        texts = self._reader.read(sight) if self._reader is not None and read else ()
        faults += [claim for text in texts for claim in claims(text)]
        return PictureAnalysis(
            edition=self.edition,
            sharpness=_detail.sharpness(sight),
            faults=tuple(sorted(faults, key=_in_reading_order)),
            texts=texts,
            read=read,
            colours=_plain.colours(sight),
        )


def _marks(facts: ImageFacts) -> Iterator[PictureFault]:
    """Yield what the file says of itself."""
    if facts.orientation != 1:
        detail = f"EXIF orientation {facts.orientation}, which most readers ignore"
        yield PictureFault(PictureFaultKind.ROTATED, value=facts.orientation, detail=detail)
    if facts.progressive:
        yield PictureFault(PictureFaultKind.PROGRESSIVE, detail="a progressive JPEG")
    if facts.size > HEAVY_BYTES:
        yield PictureFault(PictureFaultKind.HEAVY, value=facts.size, detail=f"{facts.size:,} bytes")
    elif max(facts.width, facts.height) > HEAVY_SIDE:
        detail = f"{facts.width} × {facts.height} pixels"
        yield PictureFault(PictureFaultKind.HEAVY, value=max(facts.width, facts.height), detail=detail)


def _in_reading_order(fault: PictureFault) -> tuple[int, int, str]:
    where = fault.region
    return (-1, -1, fault.kind) if where is None else (where.top, where.left, fault.kind)


__all__ = ["EDITION", "HEAVY_BYTES", "HEAVY_SIDE", "PictureLooker"]
