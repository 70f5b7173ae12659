"""Profiles read from the descriptions a user gets from DDEX: schemas whose element order is the cell order.

They lie in the folder of schemas as `dsr/<Profile>/<version>/<Profile>.xsd`; one file may describe a profile and its
variant of single-record blocks, whose name ends with SRB.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from attrs import frozen
from lxml import etree
from lxml.etree import _Element as Node

from tunemantra.contrib.ddex.dsr.cells import Cell, CellKind
from tunemantra.contrib.ddex.dsr.profile import Profile, ProfileId
from tunemantra.contrib.ddex.dsr.record import Record, RecordKind, code_of, kind_of
from tunemantra.contrib.ddex.schema import SchemaSet
from tunemantra.errors import TuneMantraError

FOLDER: Final = "dsr"
_XS: Final = "{http://www.w3.org/2001/XMLSchema}"
_SINGLE: Final = "SRB"
_KINDS: Final[Mapping[str, CellKind]] = MappingProxyType(
    {
        "xs:string": CellKind.TEXT,
        "xs:integer": CellKind.INTEGER,
        "xs:decimal": CellKind.DECIMAL,
        "xs:boolean": CellKind.BOOLEAN,
        "xs:dateTime": CellKind.DATE_TIME,
        "xs:duration": CellKind.DURATION,
        "ddex_IsoDate": CellKind.DATE,
    }
)
# What the header says of itself is judged by the profiles that are there, not by the form in one of them.
_JUDGED_ELSEWHERE: Final = frozenset({"RecordType", "Profile", "ProfileVersion"})
_NOBODY: Final[frozenset[str]] = frozenset()


@frozen
class Descriptions:
    """The profile descriptions of one folder of schemas; each is read once per process.

    Args:
        schemas: the folder; one without `dsr` in it knows no profile.
    """

    schemas: SchemaSet

    def profiles(self) -> tuple[ProfileId, ...]:
        """Return every profile that is described here."""
        return tuple(profile.id for file in self._files() for profile in _read(file).values())

    def find(self, name: str, version: str) -> Profile | None:
        """Return a profile; names are compared without regard to case, the nearest minor version is taken.

        Args:
            name: as the header spells it.
            version: as the header spells it; the profile's own id tells which one was taken.
        """
        return next(iter(self.related(name, version)), None)

    def related(self, name: str, version: str) -> tuple[Profile, ...]:
        """Return the profile, then those that may explain a record it has not: its other versions and its variant."""
        wanted = name.casefold()
        stem = _stem(wanted)
        known = [one for file in self._files(stem) for one in _read(file).values()]
        near = sorted(known, key=lambda one: _distance(one.id.version, version))
        same = [one for one in near if one.id.name.casefold() == wanted]
        if not same or _major(same[0].id.version) != _major(version):
            return ()
        return (*same, *(one for one in near if one not in same))

    def profile(self, name: str, version: str) -> Profile:
        """Return a profile to write a report of.

        Raises:
            TuneMantraError: its description, in exactly this version, is not here.
        """
        found = self.find(name, version)
        if found is None or found.id.version != version:
            here = ", ".join(map(str, self.profiles())) or "none"
            raise TuneMantraError(f"the description of {name} {version} is not here", hint=f"here is: {here}")
        return found

    def _files(self, stem: str = "") -> Iterator[Path]:
        root = self.schemas.folder
        if root is None or not (root / FOLDER).is_dir():
            return
        for folder in sorted((root / FOLDER).iterdir()):
            if not stem or _stem(folder.name.casefold()) == stem:
                yield from sorted(folder.glob(f"*/{folder.name}.xsd"))


def _stem(name: str) -> str:
    return name.removesuffix(_SINGLE.casefold())


def _major(version: str) -> str:
    return version.partition(".")[0]


def _distance(here: str, wanted: str) -> tuple[bool, bool, list[int]]:
    """Return how far one version is from another: the same, one that begins with it, then the newest."""
    numbers = [-int(part) for part in re.findall(r"\d+", here)]
    return here != wanted, not here.startswith(f"{wanted}."), numbers


@lru_cache(maxsize=64)
def _read(file: Path) -> Mapping[str, Profile]:
    try:
        root = etree.parse(file, _parser()).getroot()
        return MappingProxyType({profile.id.name: profile for profile in _Reader(root, file).profiles()})
    except (OSError, etree.XMLSyntaxError) as fault:
        raise TuneMantraError(
            f"{file.name} cannot be read as a profile description: {fault}", hint="get it from DDEX again"
        ) from None


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)


@lru_cache(maxsize=8)
def _value_sets(file: Path) -> Mapping[str, frozenset[str]]:
    """Return the allowed values of each set; none where the file is not there."""
    if not file.is_file():
        return MappingProxyType({})
    sets: dict[str, frozenset[str]] = {}
    events = etree.iterparse(
        file, tag=f"{_XS}simpleType", resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    for _, node in events:
        values = (one.get("value") for one in node.iter(f"{_XS}enumeration"))
        sets[str(node.get("name"))] = frozenset(str(value) for value in values)
        node.clear()
    return MappingProxyType(sets)


class _Reader:
    """One description while it is read."""

    def __init__(self, root: Node, file: Path) -> None:
        self.root = root
        self.version = file.parent.name
        self.types = {str(node.get("name")): node for node in root.findall(f"{_XS}complexType")}
        place = next((node.get("schemaLocation") for node in root.findall(f"{_XS}import")), None)
        self.made: dict[str, Mapping[str, Record]] = {}
        self.sets = _value_sets((file.parent / str(place)).resolve()) if place else {}

    def profiles(self) -> Iterator[Profile]:
        for element in self.root.findall(f"{_XS}element"):
            inner = element.find(f"{_XS}complexType")
            model = inner if inner is not None else self.types[_local(element.get("type"))]
            yield self.profile(str(element.get("name")), model)

    def profile(self, name: str, model: Node) -> Profile:
        records: dict[str, Record] = {}
        block: Node | None = None
        for element in model.iter(f"{_XS}element"):
            kind = _local(element.get("type"))
            if kind.startswith("RecordType-"):
                records |= self.record(kind)
            else:
                block = self.types[kind]
        letters: dict[str, str] = {}
        if block is not None:
            for kind in dict.fromkeys(self.record_types(block)):
                found = self.record(kind)
                records |= found
                letters |= dict.fromkeys(found, chr(ord("A") + len(set(letters.values()))))
        return Profile(
            id=ProfileId(name, self.version),
            records=MappingProxyType(records),
            block="" if block is None else self.words(block),
            block_form="" if block is None else self.form(block, letters),
            letters=MappingProxyType(letters),
        )

    def record_types(self, model: Node) -> Iterator[str]:
        for element in model.iter(f"{_XS}element"):
            kind = _local(element.get("type"))
            if kind.startswith("RecordType-"):
                yield kind
            else:
                yield from self.record_types(self.types[kind])

    def record(self, kind: str) -> Mapping[str, Record]:
        """Return a record under its record type, and under its revision's where the description differs."""
        if kind not in self.made:
            self.made[kind] = self.new_record(kind)
        return self.made[kind]

    def new_record(self, kind: str) -> Mapping[str, Record]:
        node = self.types[kind]
        named = code_of(kind.removeprefix("RecordType-")) or ""
        cells = tuple(map(self.cell, node.findall(f"{_XS}sequence/{_XS}element")))
        code = cells[0].pattern if cells else named
        record = Record(code, kind_of(code), tuple(_plain(cell) for cell in cells))
        names = (code,) if record.kind in {RecordKind.HEAD, RecordKind.FOOT} else (code, named)
        return dict.fromkeys(names, record)

    def cell(self, node: Node) -> Cell:
        given = str(node.get("type"))
        local = _local(given)
        pattern = node.find(f".//{_XS}pattern")
        kind = _KINDS.get(given) or _KINDS.get(local)
        allowed = self.sets.get(local, _NOBODY) if given.startswith("avs:") else _NOBODY
        if pattern is not None:
            kind = CellKind.PATTERN
        elif kind is None:
            kind = CellKind.CODE if allowed else CellKind.TEXT
        return Cell(
            name=str(node.get("name")),
            kind=kind,
            optional=node.get("minOccurs") == "0",
            many=node.get("maxOccurs", "1") != "1",
            pattern=_pattern(str(node.get("name")), pattern),
            value_set=local if allowed else "",
            allowed=allowed,
        )

    def form(self, node: Node, letters: Mapping[str, str]) -> str:
        """Return a part of a content model as a regular expression over letters.

        The models are such that the next record always says which part comes: nothing is ever tried twice, so that no
        block, however long and wrong, takes more than one look at each of its records.
        """
        if node.tag == f"{_XS}element":
            kind = _local(node.get("type"))
            if kind.startswith("RecordType-"):
                return letters[next(iter(self.record(kind)))] + _times(node)
            return f"(?:{self.form(self.types[kind], letters)}){_times(node)}"
        parts = [self.form(child, letters) for child in _particles(node)]
        if node.tag == f"{_XS}complexType":
            return "".join(parts)
        return f"(?:{('|' if node.tag == f'{_XS}choice' else '').join(parts)}){_times(node)}" if parts else ""

    def words(self, node: Node) -> str:
        """Return a part of a content model for people: `RE01?, (AS02, SU02+)+`."""
        times = _times(node)[:1]
        if node.tag == f"{_XS}element":
            kind = _local(node.get("type"))
            if kind.startswith("RecordType-"):
                return next(iter(self.record(kind))) + times
            return _grouped(self.words(self.types[kind]), times)
        parts = list(filter(None, map(self.words, _particles(node))))
        if node.tag == f"{_XS}choice":
            return f"({' | '.join(parts)}){times}"
        return _grouped(", ".join(parts), times)


def _grouped(words: str, times: str) -> str:
    return f"({words}){times}" if times and words else words


def _local(name: str | None) -> str:
    return (name or "").rpartition(":")[2]


def _pattern(name: str, node: Node | None) -> str:
    if node is None:
        return ""
    # The form of a message version is written down to its slash only.
    return f"{node.get('value')}{'.*' if name == 'MessageVersion' else ''}"


def _plain(cell: Cell) -> Cell:
    return Cell(cell.name) if cell.name in _JUDGED_ELSEWHERE else cell


def _particles(node: Node) -> Iterator[Node]:
    return (child for child in node if child.tag in {f"{_XS}{kind}" for kind in ("element", "sequence", "choice")})


def _times(node: Node) -> str:
    """Return how often a part may come, as a possessive quantifier."""
    least, most = node.get("minOccurs", "1"), node.get("maxOccurs", "1")
    return {("1", "1"): "", ("0", "1"): "?+", ("0", "unbounded"): "*+"}.get((least, most), "++")


__all__ = ["Descriptions"]
