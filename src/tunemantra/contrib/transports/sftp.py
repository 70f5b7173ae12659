"""SFTP with paramiko: host key required, resumable, verified, renamed last; as fast as OpenSSH's own client."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice

import paramiko
from paramiko.sftp import SFTP_NO_SUCH_FILE, SFTP_PERMISSION_DENIED

from tunemantra.contrib.transports._part_files import PartFiles
from tunemantra.contrib.transports._paths import confined
from tunemantra.contrib.transports._sftp_client import SftpClient, StatusError
from tunemantra.contrib.transports._sftp_errors import translated
from tunemantra.contrib.transports._ssh import SSH_PORT, connect
from tunemantra.errors import Disposition, RemoteError
from tunemantra.ports.transfer import Traits
from tunemantra.ports.transport import RemoteFile

MOST_ENTRIES = 100_000
"""Entries a folder may have; a server that never stops listing must not fill our memory."""


class SftpTransport(PartFiles):
    """A `FileTransport` over SFTP; connects when first used. One thread at a time.

    The arguments are those of `PartFiles`; the server's own hash is `check-file`, which few servers have.
    """

    default_port = SSH_PORT
    _transport: paramiko.Transport | None = None
    _session: SftpClient | None = None

    def _store(self, size: int, sha256: str) -> _Remote:
        del size, sha256
        return _Remote(self._client())

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

    def close(self) -> None:
        """End the connection; the next call opens another."""
        transport, self._transport, self._session = self._transport, None, None
        if transport is not None:
            transport.close()

    def _client(self) -> SftpClient:
        if self._session is not None and self._transport is not None and self._transport.is_active():
            return self._session
        self.close()
        with translated(f"connect to {self._address.host}:{self._address.port}"):
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
