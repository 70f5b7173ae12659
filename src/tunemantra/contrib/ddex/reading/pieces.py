"""An element of a message while it is read: what a reader takes is gone, so that what is left is what nobody read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator
from itertools import islice

_BREAK = re.compile(r"[ \t\r]*[\t\r\n][ \t\r\n]*").sub
_BLANKS = " \t\r\n"
_LONGEST = 160
_FLAGS = frozenset({"0", "1", "false", "true"})
_USUAL = {
    "ApplicableTerritoryCode": frozenset({"Worldwide", "2136"}),
    "IsDefault": _FLAGS,
    "IsDisplayedInTitle": frozenset({"1", "true"}),
    "LabelNameType": frozenset({"DisplayLabelName"}),
    "LabelType": frozenset({"DisplayLabel"}),
    "ReleaseResourceType": frozenset({"PrimaryResource", "SecondaryResource"}),
    "SubTitleType": frozenset({"Version"}),
    "TitleType": frozenset({"DisplayTitle", "FormalTitle", "GroupingTitle"}),
}
"""What attributes say of a text that is known: nothing of their own."""


class Piece:
    """An element: its text and its attributes can each be taken once.

    Whoever reads takes what it understands, and puts back what it cannot use. A blank element without attributes says
    nothing. Everything that still has a text or an attribute at the end is listed as unmapped.

    Args:
        name: local name; `{uri}name` in a name space that is not the message's.
        line: 1-based.
        attributes: by local name, without those about schemas.
        parent: the element around it; None for the root of what is read at once.
        at: XPath of that root.
    """

    __slots__ = ("at", "attributes", "children", "line", "name", "parent", "position", "text")

    def __init__(
        self,
        name: str,
        line: int = 0,
        attributes: dict[str, str] | None = None,
        parent: Piece | None = None,
        at: str = "",
    ) -> None:
        self.name = name
        self.line = line
        self.attributes: dict[str, str] = attributes if attributes is not None else {}
        self.parent = parent
        self.at = at
        self.position = ""
        self.text = ""
        self.children: list[Piece] = []

    def take(self) -> str:
        """Take the text, without white space around it and with line breaks as one blank."""
        text, self.text = self.text, ""
        return text

    def attribute(self, name: str) -> str:
        """Take an attribute; empty where it is not there."""
        return self.attributes.pop(name, "")

    def first(self, name: str) -> Piece | None:
        """Return the first child of this name."""
        for child in self.children:
            if child.name == name:
                return child
        return None

    def each(self, *names: str) -> list[Piece]:
        """Return the children of these names, in document order."""
        return [child for child in self.children if child.name in names]

    def word(self, *names: str) -> str:
        """Take the text of the first child that has one of these names and still a text."""
        for child in self.children:
            if child.text and child.name in names:
                return child.take()
        return ""

    def words(self, *names: str) -> list[str]:
        """Take the texts of all children of these names."""
        return [child.take() for child in self.children if child.text and child.name in names]

    def inside(self, *names: str) -> Piece | None:
        """Return the descendant reached by the first child of each name in turn."""
        here: Piece | None = self
        for name in names:
            here = here.first(name) if here is not None else None
        return here

    def take_flag(self, name: str) -> None:
        """Take an attribute that is a flag, whatever it says; what is none stays."""
        if self.attributes.get(name) in _FLAGS:
            del self.attributes[name]

    def forget(self, known: Container[str] = ()) -> None:
        """Take all texts, which repeat what is known, and the attributes that say the usual or what is known as well.

        Args:
            known: values of attributes that are said elsewhere.
        """
        for piece in self.walk():
            piece.text = ""
            for name in [name for name, value in piece.attributes.items() if value in known or is_usual(name, value)]:
                del piece.attributes[name]

    def walk(self) -> Iterator[Piece]:
        """Yield the element and all in it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def unlink(self) -> None:
        """Cut the ties to the elements around, so that memory is free at once."""
        self.parent = None
        for child in self.children:
            child.unlink()

    @property
    def said(self) -> str:
        """Return all texts in it, for people; shortened where they are long."""
        text = " ".join(one.text for one in islice(self.walk(), _LONGEST) if one.text)
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"

    @property
    def path(self) -> str:
        """Return the XPath; positions are given among several of one name."""
        if self.parent is None:
            return self.at
        if not self.position:
            self.parent.number_children()
        return f"{self.parent.path}/{self.position}"

    def number_children(self) -> None:
        """Give every child its step in an XPath, once for all: there may be very many."""
        twins = Counter(child.name for child in self.children)
        counted: Counter[str] = Counter()
        for child in self.children:
            counted[child.name] += 1
            several = twins[child.name] > 1
            child.position = f"{child.name}[{counted[child.name]}]" if several else child.name


def is_usual(name: str, value: str) -> bool:
    """Tell whether an attribute of a text that is known says nothing of its own."""
    return value in _USUAL.get(name, ()) or (name == "SequenceNumber" and value.isdecimal())


def tidy(text: str) -> str:
    """Return a text without white space around it; a line break within, and what indents it, is one blank.

    Only XML's own white space counts: the ideographic space of a Japanese title stays.
    """
    text = text.strip(_BLANKS)
    return _BREAK(" ", text) if "\n" in text or "\t" in text or "\r" in text else text


__all__ = ["Piece", "is_usual", "tidy"]
