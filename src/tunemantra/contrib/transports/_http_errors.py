"""httpx's errors in our words: one table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import httpx

from tunemantra.errors import (
    ConnectError,
    Disposition,
    RemoteError,
    TransferTimeoutError,
    TransportError,
)

_RETRY, _STOP = Disposition.RETRY, Disposition.STOP

# Looked up along the error's classes, the nearest first.
TABLE: Final[dict[type[Exception], tuple[type[TransportError], Disposition]]] = {
    httpx.TimeoutException: (TransferTimeoutError, _RETRY),
    httpx.NetworkError: (ConnectError, _RETRY),
    httpx.ProxyError: (ConnectError, _RETRY),
    httpx.RemoteProtocolError: (ConnectError, _RETRY),
    httpx.TransportError: (ConnectError, _RETRY),
    httpx.DecodingError: (RemoteError, _RETRY),
    httpx.TooManyRedirects: (RemoteError, _STOP),
    httpx.HTTPStatusError: (RemoteError, _RETRY),
    httpx.RequestError: (ConnectError, _RETRY),
    httpx.HTTPError: (ConnectError, _RETRY),
    # What follows is our request's fault: sending it again changes nothing.
    httpx.LocalProtocolError: (TransportError, _STOP),
    httpx.UnsupportedProtocol: (TransportError, _STOP),
    httpx.InvalidURL: (TransportError, _STOP),
    httpx.CookieConflict: (TransportError, _STOP),
    httpx.StreamError: (TransportError, _STOP),
}


def translate(error: Exception, where: str) -> TransportError:
    """Return our error for one of httpx's.

    Args:
        error: any class of `TABLE`, or below one.
        where: what was being done; no query, it may hold what is not for logs.
    """
    kind, disposition = next(TABLE[c] for c in type(error).__mro__ if c in TABLE)
    hint = ""
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        disposition, hint = _STOP, "the certificate is not trusted: set ca_file if the platform has its own authority"
    return kind(f"{where}: {str(error) or type(error).__name__}", disposition=disposition, hint=hint)


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Let nothing of httpx's out."""
    try:
        yield
    except tuple(TABLE) as error:
        raise translate(error, where) from error
