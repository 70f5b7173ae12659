"""SFTP with paramiko: host key required, resumable, verified, renamed last; as fast as OpenSSH's own client."""

from __future__ import annotations

import stat
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import BinaryIO, Self

import paramiko
from paramiko.sftp import SFTP_NO_SUCH_FILE, SFTP_PERMISSION_DENIED

from tunemantra.contrib.transports._attempts import DROPPED, persist
from tunemantra.contrib.transports._cleaning import clean_parts
from tunemantra.contrib.transports._paths import beside, confined
from tunemantra.contrib.transports._sftp_client import SftpClient, StatusError
from tunemantra.contrib.transports._sftp_errors import translated
from tunemantra.contrib.transports._ssh import Address, connect
from tunemantra.contrib.transports._upload import Upload
from tunemantra.errors import Disposition, RemoteError
from tunemantra.ports.runtime import SecretStore
from tunemantra.ports.transfer import Pace, Traits
from tunemantra.ports.transport import Endpoint, Proof, RemoteFile, Sent, Verify

MOST_ENTRIES = 100_000
"""Entries a folder may have; a server that never stops listing must not fill our memory."""


class SftpTransport:
    """A `FileTransport` over SFTP; connects when first used. One thread at a time.

    Args:
        endpoint: `sftp://host:port/folder` (absolute) or `sftp://host/~/folder` (in the login's own folder).
        secrets: resolves the references of the login.
        verify: how a file is proved before the rename; as the endpoint says unless stated. `hash` takes the server's
            own where it offers `check-file`, and so believes it; `reread` does not.
        suffix: ending of temporary names.
        attempts: how often one `put` goes on after a dropped connection.
        sleep: waits between attempts, in seconds.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        secrets: SecretStore,
        *,
        verify: Verify | None = None,
        suffix: str = ".partial",
        attempts: int = 4,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._endpoint = endpoint
        self._secrets = secrets
        self._folder = Address.of(endpoint.url).folder
        self._verify: Verify = verify or endpoint.verify
        self._proofs: dict[str, Proof] = {}
        self._suffix = suffix
        self._attempts = attempts
        self._sleep = sleep
        self._transport: paramiko.Transport | None = None
        self._session: SftpClient | None = None
        self.pace: Pace | None = None

    def put(self, source: BinaryIO, path: str, *, size: int, sha256: str, sent: Sent | None = None) -> int:
        """Upload, and return the bytes that went over the wire (0 where the file was there already).

        Raises:
            ConnectError, TransferTimeoutError: the connection dropped, again after every attempt.
            IntegrityError: the other side holds other bytes than were sent; not renamed.
            RemoteError: the server refused.
        """
        name = self._at(confined(path))
        part = beside(name, self._suffix)
        upload = Upload(source, name, part, size, sha256, self._verify, sent, self.pace)
        self._client()
        moved = persist(
            lambda: self._put_once(upload),
            attempts=self._attempts,
            sleep=self._sleep,
            endpoint=self._endpoint.name,
        )
        self._proofs[path] = upload.proof
        return moved

    def proof(self, path: str) -> Proof | None:
        """Return how a file was proved; None where this transport has not put it."""
        return self._proofs.get(path)

    def _put_once(self, upload: Upload) -> int:
        try:
            return upload.run(_Remote(self._client()))
        except DROPPED:
            self.close()
            raise

    def stat(self, path: str) -> RemoteFile | None:
        """Return what is there, or None."""
        name = confined(path, folder=True)
        found = _attributes(self._client(), self._at(name))
        return None if found is None else _entry(name, found)

    def list(self, path: str) -> Sequence[RemoteFile]:
        """Return the entries of a folder by name; empty where there is none."""
        name = confined(path, folder=True)
        client = self._client()
        with translated(f"list {name!r}"):
            try:
                found = list(islice(client.listdir_iter(self._at(name)), MOST_ENTRIES + 1))
            except StatusError as error:
                if error.missing:
                    return ()
                raise
        if len(found) > MOST_ENTRIES:
            raise RemoteError(f"{name!r} has more than {MOST_ENTRIES} entries", disposition=Disposition.STOP)
        entries = (_entry(f"{name}/{f.filename}".lstrip("/"), f) for f in found if "/" not in f.filename)
        return tuple(sorted(entries, key=lambda entry: entry.name))

    def read(self, path: str, *, limit: int = 16 * 1024 * 1024) -> bytes:
        """Return a small file's bytes; refuse more than `limit`."""
        name = confined(path)
        client = self._client()
        with translated(f"read {name!r}"):
            expected = client.stat(self._at(name)).st_size or 0
            # One byte more than it says shows a file that is still growing.
            wanted = min(expected, limit) + 1
            data = b"".join(client.read_blocks(self._at(name), 0, wanted))
        if len(data) > limit:
            raise RemoteError(
                f"{name!r} is larger than {limit} bytes", disposition=Disposition.STOP, path=name, limit=limit
            )
        return data

    def remove(self, path: str) -> None:
        """Remove a file; nothing happens where there is none."""
        name = confined(path)
        client = self._client()
        with translated(f"remove {name!r}"):
            try:
                client.remove(self._at(name))
            except StatusError as error:
                if not error.missing:
                    raise

    def clean(self, path: str = "", *, before: datetime) -> Sequence[str]:
        """Remove what uploads into this folder have left and not touched since `before`, and return its names."""
        return clean_parts(self, path, self._suffix, before)

    def close(self) -> None:
        """End the connection; the next call opens another."""
        transport, self._transport, self._session = self._transport, None, None
        if transport is not None:
            transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _at(self, name: str) -> str:
        return f"{self._folder}/{name}" if self._folder or not name else name

    def _client(self) -> SftpClient:
        if self._session is not None and self._transport is not None and self._transport.is_active():
            return self._session
        self.close()
        address = Address.of(self._endpoint.url)
        with translated(f"connect to {address.host}:{address.port}"):
            transport = connect(self._endpoint, self._secrets)
            try:
                session = _open_session(transport, self._endpoint.timeout)
            except BaseException:
                transport.close()
                raise
        self._transport, self._session = transport, session
        return session


