"""Moving bytes to another machine: connections are named by a platform and supplied by the host."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO, Literal, Protocol, Self, runtime_checkable

from attrs import field, frozen

from tunemantra.ports.logins import AccessKey, ClientCredentials, JwtKey, PasswordLogin, SigningKey, SshLogin

Verify = Literal["hash", "reread", "size"]
"""How a sent file is proved before it gets its final name.

`hash`: by the other side's own hash where it offers one, else by reading the bytes back. `reread`: by reading the bytes
back, whatever the other side says of them. `size`: by its size alone, for accounts that may write but not read.
"""

Sent = Callable[[int], None]
"""Called with the bytes that have arrived so far; may raise to stop the transfer."""


class Proof(StrEnum):
    """How a file on the other side was proved to be the one that was sent."""

    READ_BACK = "read back"
    SERVER_HASH = "the server's hash"
    SIZE = "size alone"


@frozen
class ObjectStore:
    """What an object store that speaks S3 has to be told beside its bucket.

    Args:
        service: `https://host:port` of a store that is not Amazon's; empty for Amazon's.
        region: as the store names it.
        encryption: at rest: `AES256`, `aws:kms`, or empty for what the bucket does by itself.
        kms_key: the key for `aws:kms`; empty for the account's own.
        path_style: whether the bucket stands in the path, and not in the name of the host.
    """

    service: str = ""
    region: str = "us-east-1"
    encryption: Literal["", "AES256", "aws:kms"] = ""
    kms_key: str = ""
    path_style: bool = False


@frozen
class Endpoint:
    """A connection a platform asks for; the scheme chooses the transport.

    Args:
        name: the platform's word for it: `api`, `files`, `mail`.
        url: `https://host/path`, `sftp://host:port/folder`, `ftps://host/folder`, `s3://bucket/folder`,
            `maildir:///path`, `tool:///path/of/program`.
        login: how to authenticate; None for not at all.
        host_key: for SSH, `ssh-ed25519 AAAA…`: the pinned key, as in a known-hosts line without the host.
        known_hosts: for SSH, path of a known-hosts file, instead of `host_key`.
        timeout: seconds without progress before giving up.
        ca_file: for TLS, path of the certificates to trust instead of the system's.
        verify: for files, how each is proved after it was sent.
        store: for S3, what the store has to be told.
        part: for S3, bytes of a part of an upload; 0 for what the transport takes.
    """

    name: str
    url: str
    login: ClientCredentials | JwtKey | SshLogin | PasswordLogin | AccessKey | SigningKey | None = None
    host_key: str = ""
    known_hosts: str = ""
    timeout: float = 60.0
    ca_file: str = ""
    verify: Verify = "hash"
    store: ObjectStore | None = None
    part: int = 0

    @property
    def scheme(self) -> str:
        """Return the part of the URL that chooses the transport."""
        return self.url.split(":", 1)[0]


@frozen
class RemoteFile:
    """A file or folder on the other side; `name` is the last part of `path`."""

    path: str
    size: int
    folder: bool = False
    modified: datetime | None = None

    @property
    def name(self) -> str:
        """Return the last part of the path."""
        return self.path.rstrip("/").rsplit("/", 1)[-1]


class FileTransport(Protocol):
    """A remote file system, paths relative to the endpoint's folder, forward slashes. One thread at a time.

    What it may offer beside stands in `ports.transfer`.

    *Contract.* `put` MUST write under a temporary name, resume what an earlier try left there if it is a prefix of
    the same bytes, verify size and hash as the endpoint asks (`verify`), and only then rename; a reader never sees a
    part under the final name. It MUST be safe to repeat. Errors are `TransportError`s.
    """

    def put(self, source: BinaryIO, path: str, *, size: int, sha256: str, sent: Sent | None = None) -> int:
        """Upload, and return the bytes that went over the wire (0 where the file was there already)."""

    def stat(self, path: str) -> RemoteFile | None:
        """Return what is there, or None."""

    def list(self, path: str) -> Sequence[RemoteFile]:
        """Return the entries of a folder by name; empty where there is none."""

    def read(self, path: str, *, limit: int = 16 * 1024 * 1024) -> bytes:
        """Return a small file's bytes; refuse more than `limit`."""

    def remove(self, path: str) -> None:
        """Remove a file; nothing happens where there is none."""

    def close(self) -> None:
        """End the connection."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


@runtime_checkable
class SupportsProof(Protocol):
    """What a `FileTransport` may say beside: how the files it has put were proved."""

    def proof(self, path: str) -> Proof | None:
        """Return how a file was proved; None where this transport has not put it."""


@frozen
class Part:
    """One part of a multipart form (RFC 7578).

    Args:
        name: of the field.
        content: bytes, or a stream of `length` bytes that can be read again from its start for a second try.
        length: bytes of the stream.
        filename: for a file; empty for a plain field.
        media_type: of the content; empty to say none.
    """

    name: str
    content: bytes | BinaryIO
    length: int | None = None
    filename: str = ""
    media_type: str = ""


@frozen
class ApiRequest:
    """One HTTP request; `path` is relative to the endpoint's URL.

    Args:
        method: `GET`, `POST`, …
        path: without the query.
        headers: names in any case.
        content: bytes, or a stream of `length` bytes that can be read again from its start for a second try.
        length: bytes of the stream.
        params: the query.
        parts: sent as `multipart/form-data` instead of `content`; files among them are streamed.
    """

    method: str
    path: str
    headers: Mapping[str, str] = field(factory=dict)
    content: bytes | BinaryIO = b""
    length: int | None = None
    params: Mapping[str, str] = field(factory=dict)
    parts: Sequence[Part] = ()


@frozen
class ApiResponse:
    """Whatever the server answered, errors included; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        """Return whether the status is 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004


class ApiTransport(Protocol):
    """HTTP with authentication done. Safe to use from several threads.

    *Contract.* Any answer is returned, whatever its status, except 401 after one renewal of the token (`AuthError`).
    No answer is a `TransportError`. Many parallel calls MUST cause one renewal. Bodies are bounded.
    """

    def send(self, request: ApiRequest, *, sent: Sent | None = None) -> ApiResponse:
        """Send a request; `sent` is called with the body bytes that have gone out."""

    def close(self) -> None:
        """End the connections."""


class Resumption(StrEnum):
    """How an upload over HTTP goes on after it was cut off.

    `GOOGLE`: the server answers 308 with the range it has (Google's resumable upload). `TUS`: it is asked for its
    offset, and takes what follows by PATCH (tus 1.0).
    """

    GOOGLE = "google"
    TUS = "tus"


@frozen
class Upload:
    """A file that is sent in a session of its own, so that what has arrived is not sent again.

    Args:
        opening: the request that opens the session: where, with which headers, and the description of the file.
        content: a stream that can be read again from its present position.
        length: bytes of it.
        way: how it goes on.
        session: address of a session that was opened before; empty for a new one.
    """

    opening: ApiRequest
    content: BinaryIO
    length: int
    way: Resumption = Resumption.GOOGLE
    session: str = ""


@runtime_checkable
class SupportsResumption(Protocol):
    """What an `ApiTransport` may do beside: send a file in a session that survives a cut."""

    def upload(
        self, upload: Upload, *, opened: Callable[[str], None] | None = None, sent: Sent | None = None
    ) -> ApiResponse:
        """Send a file, going on after cuts, and return the last answer.

        Args:
            upload: what is sent.
            opened: told the address of each session that is opened, for a later `Upload.session`.
            sent: told the bytes that have gone out, those of earlier tries included.

        Raises:
            TransportError: cut off again and again with nothing arriving in between.
        """


class CallTransport(Protocol):
    """Calls of named operations: SOAP, GraphQL. Safe to use from several threads.

    *Contract.* Arguments and results are what JSON can say, `bytes`, `datetime` and `Decimal`. An answer that says
    the operation failed is a `RemoteError` with the other side's `code` and words among its facts.
    """

    def call(self, operation: str, arguments: Mapping[str, object]) -> object:
        """Carry out an operation and return its result."""

    def close(self) -> None:
        """End the connections."""


@frozen
class Mail:
    """An e-mail message as it came in.

    Args:
        id: Message-ID header.
        sender: address alone, lower case.
        subject: decoded.
        text: the plain text part (from HTML where there is no other), at most 1 MiB.
        received: aware.
        authenticated: whether the mailbox's own server vouches for the sender (Authentication-Results).
    """

    id: str
    sender: str
    subject: str
    text: str
    received: datetime
    authenticated: bool = False


class Mailbox(Protocol):
    """E-mail that came in. *Contract.* Reading MUST NOT remove; broken messages are skipped and logged."""

    def messages(self, *, since: datetime | None = None) -> Iterable[Mail]:
        """Yield messages, oldest first, those received at `since` or later."""

    def close(self) -> None:
        """End the connection."""


__all__ = [
    "AccessKey",
    "ApiRequest",
    "ApiResponse",
    "ApiTransport",
    "CallTransport",
    "ClientCredentials",
    "Endpoint",
    "FileTransport",
    "JwtKey",
    "Mail",
    "Mailbox",
    "ObjectStore",
    "Part",
    "PasswordLogin",
    "Proof",
    "RemoteFile",
    "Resumption",
    "Sent",
    "SigningKey",
    "SshLogin",
    "SupportsProof",
    "SupportsResumption",
    "Upload",
    "Verify",
]
