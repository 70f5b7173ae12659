"""The number of a track release: it is unique for track and product, and mostly made of their codes (profiles 7.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from attrs import frozen

from tunemantra.contrib.ddex.reading import values
from tunemantra.contrib.ddex.reading.header import compact, take_own_space
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.records import MainRecord, Origin, OwnNumber, PictureRecord, RecordingRecord
from tunemantra.core.identifiers import Isrc

_BETWEEN: Final = re.compile(r"[_.:/ -]")


@frozen
class Numbers:
    """What the numbers of the track releases of one product may be made of.

    Args:
        codes: of the product.
        sender: party identifier of who numbers them; None takes every name space.
    """

    codes: frozenset[str] = frozenset()
    sender: str | None = None

    @classmethod
    def of(cls, main: MainRecord | None, sender: str | None) -> Numbers:
        """Return those of a product."""
        known = (main.icpn, main.grid) if main is not None else ()
        return cls(frozenset(_bare(str(code)) for code in known if code is not None), sender)

    def take(self, release: Piece, recording: RecordingRecord, *references: str) -> None:
        """Take the identifiers of a track release that say nothing but codes which are kept; others stay.

        Args:
            release: the track release.
            recording: of the track.
            references: within the message, which some append.
        """
        if not recording.isrc_text:
            return
        parts = {recording.isrc_text, str(recording.isrc or ""), *references}
        for ids in release.each("ReleaseId"):
            for own in ids.each("ProprietaryId", "ICPN"):
                if own.text and self._is_made_of(own.text, parts):
                    own.take()
                    own.take_flag("IsEan")
                    take_own_space(own, self.sender)
            for own in ids.each("ISRC"):
                if own.text == recording.isrc_text or values.code(Isrc, own.text) == (recording.isrc or ""):
                    own.take()

    def left(
        self, resource: RecordingRecord | PictureRecord, known: AbstractSet[str]
    ) -> Iterator[tuple[str, int, str]]:
        """Yield of the numbers of a resource what says more than codes that are kept: path, line and text.

        Args:
            resource: a recording or a picture.
            known: what they may be made of besides its reference and the codes of the product.
        """
        for one in resource.numbers:
            path, line = one.origin.path, one.origin.line
            theirs = self.sender is not None and compact(one.space) not in {"", self.sender}
            if one.text != resource.reference and not self._is_made_of(
                one.text.removesuffix(f"_{resource.reference}"), known
            ):
                yield path, line, one.text
                theirs = bool(one.space)
            if theirs:
                yield f"{path}/@Namespace", line, one.space

    def _is_made_of(self, text: str, parts: AbstractSet[str]) -> bool:
        if text in parts:
            return True
        return all(part in parts or _bare(part) in self.codes for part in _BETWEEN.split(text))


def _bare(code: str) -> str:
    """Return a code without the zeros in front, which a GTIN has or has not."""
    return code.lstrip("0")


def take_numbers(around: Iterable[Piece]) -> tuple[OwnNumber, ...]:
    """Take the proprietary identifiers of a resource; those of platforms have been read."""
    found = []
    for ids in around:
        for own in ids.each("ProprietaryId"):
            if own.text:
                origin = Origin(own.path, own.line)
                found.append(OwnNumber(origin, own.take(), own.attribute("Namespace")))
    return tuple(found)


__all__ = ["Numbers", "take_numbers"]
