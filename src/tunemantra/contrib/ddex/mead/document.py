"""A message of whomever as a tree: parsed within bounds, its root judged, its elements named for people."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve
from lxml.etree import QName
from lxml.etree import _Element as Node

from tunemantra.contrib.ddex import schema
from tunemantra.contrib.ddex.mead.writer import NAMESPACE, ROOT
from tunemantra.core.finding import Finding, error, warning


def parse(xml: bytes) -> tuple[Node | None, tuple[Finding, ...]]:
    """Return the root, or None and why not.

    `MEAD-XML-001` is no XML, `MEAD-XML-002` unsafe or too large.
    """
    root, findings = schema.parse(xml)
    return root, tuple(evolve(finding, rule=finding.rule.replace("ERN-", "MEAD-", 1)) for finding in findings)


def root_findings(root: Node) -> tuple[Finding, ...]:
    """Return what is wrong with the kind of message.

    `MEAD-VER-001` it is another kind of message, `MEAD-VER-002` (a warning) another version of this one.
    """
    name, namespace = local_name(root), QName(root).namespace or ""
    expected = f"{{{NAMESPACE}}}{ROOT}"
    if name != ROOT:
        message = f"Line {line_of(root)}: {name} is no MEAD message."
        return (error("MEAD-VER-001", path_of(root), message, observed=f"{{{namespace}}}{name}", expected=expected),)
    if namespace != NAMESPACE:
        message = f"Line {line_of(root)}: this is no MEAD 1.1; it is read as if it were."
        return (warning("MEAD-VER-002", path_of(root), message, observed=namespace, expected=NAMESPACE),)
    return ()


def local_name(element: Node) -> str:
    """Return the name of an element without its namespace."""
    return QName(element).localname


def path_of(element: Node) -> str:
    """Return the XPath of an element."""
    return element.getroottree().getpath(element)


def text_of(element: Node) -> str:
    """Return the text of an element that holds nothing else; comments in it do not count."""
    if len(element) == 0:
        return element.text or ""
    return (element.text or "") + "".join(child.tail or "" for child in element)


def whole_text_of(element: Node) -> str:
    """Return all the text of an element and of everything in it."""
    return " ".join(text for text in (str(part).strip() for part in element.itertext("*")) if text)


def attributes_of(element: Node) -> list[tuple[str, str]]:
    """Return names, with their namespaces, and texts of the attributes."""
    return [(str(name), str(text)) for name, text in element.attrib.items()]


def line_of(element: Node) -> int:
    """Return the line on which an element begins; 0 where nobody knows."""
    line: int | None = getattr(element, "sourceline", None)
    return line or 0


def children_of(element: Node) -> Iterator[Node]:
    """Yield the child elements: neither comments nor processing instructions."""
    return element.iterchildren("*")


__all__ = [
    "attributes_of",
    "children_of",
    "line_of",
    "local_name",
    "parse",
    "path_of",
    "root_findings",
    "text_of",
    "whole_text_of",
]
