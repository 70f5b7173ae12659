"""Validation against the official schemas, which a user gets from DDEX: they are no part of this product.

A folder of schemas is laid out as `ern/43/release-notification.xsd` with the allowed-value file beside it. Without
one, everything else still runs and one note says what was not done.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final, Protocol, cast

from attrs import field, frozen
from lxml import etree
from lxml.etree import _Element as Node

from tunemantra.contrib.ddex import references
from tunemantra.contrib.ddex.compiling import XS, compile_schema, read_only
from tunemantra.contrib.ddex.outside import outside_of
from tunemantra.contrib.ddex.versions import version_of
from tunemantra.core.finding import Finding, Severity, error

# Far above any message: the largest official sample has 0.3 MB, a box set of 500 tracks some 3 MB.
MAX_BYTES = 32 * 1024 * 1024
# A tree needs a hundred times the bytes of an empty element; a box set of 500 tracks has 150 000 tags.
MAX_TAGS = 1_000_000
ENVIRONMENT = "TUNEMANTRA_DDEX_SCHEMAS"
EXCHANGE_SPACE: Final = "http://ddex.net/xml/ern-c-sftp/18"
EXCHANGE_PATHS: Final = (
    "choreography/18/ern-choreography-sftp.xsd",
    "choreography/18/ern-choreography-sftp.structural.xsd",
)
"""Where the schema of the choreography 1.8 lies; a transcription of its structure does as well."""
_EXPECTED = re.compile(r"Expected is (?:one of )?\( ?(.*?) ?\)")
_NOT_IN_SET = "SCHEMAV_CVC_ENUMERATION_VALID"
_NOT_OF_TYPE = "SCHEMAV_CVC_DATATYPE_VALID_1_2_1"
# What libxml2 says when a document exceeds one of its own limits.
_LIMIT = "XML_PARSE_HUGE"
# What was found would drown in a longer text.
_LONGEST = 400


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
class SchemaSet:
    """The schemas of one folder; each is compiled once per process.

    Thread-safe: validations of one schema take turns, they last about a millisecond.

    Args:
        folder: laid out as above; None for nowhere.
    """

    folder: Path | None = field(default=None, converter=_folder)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> SchemaSet:
        """Return the schemas that TUNEMANTRA_DDEX_SCHEMAS names, or none."""
        return cls((os.environ if environ is None else environ).get(ENVIRONMENT))

    def has(self, version: str = "43") -> bool:
        """Tell whether the schema of this version is there."""
        path = self._path(version)
        return path is not None and path.is_file()

    def validate(self, xml: bytes, version: str = "43") -> tuple[Finding, ...]:
        """Return everything that is wrong with a message: well-formedness, references, schema.

        The path of a finding is the XPath in the message, its text begins with the line. `ERN-XML-001` is no XML,
        `ERN-XML-002` an unsafe or oversized document, `ERN-REF-*` a reference, `ERN-XSD-001` a fault of structure,
        `ERN-AVS-001` a value that the value sets do not have (they drift: an older copy may not know a newer
        value), `ERN-XSD-000` the note that there is no schema to ask.

        Args:
            xml: the message's bytes, of whomever.
            version: of ERN.

        Raises:
            TuneMantraError: this adapter does not speak the version.
        """
        root, findings = parse(xml)
        if root is None:
            return findings
        return (*references.check(root), *self.check(root, version))

    def check(self, root: Node, version: str = "43") -> tuple[Finding, ...]:
        """Return what the schema alone says of a parsed message."""
        path = self._path(version)
        if path is None:
            return (_no_schema(version),)
        try:
            schema, lock = _compiled(path)
        except FileNotFoundError:
            return (_no_schema(version),)
        except (etree.XMLSchemaParseError, etree.XMLSyntaxError, OSError) as fault:
            return (_no_schema(version, f"cannot be used ({_short(str(fault))})"),)
        return self._against(path, schema, lock, root, "ERN")

    def has_exchange(self) -> bool:
        """Tell whether the schema of manifests and acknowledgements is there, or a transcription of it."""
        return self._exchange() is not None

    def check_exchange(self, root: Node) -> tuple[Finding, ...]:
        """Return what the schema of the choreography 1.8 says of a manifest or an acknowledgement.

        `ERNC-XSD-001` is a fault of structure, `ERNC-AVS-001` a value that the value sets do not have, `ERNC-XSD-000`
        the note that the schema cannot be used; where there is none, nothing is said.
        """
        path = self._exchange()
        if path is None:
            return ()
        try:
            schema, lock = _compiled(path)
        except (etree.XMLSchemaParseError, etree.XMLSyntaxError, OSError) as fault:
            said = f"The schema of the choreography 1.8 cannot be used ({_short(str(fault))})."
            return (Finding("ERNC-XSD-000", Severity.NOTE, "", said, hint="get it and its value sets from DDEX again"),)
        return self._against(path, schema, lock, root, "ERNC")

    def _against(
        self, path: Path, schema: etree.XMLSchema, lock: threading.Lock, root: Node, rules: str
    ) -> tuple[Finding, ...]:
        with lock:
            if schema.validate(root):
                return ()
            log = cast("Iterable[_LogEntry]", schema.error_log)
            told = islice(_without_echoes(log), references.MOST_FINDINGS)
            values = _values_of(path, self.folder or path.parent)
            return tuple(_fault(entry, values, rules) for entry in told)

    def _exchange(self) -> Path | None:
        places = (self.folder / one for one in EXCHANGE_PATHS) if self.folder else ()
        return next((one for one in places if one.is_file()), None)

    def _path(self, version: str) -> Path | None:
        relative = version_of(version).schema_path
        return self.folder / relative if self.folder else None


def parse(
    xml: bytes, size: int | None = None, *, encoding: str | None = None
) -> tuple[Node | None, tuple[Finding, ...]]:
    """Return the root of a message of whomever, or None and why not: no entities, no network, bounded size.

    Args:
        xml: the bytes.
        size: at most so many bytes; None for 32 MiB.
        encoding: in which the bytes are, whatever they say; None for as they say.
    """
    size = MAX_BYTES if size is None else size
    if len(xml) > size:
        return None, (_too_large(str(len(xml)), f"at most {size} bytes"),)
    if len(xml) > MAX_TAGS and (tags := xml.count(b"<")) > MAX_TAGS:
        return None, (_too_large(str(tags), f"at most {MAX_TAGS} tags"),)
    try:
        root = _root(xml, encoding)
    except etree.XMLSyntaxError as fault:
        unsafe = _LIMIT in str(fault.msg)
        rule, what_it_is = ("ERN-XML-002", "unsafe") if unsafe else ("ERN-XML-001", "no well-formed XML")
        return None, (error(rule, "", f"Line {fault.lineno}: this is {what_it_is}: {fault.msg}"),)
    doctype: str = getattr(root.getroottree().docinfo, "doctype", "")
    if doctype:
        return None, (error("ERN-XML-002", "", "A message must not have a document type.", observed=doctype),)
    return root, ()


def _too_large(observed: str, expected: str) -> Finding:
    return error("ERN-XML-002", "", "The message is too large.", observed=observed, expected=expected)


def _root(xml: bytes, encoding: str | None) -> etree._Element:
    parser = _parser(encoding)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        # A name space that is no URI leaves a message well-formed; which it is, its version says. What the error
        # carries is the log of the whole process.
        if any(entry.type_name != "WAR_NS_URI" for entry in cast("Iterable[_LogEntry]", parser.error_log)):
            raise
        return etree.fromstring(xml, _parser(encoding, recover=True))


class _Parsers(threading.local):
    """The parsers of one thread, by encoding and whether they go on after an error: each is made once."""

    def __init__(self) -> None:
        self.made: dict[tuple[str | None, bool], etree.XMLParser] = {}


_PARSERS: Final = _Parsers()


def _parser(encoding: str | None, *, recover: bool = False) -> etree.XMLParser:
    parser = _PARSERS.made.get((encoding, recover))
    if parser is None:
        parser = _PARSERS.made[encoding, recover] = _new_parser(encoding, recover=recover)
    return parser


def _new_parser(encoding: str | None, *, recover: bool) -> etree.XMLParser:
    # Blanks between elements mean nothing in a message; without them it is parsed in two thirds of the time.
    return etree.XMLParser(
        encoding=encoding,
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_blank_text=True,
        # A comment before a text would hide it from whoever asks an element for its text.
        remove_comments=True,
        remove_pis=True,
    )


@lru_cache(maxsize=16)
def _compiled(path: Path) -> tuple[etree.XMLSchema, threading.Lock]:
    return compile_schema(path), threading.Lock()


def _without_echoes(log: Iterable[_LogEntry]) -> Iterator[_LogEntry]:
    """Yield the faults; libxml2 says of a value outside its set a second time that it is not of its type."""
    before = None
    for entry in log:
        if entry.type_name != _NOT_OF_TYPE or entry.path != before:
            yield entry
        before = entry.path


@lru_cache(maxsize=16)
def _values_of(schema: Path, folder: Path) -> str:
    """Return the file with the value sets of a schema, relative to the folder of schemas."""
    root = etree.parse(schema, read_only()).getroot()
    locations = (one.get("schemaLocation", "") for one in root.iterchildren(f"{XS}import"))
    return next(((schema.parent / one).relative_to(folder).as_posix() for one in locations if one), "the schema")


def _fault(entry: _LogEntry, values: str, rules: str) -> Finding:
    """Return a fault as a finding of a family of rules: `ERN`, `ERNC`."""
    outside = outside_of(entry.message) if entry.type_name == _NOT_IN_SET else None
    if outside is not None:
        said = f"Line {entry.line}: this is none of the allowed values."
        hint = f"the whole list is in {values}"
        return error(
            f"{rules}-AVS-001", entry.path or "", said, observed=outside.value, expected=outside.expected, hint=hint
        )
    of_values = entry.type_name == _NOT_IN_SET
    expected = _EXPECTED.search(entry.message)
    said = f"Line {entry.line}: {_short(entry.message)}"
    hint = f"{values} has the list" if of_values else "correct it as the schema says; order counts, too"
    rule = f"{rules}-AVS-001" if of_values else f"{rules}-XSD-001"
    return error(rule, entry.path or "", said, expected=expected[1] if expected else "", hint=hint)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"


def _no_schema(version: str, why: str = "is not here") -> Finding:
    return Finding(
        "ERN-XSD-000",
        Severity.NOTE,
        "",
        f"The schema of ERN {version} {why}: the message was not held against it.",
        expected=version_of(version).schema_path,
        hint=f"get the schemas from DDEX and name their folder in {ENVIRONMENT} or in the settings",
    )


__all__ = ["ENVIRONMENT", "EXCHANGE_PATHS", "EXCHANGE_SPACE", "SchemaSet", "parse"]
