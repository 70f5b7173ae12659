"""SCP with paramiko: host key required, verified; renamed last where the server lets commands run, else marked.

The protocol knows nothing but whole files: an interrupted one starts over, and that is said as a trait.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

import paramiko

from tunemantra.contrib.transports._part_files import PartFiles
from tunemantra.contrib.transports._paths import confined
from tunemantra.contrib.transports._scp_client import BLOCK, MISSING, ScpClient, quoted
from tunemantra.contrib.transports._sftp_errors import translated
from tunemantra.contrib.transports._ssh import SSH_PORT, connect
from tunemantra.contrib.transports._upload import PartStore
from tunemantra.errors import Disposition, RemoteError
from tunemantra.ports.transfer import Traits
from tunemantra.ports.transport import RemoteFile

MOST_ENTRIES: Final = 100_000
"""Entries a folder may have."""

MARKER: Final = ".sha256"
"""Ending of the marker beside a file, in the form of `sha256sum`; empty while the file is on its way."""

WITH_COMMANDS: Final = Traits(resumes=False, cuts=False)
WITHOUT_COMMANDS: Final = Traits(resumes=False, cuts=False, hides=False, browses=False)


class ScpTransport(PartFiles):
    """A `FileTransport` over SCP; connects when first used. One thread at a time.

    Where the server runs `mv`, `stat` and the like, a file has a temporary name until it is proved, by `sha256sum`
    where there is one. Where it runs `scp` alone, a file is written under its final name and a marker beside it,
    `name.sha256`, is empty until the file is proved; then nothing can be listed or removed, and the endpoint's folder
    has to be there. `traits` says which. The arguments are those of `PartFiles`.
    """

    default_port = SSH_PORT
    _transport: paramiko.Transport | None = None
    _session: ScpClient | None = None

    @property
    def traits(self) -> Traits:
        """Return what this server can do; connects to find out."""
        return WITH_COMMANDS if self._client().commands else WITHOUT_COMMANDS

    def _store(self, size: int, sha256: str) -> PartStore:
        client = self._client()
        if client.commands:
            return _Shell(client, size)
        return _Bare(client, size, sha256, self._address.folder)

    def _part(self, name: str) -> str:
        return super()._part(name) if self._client().commands else name

    def stat(self, path: str) -> RemoteFile | None:
        """Return what is there, or None; without commands files alone are seen, and no times."""
        name = confined(path, folder=True)
        client = self._client()
        with translated(f"look at {name!r}"):
            if not client.commands:
                with client.download(self._at(name)) as found:
                    return None if found is None else RemoteFile(name, found[0])
            where = quoted(self._at(name))
            status, output = client.run(f"[ -e {where} ] || exit {MISSING}; stat -L -c '%s %Y %f' -- {where}")
        if status == MISSING:
            return None
        return _entry(name, _expected(status, output, name))

    def list(self, path: str) -> Sequence[RemoteFile]:
        """Return the entries of a folder by name; empty where there is none.

        Raises:
            RemoteError: the server runs no commands.
        """
        name = confined(path, folder=True)
        where = quoted(self._at(name))
        find = f"find {where} -mindepth 1 -maxdepth 1 -exec stat -L -c '%s %Y %f %n' -- {{}} +"
        # A link that leads nowhere makes `find` end with another number than 0.
        status, output = self._run(f"[ -d {where} ] || exit {MISSING}; {find} || true", f"list {name!r}")
        if status == MISSING:
            return ()
        lines = _expected(status, output, name).splitlines()
        if len(lines) > MOST_ENTRIES:
            raise RemoteError(f"{name!r} has more than {MOST_ENTRIES} entries", disposition=Disposition.STOP)
        entries = (_entry(f"{name}/{line.rsplit('/', 1)[-1]}".lstrip("/"), line) for line in lines)
        return tuple(sorted(entries, key=lambda entry: entry.name))

    def read(self, path: str, *, limit: int = 16 * 1024 * 1024) -> bytes:
        """Return a small file's bytes; refuse more than `limit`."""
        name = confined(path)
        client = self._client()
        with translated(f"read {name!r}"), client.download(self._at(name)) as found:
            if found is None:
                raise RemoteError(f"read {name!r}: no such file", disposition=Disposition.STOP, path=name)
            size, blocks = found
            if size > limit:
                raise RemoteError(
                    f"{name!r} is larger than {limit} bytes", disposition=Disposition.STOP, path=name, limit=limit
                )
            return b"".join(blocks)

    def remove(self, path: str) -> None:
        """Remove a file; nothing happens where there is none.

        Raises:
            RemoteError: the server runs no commands.
        """
        name = confined(path)
        _expected(*self._run(f"rm -f -- {quoted(self._at(name))} 2>&1", f"remove {name!r}"), name)

    def _run(self, command: str, where: str) -> tuple[int, bytes]:
        client = self._client()
        if not client.commands:
            raise RemoteError(
                f"{where}: the server runs no commands, and SCP alone can only send and fetch files",
                hint="ask for SFTP, which almost every SSH server has",
                disposition=Disposition.STOP,
            )
        with translated(where):
            return client.run(command)

    def close(self) -> None:
        """End the connection; the next call opens another."""
        transport, self._transport, self._session = self._transport, None, None
        if transport is not None:
            transport.close()

    def _client(self) -> ScpClient:
        if self._session is not None and self._transport is not None and self._transport.is_active():
            return self._session
        self.close()
        with translated(f"connect to {self._address.host}:{self._address.port}"):
            transport = connect(self._endpoint, self._secrets)
            try:
                session = ScpClient(transport, self._endpoint.timeout)
            except BaseException:
                transport.close()
                raise
        self._transport, self._session = transport, session
        return session


