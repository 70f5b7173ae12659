"""The one door for the bytes of a message: unpacked, bounded, and UTF-8 whatever they were in.

Reading and validation take the same bytes through it, so that neither refuses what the other takes. A message is
compressed with gzip or not, and in UTF-8, UTF-16 or an encoding of one byte a character that it names.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Generator, Iterable, Iterator
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

from tunemantra.core.finding import Finding, error

_BLOCK: Final = 1 << 16
_GZIP: Final = b"\x1f\x8b"
_UTF8, _LITTLE, _BIG = "utf-8", "utf-16-le", "utf-16-be"
_MARKS: Final = ((codecs.BOM_UTF8, _UTF8), (codecs.BOM_UTF16_LE, _LITTLE), (codecs.BOM_UTF16_BE, _BIG))
_BEGINNINGS: Final = ((b"<\x00", _LITTLE), (b"\x00<", _BIG))
_UTF32: Final = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_SINGLE_BYTE: Final = ("ascii", "iso8859-", "cp125", "koi8-", "mac-")
_HEAD: Final = 1024
"""Bytes in which an XML declaration ends."""

_VERSION: Final = re.compile(r"""<\?xml\s+version\s*=\s*["']([A-Za-z0-9._:-]*)["']""").match
_DECLARED: Final = re.compile(r"""<\?xml\s[^?>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]*)["']""").match


_BROKEN_HINT: Final = "ask for the whole message again, as XML or XML in gzip"
_UNSAFE_HINT: Final = "ask for a message without it: nothing of this one is read"


class UnsafeMessage(Exception):  # noqa: N818 - told to the caller as a finding, never raised out of this package
    """The message has a document type, or exceeds a limit."""


class BrokenMessage(Exception):  # noqa: N818 - as above
    """The bytes are no well-formed XML; the message begins with the line."""


def broken(fault: BrokenMessage) -> Finding:
    """Say that this is no XML."""
    return error("ERN-XML-001", "", f"This is no well-formed XML. {fault}", hint=_BROKEN_HINT)


def unsafe(fault: UnsafeMessage) -> Finding:
    """Say what nobody takes of a stranger."""
    return error("ERN-XML-002", "", str(fault), hint=_UNSAFE_HINT)


def blocks(source: bytes | Path | BinaryIO, size: int) -> Iterator[bytes]:
    """Yield a message block by block in UTF-8, without a byte order mark; its declaration may say otherwise.

    Args:
        source: the XML, also compressed with gzip; a file object is read from where it stands and not closed.
        size: at most so many bytes, unpacked.

    Raises:
        UnsafeMessage: there are more.
        BrokenMessage: damaged or truncated compression, or another encoding than the message says.
        OSError: the source cannot be read.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield from _in_utf8(_bounded(file, size))
    else:
        yield from _in_utf8(_bounded(BytesIO(source) if isinstance(source, bytes) else source, size))


def _bounded(file: BinaryIO, most: int) -> Iterator[bytes]:
    total = 0
    for block in _unpacked(file):
        total += len(block)
        if total > most:
            raise UnsafeMessage(f"The message has more than {most} bytes.")
        yield block


def _unpacked(file: BinaryIO) -> Iterator[bytes]:
    block = _next(file)
    if not block.startswith(_GZIP):
        while block:
            yield block
            block = file.read(_BLOCK)
        return
    while block:
        block = yield from _member(file, block)
        while block and not block.strip(b"\x00"):
            block = _next(file)
        if block and not block.startswith(_GZIP):
            raise BrokenMessage("Line 1: bytes follow the compressed message.")


def _next(file: BinaryIO, block: bytes = b"") -> bytes:
    """Return the next bytes, enough to tell whether they are compressed."""
    while len(block) < len(_GZIP):
        more = file.read(_BLOCK)
        if not more:
            break
        block += more
    return block


def _member(file: BinaryIO, block: bytes) -> Generator[bytes, None, bytes]:
    """Unpack one member of a compressed file, and return the bytes after it."""
    unpacker = zlib.decompressobj(wbits=31)
    while block:
        try:
            part = unpacker.decompress(block, _BLOCK)
        except zlib.error:
            raise BrokenMessage("Line 1: the compressed bytes are damaged.") from None
        if part:
            yield part
        if unpacker.eof:
            return _next(file, unpacker.unused_data)
        # What did not fit into the last part comes before new bytes.
        block = unpacker.unconsumed_tail or file.read(_BLOCK)
    raise BrokenMessage("Line 1: the compressed bytes end too early.")


def _in_utf8(parts: Iterator[bytes]) -> Iterator[bytes]:
    head = b""
    for part in parts:
        head += part
        if len(head) >= _HEAD:
            break
    encoding, head = _encoding(head)
    # The parsers find what is no UTF-8 themselves.
    yield from chain((head,), parts) if encoding == _UTF8 else _decoded(chain((head,), parts), encoding)


def _encoding(head: bytes) -> tuple[str, bytes]:
    """Return in which encoding a message is, and its beginning without the byte order mark."""
    if head.startswith(_UTF32):
        raise BrokenMessage("Line 1: the encoding UTF-32 is not read.")
    mark, begun = next(((mark, name) for mark, name in _MARKS if head.startswith(mark)), (b"", ""))
    head = head[len(mark) :]
    begun = begun or next((name for start, name in _BEGINNINGS if head.startswith(start)), "")
    stated = _declared(head, begun or _UTF8)
    wide = begun in {_LITTLE, _BIG}
    # UTF-16 leaves to the mark which of the two it is.
    if begun and stated and stated != begun and not (wide and stated == "utf-16"):
        raise BrokenMessage(f"Line 1: the bytes are in {begun}, and say they are in {stated}.")
    if stated.startswith("utf-16") and not wide:
        raise BrokenMessage(f"Line 1: the bytes are not in {stated}, as they say.")
    return begun or stated or _UTF8, head


def _declared(head: bytes, begun: str) -> str:
    """Return the encoding that the declaration of a message names; empty where it names none."""
    text = head[:_HEAD].decode(begun, "replace")
    version = _VERSION(text)
    if version is not None and not version[1].startswith("1."):
        raise BrokenMessage(f"Line 1: the version {version[1]} of XML is not read.")
    stated = _DECLARED(text)
    if stated is None:
        return ""
    try:
        name = codecs.lookup(stated[1]).name
    except LookupError:
        name = ""
    if not name.startswith(("utf-8", "utf-16", *_SINGLE_BYTE)):
        raise BrokenMessage(f"Line 1: the encoding {stated[1]} is not read.")
    return _UTF8 if name == "utf-8-sig" else name


def _decoded(parts: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    for part in chain(parts, (b"",)):
        try:
            text = decoder.decode(part, final=not part)
        except UnicodeDecodeError as fault:
            line += fault.object[: fault.start].decode(encoding, "ignore").count("\n")
            raise BrokenMessage(f"Line {line}: the bytes are not in {encoding}, as they say.") from None
        line += text.count("\n")
        yield text.encode()


__all__ = ["BrokenMessage", "UnsafeMessage", "blocks", "broken", "unsafe"]
