"""From the bytes of a message of whomever to the model, and to the list of what the model has no place for."""

from __future__ import annotations

from typing import Final, TypeVar

from attrs import frozen
from lxml.etree import QName
from lxml.etree import _Element as Node

from tunemantra.contrib.ddex.mead.binding import Bound, Shape, shape_of
from tunemantra.contrib.ddex.mead.document import (
    attributes_of,
    children_of,
    line_of,
    parse,
    path_of,
    root_findings,
    text_of,
    whole_text_of,
)
from tunemantra.contrib.ddex.mead.element import Element
from tunemantra.contrib.ddex.mead.message import MeadMessage
from tunemantra.core.finding import Finding, error
from tunemantra.errors import ReleaseError

_XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
MOST_UNMAPPED: Final = 1000
"""Things left behind that are listed one by one: to find the place of each takes time."""

MOST_LEVELS: Final = 100
"""Levels of composites that are read; a symphony has some 15."""

MOST_TEXT: Final = 10_000
"""Characters kept of each."""

_UNKNOWN: Final = "The standard has no such thing here."

T = TypeVar("T", bound=Element)


@frozen
class Unmapped:
    """Something of a message that the model does not hold.

    Args:
        path: XPath of the element or attribute.
        line: in the message.
        text: all of its text, up to 10 000 characters.
        reason: why the model does not hold it.
    """

    path: str
    line: int
    text: str
    reason: str


