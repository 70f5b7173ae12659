"""paramiko's and the socket's errors in our words: one table."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import paramiko
from paramiko.sftp import (
    SFTP_CONNECTION_LOST,
    SFTP_NO_CONNECTION,
    SFTP_NO_SUCH_FILE,
    SFTP_OP_UNSUPPORTED,
    SFTP_PERMISSION_DENIED,
)

from tunemantra.contrib.transports._sftp_client import StatusError
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
    StatusError: RemoteError,
    TimeoutError: TransferTimeoutError,
    paramiko.AuthenticationException: AuthError,
    paramiko.BadHostKeyException: HostKeyError,
    paramiko.SSHException: ConnectError,
    paramiko.SFTPError: RemoteError,
    EOFError: ConnectError,
    OSError: ConnectError,
    # Answers that hold something other than what the protocol says.
    struct.error: RemoteError,
    UnicodeDecodeError: RemoteError,
}

STATUSES: Final[dict[int, tuple[type[TransportError], Disposition]]] = {
    SFTP_NO_SUCH_FILE: (RemoteError, Disposition.STOP),
    SFTP_PERMISSION_DENIED: (RemoteError, Disposition.STOP),
    SFTP_OP_UNSUPPORTED: (RemoteError, Disposition.STOP),
    SFTP_NO_CONNECTION: (ConnectError, Disposition.RETRY),
    SFTP_CONNECTION_LOST: (ConnectError, Disposition.RETRY),
}


def translate(error: BaseException, where: str) -> TransportError:
    """Return our error for one of paramiko's.

    Args:
        error: any class of `CLASSES`, or below one.
        where: what was being done, and with what.
    """
    if isinstance(error, StatusError):
        kind, disposition = STATUSES.get(error.status, (RemoteError, Disposition.RETRY))
        text = error.text or "the server gives no reason"
        return kind(f"{where}: {text}", disposition=disposition, status=error.status)
    kind = next(CLASSES[c] for c in type(error).__mro__ if c in CLASSES)
    return kind(f"{where}: {str(error) or type(error).__name__}")


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Let nothing of paramiko's out."""
    try:
        yield
    except tuple(CLASSES) as error:
        raise translate(error, where) from error
