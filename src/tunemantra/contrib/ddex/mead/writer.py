"""From the model to the bytes of a message."""

from __future__ import annotations

from typing import Final

from tunemantra.contrib.ddex.mead import references
from tunemantra.contrib.ddex.mead.binding import Bound, shape_of
from tunemantra.contrib.ddex.mead.element import Element
from tunemantra.contrib.ddex.mead.message import MeadMessage
from tunemantra.contrib.ddex.nodes import Node, leaf, node, serialise
from tunemantra.errors import ReleaseError

NAMESPACE: Final = "http://ddex.net/xml/mead/11"
ROOT: Final = "MeadMessage"
SCHEMA_FILE: Final = "media-enrichment-and-description.xsd"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"


def write_mead(message: MeadMessage) -> bytes:
    """Write a MEAD 1.1 message: the same model gives the same bytes, whenever and wherever.

    Returns:
        UTF-8 XML, declared, without a document type; its root carries the only namespace.

    Raises:
        ReleaseError: a reference leads nowhere or is given twice: all findings at once (`MEAD-REF-*`).
    """
    writer = _Writer()
    root = Node(
        f"mead:{ROOT}",
        {
            "xmlns:mead": NAMESPACE,
            "xmlns:xsi": _XSI,
            "xsi:schemaLocation": f"{NAMESPACE} {NAMESPACE}/{SCHEMA_FILE}",
            **_attributes(message),
        },
    )
    writer.write_elements(root, message, "")
    findings = references.check(writer.references)
    if findings:
        message_id = message.header.message_id
        raise ReleaseError(f"MEAD message {message_id} cannot be written: {findings[0].message}", findings)
    return serialise(root)


class _Writer:
    """Writes elements and remembers the references that it comes by."""

    def __init__(self) -> None:
        self.references: list[references.Reference] = []

    def write_elements(self, parent: Node, owner: Element, path: str) -> None:
        for bound in shape_of(type(owner)).elements:
            values = bound.values(owner)
            if not values:
                continue
            within = node(parent, bound.xml.within) if bound.xml.within else parent
            for index, value in enumerate(values):
                place = f"{path}.{bound.field}" if path else bound.field
                self._write_value(within, bound, value, f"{place}[{index}]" if bound.many else place)

    def _write_value(self, parent: Node, bound: Bound, value: object, path: str) -> None:
        if not isinstance(value, Element):
            text = _text(bound, value)
            self._remember(bound, bound.name, text, path)
            leaf(parent, bound.name, text)
            return
        content = shape_of(type(value)).content
        if content is None:
            self.write_elements(node(parent, bound.name, **_attributes(value)), value, path)
            return
        text = _text(content, getattr(value, content.field))
        self._remember(content, bound.name, text, path)
        leaf(parent, bound.name, text, **_attributes(value))

    def _remember(self, bound: Bound, tag: str, text: str, path: str) -> None:
        if bound.xml.anchor or bound.xml.pointer:
            self.references.append(references.Reference(tag, text, lambda: path))


def _attributes(owner: Element) -> dict[str, str]:
    return {
        bound.name: _text(bound, value) for bound in shape_of(type(owner)).attributes for value in bound.values(owner)
    }


def _text(bound: Bound, value: object) -> str:
    assert bound.lexical is not None  # noqa: S101  (a class of the model is written by its fields)
    return bound.lexical.write(value)


__all__ = ["NAMESPACE", "ROOT", "SCHEMA_FILE", "write_mead"]
