"""A tree that is only ever written: the canonical bytes of a message.

Parsing and validation are lxml's work. Writing is done here, because it takes two thirds of the time so, and because
the bytes must not depend on which serialiser a machine has installed: a package is the same on every worker.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPECIAL = re.compile(r'[&<>"\t\n\r]').search
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
# A reader turns white space in an attribute into blanks unless it is written as a character reference.
_ATTRIBUTE = _TEXT | str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})
_CONTROLS = bytes(code for code in range(0x20) if chr(code) not in "\t\n\r")
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())


class Node:
    """An element with what it holds.

    Args:
        tag: as written, with the prefix of its name space where it has one.
        attributes: as written; those without a value are left out.
    """

    __slots__ = ("attributes", "children", "flat", "tag")

    def __init__(self, tag: str, attributes: Mapping[str, str] | None = None) -> None:
        self.tag = tag
        self.attributes = _attributes(attributes) if attributes else ""
        self.children: list[Node | str] = []
        # Whether all children are leaves: these are most of the elements, and are rendered at once.
        self.flat = True


def node(parent: Node, tag: str, **attributes: str) -> Node:
    """Append an element and return it; attributes without a value are left out."""
    element = Node(tag, attributes)
    parent.children.append(element)
    parent.flat = False
    return element


def leaf(parent: Node, tag: str, text: str, **attributes: str) -> None:
    """Append an element that only holds text; attributes without a value are left out."""
    more = _attributes(attributes) if attributes else ""
    if _SPECIAL(text):
        text = text.translate(_TEXT)
    parent.children.append(f"<{tag}{more}>{text}</{tag}>\n")


def serialise(root: Node) -> bytes:
    """Return the canonical bytes: UTF-8, declared, indented by two blanks, no document type.

    Raises:
        ValueError: a text holds what XML cannot: a control character, half a surrogate pair.
    """
    lines = [_DECLARATION]
    _render(root, "", lines)
    data = "".join(lines).encode()
    if len(data.translate(None, _CONTROLS)) != len(data) or any(code in data for code in _NO_CHARACTERS):
        raise ValueError("a text holds a character that XML does not have")
    return data


def writable(text: str) -> bool:
    """Tell whether XML can hold a text."""
    holder = Node("t")
    leaf(holder, "t", text)
    try:
        serialise(holder)
    except ValueError:
        return False
    return True


def _render(element: Node, indent: str, lines: list[str]) -> None:
    deeper = indent + "  "
    tag, children = element.tag, element.children
    if element.flat and children:
        leaves = deeper.join(cast("list[str]", children))
        lines.append(f"{indent}<{tag}{element.attributes}>\n{deeper}{leaves}{indent}</{tag}>\n")
        return
    lines.append(f"{indent}<{tag}{element.attributes}>\n")
    for child in children:
        if isinstance(child, str):
            lines.append(deeper + child)
        else:
            _render(child, deeper, lines)
    lines.append(f"{indent}</{tag}>\n")


def _attributes(attributes: Mapping[str, str]) -> str:
    return "".join(
        f' {name}="{value.translate(_ATTRIBUTE) if _SPECIAL(value) else value}"'
        for name, value in attributes.items()
        if value
    )


__all__ = ["Node", "leaf", "node", "serialise", "writable"]
