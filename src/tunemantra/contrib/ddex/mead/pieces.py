"""A large message in pieces that a schema can judge one by one.

libxml2 cannot be stopped: it finds every fault, says of each where it is by counting siblings, and lists the whole set
of values again. A million faults would cost hours and gigabytes. Cut into pieces, judging ends when enough was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Final, cast

from attrs import frozen
from lxml import etree
from lxml.etree import _Element as Node

from tunemantra.contrib.ddex.mead.document import attributes_of, line_of, path_of

MOST_ELEMENTS: Final = 10_000
"""Elements of a piece; an album of twelve tracks has some 400."""

# Room for what stands around the information.
_MOST_IN_BIT: Final = MOST_ELEMENTS - 10
# The root, the list and the information; a path begins with nothing.
_STEPS: Final = 4
_HEADER: Final = (
    "<MessageHeader><MessageId>x</MessageId><MessageSender><PartyId>PADPIDA1</PartyId></MessageSender>"
    "<MessageRecipient><PartyId>PADPIDA1</PartyId></MessageRecipient>"
    "<MessageCreatedDateTime>2000-01-01T00:00:00Z</MessageCreatedDateTime></MessageHeader>"
)
_LISTS: Final = ("WorkInformationList", "ResourceInformationList", "ReleaseInformationList")


@frozen
class Piece:
    """A part of a message as a message of its own.

    Args:
        root: of the piece.
        copies: the information in it, each with the original in the whole message.
        is_frame: whether what is around the information is the message's own.
    """

    root: Node
    copies: tuple[tuple[Node, Node], ...] = ()
    is_frame: bool = True

    @property
    def is_too_large(self) -> bool:
        """Return whether it is too large to be judged."""
        return _size(self.root) > MOST_ELEMENTS

    def places(self) -> dict[str, Node]:
        """Return the originals by the path of their copy in the piece."""
        return {path_of(copy): original for copy, original in self.copies}

    def path_in_whole(self, path: str, places: Mapping[str, Node]) -> str | None:
        """Return a path of the piece in the whole message; None where it is not of the message.

        Args:
            path: in the piece.
            places: as `places` gives them.
        """
        steps = path.split("/")
        original = places.get("/".join(steps[:_STEPS]))
        if original is not None:
            return "/".join([path_of(original), *steps[_STEPS:]])
        return path if self.is_frame else None


def pieces_of(root: Node) -> Iterator[Piece]:
    """Yield a message whole; if it is large, its frame, and then its works, recordings and releases bit by bit."""
    if _size(root) <= MOST_ELEMENTS:
        yield Piece(root)
        return
    lists = [child for child in root if child.tag in _LISTS]
    yield _frame(root, lists)
    for each in lists:
        yield from _bits(root, str(each.tag), list(each.iterchildren("*"))[1:])


def _frame(root: Node, lists: list[Node]) -> Piece:
    """Return everything but the information, and the first of every list."""
    frame, copies = _empty(root), []
    for child in root:
        if child not in lists:
            frame.append(deepcopy(child))
            continue
        within = _on_line_of(child, etree.SubElement(frame, str(child.tag), dict(attributes_of(child))))
        copies += [_copied(within, first) for first in list(child.iterchildren("*"))[:1]]
    return Piece(frame, tuple(copies))


def _bits(root: Node, tag: str, elements: list[Node]) -> Iterator[Piece]:
    """Yield as many elements of a list at a time as fit into a piece."""
    bit: list[Node] = []
    size = 0
    for element in elements:
        more = _size(element)
        if bit and size + more > _MOST_IN_BIT:
            yield _bit(root, tag, bit)
            bit, size = [], 0
        bit.append(element)
        size += more
    if bit:
        yield _bit(root, tag, bit)


def _bit(root: Node, tag: str, elements: list[Node]) -> Piece:
    piece = _empty(root)
    piece.append(etree.fromstring(_HEADER))
    within = etree.SubElement(piece, tag)
    return Piece(piece, tuple(_copied(within, element) for element in elements), is_frame=False)


def _copied(parent: Node, element: Node) -> tuple[Node, Node]:
    copy = deepcopy(element)
    parent.append(copy)
    return copy, element


def _empty(root: Node) -> Node:
    namespaces = cast("dict[str, str]", root.nsmap)
    empty = etree.Element(str(root.tag), dict(attributes_of(root)), nsmap=namespaces)
    return _on_line_of(root, empty)


def _on_line_of(original: Node, copy: Node) -> Node:
    # The stubs know a line as something that is only read.
    setattr(copy, "sourceline", line_of(original))  # noqa: B010
    return copy


def _size(root: Node) -> int:
    return sum(1 for _ in root.iter("*"))


__all__ = ["MOST_ELEMENTS", "Piece", "pieces_of"]
