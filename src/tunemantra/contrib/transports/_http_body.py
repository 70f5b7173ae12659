"""Bodies on their way out, counted; and on their way in, bounded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

import httpx

from tunemantra.errors import Disposition, RemoteError, TransportError
from tunemantra.ports.transport import ApiRequest, Sent

BLOCK: Final = 1024 * 1024
LARGEST_ANSWER: Final = 16 * 1024 * 1024


class Body:
    """What a request carries, from its start each time it is asked for.

    Args:
        request: its content, bytes or a stream of `length` bytes from its present position.
        sent: told the bytes that were handed to the connection.

    Raises:
        TransportError: a stream without a length, or one that cannot be read twice.
    """

    def __init__(self, request: ApiRequest, sent: Sent | None) -> None:
        self._content = request.content
        self._sent = sent
        self._origin = 0
        if isinstance(request.content, bytes):
            self.length = len(request.content)
        elif request.length is None or not request.content.seekable():
            raise TransportError(
                f"the stream for {request.path!r} needs a length and must be seekable",
                disposition=Disposition.STOP,
            )
        else:
            self.length = request.length
            self._origin = request.content.tell()

    def blocks(self) -> Iterator[bytes]:
        """Yield the body; each block was taken by the connection when the next one is asked for."""
        gone = 0
        for data in self._read():
            yield data
            gone += len(data)
            if self._sent is not None:
                self._sent(gone)

    def _read(self) -> Iterator[bytes]:
        if isinstance(self._content, bytes):
            for start in range(0, self.length, BLOCK):
                yield self._content[start : start + BLOCK]
        else:
            self._content.seek(self._origin)
            yield from _exactly(self._content, self.length)


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


def read_answer(answer: httpx.Response, where: str, limit: int = LARGEST_ANSWER) -> bytes:
    """Return an answer's body.

    Raises:
        RemoteError: it is larger than `limit` bytes.
    """
    body = bytearray()
    for data in answer.iter_bytes():
        body += data
        if len(body) > limit:
            raise RemoteError(f"{where}: the answer is larger than {limit} bytes", disposition=Disposition.STOP)
    return bytes(body)
