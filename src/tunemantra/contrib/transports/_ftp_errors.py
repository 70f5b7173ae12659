"""ftplib's, the socket's and TLS's errors in our words: one table."""

from __future__ import annotations

import ftplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from tunemantra.errors import (
    AuthError,
    ConnectError,
    Disposition,
    HostKeyError,
    RemoteError,
    TransferTimeoutError,
    TransportError,
)

# Looked up along the error's classes, the nearest first.
CLASSES: Final[dict[type[BaseException], type[TransportError]]] = {
    ftplib.Error: RemoteError,
    ssl.SSLCertVerificationError: HostKeyError,
    TimeoutError: TransferTimeoutError,
    EOFError: ConnectError,
    OSError: ConnectError,
    # Answers that hold something other than what the protocol says; ftplib raises them as they come.
    UnicodeError: RemoteError,
    ValueError: RemoteError,
    IndexError: RemoteError,
}

# RFC 959, 4.2; what is not here is tried again when it starts with 4.
REPLIES: Final[dict[str, tuple[type[TransportError], Disposition]]] = {
    "421": (ConnectError, Disposition.RETRY),
    "425": (ConnectError, Disposition.RETRY),
    "426": (ConnectError, Disposition.RETRY),
    "430": (AuthError, Disposition.STOP),
    "530": (AuthError, Disposition.STOP),
    "532": (AuthError, Disposition.STOP),
    "552": (RemoteError, Disposition.RETRY),
}


def reply_code(error: ftplib.Error) -> str:
    """Return the three digits a server's refusal starts with, as far as it has them."""
    return str(error)[:3]


def translate(error: BaseException, where: str) -> TransportError:
    """Return our error for one of ftplib's.

    Args:
        error: any class of `CLASSES`, or below one.
        where: what was being done, and with what.
    """
    if isinstance(error, ftplib.Error):
        code = reply_code(error)
        again = Disposition.RETRY if code.startswith("4") else Disposition.STOP
        kind, disposition = REPLIES.get(code, (RemoteError, again))
        return kind(f"{where}: {error}", disposition=disposition, reply=code)
    kind = next(CLASSES[c] for c in type(error).__mro__ if c in CLASSES)
    if kind is HostKeyError:
        return HostKeyError(
            f"{where}: the server's certificate is not trusted: {getattr(error, 'verify_message', '') or error}",
            hint="nothing was sent; ca_file names the certificates to trust instead of the system's",
        )
    return kind(f"{where}: {str(error) or type(error).__name__}")


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Let nothing of ftplib out."""
    try:
        yield
    except tuple(CLASSES) as error:
        raise translate(error, where) from error


__all__ = ["CLASSES", "REPLIES", "reply_code", "translate", "translated"]
