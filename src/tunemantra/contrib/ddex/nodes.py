"""Elements that are only ever written, line by line, in the order of the message: its canonical bytes.

Parsing and validation are lxml's work. Writing is done here, because it takes two thirds of the time so, and because
the bytes must not depend on which serialiser a machine has installed: a package is the same on every worker. No tree
is kept: every line has its place and its indentation as soon as it is written, and an element is closed as soon as
something is written after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from textwrap import dedent
from typing import Any

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
# A reader turns white space in an attribute into blanks unless it is written as a character reference.
_ATTRIBUTE = _TEXT | str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})
_CONTROLS = tuple(bytes([code]) for code in range(0x20) if chr(code) not in "\t\n\r")
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())
HOLE = "\0"
"""Stands for a text in an element that becomes a template; no text of XML has it."""
# Has no lines to append to.
_CLOSED: Any = None


class Fragment(dict[str, str]):
    """Finished elements as text, by the blanks before it: the same may stand in several places.

    Args:
        lines: of the elements, indented against each other.
    """

    __slots__ = ("_lines",)

    def __init__(self, lines: Iterable[str]) -> None:
        super().__init__()
        self._lines = tuple(lines)

    def __missing__(self, indent: str) -> str:
        text = self[indent] = "".join([indent + line for line in self._lines])
        return text


class Template(Fragment):
    """Elements of which only the texts differ, by the blanks before them: quick to write, and read as it will be.

    Args:
        xml: the elements, indented against each other by two blanks, with `%s` for each text; or an element that was
            written with `HOLE` for each text, and stays open where it is.
    """

    __slots__ = ("closing",)

    def __init__(self, xml: str | Node) -> None:
        self.closing = "" if isinstance(xml, str) else xml.closing
        """The line that ends the element; empty where it is whole."""
        if isinstance(xml, str):
            super().__init__(f"{line}\n" for line in dedent(xml).strip().splitlines())
        else:
            super().__init__(line.replace("%", "%%").replace(HOLE, "%s") for line in _finished(xml).lines)


class Node:
    """An element that is being written.

    It has to be finished before anything is written after it; whoever writes into it later fails.

    Args:
        tag: as written, with the prefix of its name space where it has one; empty for what stands side by side.
        attributes: as written; those without a value are left out.
        lines: of the document, to which its own are appended; a document of its own unless stated.
        indent: blanks before its lines.
    """

    __slots__ = ("closing", "inner", "lines", "within")

    def __init__(
        self, tag: str, attributes: Mapping[str, str] | None = None, lines: list[str] | None = None, indent: str = ""
    ) -> None:
        self.lines = [] if lines is None else lines
        self.within: Node | None = None
        """The element within that is still open."""
        if not tag:
            self.inner, self.closing = indent, ""
            return
        more = _attributes(attributes) if attributes else ""
        self.lines.append(f"{indent}<{tag}{more}>\n")
        self.inner = indent + "  "
        self.closing = f"{indent}</{tag}>\n"


def node(parent: Node, tag: str, **attributes: str) -> Node:
    """Append an element and return it; attributes without a value are left out."""
    if parent.within is not None:
        _close(parent.within)
    parent.within = element = Node(tag, attributes, parent.lines, parent.inner)
    return element


def leaf(parent: Node, tag: str, text: str, **attributes: str) -> None:
    """Append an element that only holds text; attributes without a value are left out."""
    if parent.within is not None:
        _close(parent.within)
        parent.within = None
    more = _attributes(attributes) if attributes else ""
    parent.lines.append(f"{parent.inner}<{tag}{more}>{text if text.isalnum() else _escaped(text)}</{tag}>\n")


def wrapped(parent: Node, tag: str, inner: str, text: str, **attributes: str) -> None:
    """Append an element that holds nothing but one leaf; the attributes are those of the outer one."""
    if parent.within is not None:
        _close(parent.within)
        parent.within = None
    more, indent = _attributes(attributes) if attributes else "", parent.inner
    text = text if text.isalnum() else _escaped(text)
    parent.lines += (f"{indent}<{tag}{more}>\n", f"{indent}  <{inner}>{text}</{inner}>\n", f"{indent}</{tag}>\n")


def apart(parent: Node) -> Node:
    """Return what is written beside its parent, to be appended later (`attach`)."""
    return Node("", None, None, parent.inner)


def attach(parent: Node, part: Node) -> None:
    """Append what was written apart; nothing more is written into that."""
    for one in (parent, part):
        if one.within is not None:
            _close(one.within)
            one.within = None
    parent.lines += part.lines


def text_of(part: Node) -> str:
    """Return what was written apart, to be appended as often as needed after the same blanks (`repeat`)."""
    return "".join(_finished(part).lines)


def repeat(parent: Node, text: str) -> None:
    """Append what was written apart from a parent at the same depth."""
    if parent.within is not None:
        _close(parent.within)
        parent.within = None
    parent.lines.append(text)


def fragment(element: Node) -> Fragment:
    """Return a finished element of a document of its own as what `graft` appends, as often as needed.

    It is written node by node and leaf by leaf: what was grafted or filled in has its blanks already.
    """
    return Fragment((*_finished(element).lines, element.closing) if element.closing else _finished(element).lines)


def graft(parent: Node, part: Fragment) -> None:
    """Append elements that were written before."""
    if parent.within is not None:
        _close(parent.within)
        parent.within = None
    parent.lines.append(part[parent.inner])


def fill(parent: Node, template: Template, *texts: str) -> None:
    """Append the elements of a template with these texts, in order; an attribute takes plain letters and digits."""
    if parent.within is not None:
        _close(parent.within)
        parent.within = None
    together = "".join(texts)
    if "&" in together or "<" in together or ">" in together or "\r" in together:
        texts = tuple(map(_escaped, texts))
    parent.lines.append(template[parent.inner] % texts)


def begin(parent: Node, template: Template, *texts: str) -> Node:
    """Append the element of a template with these texts and return it, still open."""
    fill(parent, template, *texts)
    parent.within = element = Node("", None, parent.lines, parent.inner + "  ")
    element.closing = parent.inner + template.closing
    return element


def serialise(root: Node) -> bytes:
    """Return the canonical bytes: UTF-8, declared, indented by two blanks, no document type.

    Raises:
        ValueError: a text holds what XML cannot: a control character, half a surrogate pair.
    """
    lines = [_DECLARATION, *_finished(root).lines, root.closing]
    # Most lines are plain letters and are bytes at once; together they would be as wide as their widest letter.
    data = b"".join(map(str.encode, lines))
    # To look for one byte after the other is quicker than to look at every byte once, and needs no copy.
    if any(code in data for code in _CONTROLS) or _beyond(data):
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


def _beyond(data: bytes) -> bool:
    # To look for one byte is by far the quickest, and most messages do not have it.
    return b"\xef" in data and any(code in data for code in _NO_CHARACTERS)


def _finished(element: Node) -> Node:
    """Return an element after the end of what is open within."""
    if element.within is not None:
        _close(element.within)
        element.within = None
    return element


def _close(element: Node) -> None:
    """Write the end of an element, and before it of what is open within."""
    if element.within is not None:
        _close(element.within)
    element.lines.append(element.closing)
    element.lines = _CLOSED


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


__all__ = [
    "HOLE",
    "Fragment",
    "Node",
    "Template",
    "apart",
    "attach",
    "begin",
    "fill",
    "fragment",
    "graft",
    "leaf",
    "node",
    "repeat",
    "serialise",
    "text_of",
    "wrapped",
    "writable",
]
