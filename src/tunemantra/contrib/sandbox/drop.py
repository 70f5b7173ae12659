"""A store's SFTP server for batches of files: one account, key login, locked into its own folder, faults on demand.

It needs asyncssh, and is therefore not offered by the package itself.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Self

import asyncssh
from attrs import define

from tunemantra.contrib.sandbox.account import Account
from tunemantra.contrib.sandbox.web import HOST

if TYPE_CHECKING:
    from types import TracebackType


@define
class _Upload:
    """A file a client is writing: the connection is cut at `drop_at`, one byte is spoilt if `spoilt`."""

    name: str
    drop_at: int | None
    spoilt: bool
    written: int = 0


class _LabelServer(asyncssh.SFTPServer):
    """What a logged-in client sees; links are refused, so that nobody leads the store out of the folder."""

    def __init__(self, channel: asyncssh.SSHServerChannel[bytes], account: Account) -> None:
        super().__init__(channel, chroot=os.fsencode(account.root))
        self._account = account
        self._open: dict[int, _Upload] = {}

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        """Open a file, taking a fault for the upload if one is due."""
        file: object = super().open(path, pflags, attrs)
        if pflags & asyncssh.FXF_WRITE:
            name = os.fsdecode(path)
            self._open[id(file)] = _Upload(name, self._account.drop_at(name), self._account.spoils(name))
        return file

    async def write(self, file_obj: object, offset: int, data: bytes) -> int:
        """Write, as slowly, as wrongly or as shortly as the faults ask for."""
        upload = self._open.get(id(file_obj))
        if upload is None:
            return int(super().write(file_obj, offset, data))  # type: ignore[arg-type]
        await self._throttle(len(data))
        if upload.spoilt and data:
            upload.spoilt = False
            data = bytes([data[0] ^ 0xFF]) + data[1:]
        if upload.drop_at is not None and upload.written + len(data) >= upload.drop_at:
            super().write(file_obj, offset, data[: max(upload.drop_at - upload.written, 0)])
            upload.drop_at = None
            self._account.dropped(upload.name)
            self.connection.abort()
            raise asyncssh.SFTPConnectionLost("dropped")
        upload.written += len(data)
        return int(super().write(file_obj, offset, data))  # type: ignore[arg-type]

    async def _throttle(self, size: int) -> None:
        rate = self._account.faults.due().get("throttle")
        if rate is not None and (kib := float(rate.value or 1024)) > 0:
            await asyncio.sleep(size / (kib * 1024))

    def close(self, file_obj: object) -> None:
        """Close a file; one that was written under its final name has arrived, whole or not."""
        upload = self._open.pop(id(file_obj), None)
        super().close(file_obj)
        if upload is not None:
            self._account.closed(upload.name)

    async def rename(self, oldpath: bytes, newpath: bytes) -> None:
        """Give a file its final name; an existing one is not overwritten (SFTP version 3)."""
        super().rename(oldpath, newpath)
        await self._arrived(newpath)

    async def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
        """Give a file its final name, over an existing one."""
        super().posix_rename(oldpath, newpath)
        await self._arrived(newpath)

    async def _arrived(self, newpath: bytes) -> None:
        path = Path(os.fsdecode(self.map_path(newpath)))
        await asyncio.get_running_loop().run_in_executor(None, self._account.note, path)
        if self._account.faults.take("drop-answer") is not None:
            self.connection.abort()
            raise asyncssh.SFTPConnectionLost("dropped before the answer")

    def symlink(self, oldpath: bytes, newpath: bytes) -> None:  # noqa: ARG002
        """Refuse."""
        raise asyncssh.SFTPPermissionDenied("links are not taken")

    def link(self, oldpath: bytes, newpath: bytes) -> None:  # noqa: ARG002
        """Refuse."""
        raise asyncssh.SFTPPermissionDenied("links are not taken")


class _Login(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:  # noqa: ARG002
        return True

    def password_auth_supported(self) -> bool:
        return False


class SftpServer:
    """The server on 127.0.0.1 in a thread of its own; starts and stops as a context manager.

    Args:
        folder: where its host key and the label's key pair are kept; made at the first start.
        account: the one account.
        port: 0 for any free one.
    """

    def __init__(self, folder: Path, account: Account, port: int = 0) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        account.root.mkdir(parents=True, exist_ok=True)
        self._host_key = _key(folder / "host_ed25519")
        self._client_key = folder / "label_ed25519"
        self._public = _key(self._client_key).export_public_key().decode()
        self._account = account
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._up = threading.Event()
        self._problem: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="sftp", daemon=True)

    @property
    def settings(self) -> Mapping[str, object]:
        """Return the part of the settings that leads here; the host key as a known-hosts line without its host."""
        return {
            "host": HOST,
            "port": self._port,
            "user": self._account.user,
            "key": f"file:{self._client_key}",
            "host_key": " ".join(self._host_key.export_public_key().decode().split()[:2]),
        }

    def __enter__(self) -> Self:
        self._thread.start()
        self._up.wait(timeout=30)
        if self._problem is not None:
            raise RuntimeError("the SFTP server did not start") from self._problem
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            acceptor = self._loop.run_until_complete(self._listen())
            self._port = acceptor.get_port()
        except Exception as problem:  # noqa: BLE001 - told in the thread that started us
            self._problem = problem
            self._up.set()
            return
        self._up.set()
        self._loop.run_forever()
        acceptor.close()

    async def _listen(self) -> asyncssh.SSHAcceptor:
        def session(channel: asyncssh.SSHServerChannel[bytes]) -> _LabelServer:
            if channel.get_extra_info("username") != self._account.user:
                raise asyncssh.PermissionDenied("no such account")
            return _LabelServer(channel, self._account)

        return await asyncssh.create_server(
            _Login,
            HOST,
            self._port,
            server_host_keys=[self._host_key],
            authorized_client_keys=asyncssh.import_authorized_keys(self._public),
            sftp_factory=session,
            allow_scp=False,
            allow_pty=False,
            agent_forwarding=False,
        )


def _key(path: Path) -> asyncssh.SSHKey:
    if not path.exists():
        part = path.with_suffix(".part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(asyncssh.generate_private_key("ssh-ed25519").export_private_key())
        part.replace(path)
    return asyncssh.read_private_key(str(path))


__all__ = ["SftpServer"]