class _Fetching:
    """The half of `PartStore` that needs nothing but `scp`."""

    block = BLOCK

    def __init__(self, client: ScpClient, size: int) -> None:
        self._client = client
        self._size = size

    def blocks(self, path: str, start: int, stop: int) -> Iterator[bytes]:
        with translated(f"read {path!r}"), self._client.download(path) as found:
            at = 0
            for data in found[1] if found is not None else ():
                piece = data[max(0, start - at) : max(0, stop - at)]
                at += len(data)
                if piece:
                    yield piece


class _Shell(_Fetching):
    """Satisfies `PartStore` where the server runs commands."""

    traits = WITH_COMMANDS

    def size(self, path: str) -> int | None:
        where = quoted(path)
        with translated(f"look at {path!r}"):
            status, output = self._client.run(f"[ -e {where} ] || exit {MISSING}; stat -L -c %s -- {where}")
        return None if status == MISSING else int(_expected(status, output, path))

    def digest(self, path: str, size: int) -> str | None:
        if not self._client.hashes:
            return None
        where = quoted(path)
        with translated(f"hash {path!r}"):
            status, output = self._client.run(
                f'[ "$(stat -L -c %s -- {where})" = {size} ] || exit {MISSING}; sha256sum < {where}'
            )
        return None if status == MISSING else _expected(status, output, path).split(" ")[0]

    def write(self, path: str, start: int, blocks: Iterable[bytes], arrived: Callable[[int], None]) -> None:
        del start
        folder, _, name = path.rpartition("/")
        with translated(f"write {path!r}"):
            before = f"mkdir -p -- {quoted(folder)} && " if folder else ""
            self._client.upload(path, (), name, self._size, blocks, arrived, before=before)

    def replace(self, part: str, path: str) -> None:
        with translated(f"rename {part!r}"):
            _expected(*self._client.run(f"mv -f -- {quoted(part)} {quoted(path)} 2>&1"), path)


class _Bare(_Fetching):
    """Satisfies `PartStore` where the server runs `scp` alone."""

    traits = WITHOUT_COMMANDS

    def __init__(self, client: ScpClient, size: int, sha256: str, folder: str) -> None:
        super().__init__(client, size)
        self._sha256 = sha256.lower()
        self._folder = folder

    def size(self, path: str) -> int | None:
        with translated(f"look at {path!r}"), self._client.download(path) as found:
            return None if found is None else found[0]

    def digest(self, path: str, size: int) -> str | None:
        del path, size
        return None

    def write(self, path: str, start: int, blocks: Iterable[bytes], arrived: Callable[[int], None]) -> None:
        del start
        self._mark(path, b"")
        self._send(path, self._size, blocks, arrived)

    def replace(self, part: str, path: str) -> None:
        del part
        self._mark(path, f"{self._sha256}  {path.rsplit('/', 1)[-1]}\n".encode())

    def _mark(self, path: str, text: bytes) -> None:
        self._send(path + MARKER, len(text), [text] if text else [], lambda _: None)

    def _send(self, path: str, size: int, blocks: Iterable[bytes], arrived: Callable[[int], None]) -> None:
        *folders, name = path.removeprefix(self._folder).strip("/").split("/")
        target = self._folder or "." if folders else path
        with translated(f"write {path!r}"):
            self._client.upload(target, folders, name, size, blocks, arrived)


def _expected(status: int, output: bytes, name: str) -> str:
    text = output.decode("utf-8", "replace")
    if status:
        said = text.strip() or f"the command ended with {status}"
        raise RemoteError(f"{name!r}: {said}", disposition=Disposition.STOP, status=status)
    return text


def _entry(path: str, line: str) -> RemoteFile:
    size, seconds, mode, *_ = line.split(" ", 3)
    return RemoteFile(
        path=path,
        size=int(size),
        folder=stat.S_ISDIR(int(mode, 16)),
        modified=datetime.fromtimestamp(int(seconds), UTC),
    )


__all__ = ["MARKER", "ScpTransport"]
