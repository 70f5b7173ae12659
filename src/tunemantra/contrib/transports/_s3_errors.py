"""boto's errors in our words: one table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from botocore import exceptions as boto
from urllib3.exceptions import HTTPError

from tunemantra.contrib.transports._upload import OurOwnError
from tunemantra.errors import (
    AuthError,
    ConnectError,
    Disposition,
    HostKeyError,
    IntegrityError,
    RemoteError,
    TransferTimeoutError,
    TransportError,
)

# Looked up along the error's classes, the nearest first.
CLASSES: Final[dict[type[BaseException], type[TransportError]]] = {
    boto.ClientError: RemoteError,
    boto.ReadTimeoutError: TransferTimeoutError,
    boto.ConnectTimeoutError: TransferTimeoutError,
    boto.ConnectionError: ConnectError,
    boto.HTTPClientError: ConnectError,
    boto.ResponseStreamingError: ConnectError,
    boto.IncompleteReadError: ConnectError,
    boto.NoCredentialsError: AuthError,
    boto.PartialCredentialsError: AuthError,
    boto.CredentialRetrievalError: AuthError,
    boto.ParamValidationError: RemoteError,
    boto.BotoCoreError: RemoteError,
    HTTPError: ConnectError,
    TimeoutError: TransferTimeoutError,
    OSError: ConnectError,
    ValueError: RemoteError,
}

EXPIRED: Final = frozenset({"ExpiredToken", "ExpiredTokenException", "InvalidToken", "TokenRefreshRequired"})
"""Codes that say that a key was good once."""

CODES: Final[dict[str, tuple[type[TransportError], Disposition]]] = {
    **dict.fromkeys(EXPIRED, (AuthError, Disposition.STOP)),
    "AccessDenied": (AuthError, Disposition.STOP),
    "InvalidAccessKeyId": (AuthError, Disposition.STOP),
    "SignatureDoesNotMatch": (AuthError, Disposition.STOP),
    "AccessDeniedException": (AuthError, Disposition.STOP),
    "InvalidClientTokenId": (AuthError, Disposition.STOP),
    "403": (AuthError, Disposition.STOP),
    "BadDigest": (IntegrityError, Disposition.RETRY),
    "InvalidDigest": (IntegrityError, Disposition.RETRY),
    "XAmzContentChecksumMismatch": (IntegrityError, Disposition.RETRY),
    "XAmzContentSHA256Mismatch": (IntegrityError, Disposition.RETRY),
    # Somebody cleaned up while we were sending: the next attempt begins another one.
    "NoSuchUpload": (ConnectError, Disposition.RETRY),
    # A clock is wrong, here or there; it is set right sooner or later.
    "RequestTimeTooSkewed": (RemoteError, Disposition.RETRY),
    "RequestTimeout": (TransferTimeoutError, Disposition.RETRY),
}

WORDLESS: Final = frozenset({"400", "403"})
"""What stands for the code where the answer to HEAD, which has no body, is a refusal."""

MISSING: Final = frozenset({"404", "NoSuchKey", "NotFound"})
_SERVER_ERRORS: Final = 500
_TOO_MANY: Final = 429


class StoreError(RemoteError):
    """What an object store answered, with its own code."""

    def __init__(self, message: str, *, s3_code: str, disposition: Disposition) -> None:
        super().__init__(message, disposition=disposition, s3_code=s3_code, code=s3_code)
        self.s3_code = s3_code


def code_of(error: BaseException) -> str:
    """Return the store's own word for an error; empty where it has none."""
    if not isinstance(error, boto.ClientError):
        return ""
    return str(error.response.get("Error", {}).get("Code", ""))


def translate(error: BaseException, where: str) -> TransportError:
    """Return our error for one of boto's.

    Args:
        error: any class of `CLASSES`, or below one.
        where: what was being done, and with what.
    """
    if isinstance(error, boto.ClientError):
        return _answered(error, where)
    if isinstance(error, boto.SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(error):
        return HostKeyError(
            f"{where}: the server's certificate is not trusted",
            hint="nothing was sent; ca_file names the certificates to trust instead of the system's",
        )
    kind = next(CLASSES[c] for c in type(error).__mro__ if c in CLASSES)
    disposition = Disposition.STOP if kind is RemoteError else None
    return kind(f"{where}: {str(error) or type(error).__name__}", disposition=disposition)


def _answered(error: boto.ClientError, where: str) -> TransportError:
    code = code_of(error)
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    text = f"{where}: {error.response.get('Error', {}).get('Message') or 'the store gives no reason'} ({code})"
    again = status >= _SERVER_ERRORS or status == _TOO_MANY
    kind, disposition = CODES.get(code, (RemoteError, Disposition.RETRY if again else Disposition.STOP))
    if kind is RemoteError:
        return StoreError(text, s3_code=code, disposition=disposition)
    return kind(text, disposition=disposition, s3_code=code, code=code)


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Let nothing of boto out, and errors of our own through as they are."""
    try:
        yield
    except boto.HTTPClientError as error:
        cause = error.kwargs.get("error")
        if isinstance(cause, OurOwnError):
            raise cause from None
        raise translate(error, where) from error
    except tuple(CLASSES) as error:
        raise translate(error, where) from error


__all__ = ["CLASSES", "CODES", "EXPIRED", "MISSING", "WORDLESS", "StoreError", "code_of", "translate", "translated"]
