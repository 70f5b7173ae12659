"""Reads an ADM document and follows its references (ITU-R BS.2076), which lead from a programme down to the tracks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO, Final
from xml.parsers import expat

from attrs import define, field, frozen

from tunemantra.contrib.media._header import HeaderError, read_exactly

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_MAX_XML: Final = 256 << 20
_MAX_DEPTH: Final = 64
_MAX_NAMES: Final = 1 << 18
_PIECE: Final = 1 << 18
_MOST_TOLD: Final = 5
_LONGEST_ID: Final = 32
_PACK, _OBJECT, _TRACK = "audioPackFormat", "audioObject", "audioTrackUID"
_FORMATS: Final = (_PACK, "audioChannelFormat", "audioStreamFormat", "audioTrackFormat")
_ID: Final = {kind: f"{kind}ID" for kind in ("audioProgramme", "audioContent", _OBJECT, *_FORMATS)} | {_TRACK: "UID"}
_REFERENCES: Final = {f"{kind}IDRef": kind for kind in _ID if kind != _TRACK} | {f"{_TRACK}Ref": _TRACK}
# Known to every reader without being defined: numbers below 1000 (BS.2076, BS.2094), and the track that is silent.
_COMMON: Final = re.compile(r"A[CPS]_[0-9A-F]{4}0[0-9A-F]{3}|AT_[0-9A-F]{4}0[0-9A-F]{3}_[0-9A-F]{2}|ATU_0{8}")


def _capitals(text: str) -> str:
    return text.upper()


@frozen
class Element:
    """An element of an ADM document: its name, and its ID in capitals."""

    kind: str
    id: str = field(converter=_capitals)

    @property
    def shown(self) -> str:
        """Its ID for people."""
        return "".join(char if char.isprintable() else "?" for char in self.id[:_LONGEST_ID])

    def __str__(self) -> str:
        """Return it as it stands in a sentence."""
        return f"{self.kind} {self.shown}" if self.id else f"{self.kind} without an ID"


@define
class AdmDocument:
    """What an `axml` chunk defines, and what refers to what, in order."""

    defined: set[Element] = field(factory=set)
    references: dict[Element, set[Element]] = field(factory=dict)

    def faults(self, named: Iterable[Element]) -> str:
        """Say which references lead nowhere, the first few of them; empty where all lead somewhere.

        Args:
            named: what the `chna` chunk refers to.
        """
        told = [*self._dangling(named), *self._packless()]
        more = [f"and {len(told) - _MOST_TOLD} more"] if len(told) > _MOST_TOLD else []
        return "; ".join(told[:_MOST_TOLD] + more)

    def _dangling(self, named: Iterable[Element]) -> Iterator[str]:
        every = [(str(owner), one) for owner, found in self.references.items() for one in sorted(found, key=str)]
        every += [("the chna chunk", one) for one in dict.fromkeys(named)]
        for owner, one in every:
            if one not in self.defined and not _COMMON.fullmatch(one.id):
                yield f"{owner} refers to {one}, which the axml chunk does not define"

    def _packless(self) -> Iterator[str]:
        for one, found in self.references.items():
            kinds = {other.kind for other in found}
            if one.kind == _OBJECT and _PACK not in kinds and (_TRACK in kinds or _OBJECT not in kinds):
                yield f"{one} points to no {_PACK}"


def read_adm(stream: BinaryIO, start: int, length: int) -> AdmDocument:
    """Return what an `axml` chunk says.

    Raises:
        HeaderError: it is no ADM document, or could make reading it dear or unsafe.
    """
    if length > _MAX_XML:
        raise HeaderError("the axml chunk is larger than 256 MiB")
    reader = _Reader()
    stream.seek(start)
    try:
        while length:
            piece = read_exactly(stream, min(length, _PIECE), "axml chunk")
            length -= len(piece)
            reader.parser.Parse(piece.rstrip(b"\0") if not length else piece, not length)
    except (expat.ExpatError, ValueError) as error:
        raise HeaderError(f"the axml chunk is no XML: {error}") from None
    if not reader.is_adm:
        raise HeaderError("the axml chunk holds no audioFormatExtended")
    return reader.found


@define
class _Reader:
    """Collects what a document defines and refers to, as expat comes by it."""

    found: AdmDocument = field(factory=AdmDocument)
    is_adm: bool = False
    parser: expat.XMLParserType = field(factory=expat.ParserCreate)
    _depth: int = 0
    _names: int = 0
    _owners: list[tuple[int, Element]] = field(factory=list)
    _text: list[str] | None = None

    def __attrs_post_init__(self) -> None:
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise HeaderError(f"the axml chunk is nested more than {_MAX_DEPTH} deep")
        local = name.rpartition(":")[2]
        if local == "audioFormatExtended":
            self.is_adm = True
        elif local in _ID:
            self._count()
            element = Element(local, attributes.get(_ID[local], ""))
            self._owners.append((self._depth, element))
            self.found.defined.add(element)
            self.found.references.setdefault(element, set())
        elif local in _REFERENCES and self._owners:
            self._count()
            self._text = []
            self.parser.CharacterDataHandler = self._text.append

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if self._text is not None and local in _REFERENCES:
            target = "".join(self._text).strip()
            if target:
                self.found.references[self._owners[-1][1]].add(Element(_REFERENCES[local], target))
            self._text = None
            self.parser.CharacterDataHandler = None
        if self._owners and self._owners[-1][0] == self._depth:
            self._owners.pop()
        self._depth -= 1

    def _count(self) -> None:
        self._names += 1
        if self._names > _MAX_NAMES:
            raise HeaderError(f"the axml chunk defines and refers to more than {_MAX_NAMES} elements")

    def _refuse(self, *_: object) -> None:
        raise HeaderError("the axml chunk has a document type, through which XML takes entities")


__all__ = ["AdmDocument", "Element", "read_adm"]
