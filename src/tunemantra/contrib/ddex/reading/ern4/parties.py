"""The party list (`ddex-facts` section 2)."""

from __future__ import annotations

from tunemantra.contrib.ddex.reading import values
from tunemantra.contrib.ddex.reading.local import default_first, is_default, locale
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.people import Person
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.records import Origin
from tunemantra.core.identifiers import Isni
from tunemantra.core.text import LocalText


def read_party(piece: Piece, notes: Notes) -> tuple[str, Person]:
    """Read a Party: its reference, and who it is."""
    origin = Origin(piece.path, piece.line)
    reference = piece.word("PartyReference")
    names = _names(piece, notes)
    isni, ipi, ids = None, "", []
    for one in piece.each("PartyId"):
        isni = isni or _isni(one, notes)
        ipi = ipi or one.word("IpiNameNumber")
        ids += [(own.attribute("Namespace"), own.take()) for own in one.each("ProprietaryId") if own.text]
    if not names:
        known = [str(isni or ""), ipi, *(value for _, value in ids)]
        notes.nameless(piece, " ".join(filter(None, (reference, *known))))
    return reference, Person(names[0].text if names else "", tuple(names[1:]), isni, ipi, tuple(ids), origin)


def _names(piece: Piece, notes: Notes) -> list[LocalText]:
    found = []
    for name in piece.each("PartyName"):
        full = name.first("FullName")
        if full is not None and full.text:
            default = is_default(name)
            language, territory = locale(name, notes)
            found.append((default or not (language or territory), LocalText(full.take(), language, territory)))
    names = default_first(found)
    return names[:1] + [name for name in names[1:] if name != names[0]]


def _isni(piece: Piece, notes: Notes) -> Isni | None:
    stated = piece.first("ISNI")
    if stated is None or not stated.text:
        return None
    text = stated.take()
    isni = values.code(Isni, text)
    if isni is None:
        notes.refuse(stated, text, "an ISNI")
    return isni


__all__ = ["read_party"]
