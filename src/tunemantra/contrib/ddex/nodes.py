"""A tree that is only ever written: the canonical bytes of a message.

Parsing and validation are lxml's work. Writing is done here, because it takes two thirds of the time so, and because
the bytes must not depend on which serialiser a machine has installed: a package is the same on every worker.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
# A reader turns white space in an attribute into blanks unless it is written as a character reference.
_ATTRIBUTE = _TEXT | str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})
_CONTROLS = bytes(code for code in range(0x20) if chr(code) not in "\t\n\r")


Fragment = tuple[str, ...]
"""The lines of finished elements, indented against each other: the same may stand in several places."""


class Node:
    """An element with what it holds.

    Args:
        tag: as written, with the prefix of its name space where it has one.
        attributes: as written; those without a value are left out.
    """

    __slots__ = ("attributes", "lines", "parts", "tag")

    def __init__(self, tag: str, attributes: Mapping[str, str] | None = None) -> None:
        self.tag = tag
        self.attributes = _attributes(attributes) if attributes else ""
        # What is written line by line is rendered at once: every element within, with the lines before it, and those
        # after the last one.
        self.parts: list[tuple[list[str], Node]] = []
        self.lines: list[str] = []


def node(parent: Node, tag: str, **attributes: str) -> Node:
    """Append an element and return it; attributes without a value are left out."""
    element = Node(tag, attributes)
    parent.parts.append((parent.lines, element))
    parent.lines = []
    return element


def leaf(parent: Node, tag: str, text: str, **attributes: str) -> None:
    """Append an element that only holds text; attributes without a value are left out."""
    more = _attributes(attributes) if attributes else ""
    parent.lines.append(f"<{tag}{more}>{_escaped(text)}</{tag}>\n")


def wrapped(parent: Node, tag: str, inner: str, text: str, **attributes: str) -> None:
    """Append an element that holds nothing but one leaf; the attributes are those of the outer one."""
    more = _attributes(attributes) if attributes else ""
    parent.lines += (f"<{tag}{more}>\n", f"  <{inner}>{_escaped(text)}</{inner}>\n", f"</{tag}>\n")


def fragment(element: Node) -> Fragment:
    """Return a finished element as the lines that `graft` appends, as often as it is needed."""
    lines: list[str] = []
    for before, child in element.parts:
        lines += (*before, *fragment(child))
    lines += element.lines
    return (f"<{element.tag}{element.attributes}>\n", *[f"  {line}" for line in lines], f"</{element.tag}>\n")


def graft(parent: Node, lines: Fragment) -> None:
    """Append an element that was written before."""
    parent.lines += lines


def serialise(root: Node) -> bytes:
    """Return the canonical bytes: UTF-8, declared, indented by two blanks, no document type.

    Raises:
        ValueError: a text holds what XML cannot: a control character, half a surrogate pair.
    """
    pieces = [_DECLARATION]
    _render(root, "", pieces)
    # Most pieces are plain letters and are bytes at once; together they would be as wide as their widest letter.
    data = b"".join([piece.encode() for piece in pieces])
    if len(data.translate(None, _CONTROLS)) != len(data) or any(map(_beyond, pieces)):
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


def _beyond(text: str) -> bool:
    return not text.isascii() and ("\ufffe" in text or "\uffff" in text)


def _render(element: Node, indent: str, pieces: list[str]) -> None:
    deeper, tag, lines = indent + "  ", element.tag, element.lines
    opening, closing = f"{indent}<{tag}{element.attributes}>\n", f"{indent}</{tag}>\n"
    if not element.parts:
        pieces.append(f"{opening}{deeper}{deeper.join(lines)}{closing}" if lines else opening + closing)
        return
    pieces.append(opening)
    for before, child in element.parts:
        if before:
            pieces.append(deeper + deeper.join(before))
        _render(child, deeper, pieces)
    pieces.append(f"{deeper}{deeper.join(lines)}{closing}" if lines else closing)


def _escaped(text: str) -> str:
    # Each of these looks is quicker than one for them all, and most texts have none of them.
    if "&" in text or "<" in text or ">" in text or "\r" in text:
        return text.translate(_TEXT)
    return text


def _attributes(attributes: Mapping[str, str]) -> str:
    text = ""
    for name, value in attributes.items():
        if value:
            text += _attribute(name, value)
    return text


@lru_cache(maxsize=1024)
def _attribute(name: str, value: str) -> str:
    """Return one attribute as written: languages, units, kinds and name spaces are few."""
    return f' {name}="{value.translate(_ATTRIBUTE)}"'


__all__ = ["Fragment", "Node", "fragment", "graft", "leaf", "node", "serialise", "wrapped", "writable"]
