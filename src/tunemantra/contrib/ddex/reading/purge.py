"""The PurgeReleaseMessage: what is taken back for good, of any version (`ddex-facts` section 6)."""

from __future__ import annotations

from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.results import PurgedRelease
from tunemantra.core.text import Title


def read_purged(piece: Piece) -> PurgedRelease:
    """Read a PurgedRelease; what has no place stays in it."""
    ids = piece.each("ReleaseId")
    return PurgedRelease(
        icpn=_first(ids, "ICPN"),
        grid=_first(ids, "GRid"),
        proprietary_ids=tuple(pair for one in ids for pair in _own(one)),
        titles=tuple(title for title in map(_title, piece.each("Title")) if title.text),
        contributors=tuple(_names(piece)),
    )


def _title(piece: Piece) -> Title:
    piece.attribute("SequenceNumber")
    return Title(piece.word("TitleText"), piece.word("SubTitle"), piece.attribute("LanguageAndScriptCode"))


def _first(ids: list[Piece], name: str) -> str:
    for one in ids:
        found = one.first(name)
        if found is not None and found.text:
            found.take_flag("IsEan")
            return found.take()
    return ""


def _own(ids: Piece) -> list[tuple[str, str]]:
    return [
        (one.attribute("Namespace") or one.name, one.take())
        for one in ids.each("ISRC", "CatalogNumber", "ProprietaryId")
        if one.text
    ]


def _names(piece: Piece) -> list[str]:
    people = piece.each("Contributor", "ResourceContributor")
    for person in people:
        person.attribute("SequenceNumber")
    return [inner.take() for person in people for inner in person.walk() if inner.name == "FullName" and inner.text]


__all__ = ["read_purged"]
