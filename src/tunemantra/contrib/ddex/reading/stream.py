"""XML from strangers, in small parts: bounded in size, depth and memory, without document types, entities or network.

The bytes are read in blocks; as soon as one entry of a list (a recording, a release, a deal) is complete, it is handed
over and forgotten, so that a large message needs hardly more memory than its largest entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final
from xml.parsers import expat

from attrs import define, field, frozen

from tunemantra.contrib.ddex.reading.pieces import Piece, tidy
from tunemantra.contrib.ddex.reading.source import BrokenMessage, UnsafeMessage, blocks

_SEPARATOR: Final = " "
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_LIST_DEPTH: Final = 2


@frozen
class Limits:
    """How much a stranger may send.

    Args:
        size: bytes of the message, unpacked.
        depth: elements within elements.
        text: characters of one text or attribute.
        pieces: elements of one entry of a list.
        entries: of all lists together.
        names: kinds of element.
        token: bytes of one tag or comment.
        tags: of the whole message.
        children: elements directly within one.
        attributes: of one element.
        name: characters of the name of an element or attribute, with its name space.
    """

    size: int = 32 * 1024 * 1024
    depth: int = 64
    text: int = 1024 * 1024
    pieces: int = 250_000
    entries: int = 100_000
    names: int = 5_000
    token: int = 4 * 1024 * 1024
    tags: int = 1_000_000
    children: int = 20_000
    attributes: int = 100
    name: int = 1_000


LIMITS: Final = Limits()
"""What a reader takes unless told otherwise: far above any message."""


@frozen
class Entry:
    """A part of a message.

    Args:
        section: `/` for the root as it begins (its attributes alone, with its name space as `xmlns`) and, once more,
            for the text between its children; the name of the list for a complete entry of a list; empty for any
            other complete child of the root.
        piece: the element.
    """

    section: str
    piece: Piece


def stream(source: bytes | Path | BinaryIO, limits: Limits = LIMITS) -> Iterator[Entry]:
    """Yield the parts of a message in document order, the root first.

    Raises:
        UnsafeMessage: a document type, or more than the limits allow.
        BrokenMessage: no well-formed XML, truncated, or in another encoding than it says.
        OSError: the source cannot be read.
    """
    return entries(blocks(source, limits.size), limits)


def entries(parts: Iterable[bytes], limits: Limits = LIMITS) -> Iterator[Entry]:
    """Yield the same of a message that came through the door: blocks of UTF-8, whatever the declaration says."""
    splitter = _Splitter(limits)
    fed = tags = 0
    for block in parts:
        _parse(splitter, block)
        splitter.check_text()
        yield from splitter.ready()
        fed += len(block)
        tags += block.count(b"<")
        if tags > limits.tags:
            raise UnsafeMessage(f"The message has more than {limits.tags} tags.")
        # A tag that is not complete is kept: nobody needs one of megabytes.
        if fed - splitter.parser.CurrentByteIndex > limits.token:
            line = splitter.parser.CurrentLineNumber
            raise UnsafeMessage(f"Line {line}: a tag has more than {limits.token} bytes.")
    _parse(splitter, b"", last=True)
    yield from splitter.ready()


def _parse(splitter: _Splitter, block: bytes, *, last: bool = False) -> None:
    try:
        splitter.parser.Parse(block, last)
    except expat.ExpatError as fault:
        raise BrokenMessage(f"Line {fault.lineno}: {expat.ErrorString(fault.code)}.") from None


@define
class _Splitter:
    """Turns the parser's events into pieces and collects what is complete."""

    limits: Limits
    parser: expat.XMLParserType = field(init=False)
    _names: dict[str, str] = field(factory=dict, init=False)
    _counts: dict[str, int] = field(factory=dict, init=False)
    _home: str = field(default="", init=False)
    _stack: list[Piece] = field(factory=list, init=False)
    _held: list[int] = field(factory=lambda: [0], init=False)
    _said: list[list[str]] = field(factory=list, init=False)
    _texts: list[str] = field(factory=list, init=False)
    _length: int = field(default=0, init=False)
    _pieces: int = field(default=0, init=False)
    _entries: int = field(default=0, init=False)
    _ready: list[Entry] = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        parser = expat.ParserCreate(encoding="utf-8", namespace_separator=_SEPARATOR)
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._hear
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser = parser

    def ready(self) -> list[Entry]:
        """Take what is complete."""
        complete, self._ready = self._ready, []
        return complete

    def _refuse_doctype(self, name: str, *_more: object) -> None:
        raise UnsafeMessage(f"Line {self.parser.CurrentLineNumber}: a message must not have a document type ({name}).")

    def check_text(self) -> None:
        """Refuse a text that grows and grows; within one block of bytes it cannot grow much."""
        if self._length > self.limits.text:
            self._refuse(f"a text has more than {self.limits.text} characters")

    def _hear(self, text: str) -> None:
        self._texts.append(text)
        self._length += len(text)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._texts:
            self._flush()
        stack = self._stack
        depth = len(stack)
        if depth >= self.limits.depth:
            self._refuse(f"there are more than {self.limits.depth} elements within each other")
        self._held[-1] += 1
        if self._held[-1] > self.limits.children:
            self._refuse(f"an element holds more than {self.limits.children} others")
        local = self._names.get(name) or self._local(name)
        if attributes:
            attributes = self._plain(attributes)
        line = self.parser.CurrentLineNumber
        if depth > _LIST_DEPTH or (depth == _LIST_DEPTH and not _is_list(stack[1])):
            parent = stack[-1]
            piece = Piece(local, line, attributes, parent)
            parent.children.append(piece)
            self._pieces += 1
            if self._pieces > self.limits.pieces:
                self._refuse(f"an entry has more than {self.limits.pieces} elements")
        else:
            piece = Piece(local, line, attributes, None, self._place(local))
            self._pieces = 0
            if not depth:
                piece.attributes["xmlns"] = self._home
                self._ready.append(Entry("/", piece))
        stack.append(piece)
        self._held.append(0)
        self._said.append([])

    def _end(self, _name: str) -> None:
        if self._texts:
            self._flush()
        stack = self._stack
        piece = stack.pop()
        self._held.pop()
        depth = len(stack)
        if said := self._said.pop():
            # The root has been handed over at its beginning, and may be read already.
            piece = piece if depth else Piece(piece.name, piece.line, None, None, piece.at)
            piece.text = self._joined(said)
        if depth > _LIST_DEPTH:
            return
        if depth == _LIST_DEPTH and _is_list(stack[1]):
            self._hand_over(stack[1].name, piece)
        elif depth == _LIST_DEPTH - 1:
            self._hand_over("", piece)
        elif not depth and piece.text:
            self._ready.append(Entry("/", piece))

    def _hand_over(self, section: str, piece: Piece) -> None:
        self._entries += 1
        if self._entries > self.limits.entries:
            self._refuse(f"there are more than {self.limits.entries} entries")
        self._ready.append(Entry(section, piece))

    def _flush(self) -> None:
        """Keep what has been said since the last tag; many such texts of one element are joined once, at its end."""
        texts = self._texts
        text = tidy(texts[0] if len(texts) == 1 else "".join(texts))
        texts.clear()
        if text:
            self._said[-1].append(text)
            self.check_text()
        self._length = 0

    def _joined(self, said: list[str]) -> str:
        if len(said) == 1:
            return said[0]
        if sum(map(len, said)) + len(said) - 1 > self.limits.text:
            self._refuse(f"a text has more than {self.limits.text} characters")
        return " ".join(said)

    def _local(self, name: str) -> str:
        """Return the local name; elements of a name space of their own keep it in sight."""
        self._check_name(name)
        uri, _, local = name.rpartition(_SEPARATOR)
        if not self._stack:
            self._home = uri
        if len(self._names) >= self.limits.names:
            self._refuse(f"there are more than {self.limits.names} kinds of element")
        self._names[name] = local if uri in {"", self._home} else f"{{{uri}}}{local}"
        return self._names[name]

    def _plain(self, attributes: dict[str, str]) -> dict[str, str]:
        if len(attributes) > self.limits.attributes:
            self._refuse(f"an element has more than {self.limits.attributes} attributes")
        plain = {}
        for name, value in attributes.items():
            if len(value) > self.limits.text:
                self._refuse(f"an attribute has more than {self.limits.text} characters")
            self._check_name(name)
            uri, _, local = name.rpartition(_SEPARATOR)
            if uri == _XSI and local.lower().endswith("schemalocation"):
                continue
            plain[f"{{{uri}}}{local}" if uri else local] = tidy(value)
        return plain

    def _check_name(self, name: str) -> None:
        if len(name) > self.limits.name:
            self._refuse(f"a name has more than {self.limits.name} characters")

    def _place(self, local: str) -> str:
        """Return the XPath of the root, of a child of the root or of an entry of a list."""
        if not self._stack:
            return f"/ern:{local}" if self._home else f"/{local}"
        around = f"{self._stack[-1].at}/{local}"
        count = self._counts[around] = self._counts.get(around, 0) + 1
        return f"{around}[{count}]" if count > 1 or _is_list(self._stack[-1]) else around

    def _refuse(self, what: str) -> None:
        raise UnsafeMessage(f"Line {self.parser.CurrentLineNumber}: {what}.")


def _is_list(piece: Piece) -> bool:
    return piece.parent is None and piece.name.endswith("List") and piece.at.count("/") == _LIST_DEPTH


__all__ = ["LIMITS", "Entry", "Limits", "entries", "stream"]