@frozen
class MeadReading:
    """What was read.

    Args:
        message: None where there is none: no XML, another kind of message, no header.
        unmapped: what the model does not hold, in the message's order.
        findings: why there is no message, or that it is of another version.
    """

    message: MeadMessage | None
    unmapped: tuple[Unmapped, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_mead(xml: bytes) -> MeadReading:
    """Read a message of whomever: any prefix, no entities, no network, bounded size.

    The message need not be valid: what can be read is read. A composite that lacks what it must have is listed as
    unmapped with all its text, and so is a value that its type does not have, a composite that the standard does not
    know, or one of another namespace.
    """
    root, findings = parse(xml)
    if root is None:
        return MeadReading(None, (), findings)
    findings = root_findings(root)
    if any(finding.blocks for finding in findings):
        return MeadReading(None, (), findings)
    reader = _Reader(QName(root).namespace or "")
    try:
        message = reader.build(MeadMessage, root)
    except ReleaseError as fault:
        return MeadReading(None, reader.unmapped, (*findings, *fault.findings))
    return MeadReading(message, reader.unmapped, findings)


class _Reader:
    """Reads elements and remembers what it leaves behind."""

    def __init__(self, namespace: str) -> None:
        self._prefix = f"{{{namespace}}}"
        self._unmapped: list[Unmapped] = []
        self._last: Node | None = None
        self._more = 0
        self._depth = 0

    @property
    def unmapped(self) -> tuple[Unmapped, ...]:
        """Return what was left behind, in order; after the first 1000 only how much it was."""
        rest = (Unmapped("", 0, "", f"{self._more} more were left behind."),) if self._more else ()
        return (*self._unmapped, *rest)

    def read(self, cls: type[T], element: Node) -> T | None:
        """Return an element as an instance of a class of the model, or None where it cannot be one."""
        if self._depth >= MOST_LEVELS:
            self._leave(element, f"It lies more than {MOST_LEVELS} levels deep.")
            return None
        self._depth += 1
        try:
            return self.build(cls, element)
        except ReleaseError as fault:
            # Its own text may have been left already, with the better reason.
            if self._last is not element:
                finding = fault.findings[0]
                self._leave(element, f"{finding.path}: {finding.message}")
            return None
        finally:
            self._depth -= 1

    def build(self, cls: type[T], element: Node) -> T:
        """Return an element as an instance of a class of the model.

        Raises:
            ReleaseError: it cannot be one.
        """
        shape = shape_of(cls)
        found: dict[str, list[object]] = {}
        self._read_attributes(element, shape, found)
        self._read_children(element, shape, found)
        self._read_text(element, shape, found)
        values: dict[str, object] = {}
        for bound in shape.bounds:
            read = found.get(bound.field)
            if read:
                values[bound.field] = tuple(read) if bound.many else read[0]
            elif bound.required:
                message = f"{bound.name} is missing or cannot be read."
                path = f"{cls.__name__}.{bound.field}"
                raise ReleaseError(message, (error("MEAD-MOD-001", path, message),))
        return cls(**values)

    def _read_attributes(self, element: Node, shape: Shape, found: dict[str, list[object]]) -> None:
        known = {bound.name: bound for bound in shape.attributes}
        for name, text in attributes_of(element):
            bound = known.get(name)
            if bound is not None:
                self._keep(bound, element, text, found, f"/@{name}")
            elif not name.startswith(_XSI):
                self._leave(element, _UNKNOWN, f"/@{name}", text)

    def _read_children(self, element: Node, shape: Shape, found: dict[str, list[object]]) -> None:
        known = {bound.xml.within or bound.name: bound for bound in shape.elements}
        for child in children_of(element):
            bound = known.get(self._tag(child))
            if bound is None:
                self._leave(child, _UNKNOWN)
            elif bound.xml.within:
                self._read_within(child, bound, found)
            else:
                self._read_value(child, bound, found)

    def _read_within(self, element: Node, bound: Bound, found: dict[str, list[object]]) -> None:
        for name, text in attributes_of(element):
            self._leave(element, _UNKNOWN, f"/@{name}", text)
        for child in children_of(element):
            if self._tag(child) == bound.name:
                self._read_value(child, bound, found)
            else:
                self._leave(child, _UNKNOWN)

    def _read_value(self, element: Node, bound: Bound, found: dict[str, list[object]]) -> None:
        if found.get(bound.field) and not bound.many:
            self._leave(element, "There may be only one.")
        elif issubclass(bound.value_type, Element):
            value = self.read(bound.value_type, element)
            if value is not None:
                found.setdefault(bound.field, []).append(value)
        else:
            for name, text in attributes_of(element):
                self._leave(element, _UNKNOWN, f"/@{name}", text)
            for child in children_of(element):
                self._leave(child, _UNKNOWN)
            self._keep(bound, element, text_of(element), found)

    def _read_text(self, element: Node, shape: Shape, found: dict[str, list[object]]) -> None:
        text = text_of(element)
        if shape.content is not None:
            self._keep(shape.content, element, text, found)
        elif text.strip():
            self._leave(element, "There may be no text between elements.", "/text()", text)

    def _keep(self, bound: Bound, element: Node, text: str, found: dict[str, list[object]], place: str = "") -> None:
        assert bound.lexical is not None  # noqa: S101  (a class of the model is read by its fields)
        if not text and not bound.required and not bound.many:
            return
        try:
            value = bound.lexical.read(text)
            bound.check(bound.lexical.write(value))
        except ValueError as fault:
            self._leave(element, f"{bound.name}: {fault}.", place, text)
        else:
            found.setdefault(bound.field, []).append(value)

    def _leave(self, element: Node, reason: str, place: str = "", text: str | None = None) -> None:
        self._last = None if place else element
        if len(self._unmapped) >= MOST_UNMAPPED:
            self._more += 1
            return
        said = (whole_text_of(element) if text is None else text).strip()
        if len(said) > MOST_TEXT:
            said = f"{said[:MOST_TEXT]} …"
        self._unmapped.append(Unmapped(path_of(element) + place, line_of(element), said, reason))

    def _tag(self, element: Node) -> str:
        """Return the name of an element of the standard, which some senders put into its namespace."""
        return str(element.tag).removeprefix(self._prefix)


__all__ = ["MOST_LEVELS", "MOST_TEXT", "MOST_UNMAPPED", "MeadReading", "Unmapped", "read_mead"]
