"""The few ways in which a message's tree is written and read."""

from __future__ import annotations

from lxml import etree
from lxml.etree import SubElement
from lxml.etree import _Element as Node

# Far above any message: the largest official sample has 0.3 MB, a box set of 500 tracks some 3 MB.
MAX_BYTES = 32 * 1024 * 1024


def node(parent: Node, tag: str, **attributes: str) -> Node:
    """Append an element and return it; attributes without a value are left out."""
    if not attributes:
        return SubElement(parent, tag)
    return SubElement(parent, tag, {name: value for name, value in attributes.items() if value})


def leaf(parent: Node, tag: str, text: str, **attributes: str) -> None:
    """Append an element that only holds text; attributes without a value are left out."""
    element = node(parent, tag, **attributes) if attributes else SubElement(parent, tag)
    element.text = text


def serialise(root: Node) -> bytes:
    """Return the canonical bytes of a message: UTF-8, declared, indented, no document type."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def parser() -> etree.XMLParser:
    """Return a parser for bytes of strangers: no entities, no network, no external subset, no huge trees."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )


__all__ = ["MAX_BYTES", "Node", "leaf", "node", "parser", "serialise"]
