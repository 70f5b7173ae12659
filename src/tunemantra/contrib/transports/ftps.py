"""FTPS with ftplib: TLS on both channels, certificate checked, resumable, verified, renamed last."""

from __future__ import annotations

import ftplib
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from tunemantra.contrib.transports import _ftp_client
from tunemantra.contrib.transports._ftp_client import FtpsClient
from tunemantra.contrib.transports._ftp_errors import reply_code, translated
from tunemantra.contrib.transports._part_files import PartFiles
from tunemantra.contrib.transports._paths import confined
from tunemantra.errors import AuthError, Disposition, RemoteError
from tunemantra.ports.transfer import Traits
from tunemantra.ports.transport import PasswordLogin, RemoteFile

TRAITS: Final = Traits(cuts=False)
"""FTP cannot cut a file: a part that is longer than the file starts over."""

_MISSING: Final = {"550", "501"}


class FtpsTransport(PartFiles):
    """A `FileTransport` over FTP with explicit TLS (RFC 4217), passive; connects when first used. One thread at a time.

    The arguments are those of `PartFiles`. Progress is what went out; the last block counts when the server has
    confirmed the file.
    """

    default_port = 21
    traits = TRAITS
    _session: FtpsClient | None = None

    def _store(self, size: int, sha256: str) -> _Remote:
        del size, sha256
        return _Remote(self._client())

    def _at(self, name: str) -> str:
        folder = self._address.folder
        home = "" if folder.startswith("/") else self._client().home.rstrip("/")
        return "/".join(part for part in (home, folder, name) if part) or "/"

    def stat(self, path: str) -> RemoteFile | None:
        """Return what is there, or None."""
        name = confined(path, folder=True)
        client = self._client()
        with translated(f"look at {name!r}"):
            found = client.facts(self._at(name))
            return None if found is None else _entry(name, found)

    def list(self, path: str) -> Sequence[RemoteFile]:
        """Return the entries of a folder by name; empty where there is none."""
        name = confined(path, folder=True)
        client = self._client()
        with translated(f"list {name!r}"):
            try:
                found = client.entries(self._at(name))
            except ftplib.error_perm as error:
                if reply_code(error) not in _MISSING:
                    raise
                if client.facts(self._at(name)) is None:
                    return ()
                # Somebody made the folder in the meantime; what else is wrong is wrong again.
                found = client.entries(self._at(name))
            if len(found) > _ftp_client.MOST_ENTRIES:
                most = _ftp_client.MOST_ENTRIES
                raise RemoteError(f"{name!r} has more than {most} entries", disposition=Disposition.STOP)
            entries = (_entry(f"{name}/{file}".lstrip("/"), facts) for file, facts in found if "/" not in file)
            return tuple(sorted(entries, key=lambda entry: entry.name))

    def read(self, path: str, *, limit: int = 16 * 1024 * 1024) -> bytes:
        """Return a small file's bytes; refuse more than `limit`."""
        name = confined(path)
        client = self._client()
        with translated(f"read {name!r}"):
            data = b"".join(client.read_blocks(self._at(name), 0, limit + 1))
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
                client.delete(self._at(name))
            except ftplib.error_perm as error:
                if reply_code(error) not in _MISSING or client.facts(self._at(name)) is not None:
                    raise

    def close(self) -> None:
        """End the connection; the next call opens another."""
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def _client(self) -> FtpsClient:
        if self._session is not None and self._session.alive:
            return self._session
        self.close()
        login = self._endpoint.login
        if not isinstance(login, PasswordLogin):
            raise AuthError(f"endpoint {self._endpoint.name!r} has no login for FTPS", hint="set user and password")
        host, port = self._address.host, self._address.port
        with translated(f"connect to {host}:{port}"):
            context = ssl.create_default_context(cafile=self._endpoint.ca_file or None)
            session = FtpsClient(context=context, timeout=self._endpoint.timeout)
            try:
                session.enter(host, port, login.user, self._secrets.reveal(login.password))
            except BaseException:
                session.close()
                raise
        self._session = session
        return session


class _Remote:
    """Satisfies `PartStore`."""

    block = _ftp_client.BLOCK
    traits = TRAITS

    def __init__(self, client: FtpsClient) -> None:
        self._client = client

    def size(self, path: str) -> int | None:
        with translated(f"look at {path!r}"):
            found = self._client.facts(path)
        return None if found is None else int(found.get("size", 0))

    def digest(self, path: str, size: int) -> str | None:
        if self.size(path) != size:
            return None
        with translated(f"hash {path!r}"):
            return self._client.server_hash(path)

    def blocks(self, path: str, start: int, stop: int) -> Iterator[bytes]:
        with translated(f"read {path!r}"):
            yield from self._client.read_blocks(path, start, stop)

    def write(self, path: str, start: int, blocks: Iterable[bytes], arrived: Callable[[int], None]) -> None:
        with translated(f"write {path!r}"):
            self._client.make_folder(path.rpartition("/")[0])
            self._client.store(path, start, blocks, arrived)

    def replace(self, part: str, path: str) -> None:
        with translated(f"rename {part!r}"):
            self._client.move(part, path)


def _entry(path: str, facts: Mapping[str, str]) -> RemoteFile:
    moment = None
    with suppress(ValueError):
        moment = datetime.strptime(facts.get("modify", "")[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    size = facts.get("size", "0")
    return RemoteFile(
        path=path,
        size=int(size) if size.isdigit() else 0,
        folder=facts.get("type") in {"dir", "cdir", "pdir"},
        modified=moment,
    )


__all__ = ["FtpsTransport"]
