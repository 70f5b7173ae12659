"""Bodies on their way out, counted; and on their way in, bounded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

import httpx

from tunemantra.errors import Disposition, RemoteError, TransferTimeoutError, TransportError
from tunemantra.ports.transport import ApiRequest, Sent

BLOCK: Final = 1024 * 1024
LARGEST_ANSWER: Final = 16 * 1024 * 1024
LONGEST_ANSWER: Final = 300.0


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