def _open_session(transport: paramiko.Transport, timeout: float) -> SftpClient:
    channel = transport.open_session(timeout=timeout)
    channel.settimeout(timeout)
    channel.invoke_subsystem("sftp")
    session = SftpClient(channel)
    session.ask_limits()
    return session


class _Remote:
    """Satisfies `PartStore`."""

    traits = Traits()

    def __init__(self, client: SftpClient) -> None:
        self._client = client
        self.block = client.block

    def size(self, path: str) -> int | None:
        found = _attributes(self._client, path)
        return None if found is None else found.st_size

    def digest(self, path: str, size: int) -> str | None:
        with translated(f"hash {path!r}"):
            return self._client.server_hash(path, size)

    def blocks(self, path: str, start: int, stop: int) -> Iterator[bytes]:
        with translated(f"read {path!r}"):
            yield from self._client.read_blocks(path, start, stop)

    def write(self, path: str, start: int, blocks: Iterable[bytes], arrived: Callable[[int], None]) -> None:
        if start and (self.size(path) or 0) > start:
            with translated(f"cut {path!r}"):
                self._client.truncate(path, start)
        self._make_folder(path.rpartition("/")[0])
        with translated(f"write {path!r}"):
            self._client.write_blocks(path, start, blocks, arrived)

    def _make_folder(self, path: str) -> None:
        if not path or path in self._client.folders:
            return
        if _attributes(self._client, path) is None:
            self._make_folder(path.rpartition("/")[0])
            with translated(f"make the folder {path!r}"):
                try:
                    self._client.mkdir(path)
                except StatusError:
                    # Somebody else may have been first.
                    if _attributes(self._client, path) is None:
                        raise
        self._client.folders.add(path)

    def replace(self, part: str, path: str) -> None:
        with translated(f"rename {part!r}"):
            try:
                self._client.posix_rename(part, path)
            except StatusError as error:
                if error.status in {SFTP_NO_SUCH_FILE, SFTP_PERMISSION_DENIED}:
                    raise
                self._replace_in_two_steps(part, path)

    def _replace_in_two_steps(self, part: str, path: str) -> None:
        # Plain SFTP renames over nothing; for a moment there is no file, never half of one.
        if _attributes(self._client, path) is not None:
            self._client.remove(path)
        self._client.rename(part, path)


def _attributes(client: SftpClient, path: str) -> paramiko.SFTPAttributes | None:
    with translated(f"look at {path!r}"):
        try:
            return client.stat(path or ".")
        except StatusError as error:
            if error.missing:
                return None
            raise


def _entry(path: str, found: paramiko.SFTPAttributes) -> RemoteFile:
    return RemoteFile(
        path=path,
        size=found.st_size or 0,
        folder=stat.S_ISDIR(found.st_mode or 0),
        modified=None if found.st_mtime is None else datetime.fromtimestamp(found.st_mtime, UTC),
    )


__all__ = ["SftpTransport"]
