"""Bodies on their way out, counted; and on their way in, bounded."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, Final

import httpx
from attrs import frozen

from tunemantra.errors import Disposition, RemoteError, TransferTimeoutError, TransportError
from tunemantra.ports.transport import ApiRequest, Part, Sent

BLOCK: Final = 1024 * 1024
LARGEST_ANSWER: Final = 16 * 1024 * 1024
LONGEST_ANSWER: Final = 300.0


@frozen
class _Piece:
    """A stretch of a body: bytes, or `length` bytes of a stream from `origin`."""

    content: bytes | BinaryIO
    length: int
    origin: int = 0

    def read(self) -> Iterator[bytes]:
        if isinstance(self.content, bytes):
            for start in range(0, self.length, BLOCK):
                yield self.content[start : start + BLOCK]
        else:
            self.content.seek(self.origin)
            yield from _exactly(self.content, self.length)


class Body:
    """What a request carries, from its start each time it is asked for.

    Args:
        request: its content, bytes or a stream of `length` bytes from its present position, or its parts.
        sent: told the bytes that were handed to the connection.

    Raises:
        TransportError: a stream without a length, or one that cannot be read twice.
    """

    def __init__(self, request: ApiRequest, sent: Sent | None) -> None:
        self._sent = sent
        self.media_type = ""
        if request.parts:
            boundary = secrets.token_hex(16)
            self.media_type = f"multipart/form-data; boundary={boundary}"
            self._pieces = tuple(_form(request.parts, boundary))
        else:
            self._pieces = (_piece(request.path, request.content, request.length),)
        self.length = sum(piece.length for piece in self._pieces)

    def look(self) -> Iterator[bytes]:
        """Yield the body for a look at it: nothing goes out."""
        for piece in self._pieces:
            yield from piece.read()

    def blocks(self) -> Iterator[bytes]:
        """Yield the body; each block was taken by the connection when the next one is asked for."""
        gone = 0
        for piece in self._pieces:
            for data in piece.read():
                yield data
                gone += len(data)
                if self._sent is not None:
                    self._sent(gone)


def _piece(what: str, content: bytes | BinaryIO, length: int | None) -> _Piece:
    if isinstance(content, bytes):
        return _Piece(content, len(content))
    if length is None or not content.seekable():
        raise TransportError(
            f"the stream for {what!r} needs a length and must be seekable", disposition=Disposition.STOP
        )
    return _Piece(content, length, content.tell())


def _form(parts: Sequence[Part], boundary: str) -> Iterator[_Piece]:
    """Yield a form, its files as the streams they are (RFC 7578, 4; names escaped as HTML's forms are)."""
    for part in parts:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{_escaped(part.name)}"'
        if part.filename:
            head += f'; filename="{_escaped(part.filename)}"'
        if part.media_type:
            head += f"\r\nContent-Type: {_one_line(part.media_type)}"
        yield _text(f"{head}\r\n\r\n")
        yield _piece(part.name, part.content, part.length)
        yield _text("\r\n")
    yield _text(f"--{boundary}--\r\n")


def _text(text: str) -> _Piece:
    data = text.encode()
    return _Piece(data, len(data))


def _escaped(name: str) -> str:
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _one_line(value: str) -> str:
    if "\r" in value or "\n" in value:
        raise TransportError("a media type has no line breaks", disposition=Disposition.STOP)
    return value


def _exactly(source: BinaryIO, length: int) -> Iterator[bytes]:
    while length:
        data = source.read(min(BLOCK, length))
        if not data:
            raise TransportError(
                f"the stream ended {length} bytes before its announced length",
                hint="the source changed while it was sent",
                disposition=Disposition.STOP,
            )
        length -= len(data)
        yield data


def read_answer(
    answer: httpx.Response,
    where: str,
    limit: int = LARGEST_ANSWER,
    *,
    seconds: float = LONGEST_ANSWER,
    now: Callable[[], float] = time.monotonic,
) -> bytes:
    """Return an answer's body.

    Args:
        seconds: until the body has to be there; a server that sends a byte now and then outlives every other timeout.

    Raises:
        RemoteError: it is larger than `limit` bytes, or packed, which was not asked for and hides its size.
        TransferTimeoutError: it takes too long.
    """
    packed = answer.headers.get("content-encoding", "identity").strip().lower()
    if packed not in {"", "identity"}:
        raise RemoteError(f"{where}: the answer is packed, which was not asked for", disposition=Disposition.STOP)
    until = now() + seconds
    body = bytearray()
    for data in answer.iter_raw():
        body += data
        if len(body) > limit:
            raise RemoteError(f"{where}: the answer is larger than {limit} bytes", disposition=Disposition.STOP)
        if now() > until:
            raise TransferTimeoutError(f"{where}: the answer takes more than {seconds:.0f} s")
    return bytes(body)
