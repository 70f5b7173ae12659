"""The schema of MEAD 1.1 and its sets of allowed values, in the folder that a user got from DDEX.

The folder is laid out as `mead/11/media-enrichment-and-description.xsd` with the sets either where that file asks for
them (`mead/allowed-value-sets.xsd`) or beside it. They must be of the version that MEAD 1.1 was made with (3): newer
ones lack a set that it needs. Nothing is ever fetched.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol, cast

from attrs import field, frozen
from lxml import etree
from lxml.etree import _Element as Node

from tunemantra.contrib.ddex.mead.document import line_of, path_of
from tunemantra.contrib.ddex.mead.pieces import MOST_ELEMENTS, Piece, pieces_of
from tunemantra.contrib.ddex.mead.references import MOST_FINDINGS
from tunemantra.contrib.ddex.mead.writer import SCHEMA_FILE
from tunemantra.contrib.ddex.outside import outside_of
from tunemantra.contrib.ddex.schema import ENVIRONMENT
from tunemantra.core.finding import Finding, Severity, error

SCHEMA_PATH: Final = f"mead/11/{SCHEMA_FILE}"
VALUES_FILE: Final = "allowed-value-sets.xsd"
_XS: Final = "{http://www.w3.org/2001/XMLSchema}"
_EXPECTED: Final = re.compile(r"Expected is (?:one of )?\( ?(.*?) ?\)")
_NOT_IN_SET: Final = "SCHEMAV_CVC_ENUMERATION_VALID"
_NOT_OF_TYPE: Final = "SCHEMAV_CVC_DATATYPE_VALID_1_2_1"
_LONGEST: Final = 400


class _LogEntry(Protocol):
    """What libxml2 says about one fault."""

    @property
    def type_name(self) -> str: ...
    @property
    def path(self) -> str | None: ...
    @property
    def line(self) -> int: ...
    @property
    def message(self) -> str: ...


def _folder(given: Path | str | None) -> Path | None:
    return Path(given) if given else None


@frozen
class MeadSchemas:
    """The schema of one folder, compiled once per process. Thread-safe: validations take turns.

    Args:
        folder: laid out as above; None for nowhere.
    """

    folder: Path | None = field(default=None, converter=_folder)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> MeadSchemas:
        """Return the schema of the folder that TUNEMANTRA_DDEX_SCHEMAS names, or none."""
        return cls((os.environ if environ is None else environ).get(ENVIRONMENT))

    @property
    def is_there(self) -> bool:
        """Return whether there is a schema and sets of allowed values."""
        return self._paths() is not None

    def check(self, root: Node) -> tuple[Finding, ...]:
        """Return what the schema says of a parsed message.

        `MEAD-XSD-001` is a fault of structure, `MEAD-AVS-001` a value that its set does not have, `MEAD-XSD-000` the
        note that there is no schema to ask, or that it cannot be compiled with these sets; `MEAD-XML-003` a part of
        the message too large to be judged. After 1000 faults judging ends.
        """
        paths = self._paths()
        if paths is None:
            return (_note("The schema of MEAD 1.1 is not here", _GET),)
        try:
            schema, lock = _compiled(*paths)
        except etree.XMLSchemaParseError as fault:
            return (_note(f"The schema of MEAD 1.1 cannot be used ({_short(str(fault))})", _VERSION),)
        found: list[Finding] = []
        for piece in pieces_of(root):
            if len(found) >= MOST_FINDINGS:
                break
            with lock:
                found.extend(_judged(piece, schema))
        return tuple(found[:MOST_FINDINGS])

    def value_sets(self) -> Mapping[str, frozenset[str]]:
        """Return the sets of allowed values by name: `Mood`, `Theme`, `InstrumentType`; none without a schema."""
        paths = self._paths()
        return _value_sets(paths[1]) if paths else MappingProxyType({})

    def _paths(self) -> tuple[Path, Path] | None:
        """Return where the schema and its sets are, if they are."""
        if self.folder is None or not (schema := self.folder / SCHEMA_PATH).is_file():
            return None
        beside = (schema.parent.parent / VALUES_FILE, schema.parent / VALUES_FILE)
        values = next((path for path in beside if path.is_file()), None)
        return (schema, values) if values else None


@lru_cache(maxsize=4)
def _compiled(schema: Path, values: Path) -> tuple[etree.XMLSchema, threading.Lock]:
    document = etree.parse(schema, etree.XMLParser(no_network=True, resolve_entities=False))
    for request in document.getroot().iterchildren(f"{_XS}import"):
        # Whatever the file asks for is answered from the folder.
        request.set("schemaLocation", values.resolve().as_uri())
    return etree.XMLSchema(document), threading.Lock()


@lru_cache(maxsize=4)
def _value_sets(path: Path) -> Mapping[str, frozenset[str]]:
    root = etree.parse(path, etree.XMLParser(no_network=True, resolve_entities=False)).getroot()
    return MappingProxyType(
        {
            kind.get("name", ""): frozenset(value.get("value", "") for value in kind.iter(f"{_XS}enumeration"))
            for kind in root.iterchildren(f"{_XS}simpleType")
        }
    )


def _judged(piece: Piece, schema: etree.XMLSchema) -> Iterator[Finding]:
    """Yield what a schema says of a piece, with paths in the whole message."""
    if piece.is_too_large:
        around = [original for _, original in piece.copies] or [piece.root]
        message = f"Line {line_of(around[0])}: this holds more than {MOST_ELEMENTS} elements, too many to be judged."
        yield error("MEAD-XML-003", path_of(around[0]), message, hint="tell less of one thing")
        return
    if schema.validate(piece.root):
        return
    log = cast("Iterable[_LogEntry]", schema.error_log)
    places = piece.places()
    for entry in _without_echoes(log):
        path = piece.path_in_whole(entry.path or "", places)
        if path is not None:
            yield _fault(entry, path)


def _without_echoes(log: Iterable[_LogEntry]) -> Iterator[_LogEntry]:
    """Yield the faults; libxml2 says of a value outside its set a second time that it is not of its type."""
    before = None
    for entry in log:
        if entry.type_name != _NOT_OF_TYPE or entry.path != before:
            yield entry
        before = entry.path


def _fault(entry: _LogEntry, place: str) -> Finding:
    outside = outside_of(entry.message) if entry.type_name == _NOT_IN_SET else None
    if outside is not None:
        message = f"Line {entry.line}: this is none of the allowed values."
        hint = f"the whole list is in {VALUES_FILE}"
        return error("MEAD-AVS-001", place, message, observed=outside.value, expected=outside.expected, hint=hint)
    wanted = _EXPECTED.search(entry.message)
    message = f"Line {entry.line}: {_short(entry.message)}"
    return error("MEAD-XSD-001", place, message, expected=wanted[1] if wanted else "")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"


_GET: Final = f"get the schemas from DDEX and name their folder in {ENVIRONMENT} or in the settings"
_VERSION: Final = f"put {VALUES_FILE} of version 3 into the folder mead"


def _note(why: str, hint: str) -> Finding:
    message = f"{why}: the message was not held against it."
    return Finding("MEAD-XSD-000", Severity.NOTE, "", message, expected=SCHEMA_PATH, hint=hint)


__all__ = ["SCHEMA_PATH", "VALUES_FILE", "MeadSchemas"]
